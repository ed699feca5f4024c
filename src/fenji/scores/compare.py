"""Exact comparisons of a metric with a written number: the number is fitted to the column's own type, never a float."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

_EXACT = Context(prec=80)
_WIDEST = 38


def at_least(column: ir.NumericColumn, number: Decimal) -> ir.BooleanColumn:
    """Whether the metric is the number or more; unknown stays unknown."""
    return column >= _fitted(column, number, ROUND_CEILING)


def above(column: ir.NumericColumn, number: Decimal) -> ir.BooleanColumn:
    """Whether the metric is more than the number; the number itself does not count."""
    return column > _fitted(column, number, ROUND_FLOOR)


def at_most(column: ir.NumericColumn, number: Decimal) -> ir.BooleanColumn:
    """Whether the metric is the number or less."""
    return column <= _fitted(column, number, ROUND_FLOOR)


def below(column: ir.NumericColumn, number: Decimal) -> ir.BooleanColumn:
    """Whether the metric is less than the number; the number itself does not count."""
    return column < _fitted(column, number, ROUND_CEILING)


def equals(column: ir.NumericColumn, number: Decimal) -> ir.BooleanColumn:
    """Whether the metric is exactly the number."""
    return at_least(column, number) & at_most(column, number)


def scale_of(column: ir.NumericColumn) -> int:
    """How many decimals the column keeps: 0 for counts and days, 2 for money.

    A column of binary floats has no exact decimals and is refused: metrics are integers or decimals.
    """
    kind = column.type()
    if kind.is_integer():
        return 0
    if kind.is_decimal():
        return int(kind.scale or 0)
    raise TypeError(f"a metric is an integer or a decimal, {column.get_name()} is {kind}")


def literal(column: ir.NumericColumn, number: Decimal) -> ir.NumericScalar:
    """A number, already of the column's decimals, as a literal of the column's own type where it fits."""
    import ibis

    scale = scale_of(column)
    if scale == 0 and column.type().is_integer() and abs(number) < 2**63:
        return ibis.literal(int(number), "int64")
    digits = len(number.as_tuple().digits)
    own = column.type().precision if column.type().is_decimal() else None
    precision = own if own and digits <= own else _WIDEST
    return ibis.literal(number, f"decimal({precision}, {scale})")


def round_to(number: Decimal, scale: int, rounding: str) -> Decimal:
    """A number with so many decimals, rounded as named, without loss before."""
    return number.quantize(Decimal(1).scaleb(-scale), rounding=rounding, context=_EXACT)


def _fitted(column: ir.NumericColumn, number: Decimal, rounding: str) -> ir.NumericScalar:
    return literal(column, round_to(number, scale_of(column), rounding))
