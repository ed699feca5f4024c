"""How much of an event is left after some days: half after one half-life, a quarter after two, the same everywhere."""

from __future__ import annotations

import math

import ibis
import ibis.expr.types as ir

LONGEST_HALF_LIFE = 4095
UNITS = 1_000_000  # what is left is counted in millionths
_LAST_HALVING = 22  # after so many half-lives less than half a millionth is left


def left_of(age_days: int, half_life: int, *, whole: int = UNITS) -> int:
    """What is left of `whole` (10,000 or 1,000,000) after so many days: whole × 2^(−age / half-life), rounded HALF_UP.

    An age below 0 counts as 0. Engines may differ by the last bit of a power; that changes nothing: of all ages and
    half-lives up to 4,095 days none comes nearer to a half than 80 such bits, but for whole half-lives, whose powers
    are exact.

    >>> left_of(0, 90), left_of(90, 90), left_of(180, 90), left_of(45, 90)
    (1000000, 500000, 250000, 707107)
    """
    age = min(max(age_days, 0), _LAST_HALVING * half_life)
    return math.floor(whole * math.pow(2.0, -(age / half_life)) + 0.5)


def left(age_days: ir.IntegerValue, half_life: int, *, whole: int = UNITS) -> ir.IntegerValue:
    """The same as `left_of` as an expression: an integer from 0 to `whole`; NULL where the age is unknown."""
    oldest = ibis.literal(_LAST_HALVING * half_life, "int64")
    age = ibis.greatest(ibis.least(age_days.cast("int64"), oldest), ibis.literal(0, "int64"))
    power = ibis.literal(2.0, "float64") ** -(age.cast("float64") / ibis.literal(float(half_life), "float64"))
    part = (power * ibis.literal(float(whole), "float64") + 0.5).floor().cast("int64")
    return ibis.ifelse(age_days.isnull(), ibis.null("int64"), part)
