"""Scorers at their corners: what is refused, what is said, who is alone, who is unknown."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

import ibis
import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.language import Text
from fenji.scores import order_statistics
from fenji.scores.bands import Bands, read_number
from fenji.scores.breaks import Breaks
from fenji.scores.calibrate import Asked, calibrate
from fenji.scores.decay import Decay
from fenji.scores.order_statistics import Found
from fenji.scores.quantiles import Quantiles
from fenji.scores.rank import Rank
from fenji.scores.scale import Scale
from fenji.scores.scorer import Learned, Scorer
from fenji.scores.split import Split
from fenji.scores.total import Scored, points_of, score, total_of, whole_weights
from tests.fenji.scores.asked import table_of


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


class Silent(Scorer):
    """A scorer that says nothing of itself."""

    title: ClassVar[Text] = Text("silent", "无")
    kind: str = "silent"


def shown(number: Decimal) -> Text:
    return Text(f"{number:f}", f"{number:f}")


def learned_on(engine: DuckDBEngine, scorer: Scorer, values: list[Any], better: Any = "higher") -> Learned:
    table, ask = table_of(engine, x=("count", values))
    return calibrate(table, [Asked("x", "x", scorer, 10_000, better)], ask).learned["x"]


@pytest.mark.parametrize("value", [True, None, [1]])
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="a number is needed"):
        read_number(value)


@pytest.mark.parametrize("value", ["x", "1.0000001", "1e15", "inf", "nan"])
def test_a_number_too_fine_too_large_or_endless_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"is not a number|at most six decimals"):
        read_number(value)


@pytest.mark.parametrize(
    ("scorer", "settings", "words"),
    [
        (Quantiles, {"bins": 3, "points": [1, 2]}, "2 numbers for 3 bins"),
        (Scale, {"low": 5, "high": 5}, "low must be less"),
        (Split, {"at": "value"}, "needs 'value'"),
        (Split, {"at": "mean", "value": 3}, "only that one"),
        (Bands, {"bands": [{"points": 101}]}, "0 to 100"),
        (Bands, {"bands": [{"points": True}]}, "0 to 100"),
        (Bands, {"bands": [{"points": "many"}]}, "0 to 100"),
        (Decay, {"half_life": 0}, "greater than or equal"),
        (Rank, {"steps": 3}, "greater than or equal"),
    ],
)
def test_settings_that_make_no_sense_are_refused(scorer: type[Scorer], settings: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        scorer.model_validate(settings)


def test_written_points_of_parts_are_taken_worst_first(engine: DuckDBEngine) -> None:
    scorer = Quantiles.model_validate({"bins": 2, "points": [5, 50]})
    assert learned_on(engine, scorer, [1, 2]).points == (500, 5000)
    assert learned_on(engine, scorer, [1, 2], "lower").points == (5000, 500)


@pytest.mark.parametrize(
    ("scorer", "low", "high"),
    [(Scale(low=Decimal(9)), 9, 9), (Scale(high=Decimal(-9)), -9, -9), (Scale(low=Decimal(2)), 2, 3)],
)
def test_a_written_end_wins_over_the_data(engine: DuckDBEngine, scorer: Scale, low: int, high: int) -> None:
    found = learned_on(engine, scorer, [1, 3])
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    ("scorer", "values", "points"),
    [
        (Split(at="mean"), [1, 3], [5000, 10_000]),
        (Split(at="median"), [1, 3, 9], [5000, 10_000, 10_000]),
        (Split(at="value", value=Decimal(4), high=Decimal(80)), [3, 4], [5000, 8000]),
        (Split(at="mean"), [None], [0]),
        (Split(at="median", unknown=Decimal(7)), [None], [700]),
        (Scale(), [None], [0]),
        (Scale(unknown="ungraded"), [None], [None]),
        (Quantiles(), [None], [0]),
        (Scale(), [5, None], [5000, 0]),
    ],
)
def test_points_where_little_is_known(engine: DuckDBEngine, scorer: Scorer, values: Any, points: Any) -> None:
    learned = learned_on(engine, scorer, values)
    table, ask = table_of(engine, x=("count", values))
    assert [row["p"] for row in ask(table.select(p=scorer.points(table.x, learned)))] == points
    assert [scorer.points_of(value, learned) for value in values] == points


def test_beyond_equal_ends_of_a_scale_is_best_or_worst() -> None:
    for better, points in (("higher", [0, 5000, 10_000]), ("lower", [10_000, 5000, 0])):
        learned = Learned(kind="scale", better=better, low=Decimal(5), high=Decimal(5))  # type: ignore[arg-type]
        assert [Scale().points_of(value, learned) for value in (4, 5, 6)] == points


@pytest.mark.parametrize(
    ("scorer", "values", "better", "words"),
    [
        (Bands.model_validate({"bands": [{"points": 5}]}), [1], "higher", "5 points"),
        (Quantiles(bins=2), None, "higher", "2 equal parts"),
        (Quantiles(bins=2), [1, 2], "higher", "below 2: 50 points, from 2 on: 100"),
        (Breaks(bins=2), None, "lower", "2 natural groups"),
        (Breaks(bins=2), [1, 9], "lower", "below 9: 100 points, from 9 on: 50"),
        (Breaks(bins=2), [1], "higher", "2 natural groups"),
        (Rank(), None, "higher", "the share of the other customers"),
        (Rank(), [1, 9], "higher", "ranked from 1 to 9"),
        (Rank(), [None], "higher", "ties stay together"),
        (Decay(half_life=7), None, "lower", "50 after 7, 25 after 14"),
        (Scale(), None, "higher", "the smallest value earns 0 points, the largest value 100"),
        (Scale(), [2, 8], "lower", "8 earns 0 points, 2 100"),
        (Split(), None, "higher", "from the mean on 100 points, below 50"),
        (Split(), [1, 3], "lower", "from the mean on 50 points, below 100 (found: 2)"),
        (Split(at="median"), [None], "higher", "from the median on 100"),
        (Split(at="value", value=Decimal(3)), [1], "higher", "from 3 on 100 points"),
    ],
)
def test_every_scorer_says_how_points_are_earned(
    engine: DuckDBEngine, scorer: Scorer, values: Any, better: Any, words: str
) -> None:
    learned = None if values is None else learned_on(engine, scorer, values, better)
    found = scorer.say(shown, better=better, learned=learned)
    assert words in found.en
    assert found.zh != found.en
    assert 0 < scorer.most <= 10_000


def test_a_scorer_that_says_nothing_of_itself_is_a_bug() -> None:
    scorer, column = Silent(), ibis.table({"x": "int64"}, name="t").x
    assert scorer.statistics(column, {}) == {}
    assert scorer.heaps(column, {}) is None
    with pytest.raises(TypeError, match="what it learns"):
        scorer.learn({})
    with pytest.raises(TypeError, match="no words"):
        scorer.say(shown)


def counts(place: int, below: int, at_most: int, following: int | None, **more: Any) -> dict[str, Any]:
    return {f"below {place}": below, f"at_most {place}": at_most, f"next {place}": following, "known": 3} | more


def test_the_search_for_a_rank_goes_down_as_well_as_up() -> None:
    column = ibis.table({"x": "int64"}, name="t").x
    above = counts(9, 2, 3, None)
    again = order_statistics.search(above, start=Decimal(9), rank=1, is_between_enough=False)
    assert again == 9
    assert list(order_statistics.questions(column, Decimal(9), above)) == ["previous 9"]
    found = order_statistics.search(
        above | {"previous 9": 5} | counts(5, 0, 2, 9), start=Decimal(9), rank=1, is_between_enough=False
    )
    assert found == Found(Decimal(5), Decimal(9), 2)


def test_a_rank_that_nobody_has_or_values_that_move_are_bugs() -> None:
    with pytest.raises(ValueError, match="outside of the 3 known"):
        order_statistics.search(counts(9, 0, 3, None), start=Decimal(9), rank=4, is_between_enough=False)
    with pytest.raises(ValueError, match="changed while"):
        order_statistics.search(counts(9, 0, 1, 9), start=Decimal(9), rank=2, is_between_enough=False)


def test_without_criteria_nobody_has_a_total(engine: DuckDBEngine) -> None:
    table, ask = table_of(engine, x=("count", [1]))
    assert [row["total"] for row in ask(score(table, []))] == [None]
    assert total_of({}, {}) is None
    assert whole_weights({"a": 0}) == {"a": 0}
    assert calibrate(table, [], ask, weighing="critic", with_ideals=True).ideals == {}


def test_one_customer_is_scored_by_every_scorer(engine: DuckDBEngine) -> None:
    scorers = {"a": Breaks(), "b": Rank(), "c": Decay(half_life=30), "d": Quantiles(), "e": Scale(), "f": Split()}
    table, ask = table_of(engine, **{name: ("count", [5]) for name in scorers})
    for weighing, ideals in (("entropy", True), ("critic", False)):
        asked = [Asked(name, name, scorer, 0) for name, scorer in scorers.items()]
        kept = calibrate(table, asked, ask, weighing=weighing, with_ideals=ideals)  # type: ignore[arg-type]
        scored = [Scored(one.name, one.column, one.scorer, kept.learned[one.name], kept.weights[one.name],
                         kept.ideals.get(one.name)) for one in asked]  # fmt: skip
        (row,) = ask(score(table, scored))
        assert 0 <= row["total"] <= 10**8
        assert points_of(row, scored) == {name: row[f"points_{name}"] for name in scorers}
