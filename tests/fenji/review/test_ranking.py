"""Spearman, Gini and shares caught on cases worked out by hand; samples drawn anew; levels of values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.review.levels import FINEST, level_of, spreads
from fenji.review.ranking import caught, gini, spearman
from fenji.review.resample import Cells, Estimate, intervals, mean_of, measures_of
from tests.fenji.scores.asked import table_of


def crossed(scores: Sequence[int], outcomes: Sequence[int]) -> np.ndarray:
    """How many customers have each score and outcome."""
    levels = [sorted(set(values)) for values in (scores, outcomes)]
    found = np.zeros([len(values) for values in levels])
    for score, outcome in zip(scores, outcomes, strict=True):
        found[levels[0].index(score), levels[1].index(outcome)] += 1
    return found


@pytest.mark.parametrize(
    ("scores", "outcomes", "rho"),
    [
        ((1, 2, 3), (10, 20, 30), 1.0),
        ((1, 2, 3), (30, 20, 10), -1.0),
        # ranks 1 2 3 4 5 against 2 1 4 3 5: 1 - 6*4/(5*24) = 0.8
        ((1, 2, 3, 4, 5), (20, 10, 40, 30, 50), 0.8),
        # ranks 1.5 1.5 3 against 1 2 3: covariance 1.5, variances 1.5 and 2: 1.5 / sqrt(3)
        ((1, 1, 2), (10, 20, 30), 1.5 / math.sqrt(3)),
        # both with ties: ranks 1.5 1.5 3.5 3.5 against 1 2.5 2.5 4: 3 / sqrt(4 * 4.5)
        ((1, 1, 2, 2), (0, 5, 5, 9), 3 / math.sqrt(18)),
    ],
)
def test_rank_correlation_with_tied_ranks_averaged(scores: Sequence[int], outcomes: Sequence[int], rho: float) -> None:
    assert float(spearman(crossed(scores, outcomes))) == pytest.approx(rho)


def test_no_order_has_no_rank_correlation() -> None:
    assert math.isnan(float(spearman(crossed((1, 1, 1), (1, 2, 3)))))


@pytest.mark.parametrize(
    ("counts", "sums", "expected"),
    [
        ((1, 1), (0, 10), 0.5),  # the best half brings all: the curve is (0.5, 1): 2*0.75 - 1
        ((1, 1), (10, 0), -0.5),
        ((2,), (10,), 0.0),  # everybody tied: the diagonal
        ((1, 1, 1, 1), (0, 0, 0, 8), 0.75),
        ((3, 1), (0, 8), 0.75),  # a tie at the bottom changes nothing
        ((1, 3), (0, 8), 0.25),  # the tied three at the top share evenly: (0.75, 1)
        ((1, 1, 2), (1, 3, 6), 0.15),  # shares 0.5, 0.25, 0.25 reach 0.6, 0.9, 1: 0.3 + 0.375 + 0.475 - 1
    ],
)
def test_concentration_with_tied_scores_averaged(counts: Sequence[int], sums: Sequence[int], expected: float) -> None:
    assert float(gini(np.array(counts, float), np.array(sums, float))) == pytest.approx(expected)


@pytest.mark.parametrize(("heads", "share"), [(0.25, 0.3), (0.5, 0.6), (0.75, 0.9), (0.625, 0.75), (1.0, 1.0)])
def test_the_share_caught_counts_a_tie_at_the_border_in_proportion(heads: float, share: float) -> None:
    found = caught(np.array([1.0, 1.0, 2.0]), np.array([1.0, 3.0, 6.0]), heads)
    assert float(found) == pytest.approx(share)


def test_nothing_brought_tells_nothing() -> None:
    assert math.isnan(float(gini(np.array([1.0, 1.0]), np.array([0.0, 0.0]))))


def test_spread_is_of_the_cells_own_customers() -> None:
    cells = Cells.of([((0, 0), 3, 6.0, 14.0), ((1, 1), 1, 9.0, 81.0), ((1, 0), 2, 10.0, 50.0)])
    assert cells.spread_over(cells.counts, (1,)).tolist() == [5, 1]
    assert cells.spread_over(cells.sums, (0,)).tolist() == [6, 19]
    counts, sums = cells.drawn(20_000, seed=3)
    assert counts.mean(axis=0) == pytest.approx([3, 2, 1], rel=0.05)
    assert counts.var(axis=0) == pytest.approx([3, 2, 1], rel=0.05)
    # a Poisson number of each customer: the variance of the sum is the sum of squares
    assert sums.var(axis=0) == pytest.approx([14, 50, 81], rel=0.06)


def test_the_same_seed_draws_the_same_and_another_seed_others() -> None:
    cells = Cells.of([((0, 0), 30, 60.0, 140.0), ((1, 1), 10, 90.0, 900.0)])
    first, again, other = (cells.drawn(5, seed)[0].tolist() for seed in (1, 1, 2))
    assert first == again != other


def test_an_interval_lies_around_the_figure_itself() -> None:
    samples = np.linspace(0.0, 1.0, 1001) + 5
    (found,) = intervals([0.25], [samples])
    assert (found.low, found.high) == (pytest.approx(-0.225), pytest.approx(0.725))
    assert found.is_above_zero is None
    assert Estimate(0.2, 0.1, 0.3).is_above_zero is True
    assert Estimate(0.2, 0.1, 0.3).turned() == Estimate(-0.2, -0.3, -0.1)
    assert Estimate(-0.2, -0.3, -0.1).is_above_zero is False


def test_several_days_are_as_sure_as_they_are_on_average() -> None:
    found = mean_of([Estimate(0.2, 0.1, 0.3), Estimate(0.4, 0.2, 0.6)])
    assert (found.value, found.low, found.high) == pytest.approx((0.3, 0.15, 0.45))
    assert mean_of([Estimate(0.2, 0.1, 0.3), Estimate(0.4)]).low is None


def test_figures_of_cells_are_those_of_the_customers() -> None:
    rows = [((0, 1), 2, 1.0, 1.0), ((1, 2), 1, 3.0, 9.0), ((2, 0), 1, 6.0, 36.0)]
    found = [float(one) for one in measures_of(Cells.of(rows), 1, 0.25)]
    assert found[1] == pytest.approx(float(gini(np.array([1.0, 2.0, 1.0]), np.array([6.0, 1.0, 3.0]))))
    assert found[2] == pytest.approx(0.3)


@pytest.fixture(scope="module")
def engine() -> DuckDBEngine:
    return DuckDBEngine.in_memory()


def test_few_values_are_levels_of_their_own(engine: DuckDBEngine) -> None:
    table, ask = table_of(engine, m=("money", [Decimal("1.50"), None, Decimal(3), Decimal("1.50"), Decimal(-2)]))
    cuts = spreads(table, ["m"], ask)["m"].cuts(60)
    assert cuts == [Decimal("1.50"), Decimal("3.00")]
    rows = ask(table.select("customer_id", level=level_of(table.m, cuts)).order_by("customer_id"))
    assert [row["level"] for row in rows] == [1, None, 2, 1, 0]


def test_many_values_make_even_levels_and_a_shared_value_one_of_its_own(engine: DuckDBEngine) -> None:
    table, ask = table_of(engine, n=("count", [0] * 500 + list(range(1, 501))))
    spread = spreads(table, ["n"], ask)["n"]
    assert len(spread.starts) == FINEST - 1
    cuts = spread.cuts(12)
    assert cuts[0] == 1  # whoever has 0 is alone at the bottom
    level = level_of(table.n, cuts)
    rows = ask(table.group_by(level.name("level")).aggregate(n=table.count()).order_by("level"))
    assert rows[0] == {"level": 0, "n": 500}
    assert max(row["n"] for row in rows[1:]) <= 90
