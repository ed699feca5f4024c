"""How much of an event is left after some days: half after one half-life, a quarter after two, the same everywhere."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

import ibis
import ibis.expr.types as ir

from fenji.metrics.ratio import rounded

LONGEST_HALF_LIFE = 4095
UNITS = 100_000_000  # what is left is counted in hundred-millionths
_PLACE = 10_000_000  # each table has seven decimals
_WIDTH = 64
_LAST_HALVING = 40  # after so many half-lives nothing is left that could be counted
_EXACT = Context(prec=50)


def left_of(age_days: int, half_life: int, *, whole: int = UNITS) -> int:
    """What is left of `whole` (a power of ten up to 10^8) after so many days, as `left` counts it on any engine.

    whole × 2^(−age / half-life): the power is the product of two table entries of seven decimals and a whole number
    of halvings, divided once and rounded HALF_UP; an age below 0 counts as 0.

    >>> left_of(0, 90), left_of(90, 90), left_of(180, 90), left_of(45, 90)
    (100000000, 50000000, 25000000, 70710678)
    """
    halvings, rest = divmod(max(age_days, 0), half_life)
    if halvings > _LAST_HALVING:
        return 0
    high, low = divmod(rest, _WIDTH)
    part = _high(half_life)[high] * _low(half_life)[low]
    divisor: int = _PLACE * _PLACE // whole * 2**halvings
    return (2 * part + divisor) // (2 * divisor)


def left(age_days: ir.IntegerValue, half_life: int, *, whole: int = UNITS) -> ir.IntegerValue:
    """The same as `left_of` as an expression: an integer from 0 to `whole`; NULL where the age is unknown."""
    age = ibis.greatest(age_days.cast("int64"), ibis.literal(0, "int64"))
    size = ibis.literal(half_life, "int64")
    rest = age % size
    halvings = (age - rest) / size
    low = rest % ibis.literal(_WIDTH, "int64")
    high = (rest - low) / ibis.literal(_WIDTH, "int64")
    part = _looked_up(high.round().cast("int64"), _high(half_life)) * _looked_up(low, _low(half_life))
    base = _PLACE * _PLACE // whole
    powers = tuple(base * 2**number for number in range(_powers(base)))
    divisor = _looked_up(halvings.round().cast("int64"), powers)
    value = rounded(part, divisor).fill_null(0)
    return ibis.ifelse(age_days.isnull(), ibis.null("int64"), value)


def _powers(base: int) -> int:
    """How many halvings can be told from nothing: beyond, less than half a unit of any table product is left."""
    return min(_LAST_HALVING, (2**61 // base).bit_length())


def _looked_up(number: ir.IntegerValue, values: tuple[int, ...]) -> ir.IntegerValue:
    """The value at a place; cast, because engines take small numbers for 32-bit ones and their product overflows."""
    kind = "int64" if max(values) >= 2**31 else "int32"
    pairs = [(ibis.literal(place, "int64"), ibis.literal(value, kind)) for place, value in enumerate(values)]
    return number.cases(*pairs, else_=ibis.null(kind)).cast("int64")


@cache
def _low(half_life: int) -> tuple[int, ...]:
    return tuple(_power(days, half_life) for days in range(min(_WIDTH, half_life)))


@cache
def _high(half_life: int) -> tuple[int, ...]:
    return tuple(_power(days, half_life) for days in range(0, half_life, _WIDTH))


def _power(days: int, half_life: int) -> int:
    exact = _EXACT.power(Decimal(2), -Decimal(days) / Decimal(half_life))
    return int((exact * _PLACE).quantize(Decimal(1), rounding=ROUND_HALF_UP))
