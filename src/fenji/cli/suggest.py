"""`fenji scheme suggest`: borders and cut points for a target, with head-counts, before anything is saved."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.ask import read_day
from fenji.cli.asked_suggestion import METHODS, asked_for, write_suggestion
from fenji.cli.command import Example, Key, command
from fenji.cli.preview import show_simulated, show_tier_changes, tier_change_facts, tier_change_keys, tier_words
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import lines_verbatim, verbatim
from fenji.errors import SchemeError
from fenji.language import Text, say_count, say_money, say_number, say_share

if TYPE_CHECKING:
    from fenji.review.border import Reach
    from fenji.review.suggest import Proposal
    from fenji.workspace.suggesting import Suggestion

_FOUND = Text("{tier} from {now} (now {was}): {reach}.", "{tier}从 {now} 起（现为 {was}）：{reach}。")
_OTHER = Text(
    "The next border on the other side of the target, {value}: {reach}. Nothing lies between: customers with the same "
    "figure stay together.",
    "目标另一侧最近的分界为 {value}：{reach}。两者之间没有可用的分界：数值相同的客户始终在一起。",
)
_ENDS = {
    "exact": Text("The target is met exactly.", "恰好达到目标。"),
    "tied": Text(
        "The customers with the highest figure alone are more than the target: a smaller tier is not possible.",
        "仅数值最高的客户就已超过目标：该等级无法再小。",
    ),
    "everybody": Text(
        "The target is more than everyone within reach together: this holds them all.",
        "目标超过可进入该等级的全部客户：已全部包含。",
    ),
}
_REACH = Text("{customers} customer{customers:s}, {revenue}", "{customers} 位客户，{revenue}")
_SAVE = Text("Nothing was saved. Keep it with --out my.yaml, look closer with `fenji simulate --with my.yaml`.",
             "未保存任何内容。可加 --out my.yaml 保存，再用 `fenji simulate --with my.yaml` 细看。")  # fmt: skip


@command(
    "scheme suggest",
    place=106,
    summary=Text("Propose borders or cut points for a target, with head-counts.",
                 "按目标建议分数线或分界值，并给出人数。"),
    about=Text(
        "Looks for the border at which a tier holds what it should: 50% of revenue (at least), 300 customers (at "
        "most), 15% of customers (as near as can be). Customers with the same figure stay together, and what that "
        "makes impossible is said. Without a target --method sets all score borders; with --criterion it cuts one "
        "figure into bands.",
        "寻找使某等级达到目标的分界：金额占比（不少于）、客户数（不多于）、客户占比（尽量接近）。数值相同的客户始终"
        "在一起，因此无法恰好达到时会说明。不设目标时，--method 划定全部分数线；配合 --criterion 则为该指标划分档。",
    ),
    examples=(
        Example("fenji scheme suggest --tier VIP --target '50% of revenue'",
                Text("VIP: the customers who bring half of revenue", "VIP 为带来一半金额的客户")),
        Example("fenji scheme suggest --tier VIP --head-count 300 --out my.yaml",
                Text("ten people can look after 300 VIPs", "十个人最多照顾 300 位 VIP")),
        Example("fenji scheme suggest --criterion net_revenue --method jenks --bins 4",
                Text("natural breaks of one figure", "单项指标的自然断点")),
    ),
    keys=(
        Key("scheme", Text("the scheme as it is", "现行分级标准")),
        Key("as_of", Text("the as-of date", "评估基准日")),
        Key("is_simulated", Text("true where the data is simulated", "是否为模拟数据")),
        Key("changes[].path", Text("a proposed setting, as `fenji simulate --set` takes it",
                                   "建议的设置项，可用于 `fenji simulate --set`")),
        Key("changes[].value", Text("its proposed value; null for bands", "建议值；分档为 null")),
        Key("border", Text("the border for a target; null without one", "按目标找到的分界；无目标为 null")),
        Key("border.tier", Text("the tier", "等级")),
        Key("border.path", Text("the setting", "设置项")),
        Key("border.was", Text("its value now; null where not set", "现值；未设置为 null")),
        Key("border.now", Text("the proposed value", "建议值")),
        Key("border.outcome", Text("exact, between, tied or everybody: how the target is met",
                                   "exact 恰好、between 居中、tied 同分过多、everybody 已含全部")),
        Key("border.customers", Text("customers at or above it", "达到该分界的客户数")),
        Key("border.net_revenue", Text("their net revenue", "购买金额")),
        Key("border.other", Text("the next border on the other side of the target", "目标另一侧最近的分界")),
        Key("border.other.value", Text("its value", "分界值")),
        Key("border.other.customers", Text("customers at or above it", "客户数")),
        Key("border.other.net_revenue", Text("their net revenue", "购买金额")),
        Key("bands[].from", Text("with --criterion: where a band begins; null: the lowest", "分档起点；最低档为 null")),
        Key("bands[].points", Text("its points, 0 to 100", "评分（0–100）")),
        Key("bands[].customers", Text("customers in it", "客户数")),
        Key("bands[].net_revenue", Text("their net revenue", "购买金额")),
        *tier_change_keys("tiers[]"),
        Key("file", Text("the scheme file written; null without --out", "写入的标准文件；未用 --out 为 null")),
    ),
)  # fmt: skip
def scheme_suggest(  # noqa: PLR0913 - one option a way to ask
    terminal: Terminal,
    *,
    scheme: Annotated[
        str, typer.Option("--scheme", metavar="NAME"), Text("the scheme to start from", "以哪个分级标准为基础")
    ] = "value",
    tier: Annotated[
        str | None, typer.Option("--tier", metavar="TIER"), Text("the tier whose border moves", "要调整分界的等级")
    ] = None,
    target: Annotated[
        str | None,
        typer.Option("--target", metavar="WORDS"),
        Text("'50% of revenue', '15% of customers' or '300 customers'", "“50% 金额”“15% 客户”或“300 客户”"),
    ] = None,
    head_count: Annotated[
        int | None, typer.Option("--head-count", metavar="N"), Text("at most so many customers", "最多多少位客户")
    ] = None,
    share: Annotated[
        str | None, typer.Option("--share", metavar="15%"), Text("this share of all customers", "占全部客户的比例")
    ] = None,
    method: Annotated[
        str | None,
        typer.Option("--method", metavar="|".join(METHODS)),
        Text("equally many customers, natural breaks, or by shares of revenue", "等分、自然断点，或按金额占比"),
    ] = None,
    criterion: Annotated[
        str | None,
        typer.Option("--criterion", metavar="NAME"),
        Text("cut this criterion's figure into bands", "为该评分项的指标划分档"),
    ] = None,
    bins: Annotated[
        int, typer.Option("--bins", metavar="N"), Text("with --criterion: so many bands", "配合 --criterion：档数")
    ] = 5,
    cuts: Annotated[
        str | None,
        typer.Option("--cuts", metavar="80,95"),
        Text("with pareto: cumulative shares of revenue in percent", "配合 pareto：累计金额占比（%）"),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DAY"),
        Text("the as-of date; default: of the scheme's newest run", "评估基准日；默认为该标准最新批次的日期"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.yaml"),
        Text("write the scheme with the proposal in it", "将带有建议的标准写成文件"),
    ] = None,
) -> Answer:  # fmt: skip
    """Reads the lake only; with --out one scheme file is written."""
    asked = asked_for(
        tier=tier, targets=(target, head_count, share), method=method, criterion=criterion, bins=bins, cuts=cuts
    )
    day = read_day(as_of)
    if out is not None and out.suffix.lower() not in (".yaml", ".yml"):
        problem = Text("a scheme cannot be written as '{s}'", "标准无法写成“{s}”格式").fill(s=out.suffix)
        raise SchemeError(problem, where="--out", fix=Text("End the name in .yaml.", "文件名请以 .yaml 结尾。"))
    with terminal.progress() as progress:
        found = terminal.workspace.suggest(asked, scheme=scheme, as_of=day, progress=progress)
    if out is not None:
        write_suggestion(found, out)

    def show() -> None:
        _show(found, terminal)
        if out is not None:
            terminal.write(Text("Written: {path}", "已写入：{path}").fill(path=verbatim(out)))
        else:
            terminal.hint(_SAVE)

    return Answer(_facts(found, out, is_simulated=terminal.workspace.settings.is_simulated), show)


def _show(found: Suggestion, terminal: Terminal) -> None:
    show_simulated(terminal)
    if found.proposal is not None:
        _show_border(found, found.proposal, terminal)
    if found.bands:
        _show_bands(found, terminal)
    for note in found.simulation.notes:
        terminal.write(lines_verbatim(terminal.say(note)))
    terminal.title(Text("What the tiers would be", "各等级将变为"))
    show_tier_changes(found.simulation, terminal)


def _show_border(found: Suggestion, border: Proposal, terminal: Terminal) -> None:
    tier = tier_words(found.simulation, border.tier)
    was = "-" if border.was is None else say_number(border.was, terminal.lang, decimals=6)
    now = say_number(border.now, terminal.lang, decimals=6)
    terminal.write(_FOUND.fill(tier=tier, now=now, was=was, reach=_reach(found, border.chosen, terminal)))
    if border.outcome in _ENDS:
        terminal.write(_ENDS[border.outcome])
    elif border.other is not None:
        value = say_number(border.other_value, terminal.lang, decimals=6)
        terminal.write(_OTHER.fill(value=value, reach=_reach(found, border.other, terminal)))


def _reach(found: Suggestion, reach: Reach, terminal: Terminal) -> Text:
    lang = terminal.lang
    changes = found.simulation.tiers()
    everyone = sum(change.customers_after for change in changes)
    revenue = sum(change.net_revenue_after or 0 for change in changes)
    heads = say_share(Decimal(reach.customers) / max(everyone, 1), lang, decimals=1)
    customers = f"{say_count(reach.customers, lang)} ({heads})"
    share = say_share(reach.revenue / revenue if revenue > 0 else None, lang, decimals=1)
    money = f"{say_money(reach.revenue, found.simulation.currency, lang)} ({share})"
    return _REACH.fill(customers=customers, revenue=money)


def _show_bands(found: Suggestion, terminal: Terminal) -> None:
    lang, currency = terminal.lang, found.simulation.currency
    headings = (
        Heading(Text("From", "起点"), "right", is_whole=True),
        Heading(Text("Points", "评分"), "right", is_whole=True),
        Heading(Text("Customers", "客户数"), "right", is_whole=True),
        Heading(Text("Net revenue", "购买金额"), "right", is_whole=True),
    )
    rows = [
        [
            "-" if band.start is None else say_number(band.start, lang, decimals=6),
            say_number(band.points, lang),
            say_count(band.customers, lang),
            say_money(band.net_revenue, currency, lang),
        ]
        for band in found.bands
    ]
    terminal.table(headings, rows)


def _facts(found: Suggestion, out: Path | None, *, is_simulated: bool) -> dict[str, Any]:
    border = found.proposal
    return {
        "scheme": found.simulation.before.scheme.name,
        "as_of": found.simulation.as_of,
        "is_simulated": is_simulated,
        "changes": [
            {"path": path, "value": None if isinstance(value, dict) else value} for path, value in found.changes.items()
        ],
        "border": None if border is None else _border_facts(border),
        "bands": [
            {"from": band.start, "points": band.points, "customers": band.customers, "net_revenue": band.net_revenue}
            for band in found.bands
        ],
        "tiers": [tier_change_facts(change) for change in found.simulation.tiers()],
        "file": out,
    }


def _border_facts(border: Proposal) -> dict[str, Any]:
    other = None if border.other is None else {
        "value": border.other_value, "customers": border.other.customers, "net_revenue": border.other.revenue,
    }  # fmt: skip
    named = {name: getattr(border, name) for name in ("tier", "path", "was", "now", "outcome")}
    return {**named, "customers": border.chosen.customers, "net_revenue": border.chosen.revenue, "other": other}
