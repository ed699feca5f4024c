"""What was noticed in the cells of a file and did not keep a row out: each finding with its count and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from fenji.errors import Issue
from fenji.intake.findings import counted, note
from fenji.intake.numbers import unit_of
from fenji.intake.presets import presets
from fenji.intake.typed import FACTS, KEPT, TYPED
from fenji.intake.words import has_right_checksum
from fenji.language import Text, say_count

if TYPE_CHECKING:
    from fenji.intake.typed import Typing
    from fenji.lake.commit import Transaction

_ORDERS = ("orders", "order_lines")
# Signs of one look: Cyrillic and Greek letters, traditional forms of common surnames.
_TWINS = "АВЕКМНОРСТХаеорсхуΑΒΕΗΙΚΜΝΟΡΤΧ張陳劉黃吳趙孫楊鄭馮許蕭葉鄧蘇呂龍萬錢譚韓羅華寶國東廣業機電貿"
_PLAIN = "ABEKMHOPCTXaeopcxyABEHIKMNOPTX张陈刘黄吴赵孙杨郑冯许萧叶邓苏吕龙万钱谭韩罗华宝国东广业机电贸"

_WORDS = {
    "SCALE": (
        Text("{n} amount{n:s} {n:has|have} more than two decimals", "有 {n} 个金额超过两位小数"),
        Text("They are rounded once, half up; the original file keeps them.", "已四舍五入一次，原始文件保留不变。"),
    ),
    "SIGN_FORM": (
        Text(
            "{n} number{n:s} {n:is|are} negative by brackets or a minus behind",
            "有 {n} 个数字以括号或后置负号表示负数",
        ),
        Text("They are read as negative.", "已按负数读取。"),
    ),
    "MASKED": (
        Text("{n} cell{n:s} {n:is|are} masked (138****8000, 张**)", "有 {n} 个单元格已脱敏（如 138****8000、张**）"),
        Text(
            "They are kept as given, and never taken as a sign that two customers are one.",
            "已原样保留，不会据此合并客户。",
        ),
    ),
    "MASKED_ID": (
        Text("{n} order{n:s} {n:has|have} a masked customer number", "有 {n} 笔订单的客户编号已脱敏"),
        Text(
            "Different people share such a number, so these orders are guests'. Export them unmasked to grade them.",
            "不同的人可能共用同一脱敏编号，这些订单按散客统计；导出未脱敏数据后方可评级。",
        ),
    ),
    "EMPTY_WORDS": (
        Text("{n} cell{n:s} {n:says|say} that they are empty (无, -, N/A …)", "有 {n} 个单元格以“无”“-”“N/A”等表示空"),
        Text("They are unknown; the option empty_words says which.", "已按未知处理；可用选项 empty_words 指定。"),
    ),
    "INVISIBLE_MARKS": (
        Text(
            "{n} cell{n:s} {n:has|have} invisible marks or line breaks (zero width, turned writing)",
            "有 {n} 个单元格含不可见字符或换行（零宽字符、文字反向符等）",
        ),
        Text("They are left out of the values; the original file keeps them.", "取值时已去除，原始文件保留不变。"),
    ),
    "CLOCK_CHANGE": (
        Text("{n} times were skipped or shown twice when clocks changed", "有 {n} 个时刻处于夏令时切换区间"),
        Text("They are read with the offset before the change.", "已按切换前的时差读取。"),
    ),
    "ID_CHECKSUM": (
        Text("{n} identity numbers have a wrong check digit", "有 {n} 个身份证号校验位错误"),
        Text("They are kept; id_checksum: reject would refuse them.", "已保留；设置 id_checksum: reject 可拒收。"),
    ),
    "LOOKALIKE": (
        Text(
            "{n} customer{n:s} {n:differs|differ} from others by look-alike signs only",
            "有 {n} 位客户与他人仅差形近字（如張/张）",
        ),
        Text("They stay two; see `fenji duplicates find`.", "已分别保留，可用 fenji duplicates find 核对。"),
    ),
    "WAITING": (
        Text("{n} customer{n:s} of this file {n:is|are} in no customer list", "文件中有 {n} 位客户不在客户名单中"),
        Text("Their rows are kept and find them when a list brings them.", "相关记录已保留，名单导入后自动归入。"),
    ),
}  # fmt: skip


def noticed(tx: Transaction, typing: Typing, import_id: int, where: str) -> list[Issue]:
    """The findings about cells, once the rows have landed."""
    found = [_unit(typing, where), _preset(typing, where)]
    counts = _counts(tx, typing) | {"WAITING": _waiting(tx, typing, import_id)}
    for code, count in counts.items():
        if count:
            problem, fix = _WORDS[code]
            level: Literal["note", "warning"] = "note" if code in ("EMPTY_WORDS", "WAITING") else "warning"
            found.append(note(level, where, code, problem=counted(problem, count), fix=fix))
    return [issue for issue in found if issue is not None]


def _counts(tx: Transaction, typing: Typing) -> dict[str, int]:
    def total(what: str, names: list[str]) -> int:
        return sum(typing.looks[name].saw(what) for name in names)

    every = list(typing.columns)
    is_orders = typing.mapping.table in _ORDERS
    amounts = [name for name in every if typing.columns[name].is_money and typing.columns[name].type.endswith(",2)")]
    personal = [name for name in every if name != "customer_id"]
    return {
        "SCALE": total("deep", amounts),
        "SIGN_FORM": total("signed", every),
        "MASKED": total("masked", personal),
        "MASKED_ID": total("masked", ["customer_id"]) if is_orders and "customer_id" in every else 0,
        "EMPTY_WORDS": total("words", every),
        "INVISIBLE_MARKS": total("invisible", every),
        "CLOCK_CHANGE": typing.doubtful_times,
        "ID_CHECKSUM": _wrong_checksums(tx, typing),
        "LOOKALIKE": _lookalikes(tx, typing),
    }


def _wrong_checksums(tx: Transaction, typing: Typing) -> int:
    cards = [name for name in typing.columns if typing.looks[name].is_id_card]
    if not cards or typing.options.id_checksum == "reject":
        return 0
    wrong = " + ".join(f"count(*) FILTER (NOT {has_right_checksum(name)})" for name in cards)
    (row,) = tx.rows(f"SELECT {wrong} AS n FROM {TYPED} WHERE __fate = {KEPT}")
    return int(row["n"])


def _lookalikes(tx: Transaction, typing: Typing) -> int:
    """Customers whose name or number is another's once look-alike signs are taken for one."""
    if typing.mapping.table != "customers":
        return 0
    most = 0
    for name in ("customer_id", "name"):
        if name not in typing.columns or typing.raw.outcome.is_plain:
            continue
        seen = f"translate({name}, '{_TWINS}', '{_PLAIN}')"
        (row,) = tx.rows(
            f"SELECT count(*) AS n FROM lake.main.customers WHERE {name} <> {seen} AND {seen} IN "
            f"(SELECT {name} FROM lake.main.customers) AND customer_id IN (SELECT customer_id FROM {FACTS})"
        )
        most = max(most, int(row["n"]))
    return most


