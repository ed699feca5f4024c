"""Weights by entropy: what tells customers apart weighs more (熵权法)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Counts = Mapping[Any, int]


@dataclass(frozen=True)
class Spread:
    """How evenly one figure is spread over the customers: 1 = everybody has the same, and its distance from that."""

    entropy: float
    divergence: float


def spread(counts: Counts) -> Spread:
    """The entropy of one figure, from how many customers have each value; values are 0 or more.

    e = −Σ p ln p / ln n with p = a customer's part of the sum (Shannon 1948; 0 ln 0 = 0). A figure that is the same for
    everybody, or 0 for everybody, or known of one customer only, tells nobody apart: divergence 0.

    >>> spread({1: 10}).divergence, spread({0: 3, 5: 1}).divergence
    (0.0, 1.0)
    """
    customers = sum(counts.values())
    whole = sum(Fraction(value) * count for value, count in counts.items())
    if len(counts) < 2 or customers < 2 or not whole:
        return Spread(1.0, 0.0)
    parts = [(float(Fraction(value) / whole), count) for value, count in sorted(counts.items()) if value]
    entropy = -math.fsum(count * part * math.log(part) for part, count in parts) / math.log(customers) + 0.0
    return Spread(entropy, max(0.0, 1.0 - entropy))


def weights(columns: Mapping[str, Counts]) -> dict[str, float]:
    """The weight of each figure: its divergence as a share of all divergences; all 0 where nothing tells apart."""
    found = {name: spread(counts).divergence for name, counts in columns.items()}
    whole = math.fsum(found.values())
    return {name: divergence / whole if whole else 0.0 for name, divergence in found.items()}
