"""What a column leaves open is asked, never guessed: each question names the option that answers it."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from typing import TYPE_CHECKING

from fenji.errors import FileRefused
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.intake.mapping import MappingOptions


def date_order_of(seen: Pairs[str, int], options: MappingOptions, where: str) -> tuple[str, str]:
    """Calendar and order of a column of days, from what its cells look like (`moments.shapes`) or what was answered.

    Cells of another calendar or form than most of the column's decide nothing: they are rejected one by one.
    """
    most = seen["filled"] / 2
    if options.calendar is None and max(seen["roc"], seen["buddhist"]) > most:
        raise _calendar("roc" if seen["roc"] > most else "buddhist", where)
    calendar = options.calendar or "gregorian"
    if options.date_order is not None or calendar != "gregorian":
        return calendar, options.date_order or "ymd"
    if seen["brief"] > most:
        raise _order(
            Text("dates like 24-1-5 do not say which part is the year", "24-1-5 这样的日期无法判断哪部分是年份"), where
        )
    if not seen["short"]:
        return calendar, "ymd"
    if bool(seen["day_first"]) != bool(seen["month_first"]):
        return calendar, "dmy" if seen["day_first"] else "mdy"
    raise _order(
        Text(
            "dates like 01/02/2024 can be read both ways, and the column does not decide",
            "01/02/2024 这样的日期有两种读法，该列无法判断",
        ),
        where,
    )


def decimal_mark_of(seen: Pairs[str, int], options: MappingOptions, where: str) -> str:
    """Point or comma: the column's own cells decide for the point; a comma is asked for."""
    if options.decimal_mark is not None or not seen["comma"] or seen["point"]:
        return options.decimal_mark or "."
    raise FileRefused(
        "DECIMAL_MARK",
        Text("numbers like 1.234,50 seem to have a decimal comma", "1.234,50 这样的数字似乎以逗号作小数点"),
        where=where,
        fix=Text(
            "Say it by the option decimal_mark: ',' (or '.' to have such cells rejected).",
            "请用选项 decimal_mark 注明：','（逗号）或 '.'（拒收此类单元格）。",
        ),
    )


def number_words_of(seen: Pairs[str, int], options: MappingOptions, where: str) -> None:
    """Asks where most of a column counts in 万 or words; a few such cells are rejected with the number suggested."""
    if options.units is not None or not seen["said"] or seen["said"] * 2 <= seen["filled"]:
        return
    raise FileRefused(
        "UNITS",
        Text("most numbers of this column have a unit (1.2万, 3千)", "该列多数数字带有单位（如 1.2万、3千）"),
        where=where,
        fix=Text(
            "Say it by the option units: read (1.2万 is 12000) or units: reject.",
            "请用选项 units 注明：read（1.2万 读作 12000）或 reject（拒收）。",
        ),
    )


def negative_amounts(count: int, where: str) -> FileRefused:
    """The question what orders below zero are, asked once an import."""
    return FileRefused(
        "NEGATIVE_AMOUNT",
        Text(
            f"{count} order(s) are below zero and not marked as refunds", f"有 {count} 笔订单金额为负，且未标明为退款"
        ),
        where=where,
        fix=Text(
            "Say what they are by the option negative_amount: refund or negative_amount: reject.",
            "请用选项 negative_amount 注明：refund（按退款处理）或 reject（拒收）。",
        ),
    )


def header_currency(said: str, currency: str, where: str) -> FileRefused:
    """The question which currency a column is in whose header names another than the workspace's."""
    return FileRefused(
        "CURRENCY",
        Text(
            f"the header names the currency {said}, the file is taken as {currency}",
            f"表头标明币种为 {said}，而文件按 {currency} 导入",
        ),
        where=where,
        fix=Text(f"Say it by the option currency: {said}.", f"请用选项 currency 注明：{said}。"),
    )


def _calendar(found: str, where: str) -> FileRefused:
    names = {
        "roc": Text("the Republic of China (113/01/05)", "民国纪年（113/01/05）"),
        "buddhist": Text("the Buddhist era (2567)", "佛历（2567）"),
    }
    return FileRefused(
        "CALENDAR",
        Text("the years look like those of {name}", "年份似乎为{name}").fill(name=names[found]),
        where=where,
        fix=Text(
            f"Say it by the option calendar: {found} (or gregorian).",
            f"请用选项 calendar 注明：{found}（公历则为 gregorian）。",
        ),
    )


def _order(problem: Text, where: str) -> FileRefused:
    return FileRefused(
        "DATE_ORDER",
        problem,
        where=where,
        fix=Text(
            "Say it by the option date_order: ymd, dmy or mdy.",
            "请用选项 date_order 注明：ymd（年/月/日）、dmy（日/月/年）或 mdy（月/日/年）。",
        ),
    )
