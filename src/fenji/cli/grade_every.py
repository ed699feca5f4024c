"""`fenji grade --every month`: past days graded in order, each kept as a run of its own."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from fenji.cli.ask import read_day
from fenji.cli.command import Key
from fenji.cli.facts import tier_facts, tier_keys
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.errors import FenjiError, NothingToGrade, UnknownName
from fenji.language import Text, say_count

if TYPE_CHECKING:
    from fenji.scheme.model import Scheme
    from fenji.workspace.backfill import Filled

EVERY_KEYS = (
    Key("days[].as_of", Text("the as-of date; with --every, oldest first", "评估基准日，由早到晚（--every）")),
    Key("days[].run_id", Text("its run; null where no customer was known yet", "评级批次；当时尚无客户为 null")),
    Key("days[].is_kept", Text("true where the run was there already", "该批次是否早已存在")),
    *tier_keys("days[].tiers[]"),
)
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_NEXT = Text("Next: fenji moves · fenji export charts", "下一步：fenji moves · fenji export charts")
_NOBODY = Text("nobody known yet", "尚无客户")


def grade_every(
    terminal: Terminal,
    scheme: str | Scheme,
    *,
    every: str,
    first: str | None,
    last: str | None,
    recalibrate: bool,
) -> Answer:
    """The days in order with the customers of each tier."""
    from fenji.workspace.backfill import EVERY, backfill

    if every not in EVERY:
        raise UnknownName(Text("period", "周期"), every, known=EVERY, where="--every")
    ends = _end(first, option="--from", is_last=False), _end(last, option="--to", is_last=True)
    with terminal.progress() as progress:
        days = list(backfill(
            terminal.workspace, scheme, every=every, first=ends[0], last=ends[1], recalibrate=recalibrate,  # type: ignore[arg-type]
            progress=progress,
        ))  # fmt: skip
    if all(day.run is None for day in days):
        raise NothingToGrade(
            Text("no customer or order is known by {day}", "截至 {day} 没有任何客户或订单").fill(day=days[-1].as_of),
            where="--to",
            fix=Text("Choose a later day.", "请选择更晚的日期。"),
        )

    def show() -> None:
        _show(days, terminal)
        terminal.hint(_NEXT)

    return Answer({"days": [_facts(day) for day in days]}, show)


def _show(days: list[Filled], terminal: Terminal) -> None:
    """A row a day, a column a tier."""
    shown = next(day for day in reversed(days) if day.run is not None)
    tiers = [summary.tier for summary in shown.tiers if summary.tier is not None]
    headings = [Heading(Text("As of", "评估基准日"), is_whole=True), Heading(Text("Customers", "客户数"), "right")]
    headings += [Heading(tier.name, "right") for tier in tiers]
    headings += [Heading(Text("Ungraded", "暂不评级"), "right"), Heading(Text("Run", "批次编号"))]
    rows = []
    for day in days:
        counts = {None if one.tier is None else one.tier.key: one.customers for one in day.tiers}
        keys = [*(tier.key for tier in tiers), None]
        said = [say_count(counts.get(key, 0), terminal.lang) for key in keys] if day.run else ["-"] * len(keys)
        total = say_count(day.run.customers, terminal.lang) if day.run else "-"
        rows.append([day.as_of.isoformat(), total, *said, day.run.id if day.run else terminal.say(_NOBODY)])
    terminal.table(headings, rows)


def _facts(day: Filled) -> dict[str, Any]:
    return {
        "as_of": day.as_of,
        "run_id": None if day.run is None else day.run.id,
        "is_kept": day.is_kept,
        "tiers": [tier_facts(tier) for tier in day.tiers],
    }


def _end(words: str | None, *, option: str, is_last: bool) -> date:
    """A day, or the first or last day of a month such as 2017-03."""
    if words is None:
        problem = Text("--every needs --from and --to", "--every 需要同时写明 --from 与 --to")
        fix = Text("Write --from 2017-03 --to 2017-12.", "请写 --from 2017-03 --to 2017-12。")
        raise FenjiError(problem, where=option, fix=fix)
    found = _MONTH.fullmatch(words.strip())
    if found is None or not 1 <= int(found[2]) <= 12:
        day = read_day(words, option=option)
        assert day is not None
        return day
    first = date(int(found[1]), int(found[2]), 1)
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1) if is_last else first
