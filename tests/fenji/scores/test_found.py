"""Natural breaks, ranks, fading, weights found from customers, TOPSIS: each against its definition."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenji.engines.duckdb import DuckDBEngine
from fenji.metrics.fade import left, left_of
from fenji.scores import ahp, critic, entropy
from fenji.scores.breaks import Breaks, natural_breaks
from fenji.scores.calibrate import Asked, Calibration, calibrate
from fenji.scores.decay import Decay
from fenji.scores.histogram import Heap
from fenji.scores.quantiles import Quantiles
from fenji.scores.rank import Rank
from fenji.scores.scorer import Learned, Scorer
from fenji.scores.topsis import Ideal, closeness_of, contributions_of
from fenji.scores.total import Scored, score
from tests.fenji.scores.asked import table_of

QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SMALL = st.lists(st.integers(-20, 40), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def learned_on(engine: DuckDBEngine, scorer: Scorer, values: list[Any], *, kind: str = "count", **more: Any) -> Learned:
    table, ask = table_of(engine, x=(kind, values))
    return calibrate(table, [Asked("x", "x", scorer, 10_000, **more)], ask).learned["x"]


def within(groups: list[list[int]]) -> Fraction:
    means = [Fraction(sum(group), len(group)) for group in groups]
    return sum((Fraction(value) - mean) ** 2 for group, mean in zip(groups, means, strict=True) for value in group)


@given(SMALL, st.integers(2, 5))
@QUICK
def test_no_other_cut_makes_the_groups_more_alike(values: list[int], groups: int) -> None:
    different = sorted(set(values))
    heaps = [Heap(Decimal(value), Decimal(value * values.count(value)), values.count(value)) for value in different]
    starts = natural_breaks(heaps, groups)

    def divided(places: tuple[int, ...]) -> list[list[int]]:
        edges = [*places, len(different)]
        parts = [different[start:end] for start, end in pairwise(edges)]
        return [[value for value in sorted(values) if value in part] for part in parts]

    ways = [(0, *inner) for inner in combinations(range(1, len(different)), min(groups, len(different)) - 1)]
    assert within(divided(tuple(starts))) == min(within(divided(way)) for way in ways)


def test_natural_groups_are_cut_where_the_values_are_far_apart(engine: DuckDBEngine) -> None:
    learned = learned_on(engine, Breaks(bins=3), [1, 2, 3, 10, 11, 12, 100, 101, None])
    assert learned.cuts == (Decimal(10), Decimal(100))
    assert [Breaks(bins=3).points_of(value, learned) for value in (3, 10, 99, 100)] == [3333, 6667, 6667, 10_000]
    assert learned.shares == tuple(map(Decimal, ("0.375000", "0.375000", "0.250000")))


@pytest.mark.parametrize(
    ("values", "cuts"),
    [([7, 7, 7], (None, None, None, None)), ([1, 9], (None, None, None, 9)), ([1, 5, 9], (None, 5, None, 9))],
)
def test_fewer_values_than_groups_are_spread_over_the_points(
    engine: DuckDBEngine, values: list[int], cuts: tuple[int | None, ...]
) -> None:
    assert learned_on(engine, Breaks(), values).cuts == tuple(None if cut is None else Decimal(cut) for cut in cuts)


def test_points_of_groups_may_be_written_and_run_the_other_way_where_less_is_better(engine: DuckDBEngine) -> None:
    scorer = Breaks.model_validate({"bins": 2, "points": [10, 90]})
    learned = learned_on(engine, scorer, [1, 2, 50], better="lower")
    assert [scorer.points_of(value, learned) for value in (1, 50)] == [9000, 1000]
    assert scorer.most == 9000
    with pytest.raises(ValueError, match="3 numbers for 2 bins"):
        Breaks.model_validate({"bins": 2, "points": [1, 2, 3]})


@pytest.mark.parametrize("kind", ["count", "money"])
def test_many_values_are_taken_together_by_their_first_digits(engine: DuckDBEngine, kind: str) -> None:
    numbers = random.Random(4)
    values = [Decimal(int(numbers.lognormvariate(9, 3)) - 2000) for _ in range(4000)]
    given_ = [int(value) for value in values] if kind == "count" else values
    learned = learned_on(engine, Breaks(), given_, kind=kind)
    assert all(cut in values for cut in learned.cuts)
    ranks = learned_on(engine, Rank(), given_, kind=kind)
    for value in sorted(values)[::97]:
        below = sum(other < value for other in values) * 10_000 / 3999
        assert Rank().points_of(value, ranks) == pytest.approx(below, abs=200)


def test_values_of_every_size_are_ranked(engine: DuckDBEngine) -> None:
    wide = [number * 10**17 + number for number in range(-5, 6)] + list(range(2500))
    learned = learned_on(engine, Rank(steps=10), wide)
    assert learned.points[-1] == 10_000
    assert learned.cuts[-1] == 5 * 10**17 + 5


@given(st.lists(st.integers(0, 30), min_size=2, max_size=40), st.sampled_from(["higher", "lower"]))
@QUICK
def test_a_rank_is_the_share_of_the_others_who_are_worse(engine: DuckDBEngine, values: list[int], better: Any) -> None:
    learned = learned_on(engine, Rank(), values, better=better)
    for value in values:
        worse = sum(other < value if better == "higher" else other > value for other in values)
        exact = Fraction(10_000 * worse, len(values) - 1) if len(set(values)) > 1 else Fraction(5000)
        assert Rank().points_of(value, learned) == int(exact + Fraction(1, 2))


def test_nobody_known_leaves_nothing_to_rank_or_group(engine: DuckDBEngine) -> None:
    for scorer in (Rank(), Breaks()):
        learned = learned_on(engine, scorer, [None, None])
        assert learned.known == 0
        table, ask = table_of(engine, x=("count", [None, 3]))
        points = [row["p"] for row in ask(table.select(p=scorer.points(table.x, learned)))]
        assert points == [scorer.points_of(value, learned) for value in (None, 3)]


@pytest.mark.parametrize(("age", "points"), [(0, 10_000), (90, 5000), (180, 2500), (45, 7071), (-3, 10_000), (2000, 0)])
def test_points_halve_with_every_half_life(age: int, points: int) -> None:
    scorer = Decay(half_life=90)
    assert scorer.points_of(age, scorer.learn({"known": 1})) == points


@given(st.integers(1, 4095))
@QUICK
def test_what_is_left_is_the_power_of_two_to_four_decimals(half_life: int) -> None:
    for age in range(0, 12 * half_life, max(1, half_life // 7)):
        assert left_of(age, half_life) / 10**6 == pytest.approx(2 ** (-age / half_life), abs=5.1e-7)


def test_fading_is_the_same_on_the_engine_for_every_age(engine: DuckDBEngine) -> None:
    ages = [*range(-2, 60), 90, 500, 4095, 4096, 9000, 70_000, None]
    table, ask = table_of(engine, x=("count", ages))
    for half_life in (1, 63, 64, 65, 4095):
        for whole in (10**6, 10**4):
            rows = ask(table.select("x", p=left(table.x, half_life, whole=whole)))
            for row in rows:
                expected = None if row["x"] is None else left_of(row["x"], half_life, whole=whole)
                assert row["p"] == expected, (row, half_life)


def test_no_age_comes_so_near_to_a_half_that_a_last_bit_could_matter() -> None:
    for half_life in (2671, 2772, 1709, 90, 1):  # the nearest of all are among these
        for whole in (10**6, 10**4):
            for age in (age for age in range(22 * half_life) if age % half_life):
                value = whole * 2.0 ** -(age / half_life)
                assert abs(value - math.floor(value) - 0.5) > 80 * math.ulp(value), (age, half_life)


def test_fading_keeps_the_days_on_which_each_tenth_is_lost() -> None:
    learned = Decay(half_life=10).learn({})
    assert [int(cut or 0) for cut in learned.cuts] == [2, 4, 6, 8, 11, 14, 18, 24, 34]
    assert all(points < tenth * 1000 for points, tenth in zip(learned.points[1:], range(9, 0, -1), strict=True))


def test_a_figure_with_decimals_fades_by_whole_days(engine: DuckDBEngine) -> None:
    scorer = Decay(half_life=1)
    learned = scorer.learn({"known": 1})
    table, ask = table_of(engine, x=("ratio", [Decimal("1.9999"), None]))
    assert [row["p"] for row in ask(table.select(p=scorer.points(table.x, learned)))] == [5000, 0]
    assert scorer.points_of(Decimal("1.9999"), learned) == 5000


def found(engine: DuckDBEngine, method: Any, **columns: Any) -> Calibration:
    table, ask = table_of(engine, **columns)
    criteria = [Asked(name, name, Quantiles(), 0) for name in columns]
    return calibrate(table, criteria, ask, weighing=method)


@pytest.mark.parametrize("method", ["entropy", "critic"])
def test_what_is_the_same_for_everybody_has_no_weight(engine: DuckDBEngine, method: Any) -> None:
    columns = {"a": ("count", [1, 5, 9, 2]), "b": ("count", [4, 4, 4, 4]), "c": ("money", [Decimal(3), None, None, 1])}
    weights = found(engine, method, **columns).weights
    assert weights["b"] == 0
    assert sum(weights.values()) == 10_000
    assert weights["c"] > weights["a"]


@pytest.mark.parametrize("method", ["entropy", "critic"])
def test_where_nothing_tells_customers_apart_the_weights_are_equal(engine: DuckDBEngine, method: Any) -> None:
    assert found(engine, method, a=("count", [4, 4]), b=("count", [0, 0])).weights == {"a": 5000, "b": 5000}
    assert found(engine, method, a=("count", [4])).weights == {"a": 10_000}
    assert found(engine, method, a=("count", [None])).weights == {}


def test_weights_found_on_the_engine_are_those_of_the_definition(engine: DuckDBEngine) -> None:
    numbers = random.Random(2)
    raw = {name: [numbers.randint(-50, 50) for _ in range(60)] for name in "abc"}
    columns = {name: ("count", values) for name, values in raw.items()}
    scaled = {name: [Fraction(value - min(values), max(values) - min(values)) for value in values]
              for name, values in raw.items()}  # fmt: skip
    by_entropy = entropy.weights({name: {v: values.count(v) for v in values} for name, values in scaled.items()})
    weights = found(engine, "entropy", **columns).weights
    assert weights == {name: pytest.approx(weight * 10_000, abs=5) for name, weight in by_entropy.items()}
    moments = critic.Moments(
        60,
        {name: sum(values, Fraction(0)) for name, values in scaled.items()},
        {name: sum((v * v for v in values), Fraction(0)) for name, values in scaled.items()},
        {(a, b): sum((v * w for v, w in zip(scaled[a], scaled[b], strict=True)), Fraction(0))
         for a, b in combinations("abc", 2)},
    )  # fmt: skip
    weights = found(engine, "critic", **columns).weights
    assert weights == {name: pytest.approx(weight * 10_000, abs=5) for name, weight in critic.weights(moments).items()}


def test_the_same_weights_whatever_the_order_of_rows(engine: DuckDBEngine) -> None:
    values = [1, 5, 9, 2, 2, 0]
    for method in ("entropy", "critic"):
        both = [found(engine, method, a=("count", each), b=("count", each[::-1])) for each in (values, values[::-1])]
        assert both[0].weights == both[1].weights


def test_a_matrix_of_one_or_two_is_always_consistent() -> None:
    assert ahp.weigh([[Fraction(1)]]).weights == (Decimal(1),)
    assert ahp.weigh([[Fraction(1), Fraction(4)], [Fraction(1, 4), Fraction(1)]]).ratio == 0


@pytest.mark.parametrize(
    ("matrix", "place"),
    [([[1, 3], ["0.33", 1]], None), ([[1, 3], ["0.3", 1]], (1, 0)), ([[1, 3], ["1/3", 2]], (1, 1))],
)
def test_the_other_way_round_is_the_reciprocal_within_a_hundredth(matrix: Any, place: Any) -> None:
    assert ahp.first_unequal([[Fraction(entry) for entry in row] for row in matrix]) == place


def by_topsis(engine: DuckDBEngine, **columns: Any) -> tuple[list[dict[str, Any]], dict[str, Ideal], list[Scored]]:
    table, ask = table_of(engine, **columns)
    criteria = [Asked(name, name, Quantiles(bins=4), 10_000 // len(columns)) for name in columns]
    kept = calibrate(table, criteria, ask, with_ideals=True)
    scored = [
        Scored(one.name, one.column, one.scorer, kept.learned[one.name], kept.weights[one.name], kept.ideals[one.name])
        for one in criteria
    ]
    return ask(score(table, scored)), kept.ideals, scored


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20))
@QUICK
def test_closeness_is_the_same_in_python_and_its_parts_sum_to_it(engine: DuckDBEngine, rows: Any) -> None:
    columns = {name: ("count", list(values)) for name, values in zip("abc", zip(*rows, strict=True), strict=True)}
    scored, ideals, _ = by_topsis(engine, **columns)
    for row in scored:
        points = {name: row[f"points_{name}"] for name in "abc"}
        assert row["total"] == closeness_of(points, ideals)
        assert 0 <= row["total"] <= 10**8
        assert sum(part or 0 for part in contributions_of(points, ideals).values()) == row["total"]


def test_the_best_is_100_the_worst_0_and_all_alike_is_50(engine: DuckDBEngine) -> None:
    rows, _, _ = by_topsis(engine, a=("count", [1, 2, 3, 4]), b=("count", [1, 2, 3, 4]))
    assert [row["total"] for row in rows][::3] == [0, 10**8]
    rows, ideals, _ = by_topsis(engine, a=("count", [4, 4]))
    assert [row["total"] for row in rows] == [50_000_000] * 2
    assert contributions_of({"a": 2500}, ideals) == {"a": 50_000_000}


def test_without_points_there_is_no_closeness() -> None:
    ideal = {"a": Ideal(best=10, worst=0, factor=1)}
    assert closeness_of({"a": None}, ideal) is None
    assert contributions_of({"a": None}, ideal) == {"a": None}
