"""`fenji simulate`: what a changed standard would do, before anybody is graded by it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.ask import read_day, read_limit, read_pairs
from fenji.cli.command import Example, Key, command
from fenji.cli.failures import writing
from fenji.cli.listing import MOVE_WORDS
from fenji.cli.preview import show_simulated, show_tier_changes, tier_change_facts, tier_change_keys, tier_words
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import lines_verbatim, verbatim
from fenji.errors import DrawError, SchemeError
from fenji.language import Text, say_count, say_money

if TYPE_CHECKING:
    from fenji.review.simulation import Mover, Simulation

_HEAD = Text("{title} v{version} → {other} · as of {as_of} · {customers} customer{customers:s} · {currency}",
             "{title} v{version} → {other} · 评估基准日 {as_of} · {customers} 位客户 · {currency}")  # fmt: skip
_CHANGED = Text("changed", "修改后")
_MATRIX = Text("Who goes where: rows are today's tiers, columns those after the change",
               "等级流向：行为现等级，列为修改后等级")  # fmt: skip
_NOBODY = Text("Nobody would move.", "没有客户的等级会变动。")
_MOVERS = Text("{count} would move ({kinds}); the biggest by net revenue:",
               "{count} 位客户的等级会变动（{kinds}），金额最大的：")  # fmt: skip
_HELD = Text("Graded by it today, {count} would hold another tier than the standard's, by protection:",
             "若今日按此评级，{count} 位客户因保护规则与标准结果不同：")  # fmt: skip
_NOTHING = Text("Nothing was written: this is a preview.", "以上为预览，未写入任何数据。")
_KINDS = {**MOVE_WORDS, "moved": Text("→ moved", "→ 变动")}


@command(
    "simulate",
    place=75,
    summary=Text("Preview a changed scheme: who moves where; nothing is written.",
                 "预览修改标准后的等级变动，不写入数据。"),
    about=Text(
        "Both standards grade the same customers from the same figures, so every move is the standard's doing. A set "
        "weight makes the others shrink or grow in proportion. Figures are measured once a day and kept, so that the "
        "next edit answers at once.",
        "两个标准按同一批客户、同样的指标定级，因此每一处变动都由标准引起。设定一项权重后，其余权重按比例调整。"
        "指标只计算一次并保存，后续修改可立即得到结果。",
    ),
    examples=(
        Example("fenji simulate --set criteria.net_revenue.weight=0.5",
                Text("money counts half", "购买金额占一半权重")),
        Example("fenji simulate --set tiers.VIP.from_score=75 --out movers.csv",
                Text("a lower border; all movers as a file", "降低 VIP 分数线，并导出全部变动客户")),
        Example("fenji simulate --with my.yaml", Text("another standard", "换成另一个标准")),
    ),
    keys=(
        Key("scheme", Text("the scheme as it is", "现行分级标准")),
        Key("version", Text("its version; 0 where it was never graded by", "版本；从未评级为 0")),
        Key("changed", Text("the changed scheme's name", "修改后标准的名称")),
        Key("as_of", Text("the as-of date", "评估基准日")),
        Key("is_simulated", Text("true where the data is simulated", "是否为模拟数据")),
        Key("currency", Text("the currency of all money", "金额币种")),
        Key("customers", Text("how many customers were looked at", "客户数")),
        Key("notes[].zh", Text("what was changed and how, in Chinese", "改动说明（中文）")),
        Key("notes[].en", Text("the same in English", "改动说明（英文）")),
        Key("matrix[].from_tier", Text("the tier now; null is ungraded", "现等级；暂不评级为 null")),
        Key("matrix[].to_tier", Text("the tier after the change", "修改后等级")),
        Key("matrix[].customers", Text("how many", "客户数")),
        Key("matrix[].net_revenue", Text("their net revenue", "购买金额")),
        *tier_change_keys("tiers[]"),
        Key("held[].system_tier", Text("what the changed standard alone says", "修改后标准的结果")),
        Key("held[].tier", Text("what protection would make of it today", "保护后的等级")),
        Key("held[].reason", Text("why: held:, stepped: and a name", "原因代码")),
        Key("held[].customers", Text("how many", "客户数")),
        Key("held[].net_revenue", Text("their net revenue", "购买金额")),
        Key("moving", Text("how many would move", "等级会变动的客户数")),
        Key("kinds", Text("how many by kind of move", "各类变动的客户数")),
        Key("kinds.*", Text("promotion, demotion, graded, ungraded; moved between other ladders",
                            "promotion 升级、demotion 降级、graded 开始评级、ungraded 暂不评级；等级不同为 moved")),
        Key("movers[].customer_id", Text("the customer's id", "客户ID")),
        Key("movers[].name", Text("the name; null where unknown", "客户姓名；未知为 null")),
        Key("movers[].kind", Text("the kind of move", "变动类型")),
        Key("movers[].because", Text("standard: the figures are the same", "standard 标准变化（指标相同）")),
        Key("movers[].from_tier", Text("the tier now", "现等级")),
        Key("movers[].to_tier", Text("the tier after the change", "修改后等级")),
        Key("movers[].from_score", Text("the score now, 0 to 100", "现总评分（0–100）")),
        Key("movers[].to_score", Text("the score after the change", "修改后总评分")),
        Key("movers[].net_revenue", Text("net revenue in the period", "周期内购买金额（扣退款）")),
        Key("movers[].why_zh", Text("why, in Chinese", "原因（中文）")),
        Key("movers[].why_en", Text("why, in English", "原因（英文）")),
        Key("file", Text("the file of all movers; null without --out", "导出的文件；未用 --out 为 null")),
    ),
)  # fmt: skip
def simulate(
    terminal: Terminal,
    *,
    scheme: Annotated[
        str, typer.Option("--scheme", metavar="NAME"), Text("the scheme as it is", "现行分级标准")
    ] = "value",
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE"),
        Text("a change, such as criteria.net_revenue.weight=0.5 or tiers.VIP.from_score=75; may be given again",
             "一处改动，如 criteria.net_revenue.weight=0.5、tiers.VIP.from_score=75；可多次使用"),
    ] = None,
    other: Annotated[
        str | None,
        typer.Option("--with", metavar="NAME"),
        Text("another scheme's name or YAML file instead", "改用另一个标准（名称或 YAML 文件）"),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DAY"),
        Text("the as-of date; default: of the scheme's newest run", "评估基准日；默认为该标准最新批次的日期"),
    ] = None,
    recalibrate: Annotated[
        bool,
        typer.Option("--recalibrate"),
        Text("find all cut points of the changed scheme anew", "重新计算修改后标准的全部分界值"),
    ] = False,
    list_movers: Annotated[
        int, typer.Option("--list-movers", metavar="N"), Text("name at most so many movers", "最多列出多少位变动客户")
    ] = 10,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.csv"),
        Text("write every mover into a CSV file", "将全部变动客户写入 CSV 文件"),
    ] = None,
) -> Answer:  # fmt: skip
    """Reads the lake only."""
    most, day = read_limit(list_movers), read_day(as_of)
    wanted = _wanted(changes, other)
    if out is not None and out.suffix.lower() != ".csv":
        problem = Text("movers cannot be written as '{s}'", "变动客户无法写成“{s}”格式").fill(s=out.suffix)
        raise DrawError(problem, where="--out", fix=Text("End the name in .csv.", "文件名请以 .csv 结尾。"))
    with terminal.progress() as progress:
        found = terminal.workspace.simulate(
            wanted, scheme=scheme, as_of=day, recalibrate=recalibrate, progress=progress
        )  # fmt: skip
    movers = found.movers(most)
    if out is not None:
        _write(found, out)

    def show() -> None:
        _show(found, movers, terminal)
        if out is not None:
            terminal.write(Text("Written: {path}", "已写入：{path}").fill(path=verbatim(out)))
        terminal.hint(_NOTHING)

    is_simulated = terminal.workspace.settings.is_simulated
    return Answer(_facts(found, movers, out, is_simulated=is_simulated), show)


def _wanted(changes: list[str] | None, other: str | None) -> Any:
    if bool(changes) == bool(other):
        problem = Text("a preview needs either --set or --with", "预览需要 --set 或 --with 二者之一")
        fix = Text("For example: --set criteria.net_revenue.weight=0.5", "例如：--set criteria.net_revenue.weight=0.5")
        raise SchemeError(problem, where="fenji simulate", fix=fix)
    return other or read_pairs(changes or (), option="--set")


def _write(found: Simulation, path: Path) -> None:
    from fenji.cli.grades_file import write_update
    from fenji.review.simulation import WRITTEN

    rows = (tuple(row[name] for name in WRITTEN) for batch in found.batches() for row in batch.to_pylist())
    with writing(path):
        write_update(WRITTEN, rows, path)


def _show(found: Simulation, movers: list[Mover], terminal: Terminal) -> None:
    lang = terminal.lang
    before, after = found.before.scheme, found.after.scheme
    other = _CHANGED if after.name == before.name else after.title
    terminal.write(
        _HEAD.fill(title=verbatim(terminal.say(before.title)), version=found.before.version, other=other,
                   as_of=found.as_of, customers=say_count(found.customers(), lang), currency=found.currency)
    )  # fmt: skip
    show_simulated(terminal)
    for note in found.notes:
        terminal.write(lines_verbatim(terminal.say(note)))
    terminal.title(_MATRIX)
    _show_matrix(found, terminal)
    terminal.title(Text("The tiers before and after", "各等级修改前后"))
    show_tier_changes(found, terminal)
    _show_held(found, terminal)
    if not found.count():
        terminal.write(_NOBODY)
        return
    kinds = [f"{terminal.say(_KINDS[kind])} {say_count(count, lang)}" for kind, count in sorted(found.kinds().items())]
    joined = (", " if lang == "en" else "，").join(kinds)
    terminal.title(_MOVERS.fill(count=say_count(found.count(), lang), kinds=joined))
    _show_movers(found, movers, terminal)


def _show_matrix(found: Simulation, terminal: Terminal) -> None:
    cells = {(cell.from_tier, cell.to_tier): cell.customers for cell in found.matrix()}
    keys = [[tier.key for tier in scheme.scheme.tiers] for scheme in (found.before, found.after)]
    rows, columns = ([*known, *([None] if any(pair[side] is None for pair in cells) else [])]
                     for side, known in enumerate(keys))  # fmt: skip
    headings = [Heading(Text("Now", "现等级"))]
    headings += [Heading(tier_words(found, key), "right", is_whole=True) for key in columns]
    counts = [[say_count(cells.get((row, column), 0), terminal.lang) for column in columns] for row in rows]
    labels = [terminal.say(tier_words(found, row)) for row in rows]
    terminal.table(headings, [[label, *line] for label, line in zip(labels, counts, strict=True)])


def _show_held(found: Simulation, terminal: Terminal) -> None:
    if not found.held:
        return
    count = sum(one.customers for one in found.held)
    terminal.title(_HELD.fill(count=say_count(count, terminal.lang)))
    headings = (
        Heading(Text("Standard says", "标准结果")),
        Heading(Text("Would hold", "实际等级")),
        Heading(Text("Why", "原因")),
        Heading(Text("Customers", "客户数"), "right", is_whole=True),
        Heading(Text("Net revenue", "购买金额"), "right", is_whole=True),
    )
    terminal.table(
        headings,
        [
            [
                terminal.say(tier_words(found, one.system_tier)),
                terminal.say(tier_words(found, one.tier)),
                terminal.say(one.why),
                say_count(one.customers, terminal.lang),
                say_money(one.net_revenue, found.currency, terminal.lang),
            ]
            for one in found.held
        ],
    )


def _show_movers(found: Simulation, movers: list[Mover], terminal: Terminal) -> None:
    headings = (
        Heading(Text("Id", "客户ID")),
        Heading(Text("Name", "客户姓名")),
        Heading(Text("Move", "变动"), is_whole=True),
        Heading(Text("From", "现等级")),
        Heading(Text("To", "修改后")),
        Heading(Text("Net revenue", "购买金额"), "right", is_whole=True),
        Heading(Text("Why", "原因")),
    )
    unknown = terminal.say(Text("unknown", "未知"))
    terminal.table(
        headings,
        [
            [
                one.customer_id,
                one.name or unknown,
                terminal.say(_KINDS[one.kind]),
                terminal.say(tier_words(found, one.from_tier)),
                terminal.say(tier_words(found, one.to_tier)),
                say_money(one.net_revenue, found.currency, terminal.lang),
                terminal.say(one.why),
            ]
            for one in movers
        ],
    )


def _facts(found: Simulation, movers: list[Mover], out: Path | None, *, is_simulated: bool) -> dict[str, Any]:
    return {
        "scheme": found.before.scheme.name,
        "version": found.before.version,
        "changed": found.after.scheme.name,
        "as_of": found.as_of,
        "is_simulated": is_simulated,
        "currency": found.currency,
        "customers": found.customers(),
        "notes": [{"zh": note.zh, "en": note.en} for note in found.notes],
        "matrix": [
            {"from_tier": cell.from_tier, "to_tier": cell.to_tier, "customers": cell.customers,
             "net_revenue": cell.net_revenue}
            for cell in found.matrix()
        ],
        "tiers": [tier_change_facts(change) for change in found.tiers()],
        "held": [
            {"system_tier": one.system_tier, "tier": one.tier, "reason": one.reason, "customers": one.customers,
             "net_revenue": one.net_revenue}
            for one in found.held
        ],
        "moving": found.count(),
        "kinds": dict(found.kinds()),
        "movers": [_mover_facts(one) for one in movers],
        "file": out,
    }  # fmt: skip


def _mover_facts(one: Mover) -> dict[str, Any]:
    names = ("customer_id", "name", "kind", "because", "from_tier", "to_tier", "from_score", "to_score", "net_revenue")
    return {**{name: getattr(one, name) for name in names}, "why_zh": one.why.zh, "why_en": one.why.en}