def _waiting(tx: Transaction, typing: Typing, import_id: int) -> int:
    """Customers that this import met in facts, where a customer list is kept at all."""
    if typing.mapping.table == "customers":
        return 0
    (row,) = tx.rows(
        f"SELECT count(*) FILTER (NOT is_listed AND import_id = {import_id}) AS met, bool_or(is_listed) AS has_list "
        "FROM lake.main.customers"
    )
    return int(row["met"]) if row["has_list"] else 0


def _unit(typing: Typing, where: str) -> Issue | None:
    scaled = {
        header: unit_of(header) for name, header in typing.mapping.columns.items() if typing.looks[name].factor > 1
    }
    if not scaled:
        return None
    en = ", ".join(f"{header} × {say_count(factor, 'en')}" for header, factor in scaled.items())
    zh = "、".join(f"{header} × {say_count(factor, 'zh')}" for header, factor in scaled.items())
    fix = Text("Values are stored in the whole unit.", "已换算为基本单位保存。")
    return note(
        "note", where, "UNITS_IN_HEADER", problem=Text(f"units in headers: {en}", f"表头注明单位：{zh}"), fix=fix
    )


def _preset(typing: Typing, where: str) -> Issue | None:
    used = next((preset for preset in presets() if preset.name == typing.options.preset), None)
    if used is None:
        return None
    problem = Text("the file was read as an export of {title}", "该文件按“{title}”的导出格式读取").fill(
        title=used.title
    )
    fix = Text(
        "To read it otherwise set preset: none and name the columns.", "如不符，请设置 preset: none 并指明各列。"
    )
    return note("note", where, "PRESET", problem=problem, fix=fix)
