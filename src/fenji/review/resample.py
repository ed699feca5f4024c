"""How sure a figure is: customers drawn anew, many times, without leaving their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fenji.review.ranking import Numbers, caught, gini, spearman

MEASURES = ("spearman", "gini", "caught")
LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A figure and the interval that holds it with 95 % confidence; `low` and `high` None where it cannot be told."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def is_above_zero(self) -> bool | None:
        """Whether the whole interval lies above 0 (True) or below (False); None: it includes 0."""
        if self.low is None or self.high is None or self.low <= 0 <= self.high:
            return None
        return self.low > 0

    def turned(self) -> Estimate:
        """The same difference seen from the other side."""
        low, high = (None if end is None else -end for end in (self.high, self.low))
        return Estimate(-self.value, low, high)


@dataclass(frozen=True)
class Cells:
    """Customers with the same levels: how many, and of what they brought the sum and the sum of squares.

    `levels` has one row a cell: the level of the outcome first, then of each score, lowest 0.
    """

    levels: NDArray[np.int64]
    counts: Numbers
    sums: Numbers
    squares: Numbers

    @classmethod
    def of(cls, rows: Sequence[tuple[tuple[int, ...], int, float, float]]) -> Cells:
        """The cells from (levels, customers, sum, sum of squares)."""
        ordered = sorted(rows)
        levels = np.array([row[0] for row in ordered], dtype=np.int64).reshape(len(ordered), -1)
        numbers = np.array([row[1:] for row in ordered], dtype=np.float64).reshape(len(ordered), 3)
        return cls(levels, numbers[:, 0], numbers[:, 1], numbers[:, 2])

    def drawn(self, times: int, seed: int) -> tuple[Numbers, Numbers]:
        """So many samples: customers and sums of every cell, one row a sample.

        Poisson bootstrap: every customer is drawn a Poisson(1) number of times, so that of n alike a Poisson(n) number
        is. Inside a cell customers differ in what they brought: as many are drawn, so many times the cell's own spread
        is added. The same seed gives the same samples. Source: Chamandy et al. 2012.
        """
        dice = np.random.default_rng(seed)
        counts = dice.poisson(self.counts, size=(times, len(self.counts))).astype(np.float64)
        mean = self.sums / self.counts
        spread = np.sqrt(np.maximum(self.squares / self.counts - mean**2, 0))
        noise = dice.standard_normal(size=counts.shape) * np.sqrt(counts) * spread
        return counts, counts * mean + noise

    def spread_over(self, numbers: Numbers, axes: Sequence[int]) -> Numbers:
        """Numbers of cells added up over some of the levels: one axis a level, behind the axis of samples."""
        sizes = [int(self.levels[:, axis].max()) + 1 for axis in axes]
        places = np.ravel_multi_index([self.levels[:, axis] for axis in axes], sizes)
        order = np.argsort(places, kind="stable")
        used, starts = np.unique(places[order], return_index=True)
        found = np.zeros((*numbers.shape[:-1], int(np.prod(sizes))))
        found[..., used] = np.add.reduceat(numbers[..., order], starts, axis=-1)
        return found.reshape(*numbers.shape[:-1], *sizes)


def measures_of(cells: Cells, score: int, heads: float, drawn: tuple[Numbers, Numbers] | None = None) -> list[Numbers]:
    """Spearman, Gini and share caught of one score (1 the first) over cells, or over samples of them."""
    counts, sums = (cells.counts, cells.sums) if drawn is None else drawn
    crossed = cells.spread_over(counts, (score, 0))
    people, brought = crossed.sum(axis=-1), cells.spread_over(sums, (score,))
    return [spearman(crossed), gini(people, brought), caught(people, brought, heads)]


def intervals(values: Sequence[float], drawn: Sequence[Numbers]) -> list[Estimate]:
    """Each figure with the middle 95 % of its samples, moved so that they lie around the figure itself.

    The samples may come from coarser levels than the figure: their mean is put where the figure is.
    """
    return [_interval(value, samples) for value, samples in zip(values, drawn, strict=True)]


def mean_of(estimates: Sequence[Estimate]) -> Estimate:
    """The mean of several days' figures, as sure as they are on average.

    The same customers come back on every day, so that several days are not taken for more than one: the interval is the
    mean of the intervals, which is never too narrow.
    """

    def mean(numbers: Sequence[float | None]) -> float | None:
        known = [number for number in numbers if number is not None]
        return sum(known) / len(known) if known and len(known) == len(numbers) else None

    value = mean([one.value for one in estimates])
    assert value is not None
    return Estimate(value, mean([one.low for one in estimates]), mean([one.high for one in estimates]))


def _interval(value: float, samples: Numbers) -> Estimate:
    known = samples[np.isfinite(samples)]
    if not np.isfinite(value) or len(known) < len(samples) / 2:
        return Estimate(value)
    moved = known - known.mean() + value
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(moved, [tail, 1 - tail])
    return Estimate(float(value), float(low), float(high))
