"""Grading once more, in plain Python and by hand: facts and a frozen standard in, every customer's grade out.

Written from the reference pages, not from the product's code; it reads what a standard says and computes nothing by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

Value = int | Decimal | None
WHOLE_LIFE = ("recency_days",)  # over all time where no window is written


@dataclass(frozen=True)
class Person:
    """Somebody on the customer list."""

    name: str
    registered_on: date | None = None


@dataclass(frozen=True)
class Sale:
    """What somebody bought; the time is local. Nobody's name: a guest's."""

    number: str
    customer: str | None
    at: datetime
    amount: Decimal


@dataclass(frozen=True)
class Refund:
    """What was given back, a positive amount; of a sale, or tied to none."""

    number: str
    customer: str | None
    at: datetime
    amount: Decimal
    of: str | None = None


@dataclass(frozen=True)
class Facts:
    """All that is known of a shop."""

    people: tuple[Person, ...]
    sales: tuple[Sale, ...]
    refunds: tuple[Refund, ...] = ()

    def booked(self) -> list[Sale | Refund]:
        """Everything that was booked."""
        return [*self.sales, *self.refunds]


@dataclass(frozen=True)
class Graded:
    """One customer's grade with everything that led to it; points in hundredths, the total in millionths."""

    metrics: Mapping[str, Value]
    points: Mapping[str, int | None]
    total: int | None
    rung: int | None
    tier: str | None
    reason: str


def grades(facts: Facts, frozen: Any, as_of: date) -> dict[str, Graded]:
    """Every customer known on the day, by a calibrated standard of which only the data is read."""
    return {name: _grade(name, facts, frozen, as_of) for name in sorted(_known(facts, as_of))}


def given_back_at(sale: Sale, refunds: Sequence[Refund]) -> datetime | None:
    """The instant from which a sale is given back in full; None where it never is."""
    left = sale.amount
    for refund in sorted((one for one in refunds if one.of == sale.number), key=lambda one: one.at):
        left -= refund.amount
        if left <= 0:
            return refund.at
    return None


def _known(facts: Facts, as_of: date) -> set[str]:
    listed = {one.name for one in facts.people if one.registered_on is None or one.registered_on <= as_of}
    return listed | {one.customer for one in facts.booked() if one.customer and one.at.date() <= as_of}


def _grade(name: str, facts: Facts, frozen: Any, as_of: date) -> Graded:
    scheme = frozen.scheme

    def value(part: Any) -> Value:
        usual = "all" if part.metric in WHOLE_LIFE else str(scheme.window)
        return metric(part.metric, name, facts, as_of, usual if part.window is None else str(part.window))

    metrics = {one.name: value(one) for one in scheme.criteria}
    points = {one.name: _points(one.scorer, frozen.learned[one.name], metrics[one.name]) for one in scheme.criteria}
    counted = [(points[one], weight) for one, weight in frozen.weights.items() if weight]
    earned = [(mine, weight) for mine, weight in counted if mine is not None]
    total = sum(mine * weight for mine, weight in earned) if earned and len(earned) == len(counted) else None

    def graded(place: int | None, reason: str) -> Graded:
        return Graded(metrics, points, total, place, scheme.tiers[place - 1].key if place else None, reason)

    for state in scheme.ungraded:
        if _holds(state.when, value):
            return graded(None, f"ungraded:{state.name}")
    for one in scheme.criteria:
        if one.scorer.unknown == "ungraded" and one.name not in frozen.left_out and points[one.name] is None:
            return graded(None, f"ungraded:unknown_{one.name}")
    place, reason = _rung(scheme, total, value)
    keys = [tier.key for tier in scheme.tiers]
    for limit in scheme.limits:
        allowed = keys.index(limit.never_above) + 1
        if place is not None and allowed > place and _holds(limit.when, value):
            place, reason = allowed, f"limit:{limit.name}"
    return graded(place, reason)


def _rung(scheme: Any, total: int | None, value: Any) -> tuple[int | None, str]:
    score = None if total is None else Fraction(total, 1_000_000)
    for place, tier in enumerate(scheme.tiers, start=1):
        if tier.rest:
            return place, f"rest:{tier.key}"
        if scheme.grade_by == "rules" and _holds(tier.when, value):
            return place, f"rule:{tier.key}"
        if scheme.grade_by == "score" and score is not None and score >= Fraction(tier.from_score):
            return place, f"score:{tier.key}"
    return None, "ungraded:no_rung"


def _holds(condition: Any, value: Any) -> bool:
    found = value(condition)
    if found is None:
        return False
    number = Fraction(found)
    return all(
        limit is None or is_met(number, Fraction(limit))
        for limit, is_met in (
            (condition.above, Fraction.__gt__),
            (condition.at_least, Fraction.__ge__),
            (condition.below, Fraction.__lt__),
            (condition.at_most, Fraction.__le__),
            (condition.equal, Fraction.__eq__),
        )
    )


def _points(scorer: Any, learned: Any, value: Value) -> int | None:
    if value is None:
        return None if scorer.unknown == "ungraded" else int(scorer.unknown * 100)
    if scorer.kind == "bands":
        reached = [one for one in scorer.bands if one.start is None or value >= one.start]
        best = max(reached, key=lambda one: Decimal("-Infinity") if one.start is None else one.start, default=None)
        return 0 if best is None else int(best.points * 100)
    points: int = learned.points[0]
    for cut, worth in zip(learned.cuts, learned.points[1:], strict=True):
        if cut is not None and value >= cut:
            points = worth
    return points


def metric(name: str, customer: str, facts: Facts, as_of: date, window: str) -> Value:
    """One metric of one customer over a window (`90 days`, `3 months`, `all`) that ends with the day."""
    first = first_day(window, as_of)
    sales = [one for one in facts.sales if one.customer == customer and first <= one.at.date() <= as_of]
    kept = [one for one in sales if (back := given_back_at(one, facts.refunds)) is None or back.date() > as_of]
    if name == "order_count":
        return len(kept)
    if name == "recency_days":
        return min(((as_of - one.at.date()).days for one in kept), default=None)
    if name == "active_months":
        return len({int((as_of - one.at.date()).days // Fraction("30.4375")) for one in kept})
    assert name == "net_revenue"
    bought = {one.number: one.at.date() for one in facts.sales}
    refunds = [one for one in facts.refunds if one.customer == customer and one.at.date() <= as_of]
    days = [(one, one.at.date() if one.of is None else bought[one.of]) for one in refunds]
    returned = [one.amount for one, day in days if first <= day <= as_of]
    return sum((one.amount for one in sales), Decimal(0)) - sum(returned, Decimal(0))


def first_day(window: str, as_of: date) -> date:
    """The first day of a window; of all time the first day there is."""
    if window == "all":
        return date.min
    count, unit = window.split()
    after = as_of + timedelta(days=1)
    if unit.startswith("day"):
        return after - timedelta(days=int(count))
    year, month = divmod(after.year * 12 + after.month - 1 - int(count), 12)
    for day in range(after.day, 0, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    raise AssertionError(window)
