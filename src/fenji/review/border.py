"""Where a border has to lie so that those at or above it are so many, or bring so much; found by counting."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from fenji.scores import compare

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.scores.calibrate import Ask

Of = Literal["customers", "revenue"]
_PARTS = 24  # thresholds asked for in one question
_MOST_VALUES = 4_000
_ROUNDEST = -6


@dataclass(frozen=True)
class Reach:
    """Who is at or above a value that somebody has: how many customers, and what they bring."""

    value: int
    customers: int
    revenue: Decimal

    def of(self, what: Of) -> Decimal:
        """The figure a target speaks of."""
        return Decimal(self.customers) if what == "customers" else self.revenue


@dataclass(frozen=True)
class Around:
    """The two nearest ways to meet a target: equal values stay together, so nothing lies between them.

    `reaching` is the highest value from which on the target is met, `short` the next value above, from which on it is
    not. None: nobody is above; or all together don't meet the target (then `short` is everybody).
    """

    reaching: Reach | None
    short: Reach | None


def around(table: ir.Table, wanted: Decimal, of: Of, ask: Ask) -> Around:
    """The values around a target, on a table with `value` (whole numbers, unknown left out) and `revenue`.

    Up to 4,000 different values one question asks what each holds; beyond, each question counts above two dozen
    thresholds, so that a handful finds the one value among any number of them. The engine sorts nothing. Revenue is
    taken to rise with every customer added: where refunds make it fall in places, one of the places where it crosses
    the target is found.
    """
    ends = ask(table.aggregate(low=table.value.min(), high=table.value.max(), values=table.value.nunique()))[0]
    if ends["low"] is None:
        return Around(None, None)
    if int(ends["values"]) <= _MOST_VALUES:
        return _among(_every_reach(table, ask), wanted, of)
    low = reaches(table, [int(ends["low"])], ask)[0]
    assert low is not None
    if low.of(of) < wanted:
        return Around(None, low)
    short: Reach | None = None
    end = int(ends["high"]) + 1  # nobody is at or above it
    while low.value + 1 < end:
        found = reaches(table, _between(low.value, end), ask)
        met = [one for one in found if one is not None and one.of(of) >= wanted]
        best = max(met, key=lambda one: one.value, default=low)
        missed = [one for one in found if one is not None and one.value > best.value]
        worst = min(missed, key=lambda one: one.value, default=short)
        if (best, worst) == (low, short):
            break  # the first threshold is one above `low`: nobody lies between
        low, short = best, worst
        end = end if short is None else min(end, short.value)
    return Around(low, short)


def _every_reach(table: ir.Table, ask: Ask) -> list[Reach]:
    """Who is at or above each value, the highest value first."""
    rows = ask(table.group_by("value").aggregate(n=table.count(), r=table.revenue.sum()))
    found, customers, revenue = [], 0, Decimal(0)
    for row in sorted(rows, key=lambda row: -int(row["value"])):
        customers += int(row["n"])
        revenue += Decimal(row["r"] or 0)
        found.append(Reach(int(row["value"]), customers, revenue))
    return found


def _among(found: list[Reach], wanted: Decimal, of: Of) -> Around:
    place = next((number for number, one in enumerate(found) if one.of(of) >= wanted), None)
    if place is None:
        return Around(None, found[-1])
    return Around(found[place], found[place - 1] if place else None)


def reaches(table: ir.Table, thresholds: list[int], ask: Ask) -> list[Reach | None]:
    """Who is at or above each threshold, told by the smallest value that is; None where nobody is."""
    asked: dict[str, Any] = {}
    for number, threshold in enumerate(thresholds):
        inside = table.value >= threshold
        asked |= {f"v{number}": table.value.min(where=inside), f"n{number}": table.count(where=inside),
                  f"r{number}": table.revenue.sum(where=inside)}  # fmt: skip
    row = ask(table.aggregate(**asked))[0]
    return [
        None if row[f"v{number}"] is None
        else Reach(int(row[f"v{number}"]), int(row[f"n{number}"]), Decimal(row[f"r{number}"] or 0))
        for number in range(len(thresholds))
    ]  # fmt: skip


def in_units(column: ir.NumericColumn) -> tuple[ir.IntegerColumn, int]:
    """A figure as whole numbers, and how many decimals that leaves behind: 12.34 is (1234, 2)."""
    import ibis

    scale = compare.scale_of(column)
    if not scale:
        return column, 0
    return (column.cast(f"decimal(38, {scale})") * ibis.literal(10**scale, "int64")).cast("int64"), scale


def below(table: ir.Table, value: int, ask: Ask) -> int | None:
    """The largest value somebody has below another one; None where nobody is below."""
    found = ask(table.aggregate(value=table.value.max(where=table.value < value)))[0]["value"]
    return None if found is None else int(found)


def roundest(low: int | None, high: int, *, scale: int, coarsest: int = _ROUNDEST) -> Decimal:
    """The number with the fewest digits above `low` and not above `high`, both in units of 10^-scale.

    >>> roundest(76_250_000, 78_437_500, scale=6, coarsest=0), roundest(123_456, 130_210, scale=2)
    (Decimal('78'), Decimal('1300'))
    """
    for digits in range(coarsest, scale + 1):
        step = 10 ** (scale - digits)
        candidate = high // step * step
        if low is None or candidate > low:
            return _plain(Decimal(candidate).scaleb(-scale))
    return _plain(Decimal(high).scaleb(-scale))


def _plain(number: Decimal) -> Decimal:
    whole = number.to_integral_value()
    return Decimal(int(whole)) if number == whole else number.normalize()


def _between(low: int, end: int) -> list[int]:
    """Thresholds that part what lies above `low` and below `end` evenly."""
    width = end - low
    return sorted({low + 1 + (width - 1) * number // _PARTS for number in range(_PARTS)} - {end})
