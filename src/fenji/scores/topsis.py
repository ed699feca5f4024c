"""TOPSIS: the score is the closeness to the best points anybody has, against the distance from the worst."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    import ibis.expr.types as ir

FACTOR_LIMIT = 50_000  # so that the squares of fifteen criteria stay whole numbers of 64 bits
_WHOLE = 100_000_000  # a closeness of 1 is a score of 100, in millionths
_HALF = _WHOLE // 2


class Ideal(BaseModel):
    """The frozen ends of one criterion: the best and the worst points anybody had, and what a point counts.

    `factor` is the weight divided by the length of the criterion's vector of points (Hwang and Yoon 1981), as a whole
    number, the largest of all criteria being 50,000.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    best: int
    worst: int
    factor: int


def ideals(
    weights: Mapping[str, int], ends: Mapping[str, tuple[int, int]], lengths: Mapping[str, int]
) -> dict[str, Ideal]:
    """The frozen ends of all criteria: `ends` are (worst, best) points, `lengths` sums of squared points.

    A criterion that is the same for everybody separates nobody: factor 0.
    """
    raw = {
        name: math.sqrt(Fraction(weight * weight, lengths[name])) if lengths[name] and len(set(ends[name])) > 1 else 0.0
        for name, weight in weights.items()
    }
    largest = max(raw.values(), default=0.0)
    return {
        name: Ideal(
            worst=ends[name][0],
            best=ends[name][1],
            factor=math.floor(value / largest * FACTOR_LIMIT + 0.5) if largest else 0,
        )
        for name, value in raw.items()
    }


def closeness(points: Mapping[str, ir.IntegerColumn], ideal: Mapping[str, Ideal]) -> ir.IntegerColumn:
    """The total of every customer as an expression: 100,000,000 × d⁻ / (d⁻ + d⁺), rounded to whole millionths.

    d⁺ and d⁻ are the distances from the best and the worst points; their squares are whole numbers, and the roots,
    the sum and the one division are those of IEEE 754, which every engine rounds alike. NULL where points are missing;
    half where best and worst are the same for every criterion.
    """
    import ibis

    to_best, from_worst = (_distance(points, ideal, end) for end in ("best", "worst"))
    share = from_worst / (from_worst + to_best).nullif(0.0)
    scaled = (share * ibis.literal(float(_WHOLE), "float64") + 0.5).floor().cast("int64")
    nobody = (from_worst + to_best) == 0.0
    return ibis.ifelse(nobody, ibis.literal(_HALF, "int64"), scaled)


def closeness_of(points: Mapping[str, int | None], ideal: Mapping[str, Ideal]) -> int | None:
    """The same total of one customer.

    >>> closeness_of({"r": 80}, {"r": Ideal(best=100, worst=0, factor=7)})
    80000000
    """
    found = [(points[name], one) for name, one in ideal.items()]
    if any(earned is None for earned, _ in found):
        return None
    squares = [
        sum(((earned or 0) - end) ** 2 * one.factor**2 for earned, one in found for end in (getattr(one, name),))
        for name in ("best", "worst")
    ]
    to_best, from_worst = (math.sqrt(float(square)) for square in squares)
    if from_worst + to_best == 0.0:
        return _HALF
    return math.floor(from_worst / (from_worst + to_best) * float(_WHOLE) + 0.5)


def contributions_of(points: Mapping[str, int | None], ideal: Mapping[str, Ideal]) -> dict[str, int | None]:
    """How the total of one customer is divided among the criteria, in millionths; the parts sum to the total exactly.

    Closeness is no sum. What is divided is the way from the worst: each criterion's part of the squared distance from
    the worst points, by largest remainder (of equal remainders the one written first). Where there is no such way, or
    nobody can be told apart, the total is divided evenly.
    """
    total = closeness_of(points, ideal)
    if total is None:
        return dict.fromkeys(ideal)
    ways = {name: (((points[name] or 0) - one.worst) * one.factor) ** 2 for name, one in ideal.items()}
    return dict(_divided(total, ways))


def _divided(total: int, ways: Mapping[str, int]) -> dict[str, int]:
    shares = ways if any(ways.values()) else dict.fromkeys(ways, 1)
    whole = sum(shares.values())
    parts = {name: total * share // whole for name, share in shares.items()}
    missing = total - sum(parts.values())
    favoured = sorted(shares, key=lambda name: -(total * shares[name] % whole))[:missing]
    return {name: part + (name in favoured) for name, part in parts.items()}


def _distance(points: Mapping[str, ir.IntegerColumn], ideal: Mapping[str, Ideal], end: str) -> ir.FloatingColumn:
    import ibis

    squares = []
    for name, one in ideal.items():
        # Engines take points written as small numbers for 32-bit ones: decimals say how wide the squares are.
        way = (points[name] - ibis.literal(getattr(one, end), "int64")).cast("decimal(38, 0)")
        squares.append(way * way * ibis.literal(Decimal(one.factor**2), "decimal(38, 0)"))
    parts: Sequence[ir.DecimalColumn] = squares
    return reduce(add, parts).cast("float64").sqrt()
