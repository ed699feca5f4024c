"""The straight scale to the last hundredth: where floats would round the wrong way, and at equal ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.language import Text
from fenji.scores.scale import Scale
from fenji.scores.scorer import Learned
from tests.fenji.scores.asked import table_of


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def ends(low: int | str, high: int | str, better: Any = "higher") -> Learned:
    return Learned(kind="scale", better=better, low=Decimal(low), high=Decimal(high))


def both(engine: DuckDBEngine, learned: Learned, values: Sequence[Any], kind: str = "count") -> list[int]:
    """The points on the engine, after Python was found to agree."""
    table, ask = table_of(engine, x=(kind, values))
    found = [row["p"] for row in ask(table.select(p=Scale().points(table.x, learned)))]
    assert found == [Scale().points_of(value, learned) for value in values]
    return found


@pytest.mark.parametrize(
    ("value", "span", "points"),
    [
        (449620135346588169, 1130124758945804119, 3979),  # the float proposal is one too low
        (505463620654322021, 641166513165880663, 7884),
        (547362217599273828, 684673485020043565, 7994),  # one too high
        (35153498622529726, 51548498603313625, 6819),
        (39073912522975920, 66221358398400000, 5901),  # exactly half: up
        (3, 20_000, 2),
        (1, 20_000, 1),
    ],
)
def test_a_float_that_rounds_the_wrong_way_moves_no_point(
    engine: DuckDBEngine, value: int, span: int, points: int
) -> None:
    assert both(engine, ends(0, span), [value]) == [points]
    assert both(engine, ends(-span, 0, "lower"), [-value]) == [points]


def test_where_less_is_better_the_distance_to_the_upper_end_counts(engine: DuckDBEngine) -> None:
    assert both(engine, ends(10, 20, "lower"), [9, 10, 12, 19, 20, 21]) == [10_000, 10_000, 8000, 1000, 0, 0]
    assert both(engine, ends(10, 20), [9, 10, 12, 19, 20, 21]) == [0, 0, 2000, 9000, 10_000, 10_000]


def test_ends_finer_than_the_column_are_kept_to_their_last_decimal(engine: DuckDBEngine) -> None:
    values = [Decimal("0.00"), Decimal("0.01"), Decimal("0.02")]
    assert both(engine, ends("0.005", "0.0175"), values, "money") == [0, 4000, 10_000]


def test_beyond_equal_ends_the_engine_says_best_or_worst_too(engine: DuckDBEngine) -> None:
    assert both(engine, ends(5, 5), [4, 5, 6]) == [0, 5000, 10_000]
    assert both(engine, ends(5, 5, "lower"), [4, 5, 6]) == [10_000, 5000, 0]


def test_one_end_alone_gives_what_the_unknown_get(engine: DuckDBEngine) -> None:
    only = Learned(kind="scale", low=Decimal(5))
    assert both(engine, only, [4, 6]) == [0, 0]
    assert Scale(unknown=Decimal(7)).points_of(6, Learned(kind="scale", high=Decimal(5))) == 700


def test_a_scale_has_no_steps_and_says_its_better_end_last() -> None:
    assert not Scale.has_steps
    words = Scale(low=Decimal(1), high=Decimal(9)).say(lambda number: Text(f"{number:f}", f"{number:f}"))
    assert words.en.startswith("1 earns 0 points, 9 100")
