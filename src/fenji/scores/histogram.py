"""How often each value occurs, asked once of the engine: a few thousand rows, never the customers themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.scores import compare

if TYPE_CHECKING:
    import ibis.expr.types as ir

ROWS = "histogram"
MOST_EXACT = 2000  # up to so many different values each stands for itself
_DIGITS = 3


@dataclass(frozen=True)
class Heap:
    """Customers with the same value, or with values taken together: the smallest, their sum, how many."""

    low: Decimal
    total: Decimal
    count: int


def first_questions(column: ir.NumericColumn) -> dict[str, ir.Scalar]:
    """What has to be known before the heaps are asked for: how many values, the ends, how many different ones."""
    return {"known": column.count(), "low": column.min(), "high": column.max(), "distinct": column.nunique()}


def key_of(column: ir.NumericColumn, answers: Mapping[str, Any]) -> ir.NumericColumn | None:
    """What to group customers by: the value itself, or its first digits where there are many; None once it is known.

    Up to 2,000 different values each is a heap of its own. Beyond, values that agree in their first three digits are
    one heap (12,345.67 and 12,399.00): the widest is a hundredth of its value, and there are at most 900 for each power
    of ten, a few thousand in all. Whole numbers decide, so that every engine makes the same heaps.
    """
    if ROWS in answers or not answers.get("known"):
        return None
    if int(answers["distinct"]) <= MOST_EXACT:
        return column
    scale = compare.scale_of(column)
    longest = max(len(str(abs(int(Decimal(answers[end]).scaleb(scale))))) for end in ("low", "high"))
    return _leading(column, scale, longest=longest)


def questions(column: ir.NumericColumn) -> dict[str, ir.Scalar]:
    """What to ask of each heap."""
    exact = f"decimal(38, {compare.scale_of(column)})"
    return {"count": column.count(), "low": column.min(), "total": column.cast(exact).sum()}


def heaps_of(rows: Sequence[Mapping[str, Any]]) -> list[Heap]:
    """The heaps, smallest values first."""
    heaps = [Heap(Decimal(row["low"]), Decimal(row["total"]), int(row["count"])) for row in rows]
    return sorted(heaps, key=lambda heap: heap.low)


def _leading(column: ir.NumericColumn, scale: int, *, longest: int) -> ir.IntegerColumn:
    import ibis

    exact = column.cast(f"decimal(38, {scale})") if scale else column
    units = (exact * ibis.literal(10**scale, "int64")).cast("int64") if scale else column.cast("int64")
    powers = {border: ibis.literal(10**border, "int64") for border in range(longest + 1)}
    steps = [(units.abs() < powers[border], powers[border - _DIGITS]) for border in range(_DIGITS, longest)]
    return units - units % ibis.cases(*steps, else_=powers[max(0, longest - _DIGITS)])
