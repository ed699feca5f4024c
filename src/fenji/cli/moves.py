"""`fenji moves`: who was promoted or demoted since the previous run."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from fenji.cli.ask import read_limit
from fenji.cli.command import Example, Key, command
from fenji.cli.facts import move_facts, move_keys, run_facts, run_keys
from fenji.cli.listing import show_movers, show_run, tier_label
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.which_run import RunId, SchemeName
from fenji.language import Text, say_count, say_money

if TYPE_CHECKING:
    from fenji.result import Result

_FIRST = Text(
    "There is no earlier run of this scheme version: nothing to compare with.",
    "该分级标准版本没有更早的批次，无法比较。",
)
_NEXT = Text(
    "Grade an earlier day too: fenji grade --as-of 2024-05-31", "可再评一个更早的日期：fenji grade --as-of 2024-05-31"
)
_SINCE = Text("Since {day}:", "与 {day} 相比：")
_BEFORE = Text("Against the grades customers had before (现有等级):", "与客户原有等级相比：")
_BIGGEST = Text("The biggest moves:", "金额最大的等级变动：")


@command(
    "moves",
    place=70,
    summary=Text("Show who moved between tiers since the previous run.", "查看与上一批次相比的等级变动。"),
    examples=(
        Example(
            "fenji moves --limit 10", Text("the ten biggest moves of the newest run", "最新批次中金额最大的十个变动")
        ),
    ),
    keys=(
        *run_keys("run"),
        Key("previous", Text("the run compared with; null for none", "对比的批次；没有则为 null")),
        *run_keys("previous"),
        Key("moves[].from_tier", Text("the tier before; null is ungraded", "原等级；暂不评级为 null")),
        Key("moves[].to_tier", Text("the tier now; null is ungraded", "现等级；暂不评级为 null")),
        Key("moves[].customers", Text("how many", "客户数")),
        Key("moves[].net_revenue", Text("their net revenue now", "当前购买金额")),
        *move_keys("movers[]"),
    ),
)
def moves(
    terminal: Terminal,
    *,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N"), Text("at most so many customers", "最多列出多少位客户")
    ] = 20,
    run: RunId = None,
    scheme: SchemeName = None,
) -> Answer:
    """Counts by pair of tiers, and the customers with the largest revenue among them."""
    most = read_limit(limit)
    result = terminal.workspace.result(run, scheme=scheme)
    pairs, movers = result.moves(), result.movers(most)
    previous = result.previous

    def show() -> None:
        show_run(result, terminal)
        if previous is None:
            terminal.write(_FIRST)
            terminal.hint(_NEXT)
            return
        terminal.title(_BEFORE if previous.is_before_fenji else _SINCE.fill(day=previous.as_of.isoformat()))
        _show_pairs(result, pairs, terminal)
        terminal.title(_BIGGEST)
        show_movers(result, movers, terminal)

    facts = {
        "run": run_facts(result.run),
        "previous": None if previous is None else run_facts(previous),
        "moves": [
            {"from_tier": before, "to_tier": now, "customers": count, "net_revenue": revenue}
            for before, now, count, revenue in pairs
        ],
        "movers": [move_facts(move) for move in movers],
    }
    return Answer(facts, show)


def _show_pairs(
    result: Result, pairs: list[tuple[str | None, str | None, int, Decimal | None]], terminal: Terminal
) -> None:
    headings = (
        Heading(Text("From", "原等级")),
        Heading(Text("To", "现等级")),
        Heading(Text("Customers", "客户数"), "right", is_whole=True),
        Heading(Text("Net revenue", "购买金额"), "right", is_whole=True),
    )
    terminal.table(
        headings,
        [
            [
                tier_label(result, before, terminal),
                tier_label(result, now, terminal),
                say_count(count, terminal.lang),
                say_money(revenue, result.run.currency, terminal.lang),
            ]
            for before, now, count, revenue in pairs
        ],
    )
