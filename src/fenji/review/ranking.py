"""How well an order of customers meets what came afterwards: rank correlation, concentration, share caught.

Everything works on cells, never on customers: how many stand at each level of a score (lowest first) and what they
brought afterwards. Arrays may have one more axis in front, for samples drawn anew.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def spearman(counts: Numbers) -> Numbers:
    """Spearman's rank correlation of score and outcome, tied ranks averaged.

    `counts[…, i, j]` customers have the i-th score and the j-th outcome, both lowest first. Ranks of a tie are the mean
    of the places it fills, and the correlation is Pearson's of these ranks. NaN where all scores or all outcomes are
    the same. Source: Spearman 1904; Kendall 1948 for ties.

    >>> float(spearman(np.array([[2.0, 0.0], [0.0, 1.0]])))
    1.0
    """
    rows, columns = _ranks(counts.sum(axis=-1)), _ranks(counts.sum(axis=-2))
    everyone = counts.sum(axis=(-2, -1))
    middle = (everyone + 1) / 2
    across, down = rows - middle[..., None], columns - middle[..., None]
    together = np.einsum("...ij,...i,...j->...", counts, across, down)
    spread = (counts.sum(axis=-1) * across**2).sum(axis=-1) * (counts.sum(axis=-2) * down**2).sum(axis=-1)
    return divided(together, np.sqrt(spread))


def gini(counts: Numbers, sums: Numbers) -> Numbers:
    """Gini's concentration of the outcome along the score: 0 where the order is worthless, towards 1 where few at the
    top bring all of it, below 0 where the order is the wrong way round. Tied scores share what they bring evenly.

    `counts[…, i]` customers have the i-th score, lowest first, and brought `sums[…, i]`. Twice the area between the
    curve of cumulative shares, best score first, and the diagonal. NaN where nothing was brought. Source: the ratio of
    Gini 1914 along another order (concentration index).

    >>> float(gini(np.array([1.0, 1.0]), np.array([0.0, 10.0])))
    0.5
    """
    people, brought = counts[..., ::-1], sums[..., ::-1]
    everyone, everything = people.sum(axis=-1, keepdims=True), brought.sum(axis=-1, keepdims=True)
    share = divided(people, everyone)
    reached = np.cumsum(divided(brought, _above_zero(everything)), axis=-1)
    before = np.concatenate([np.zeros_like(reached[..., :1]), reached[..., :-1]], axis=-1)
    return np.asarray((share * (reached + before)).sum(axis=-1) - 1)


def caught(counts: Numbers, sums: Numbers, heads: float) -> Numbers:
    """The share of the outcome that the best `heads` of customers brought; a tie at the border counts in proportion.

    >>> float(caught(np.array([2.0, 2.0]), np.array([2.0, 8.0]), 0.25))
    0.4
    """
    people, brought = counts[..., ::-1], sums[..., ::-1]
    share = divided(people, people.sum(axis=-1, keepdims=True))
    before = np.cumsum(share, axis=-1) - share
    taken = np.clip(divided(heads - before, share), 0, 1)
    everything = brought.sum(axis=-1, keepdims=True)
    return np.asarray((np.where(people > 0, taken, 0) * divided(brought, _above_zero(everything))).sum(axis=-1))


def _ranks(counts: Numbers) -> Numbers:
    """The mean of the places that each level fills, 1 the lowest."""
    return np.asarray(np.cumsum(counts, axis=-1) - counts / 2 + 0.5)


def _above_zero(numbers: Numbers) -> Numbers:
    return np.where(numbers > 0, numbers, np.nan)


def divided(part: Any, whole: Any) -> Numbers:
    """Part by whole; NaN where the whole is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.true_divide(part, whole)
    return np.asarray(np.where(np.isfinite(found), found, np.nan))
