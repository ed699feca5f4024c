"""Scorers: the same points in Python and on the engine, equal values equal points, exact borders."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from fenji.engines.duckdb import DuckDBEngine
from fenji.scores.bands import Bands
from fenji.scores.breaks import Breaks
from fenji.scores.calibrate import Asked, Calibration, calibrate
from fenji.scores.decay import Decay
from fenji.scores.quantiles import Quantiles
from fenji.scores.rank import Rank
from fenji.scores.scale import Scale
from fenji.scores.scorer import SCORERS, Learned, Scorer
from fenji.scores.split import Split
from fenji.scores.total import Scored, border, score, score_of, total_of, whole_weights
from tests.fenji.scores.asked import table_of

CENTS = st.integers(-(10**17), 10**17).map(lambda n: Decimal(n).scaleb(-2)) | st.integers(-500, 500).map(
    lambda n: Decimal(n).scaleb(-2)
)
COUNTS = st.integers(-3, 12) | st.integers(-(2**53), 2**53)
VALUES = st.one_of(
    st.tuples(st.just("money"), st.lists(CENTS | st.none(), min_size=1, max_size=40)),
    st.tuples(st.just("count"), st.lists(COUNTS | st.none(), min_size=1, max_size=40)),
)
ENDS = st.integers(-1000, 1000).map(lambda n: Decimal(n).scaleb(-3))
SCORER = st.one_of(
    st.integers(2, 7).map(lambda bins: Quantiles(bins=bins)),
    st.sampled_from(["mean", "median"]).map(lambda at: Split(at=at)),
    ENDS.map(lambda value: Split(at="value", value=value)),
    st.just(Scale()),
    st.integers(2, 6).map(lambda bins: Breaks(bins=bins)),
    st.integers(10, 30).map(lambda steps: Rank(steps=steps)),
    st.integers(1, 4095).map(lambda days: Decay(half_life=days)),
    st.lists(ENDS, min_size=2, max_size=2, unique=True).map(lambda ends: Scale(low=min(ends), high=max(ends))),
    st.lists(ENDS, min_size=1, max_size=4, unique=True).map(
        lambda starts: Bands.model_validate(
            {"bands": [{"from": each, "points": 10 * place} for place, each in enumerate(starts)]}
        )
    ),
)
BETTER = st.sampled_from(["higher", "lower"])
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def learned_on(engine: DuckDBEngine, scorer: Scorer, kind: str, values: list[Any], better: Any = "higher") -> Learned:
    table, ask = table_of(engine, x=(kind, values))
    return calibrate(table, [Asked("x", "x", scorer, 10_000, better)], ask).learned["x"]


@given(VALUES, SCORER, BETTER)
@QUICK
def test_python_and_the_engine_give_the_same_points(
    engine: DuckDBEngine, given_: Any, scorer: Scorer, better: Any
) -> None:
    kind, values = given_
    learned = learned_on(engine, scorer, kind, values, better)
    table, ask = table_of(engine, x=(kind, values))
    rows = ask(table.select("x", points=scorer.points(table.x, learned)))
    assert [scorer.points_of(row["x"], learned) for row in rows] == [row["points"] for row in rows]
    assert Learned.model_validate_json(learned.model_dump_json()) == learned


def quantile_points(values: list[Decimal | int], bins: int) -> dict[Decimal | int, int]:
    """Points by the definition: type-7 quantiles in exact fractions, a value above the k-th is in part k + 1."""
    ordered = sorted(values)
    edges = []
    for k in range(1, bins):
        place = Fraction(len(ordered) - 1) * k / bins
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        edges.append(Fraction(ordered[low]) + (place - low) * (Fraction(ordered[high]) - Fraction(ordered[low])))
    parts = {value: sum(Fraction(value) > edge for edge in edges) + 1 for value in values}
    return {value: (2 * part * 10_000 + bins) // (2 * bins) for value, part in parts.items()}


@given(VALUES, st.integers(2, 7))
@QUICK
def test_quantile_points_follow_the_definition_exactly(engine: DuckDBEngine, given_: Any, bins: int) -> None:
    kind, values = given_
    known = [value for value in values if value is not None]
    assume(known)
    learned = learned_on(engine, Quantiles(bins=bins), kind, values)
    expected = quantile_points(known, bins)
    assert {value: Quantiles(bins=bins).points_of(value, learned) for value in known} == expected
    assert all(cut in known for cut in learned.cuts if cut is not None)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=40), st.integers(0, 1000))
@QUICK
def test_row_order_changes_no_cut_point(engine: DuckDBEngine, values: list[int], seed: int) -> None:
    shuffled = values.copy()
    random.Random(seed).shuffle(shuffled)
    for scorer in (Quantiles(), Split(at="median"), Split(at="mean"), Scale(), Breaks(bins=3), Rank()):
        assert learned_on(engine, scorer, "count", values) == learned_on(engine, scorer, "count", shuffled)


def test_tied_values_share_a_part_and_the_share_achieved_is_told(engine: DuckDBEngine) -> None:
    learned = learned_on(engine, Quantiles(), "count", [0, 0, 0, 0, 0, 0, 0, 1, 2, 3])
    assert learned.cuts == (None, None, Decimal(1), Decimal(2))
    assert learned.shares == tuple(map(Decimal, ("0.700000", "0.000000", "0.000000", "0.100000", "0.200000")))


def test_where_less_is_better_the_points_run_the_other_way_over_the_same_cut_points(engine: DuckDBEngine) -> None:
    days = list(range(1, 11))
    up, down = (learned_on(engine, Quantiles(), "count", days, better) for better in ("higher", "lower"))
    assert up.cuts == down.cuts == tuple(map(Decimal, (3, 5, 7, 9)))
    assert up.points == (2000, 4000, 6000, 8000, 10_000) == tuple(reversed(down.points))


def test_everybody_equal_is_one_part(engine: DuckDBEngine) -> None:
    assert learned_on(engine, Quantiles(), "count", [4, 4, 4]).cuts == (None, None, None, None)
    scale = learned_on(engine, Scale(), "count", [4, 4, 4])
    assert [Scale().points_of(value, scale) for value in (3, 4, 5)] == [0, 5000, 10_000]


@pytest.mark.parametrize(
    ("value", "points"),
    [("-5", 0), ("0", 0), ("0.005", 1), ("0.0049", 0), ("33.335", 3334), ("99.995", 10_000), ("100", 10_000)],
)
def test_a_scale_rounds_half_up_once_and_stops_at_its_ends(value: str, points: int) -> None:
    scale = Scale(low=Decimal(0), high=Decimal(100))
    learned = scale.learn({"known": 1})
    assert scale.points_of(Decimal(value), learned) == points


def test_a_band_includes_its_lower_end_and_not_its_upper(engine: DuckDBEngine) -> None:
    bands = Bands.model_validate({"bands": [{"to": 5, "points": 20}, {"from": 5, "points": 80}], "unknown": 10})
    learned = bands.learn({})
    values = [Decimal("4.99"), Decimal("5.00"), None, Decimal("-7")]
    assert [bands.points_of(value, learned) for value in values] == [2000, 8000, 1000, 2000]
    table, ask = table_of(engine, x=("money", values))
    assert [row["p"] for row in ask(table.select(p=bands.points(table.x, learned)))] == [2000, 8000, 1000, 2000]
    assert bands.band_of(Decimal(5)) == bands.bands[1]


def test_below_the_lowest_band_nothing_is_earned() -> None:
    bands = Bands.model_validate({"bands": [{"from": 0, "points": 50}]})
    assert bands.points_of(-1, bands.learn({})) == 0
    assert bands.band_of(-1) is None


def test_a_mean_between_two_cents_moves_nobody(engine: DuckDBEngine) -> None:
    values = [Decimal("1.00"), Decimal("1.01"), Decimal("1.01")]
    learned = learned_on(engine, Split(at="mean"), "money", values)
    assert learned.cuts == (Decimal("1.01"),)
    assert [Split().points_of(value, learned) for value in values] == [5000, 10_000, 10_000]


def test_unknown_may_mean_ungraded(engine: DuckDBEngine) -> None:
    scorer = Quantiles(unknown="ungraded")
    learned = learned_on(engine, scorer, "count", [1, None, 3])
    table, ask = table_of(engine, x=("count", [1, None, 3]))
    assert [row["p"] for row in ask(table.select(p=scorer.points(table.x, learned)))][1] is None
    assert scorer.points_of(None, learned) is None


def calibrated(engine: DuckDBEngine, **columns: Any) -> tuple[Calibration, int]:
    table, ask = table_of(engine, **columns)
    rounds = 0

    def counted(expression: Any) -> list[dict[str, Any]]:
        nonlocal rounds
        rounds += 1
        return ask(expression)

    return calibrate(table, [Asked(name, name, Quantiles(), 2500) for name in columns], counted), rounds


def test_what_nobody_has_is_left_out_and_the_weights_make_a_whole_again(engine: DuckDBEngine) -> None:
    found, _ = calibrated(
        engine, a=("count", [1, 2]), b=("count", [None, None]), c=("count", [1, 1]), d=("money", [Decimal(1), None])
    )
    assert found.left_out == ("b",)
    assert found.weights == {"a": 3334, "c": 3333, "d": 3333}


def test_all_criteria_are_asked_in_two_rounds(engine: DuckDBEngine) -> None:
    values = list(range(1, 100))
    assert calibrated(engine, a=("count", values), b=("count", values[::-1]))[1] == 2


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 10_000), min_size=1))
@QUICK
def test_whole_weights_always_make_ten_thousand(weights: dict[str, int]) -> None:
    assert sum(whole_weights(weights).values()) == 10_000


def test_a_total_is_exact_where_floats_are_not(engine: DuckDBEngine) -> None:
    values = [Decimal("80.00"), Decimal("79.99")]
    scale = Scale(low=Decimal(0), high=Decimal(100))
    criteria = [
        Scored(name, name, scale, scale.learn({"known": 2}), weight) for name, weight in (("a", 3333), ("b", 6667))
    ]
    table, ask = table_of(engine, a=("money", values), b=("money", values))
    rows = ask(score(table, criteria))
    assert [row["total"] for row in rows] == [80_000_000, 79_990_000]
    assert [row["total"] >= border(Decimal(80)) for row in rows] == [True, False]
    assert score_of(rows[0]["total"]) == Decimal("80.000000")
    assert total_of({"a": None}, {"a": 10_000}) is None


def test_a_column_of_floats_is_refused() -> None:
    import ibis

    table = ibis.table({"x": "float64"}, name="t")
    with pytest.raises(TypeError, match="integer or a decimal"):
        Bands.model_validate({"bands": [{"from": 1, "points": 1}]}).points(
            table.x, Learned(kind="bands", cuts=(Decimal(1),), points=(0, 1))
        )


def test_every_scorer_is_registered_under_its_kind() -> None:
    assert {name: scorer.model_fields["kind"].default for name, scorer in SCORERS.all().items()} == {
        name: name for name in ("bands", "breaks", "decay", "quantiles", "rank", "scale", "split")
    }
