"""One thing divided by another, exactly, rounded once: the only place where fenji rounds a ratio."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import ibis
import ibis.expr.types as ir

MONEY_DIGITS = 2
RATIO_DIGITS = 4


@dataclass(frozen=True)
class Ratio:
    """`part / whole` as a metric describes it; `measure` divides once both are columns, so that the SQL stays short."""

    part: ir.NumericValue
    whole: ir.NumericValue
    digits: int = RATIO_DIGITS

    def in_units(self) -> Ratio:
        """The same with both in their smallest unit, as whole numbers: what divides once they are columns."""
        scale = max(decimals_of(self.part), decimals_of(self.whole))
        return Ratio(_units(self.part, scale), _units(self.whole, scale), self.digits)


def ratio(part: ir.NumericValue, whole: ir.NumericValue, *, digits: int = RATIO_DIGITS) -> ir.DecimalValue:
    """`part / whole` to so many decimals, halves away from zero (HALF_UP), the same on every engine.

    Both are whole numbers or decimals; both are counted in their smallest unit, so that no binary fraction takes part
    (DuckDB's `/` and `avg` of decimals are binary). NULL where either is NULL, or the whole is 0 or negative.
    Exact up to |part| · 10^digits of 4·10^18 smallest units: for money with two decimals 4·10^14 a customer.
    """
    scale = max(decimals_of(part), decimals_of(whole))
    units = rounded(_units(part, scale) * ibis.literal(10**digits, type="int64"), _units(whole, scale))
    step = ibis.literal(Decimal(1).scaleb(-digits), type=f"decimal(18, {digits})")
    return (units.cast("decimal(18, 0)") * step).cast(f"decimal(18, {digits})")


def rounded(part: ir.IntegerValue, whole: ir.IntegerValue) -> ir.IntegerValue:
    """`part / whole` as the nearest whole number, halves away from zero; NULL where whole is not positive."""
    two = ibis.literal(2, type="int64")
    twice, over = whole * two, part.abs() * two + whole
    # The remainder is taken off first: what is left divides without one, so that the binary quotient is exact.
    quotient = ((over - over % twice) / twice).round().cast("int64")
    sign = ibis.ifelse(part < 0, ibis.literal(-1, type="int64"), ibis.literal(1, type="int64"))
    return ibis.ifelse(whole > 0, quotient * sign, ibis.null("int64"))


def money(amount: ir.DecimalValue) -> ir.DecimalValue:
    """An amount to two decimals, halves away from zero."""
    return amount.round(MONEY_DIGITS).cast("decimal(18, 2)")


def _units(value: ir.NumericValue, scale: int) -> ir.IntegerValue:
    exact = value.cast(f"decimal(18, {decimals_of(value)})" if value.type().is_decimal() else "int64")
    return (exact * ibis.literal(10**scale, type="int64")).cast("int64") if scale else exact.cast("int64")


def decimals_of(value: ir.NumericValue) -> int:
    """How many decimals a column keeps; 0 for whole numbers."""
    kind = value.type()
    return int(kind.scale or 0) if kind.is_decimal() else 0
