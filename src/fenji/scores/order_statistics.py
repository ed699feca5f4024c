"""The exact k-th smallest value of a metric, found by counting, so that every engine finds the same one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from fenji.scores import compare

if TYPE_CHECKING:
    import ibis.expr.types as ir

_MOST_STEPS = 200


@dataclass(frozen=True)
class Found:
    """A value, the next real value above it, and how many customers are at or below it."""

    value: Decimal
    above: Decimal | None
    at_most: int


def first_questions(column: ir.NumericColumn, shares: list[Fraction]) -> dict[str, ir.Scalar]:
    """Round one: how many values are known, the ends, and the engine's own quantiles as places to start from.

    An engine's quantile may interpolate, round or approximate; it is only a start, the counting decides.
    """
    asked: dict[str, ir.Scalar] = {"known": column.count(), "low": column.min(), "high": column.max()}
    asked["starts"] = column.quantile([float(share) for share in shares])
    return asked


def questions(
    column: ir.NumericColumn, threshold: Decimal, answers: Mapping[str, Any] | None = None
) -> dict[str, ir.Scalar]:
    """What to count around one threshold; the value below it only once the counts have shown that it is needed."""
    number, place = compare.literal(column, threshold), _place(threshold)
    if f"below {place}" in (answers or {}):
        return {f"previous {place}": column.max(where=column < number)}
    return {
        f"below {place}": column.count(where=column < number),
        f"at_most {place}": column.count(where=column <= number),
        f"next {place}": column.min(where=column > number),
    }


def search(answers: Mapping[str, Any], *, start: Decimal, rank: int, is_between_enough: bool) -> Found | Decimal:
    """The value of that rank (1 = smallest), or the threshold to count around next.

    With `is_between_enough`, a threshold that lies between the value and the next one is an answer too.
    """
    threshold = start
    for _ in range(_MOST_STEPS):
        place = _place(threshold)
        if f"below {place}" not in answers:
            return threshold
        below, at_most = int(answers[f"below {place}"] or 0), int(answers[f"at_most {place}"] or 0)
        following = _number(answers[f"next {place}"])
        if below < rank <= at_most or (is_between_enough and below == at_most == rank):
            return Found(threshold, following, at_most)
        if at_most >= rank and f"previous {place}" not in answers:
            return threshold
        step = following if at_most < rank else _number(answers[f"previous {place}"])
        if step is None:
            raise ValueError(f"rank {rank} is outside of the {answers.get('known')} known values")
        threshold = step
    raise ValueError("the values changed while they were counted")


def start_of(answers: Mapping[str, Any], number: int) -> Decimal:
    """The engine's quantile, cut to the decimals of the values and kept between the ends.

    Cut and not rounded, so that what lies between two values doesn't become the upper one; noise of floats is
    rounded away before.
    """
    low, high = Decimal(answers["low"]), Decimal(answers["high"])
    scale = max(0, -int(low.as_tuple().exponent))
    quiet = compare.round_to(Decimal(str(answers["starts"][number])), scale + 6, ROUND_HALF_EVEN)
    near = compare.round_to(quiet, scale, ROUND_FLOOR)
    return max(low, min(high, near))


def _place(threshold: Decimal) -> str:
    return f"{threshold.normalize():f}"


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
