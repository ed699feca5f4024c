"""Where a running share of a sum is reached, found by adding up from thresholds: no ranking of all customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.scores import compare

if TYPE_CHECKING:
    import ibis.expr.types as ir

_POINTS = 15  # thresholds asked a round: a range shrinks sixteenfold


def questions(column: ir.NumericColumn, answers: Mapping[str, Any], shares: Sequence[Decimal]) -> dict[str, ir.Scalar]:
    """What to ask next until every share's threshold is exact; values of zero and less don't take part."""
    import ibis

    scale = compare.scale_of(column)
    zero = compare.literal(column, Decimal(0).scaleb(-scale))
    if "total" not in answers:
        return {"total": column.sum(where=column > zero), "most": column.max(), "known": column.count()}
    asked: dict[str, ir.Scalar] = {}
    for share in shares:
        low, high = _range(answers, share)
        step = max(1, -(-(high - low) // (_POINTS + 1)))
        for units in range(low + step, high + 1, step):
            number = Decimal(units).scaleb(-scale)
            asked[f"from {units}"] = column.sum(where=column >= compare.literal(column, number)).fill_null(
                ibis.literal(0, "int64")
            )
    return asked


def threshold(answers: Mapping[str, Any], share: Decimal) -> Decimal | None:
    """The value from which on customers together bring at least the share; None where nobody brings anything.

    As few customers as suffice, best first, whoever equals the last of them among them.
    """
    if not answers["total"]:
        return None
    low, _ = _range(answers, share)
    return Decimal(low).scaleb(-_scale(answers))


def _scale(answers: Mapping[str, Any]) -> int:
    """How many decimals the column keeps, as its largest value shows."""
    return max(0, -int(Decimal(answers["most"]).as_tuple().exponent))


def _range(answers: Mapping[str, Any], share: Decimal) -> tuple[int, int]:
    """The highest threshold known to reach the share, and the highest that still may, in smallest units."""
    if not answers["total"]:
        return 0, 0
    goal = Decimal(answers["total"]) * share
    low, high = 1, int(Decimal(answers["most"]).scaleb(_scale(answers)))
    for key, reached in answers.items():
        if key.startswith("from "):
            units = int(key.removeprefix("from "))
            if Decimal(reached) >= goal:
                low = max(low, units)
            else:
                high = min(high, units - 1)
    return low, high
