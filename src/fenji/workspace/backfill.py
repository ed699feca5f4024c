"""Grading many past days in order: the ledger as it would be, had the standard been in force then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from fenji.conventions import in_force
from fenji.errors import Cancelled, FenjiError, NothingToGrade
from fenji.grades.calendar import Calendar
from fenji.language import Text
from fenji.metrics.period import Period
from fenji.workspace import runs as ledger
from fenji.workspace.grading import grade
from fenji.workspace.plans import new_version
from fenji.workspace.standards import to_grade_by
from fenji.workspace.versions import version_to_grade_by

if TYPE_CHECKING:
    from fenji.result import TierSummary
    from fenji.result_records import Run
    from fenji.scheme.model import Scheme
    from fenji.workspace.workspace import Workspace

Every = Literal["week", "month", "quarter"]
EVERY: tuple[str, ...] = get_args(Every)
Progress = Callable[[Text, float], None]
MOST_DAYS = 1000
_SUNDAY = 6


@dataclass(frozen=True)
class Filled:
    """One day of a backfill: its run and tiers, and whether it was there already; no run where nobody was known."""

    as_of: date
    run: Run | None = None
    tiers: tuple[TierSummary, ...] = ()
    is_kept: bool = False


def backfill(
    workspace: Workspace,
    scheme: str | Path | Scheme,
    *,
    every: Every,
    first: date,
    last: date,
    recalibrate: bool = False,
    progress: Progress | None = None,
) -> Iterator[Filled]:
    """Grades the last day of every week (Sunday), month or quarter from a day to another, oldest first.

    Each day is a run of its own, kept before the next begins: stopped in between, or inside of one, what is done stays,
    and the same question goes on where it ended. A standard that was never graded by finds its cut points on the last
    of these days, and keeps them for all. Days before the first customer have no run.

    Errors: no such day between the two, or more than 1000 of them.
    """
    wanted = to_grade_by(workspace, scheme)
    days = days_of(every, first, last)
    if not days or len(days) > MOST_DAYS:
        raise _no_days(every, len(days))
    say = progress or _unseen
    version_on(workspace, wanted, days[-1], recalibrate=recalibrate)
    known = {one.run.id for one in ledger.runs(workspace.lake, wanted.name)}
    for number, day in enumerate(days):
        stage = Text("grading {n} day{n:s}", "补评 {n} 个基准日").fill(n=len(days))
        say(stage, number / len(days))
        try:
            filled = _filled(workspace, wanted, day, known)
        except Cancelled as stopped:
            raise _stopped(number, len(days)) from stopped
        yield filled
        say(stage, (number + 1) / len(days))


def days_of(every: Every, first: date, last: date) -> list[date]:
    """The last days of the weeks, months or fiscal quarters that lie between two days, these included.

    >>> [str(day) for day in days_of("quarter", date(2023, 12, 31), date(2024, 6, 29))]
    ['2023-12-31', '2024-03-31']
    """
    if last < first:
        return []
    if every == "week":
        sunday = first + timedelta(days=_SUNDAY - first.weekday())
        return [sunday + timedelta(weeks=n) for n in range((last - sunday).days // 7 + 1)]
    found = Calendar("month").following(first - timedelta(days=1), 12 * (last.year - first.year + 1))
    ends = {"month": 1, "quarter": 3}[every]
    start = in_force().fiscal_year_starts
    return [day for day in found if day <= last and (day.month - start + 1) % ends == 0]


def version_on(workspace: Workspace, scheme: Scheme, day: date, *, recalibrate: bool = False) -> None:
    """Makes sure that there is a version with cut points, found on a day's customers where there was none."""
    if version_to_grade_by(workspace, scheme, recalibrate=recalibrate) is not None:
        return
    period = Period(as_of=day, zone=workspace.settings.zone, window=scheme.window)
    with workspace.lake.write(actor=workspace.actor, what=f"find cut points of {scheme.name} on {day}") as tx:
        found = new_version(workspace, workspace.lake, tx.engine, scheme, period)
        ledger.keep_version(tx, found, actor=workspace.actor)


def _filled(workspace: Workspace, scheme: Scheme, day: date, known: set[str]) -> Filled:
    try:
        result = grade(workspace, scheme, as_of=day, is_backfill=True)
    except NothingToGrade:
        return Filled(day)
    try:
        return Filled(day, result.run, result.tiers(), is_kept=result.run.id in known)
    finally:
        result.engine.close()


def _stopped(done: int, days: int) -> Cancelled:
    problem = Text(
        "stopped; {done} of {days} day{days:s} {days:is|are} done and kept",
        "已取消；{days} 个基准日中已完成并保存 {done} 个",
    )
    fix = Text("The same command goes on from there.", "再次执行同一命令即可继续。")
    return Cancelled(problem.fill(done=done, days=days), where="--every", fix=fix)


def _no_days(every: str, count: int) -> FenjiError:
    if count:
        problem = Text("that is {n} day{n:s}; at most {most} are graded at once", "共 {n} 个基准日，一次最多 {most} 个")
        fix = Text("Grade in several parts.", "请分几次补评。")
        return FenjiError(problem.fill(n=count, most=MOST_DAYS), where="--from, --to", fix=fix)
    problem = Text("no {every} ends between these days", "这段时间内没有完整的周期（{every}）").fill(every=every)
    fix = Text("Choose an earlier --from or a later --to.", "请把 --from 提前，或把 --to 推后。")
    return FenjiError(problem, where="--from, --to", fix=fix)


def _unseen(stage: Text, share: float) -> None:
    """Nobody watches."""
    del stage, share
