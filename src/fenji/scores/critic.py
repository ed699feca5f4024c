"""Weights by CRITIC: what spreads widely and repeats little of the others weighs more (Diakoulaki et al. 1995)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Moments:
    """What has to be known of the scaled figures: exact sums over all customers.

    `products` holds the sum of x·y for each pair of names, in alphabetical order of the pair.
    """

    customers: int
    sums: Mapping[str, Fraction]
    squares: Mapping[str, Fraction]
    products: Mapping[tuple[str, str], Fraction]


@dataclass(frozen=True)
class Information:
    """What one figure brings: its standard deviation (of a sample), and that times its conflict with the others."""

    deviation: float
    content: float


def information(moments: Moments) -> dict[str, Information]:
    """Each figure's standard deviation σ and content C = σ · Σ (1 − r), r being Pearson's correlation with another.

    A figure that is the same for everybody has σ = 0 and C = 0; its correlation with others counts as 0.
    """
    names = list(moments.sums)
    spread = {name: _covariance(moments, name, name) for name in names}
    found = {}
    for name in names:
        conflict = math.fsum(1.0 - _correlation(moments, spread, name, other) for other in names if other != name)
        deviation = math.sqrt(spread[name] / (moments.customers - 1)) if moments.customers > 1 else 0.0
        found[name] = Information(deviation, deviation * conflict if len(names) > 1 else deviation)
    return found


def weights(moments: Moments) -> dict[str, float]:
    """The weight of each figure: its content as a share of all contents; all 0 where every figure is constant."""
    found = {name: one.content for name, one in information(moments).items()}
    whole = math.fsum(found.values())
    return {name: content / whole if whole else 0.0 for name, content in found.items()}


def _covariance(moments: Moments, one: str, other: str) -> Fraction:
    """The sum of the products of both distances from the mean, exactly."""
    whole = moments.squares[one] if one == other else moments.products[min(one, other), max(one, other)]
    return whole - moments.sums[one] * moments.sums[other] / moments.customers


def _correlation(moments: Moments, spread: Mapping[str, Fraction], one: str, other: str) -> float:
    if not spread[one] or not spread[other]:
        return 0.0
    together = _covariance(moments, one, other)
    return math.copysign(math.sqrt(together * together / (spread[one] * spread[other])), together)
