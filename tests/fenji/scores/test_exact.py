"""Scores to the last digit: ends of settings, tables of ranks, first digits, found weights, ideal points, parts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.language import Text
from fenji.scores import ahp, compare, critic, entropy, histogram, order_statistics
from fenji.scores.bands import Bands, read_number
from fenji.scores.breaks import Breaks, natural_breaks
from fenji.scores.calibrate import Asked, calibrate
from fenji.scores.decay import Decay
from fenji.scores.histogram import Heap
from fenji.scores.quantiles import Quantiles
from fenji.scores.rank import Rank
from fenji.scores.scale import Scale
from fenji.scores.scorer import Learned, Scorer, hundredths
from fenji.scores.split import Split
from fenji.scores.topsis import Ideal, closeness_of, contributions_of, ideals
from fenji.scores.total import Scored, score, whole_weights
from tests.fenji.scores.asked import table_of


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def learned_on(engine: DuckDBEngine, scorer: Scorer, values: list[Any], better: Any = "higher") -> Learned:
    table, ask = table_of(engine, x=("count", values))
    return calibrate(table, [Asked("x", "x", scorer, 10_000, better)], ask).learned["x"]


def shown(number: Decimal) -> Text:
    return Text(f"{number:f}", f"{number:f}")


@pytest.mark.parametrize("value", ["999999999999999.999999", "-999999999999999", "0.000001", 0, 2.5])
def test_numbers_to_the_largest_and_the_finest_are_read(value: Any) -> None:
    assert read_number(value) == Decimal(str(value))


@pytest.mark.parametrize("value", ["1000000000000000", "-1000000000000000", "0.0000001"])
def test_a_number_one_step_further_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="at most six decimals"):
        read_number(value)


@pytest.mark.parametrize(
    ("scorer", "field", "least", "most"),
    [(Quantiles, "bins", 2, 100), (Breaks, "bins", 2, 20), (Rank, "steps", 10, 200), (Decay, "half_life", 1, 4095)],
)
def test_a_setting_may_be_its_least_and_its_most_but_no_more(
    scorer: type[Scorer], field: str, least: int, most: int
) -> None:
    for value in (least, most):
        assert getattr(scorer.model_validate({field: value}), field) == value
    for value in (least - 1, most + 1):
        with pytest.raises(ValueError, match="than or equal"):
            scorer.model_validate({field: value})


def test_bands_are_one_to_a_hundred() -> None:
    def bands(count: int) -> Bands:
        return Bands.model_validate({"bands": [{"from": number, "points": 1} for number in range(count)]})

    assert len(bands(100).bands) == 100
    for count in (0, 101):
        with pytest.raises(ValueError, match="should have at"):
            bands(count)


@pytest.mark.parametrize("points", [0, 100, "12.34"])
def test_points_are_0_to_100_to_the_hundredth(points: Any) -> None:
    assert hundredths(Bands.model_validate({"bands": [{"points": points}]}).bands[0].points) == Decimal(points) * 100


@pytest.mark.parametrize("points", ["-0.01", "100.01", "12.345"])
def test_points_beyond_or_finer_are_refused(points: str) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        Bands.model_validate({"bands": [{"points": points}]})


def test_the_band_without_a_start_is_the_lowest_even_below_zero() -> None:
    bands = Bands.model_validate({"bands": [{"from": -5, "points": 30}, {"points": 10}, {"from": 7, "points": 20}]})
    learned = bands.learn({"known": 4})
    assert (learned.cuts, learned.points, learned.known) == ((Decimal(-5), Decimal(7)), (1000, 3000, 2000), 4)
    assert [bands.band_of(value) for value in (-6, -5, 7)] == [bands.bands[1], bands.bands[0], bands.bands[2]]
    assert bands.most == 3000
    assert Bands.model_validate({"bands": [{"from": 3, "points": 10}]}).learn({}).points == (0, 1000)


EVERY: list[Scorer] = [Quantiles(), Split(), Split(at="median"), Scale(), Breaks(), Rank(), Decay(half_life=30)]


@pytest.mark.parametrize("scorer", EVERY, ids=lambda scorer: f"{scorer.kind}")
def test_more_is_better_unless_something_else_is_said(engine: DuckDBEngine, scorer: Scorer) -> None:
    table, ask = table_of(engine, x=("count", [1, 2, 4, 9]))
    asked = calibrate(table, [Asked("x", "x", scorer, 10_000)], ask).learned["x"]
    assert asked == learned_on(engine, scorer, [1, 2, 4, 9], "higher")
    assert scorer.say(shown) == scorer.say(shown, better="higher")
    assert scorer.say(shown, learned=asked) == scorer.say(shown, better="higher", learned=asked)
    if asked.low is not None:
        assert (asked.low, asked.high) == (1, 9)
    assert asked.known == 4
    assert asked.kind == scorer.kind
    assert scorer.has_steps == (scorer.kind not in {"scale", "decay"})


def test_the_order_is_kept_by_answers_alone() -> None:
    answers = {"known": 2, "low": 1, "high": 3, "sum": 4}
    assert Split().learn(answers).points == (5000, 10_000) == Split().learn(answers, better="lower").points[::-1]
    assert Split().learn(answers).cuts == (Decimal(2),)
    assert Scale().learn(answers).better == "higher"
    assert Split(at="value", value=Decimal(3), low=Decimal(90), high=Decimal(10)).most == 9000


@pytest.mark.parametrize(
    ("values", "cut"), [([1, 2, 3, 4], 3), ([1, 2, 3], 2), ([1], 1), ([5, 1], 5), ([2, 2, 2, 9], 2), ([-3, 0, 1, 7], 1)]
)
def test_the_median_is_the_smallest_real_value_at_or_above_the_middle(
    engine: DuckDBEngine, values: list[int], cut: int
) -> None:
    assert learned_on(engine, Split(at="median"), values).cuts == (Decimal(cut),)


def test_a_mean_is_rounded_up_to_the_decimals_of_the_values(engine: DuckDBEngine) -> None:
    assert learned_on(engine, Split(), [1, 2, 2]).cuts == (Decimal(2),)
    assert learned_on(engine, Split(), [-1, -2, -2]).cuts == (Decimal(-1),)
    table, ask = table_of(engine, x=("money", [Decimal("0.10"), Decimal("0.10"), Decimal("0.11")]))
    assert calibrate(table, [Asked("x", "x", Split(), 1)], ask).learned["x"].cuts == (Decimal("0.11"),)


def test_shares_of_equal_parts_are_rounded_half_up_to_millionths(engine: DuckDBEngine) -> None:
    found = learned_on(engine, Quantiles(bins=2), [1, 2, 3])
    assert (found.cuts, found.shares) == ((Decimal(3),), (Decimal("0.666667"), Decimal("0.333333")))
    groups = learned_on(engine, Breaks(bins=2), [1, 1, 1, 1, 1, 1, 9])
    assert groups.shares == (Decimal("0.857143"), Decimal("0.142857"))
    assert (groups.low, groups.high) == (1, 9)


def test_even_points_of_parts_are_rounded_half_up() -> None:
    answers = {"known": 0, "low": None, "high": None}
    assert Quantiles(bins=3).learn(answers).points == (3333, 6667, 10_000)
    assert Breaks(bins=3).learn(answers).points == (3333, 6667, 10_000)
    assert Quantiles(bins=16).learn(answers).points[0] == 625
    assert (Quantiles(bins=7).learn(answers).cuts, Breaks(bins=3).learn(answers).cuts) == ((None,) * 6, (None,) * 2)
    assert Breaks(bins=3).learn(answers).shares == Quantiles().learn(answers).shares == ()


@pytest.mark.parametrize(
    ("values", "groups", "starts"),
    [
        ([1, 2, 3], 2, [0, 1]),  # two ways as good: the lower cut point
        ([1, 2, 3, 4, 5], 2, [0, 2]),
        ([1, 2, 10, 11, 20, 21], 3, [0, 2, 4]),
        ([1, 2, 3], 3, [0, 1, 2]),
        ([1, 2], 5, [0, 1]),
        (["0.10", "0.11", "5.00", "5.5"], 2, [0, 2]),
    ],
)
def test_of_equally_good_groups_those_with_lower_cut_points_are_taken(
    values: list[Any], groups: int, starts: list[int]
) -> None:
    heaps = [Heap(Decimal(value), Decimal(value), 1) for value in values]
    assert natural_breaks(heaps, groups) == starts


def test_many_customers_with_one_value_weigh_as_many() -> None:
    heaps = [Heap(Decimal(value), Decimal(value * count), count) for value, count in ((1, 1), (4, 50), (8, 1), (9, 1))]
    assert natural_breaks(heaps, 2) == [0, 2]
    assert natural_breaks(heaps, 3) == [0, 1, 2]


@pytest.mark.parametrize(
    ("better", "points"), [("higher", range(0, 10_001, 1000)), ("lower", range(10_000, -1, -1000))]
)
def test_more_values_than_steps_are_kept_step_by_step(engine: DuckDBEngine, better: Any, points: range) -> None:
    found = learned_on(engine, Rank(steps=10), list(range(21)), better)
    assert found.cuts == tuple(map(Decimal, range(2, 21, 2)))
    assert found.points == tuple(points)
    assert (found.low, found.high, found.known) == (0, 20, 21)


def test_as_many_values_as_steps_are_all_kept_and_the_largest_always(engine: DuckDBEngine) -> None:
    crowd = [0] * 100 + list(range(1, 10))
    assert len(learned_on(engine, Rank(steps=10), crowd).points) == 10
    assert learned_on(engine, Rank(steps=10), [*crowd, 10]).cuts == (Decimal(1), Decimal(10))
    assert learned_on(engine, Rank(), [7, 7]).points == (5000,)


@pytest.mark.parametrize(
    ("start", "low", "high", "found"),
    [
        (2.9999999999999996, 0, 9, 3),  # the noise of a float
        (2.5, 0, 9, 2),
        (2.999, 0, 9, 2),
        (-2.5, -9, 9, -3),
        (12, 0, 9, 9),
        (-1, 0, 9, 0),
        ("1.239", "0.10", "9.00", "1.23"),
        ("1.2399999999", "0.10", "9.00", "1.24"),
    ],
)
def test_a_place_to_start_counting_is_cut_to_the_decimals_of_the_values(
    start: Any, low: Any, high: Any, found: Any
) -> None:
    answers = {"low": Decimal(low), "high": Decimal(high), "starts": [None, start]}
    assert order_statistics.start_of(answers, 1) == Decimal(found)


def test_values_agree_in_their_first_three_digits(engine: DuckDBEngine) -> None:
    values = [0, 7, 999, 1000, 1009, 1010, 12345, 12399, -1009, -12345, 98765432100]
    heaps = [0, 7, 999, 1000, 1000, 1010, 12300, 12300, -1000, -12300, 98700000000]
    answers = {"known": 5, "low": min(values), "high": max(values), "distinct": 2001}
    table, ask = table_of(engine, x=("count", values), y=("money", [Decimal(value).scaleb(-2) for value in values]))
    keys = {name: histogram.key_of(table[name], answers) for name in ("x",)}
    assert [row["x"] for row in ask(table.select(**keys))] == heaps
    fine = answers | {"low": Decimal("-123.45"), "high": Decimal("987654321.00")}
    assert [row["y"] for row in ask(table.select(y=histogram.key_of(table.y, fine)))] == heaps


def test_up_to_two_thousand_values_each_stands_for_itself(engine: DuckDBEngine) -> None:
    table, ask = table_of(engine, x=("count", [12345]))
    answers = {"known": 5, "low": 0, "high": 99999}
    for distinct, key in ((2000, 12345), (2001, 12300)):
        found = histogram.key_of(table.x, answers | {"distinct": distinct})
        assert [row["x"] for row in ask(table.select(x=found))] == [key]
    assert histogram.key_of(table.x, {"known": 0}) is None
    assert histogram.key_of(table.x, answers | {"distinct": 1, histogram.ROWS: []}) is None


def test_heaps_stand_by_their_smallest_value() -> None:
    rows = [{"low": 5, "total": 11, "count": 2}, {"low": -1, "total": -1, "count": 1}]
    assert histogram.heaps_of(rows) == [Heap(Decimal(-1), Decimal(-1), 1), Heap(Decimal(5), Decimal(11), 2)]


def test_a_number_too_large_for_the_column_is_still_compared(engine: DuckDBEngine) -> None:
    table, ask = table_of(engine, x=("count", [2**63 - 1, -(2**63)]), y=("money", [Decimal(1), None]))
    for number in (2**63 - 1, 2**63, -(2**63)):
        asked = table.select(
            at_least=compare.at_least(table.x, Decimal(number)), below=compare.below(table.x, Decimal(number))
        )
        rows = ask(asked)
        assert [row["at_least"] for row in rows] == [number <= 2**63 - 1, number <= -(2**63)]
        assert [row["below"] for row in rows] == [number > 2**63 - 1, number > -(2**63)]
    huge = Decimal("99999999999999999.99")
    assert [row["a"] for row in ask(table.select(a=compare.above(table.y, huge)))] == [False, None]
    assert [row["a"] for row in ask(table.select(a=compare.at_most(table.y, huge)))] == [True, None]


def scaled(values: list[Any], better: str, unknown: int) -> list[Fraction]:
    """By the definition: hundredths between the ends, rounded half up; what is unknown earns its points."""
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    found = []
    for value in values:
        if value is None or low == high:
            found.append(Fraction(unknown if value is None else 5000))
            continue
        gone = value - low if better == "higher" else high - value
        found.append(Fraction(math.floor(Fraction(gone) / Fraction(high - low) * 10_000 + Fraction(1, 2))))
    return found


def test_weights_are_found_from_the_figures_between_their_ends(engine: DuckDBEngine) -> None:
    raw: dict[str, tuple[str, list[Any], str, int]] = {
        "many": ("count", [0, 3, 7, 8, 8, 20, None], "higher", 2000),
        "late": ("count", [1, 30, 2, 5, 90, 4, None], "lower", 0),
        "paid": ("money", [Decimal(one) for one in ("-5.00", "12.34", "0.07", "100", "55.55", "70", "1")], "higher", 0),
        "same": ("count", [4, 4, 4, 4, 4, 4, 4], "higher", 0),
    }
    columns = {name: (kind, values) for name, (kind, values, _, _) in raw.items()}
    table, ask = table_of(engine, **columns)  # type: ignore[arg-type]
    asked = [Asked(name, name, Quantiles(unknown=Decimal(unknown) / 100), 0, better)  # type: ignore[arg-type]
             for name, (_, _, better, unknown) in raw.items()]  # fmt: skip
    by_hand = {name: scaled(values, better, unknown) for name, (_, values, better, unknown) in raw.items()}
    moments = critic.Moments(
        7,
        {name: sum(values, Fraction(0)) for name, values in by_hand.items()},
        {name: sum((v * v for v in values), Fraction(0)) for name, values in by_hand.items()},
        {(a, b): sum((v * w for v, w in zip(by_hand[a], by_hand[b], strict=True)), Fraction(0))
         for a, b in combinations(sorted(raw), 2)},
    )  # fmt: skip
    counts = {name: {value: values.count(value) for value in values} for name, values in by_hand.items()}
    for method, expected in (("critic", critic.weights(moments)), ("entropy", entropy.weights(counts))):
        found = calibrate(table, asked, ask, weighing=method).weights  # type: ignore[arg-type]
        assert found == whole_weights({name: round(weight * 10**12) for name, weight in expected.items()})
        assert found["same"] == 0


def test_two_figures_that_run_together_or_apart_share_their_content() -> None:
    def moments(x: list[int], y: list[int]) -> critic.Moments:
        pairs = sum(Fraction(a * b) for a, b in zip(x, y, strict=True))
        return critic.Moments(
            len(x), {"x": Fraction(sum(x)), "y": Fraction(sum(y))},
            {"x": Fraction(sum(a * a for a in x)), "y": Fraction(sum(b * b for b in y))}, {("x", "y"): Fraction(pairs)},
        )  # fmt: skip

    apart = critic.information(moments([1, 2, 3], [3, 2, 1]))
    assert (apart["x"].deviation, apart["x"].content) == pytest.approx((1.0, 2.0))
    together = critic.information(moments([1, 2, 3], [2, 4, 6]))
    assert (together["y"].deviation, together["y"].content) == pytest.approx((2.0, 0.0))
    assert critic.weights(moments([1, 2, 3], [2, 4, 6])) == {"x": 0.0, "y": 0.0}
    assert critic.information(moments([5], [6]))["x"].deviation == 0.0
    alone = critic.Moments(2, {"x": Fraction(3)}, {"x": Fraction(5)}, {})
    assert critic.information(alone)["x"].content == pytest.approx(math.sqrt(0.5))


def test_entropy_is_that_of_the_shares() -> None:
    half = entropy.spread({1: 1, 3: 1})
    assert half.entropy == pytest.approx(-(0.25 * math.log(0.25) + 0.75 * math.log(0.75)) / math.log(2))
    assert half.divergence == pytest.approx(1 - half.entropy)
    twice = entropy.spread({1: 2, 2: 1})
    assert twice.entropy == pytest.approx(-(0.5 * math.log(0.25) + 0.5 * math.log(0.5)) / math.log(3))
    for nothing in ({}, {0: 5}, {7: 1}, {7: 5}):
        assert entropy.spread(nothing) == entropy.Spread(1.0, 0.0)
    assert entropy.weights({"a": {0: 1, 1: 1}, "b": {1: 2}}) == {"a": 1.0, "b": 0.0}


@pytest.mark.parametrize(
    ("matrix", "place"),
    [
        ([["1.1", 3], ["1/3", 1]], (0, 0)),
        ([[1, 3], ["1/3", "0.99"]], (1, 1)),
        ([[1, 3], ["0.3367", 1]], (1, 0)),  # 1.0101 of the reciprocal
        ([[1, 3], ["0.3366", 1]], None),
        ([[1, 1, 4], [1, 1, 1], ["1/2", 1, 1]], (2, 0)),
    ],
)
def test_a_criterion_against_itself_is_exactly_1_and_a_mirror_within_a_hundredth(matrix: Any, place: Any) -> None:
    assert ahp.first_unequal([[Fraction(entry) for entry in row] for row in matrix]) == place


def test_the_consistency_of_three_comparisons() -> None:
    circle = [[Fraction(entry) for entry in row] for row in ((1, 2, "1/2"), ("1/2", 1, 2), (2, "1/2", 1))]
    found = ahp.weigh(circle)
    assert found.weights == pytest.approx([Decimal(1) / 3] * 3, abs=Decimal("1e-20"))
    assert float(found.largest) == pytest.approx(3.5)
    assert float(found.index) == pytest.approx(0.25)
    assert float(found.ratio) == pytest.approx(0.25 / 0.58)
    assert not found.is_consistent
    three = [[Fraction(entry) for entry in row] for row in ((1, 3, 5), ("1/3", 1, 3), ("1/5", "1/3", 1))]
    expected = ahp.weigh(three)
    with localcontext() as context:  # whatever the precision around it
        context.prec = 8
        assert ahp.weigh(three) == expected
    one = ahp.weigh([[Fraction(1)]])
    assert (one.largest, one.index, one.ratio, one.is_consistent) == (1, 0, 0, True)
    assert not ahp.Weighed((), Decimal(3), Decimal(0), Decimal("0.1")).is_consistent


def test_ideal_points_count_by_weight_over_length() -> None:
    found = ideals(
        {"a": 6000, "b": 4000, "same": 100, "none": 100},
        {"a": (0, 9000), "b": (1000, 10_000), "same": (5, 5), "none": (0, 1)},
        {"a": 10**8, "b": 4 * 10**8, "same": 75, "none": 0},
    )
    assert found == {
        "a": Ideal(best=9000, worst=0, factor=50_000),
        "b": Ideal(best=10_000, worst=1000, factor=16_667),
        "same": Ideal(best=5, worst=5, factor=0),
        "none": Ideal(best=1, worst=0, factor=0),
    }
    assert ideals({"a": 1}, {"a": (3, 3)}, {"a": 9})["a"].factor == 0


def test_parts_of_a_closeness_follow_the_way_from_the_worst() -> None:
    ideal = {"a": Ideal(best=10, worst=0, factor=1), "b": Ideal(best=10, worst=0, factor=2)}
    assert closeness_of({"a": 10, "b": 0}, ideal) == math.floor(10 / (10 + 20) * 10**8 + 0.5)
    parts = contributions_of({"a": 4, "b": 4}, ideal)
    total = closeness_of({"a": 4, "b": 4}, ideal)
    assert (total, parts) == (40_000_000, {"a": 8_000_000, "b": 32_000_000})
    even = {name: Ideal(best=10, worst=0, factor=1) for name in "abc"}
    assert contributions_of({"a": 1, "b": 1, "c": 1}, even) == {"a": 3_333_334, "b": 3_333_333, "c": 3_333_333}
    assert contributions_of({"a": 0, "b": 0, "c": 0}, even) == {"a": 0, "b": 0, "c": 0}


def test_a_criterion_of_no_weight_has_points_and_leaves_the_total_alone(engine: DuckDBEngine) -> None:
    scale = Scale(low=Decimal(0), high=Decimal(10), unknown="ungraded")
    learned = scale.learn({"known": 1})
    table, ask = table_of(engine, a=("count", [10, None]), b=("count", [None, 5]))
    rows = ask(score(table, [Scored("a", "a", scale, learned, 10_000), Scored("b", "b", scale, learned, 0)]))
    assert [(row["points_a"], row["points_b"], row["total"]) for row in rows] == [
        (10_000, None, 100_000_000), (None, 5000, None)]  # fmt: skip


def test_what_was_learned_or_written_stays_as_it_is_and_has_no_other_parts() -> None:
    bands = Bands.model_validate({"bands": [{"start": 3, "end": 5, "points": 10}]})  # by their own names too
    for part, name in ((bands.bands[0], "points"), (bands, "unknown"), (Learned(kind="rank"), "kind"),
                       (Ideal(best=1, worst=0, factor=1), "best")):  # fmt: skip
        with pytest.raises(ValueError, match="frozen"):
            setattr(part, name, 1)
        with pytest.raises(ValueError, match="Extra inputs"):
            type(part).model_validate({**part.model_dump(), "other": 1})
