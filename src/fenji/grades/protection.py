"""What protects a tier: grace, a minimum stay, a lower standard to keep it, a margin around cut points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from fenji.grades.calendar import Calendar
from fenji.grades.rule import Rule
from fenji.scores.total import border

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.grades.ladder import Ladder

AT_EVERY_RUN = Calendar()
_SHORTEST = {"run": 1, "month": 28, "quarter": 90, "half_year": 181, "year": 365, "anniversary": 365}


@dataclass(frozen=True)
class Hold:
    """How one tier is kept by those who hold it and don't meet its standard any more.

    Grace is counted in days since the first evaluation below the standard, or in evaluations below it in a row: with
    `grace_runs` 6 the sixth one ends it. `minimum_days` are counted from the day the tier was reached. Whoever meets
    `keep_score` or `keep_rule` is not below the standard at all.
    """

    grace_days: int = 0
    grace_runs: int = 0
    minimum_days: int = 0
    is_one_rung: bool = False
    keep_score: Decimal | None = None
    keep_rule: Rule | None = None


@dataclass(frozen=True)
class Transition:
    """The transition rules as the grades read them: one hold a step of the ladder, best first.

    `margin` is in the units of the total: a cut point is passed upwards only from so much above it, and downwards only
    from so much below. Tiers are lost on the calendar's days; won at once, or on these days too.
    """

    holds: tuple[Hold, ...]
    calendar: Calendar = AT_EVERY_RUN
    promotes_at_once: bool = True
    margin: int = 0
    warn_days: int = 0

    @property
    def evaluations(self) -> int:
        """How many evaluation days ahead a query may have to name."""
        longest = max(max(hold.grace_days, hold.minimum_days) for hold in self.holds)
        runs = max(hold.grace_runs for hold in self.holds)
        return max(longest // _SHORTEST[self.calendar.every] + 2, runs + 1)


def is_kept(table: ir.Table, rung: ir.IntegerValue, ladder: Ladder, transition: Transition) -> ir.BooleanValue:
    """Whether a tier's own standard to keep it, or the margin, is met by whoever stands on that rung."""
    return is_within_margin(table, rung, ladder, transition) | _meets_standard(table, rung, transition)


def is_within_margin(table: ir.Table, rung: ir.IntegerValue, ladder: Ladder, transition: Transition) -> ir.BooleanValue:
    """Whether the total lies no further below the rung's cut point than the margin."""
    if not transition.margin:
        return _never()
    starts = [(number, step.from_score) for number, step in enumerate(ladder.steps, start=1)]
    return _any_of(
        (rung == number) & _reaches(table.total, border(start) - transition.margin)
        for number, start in starts
        if start is not None
    )


def with_margin(table: ir.Table, ladder: Ladder, transition: Transition) -> ir.IntegerValue:
    """The rung reached with the margin to spare: what a promotion needs; one below the last where none is."""
    import ibis

    reached: list[tuple[ir.BooleanValue, ir.IntegerValue]] = []
    for number, step in enumerate(ladder.steps, start=1):
        if step.from_score is None:
            return ibis.cases(*reached, else_=ibis.literal(number, "int64"))
        needed = border(step.from_score) + transition.margin
        reached.append((_reaches(table.total, needed), ibis.literal(number, "int64")))
    return ibis.cases(*reached, else_=ibis.literal(len(ladder.steps) + 1, "int64"))


def _meets_standard(table: ir.Table, rung: ir.IntegerValue, transition: Transition) -> ir.BooleanValue:
    standards = []
    for number, hold in enumerate(transition.holds, start=1):
        if hold.keep_score is not None:
            standards.append((rung == number) & _reaches(table.total, border(hold.keep_score)))
        if hold.keep_rule is not None:
            standards.append((rung == number) & hold.keep_rule.expression(table))
    return _any_of(standards)


def _reaches(total: ir.IntegerValue, least: int) -> ir.BooleanValue:
    import ibis

    return (total >= ibis.literal(least, "int64")).fill_null(False)


def _any_of(conditions: Iterable[ir.BooleanValue]) -> ir.BooleanValue:
    return reduce(or_, conditions, _never())


def _never() -> ir.BooleanValue:
    import ibis

    return ibis.literal(False)
