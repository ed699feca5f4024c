"""A tier that a person set: above the system grade, from its first day to its last, and never after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.grades.ladder import Ladder, Step, grade
from fenji.grades.override import OVERRIDES, overridden
from tests.fenji.scores.asked import table_of

LADDER = Ladder((Step("A", Decimal(80)), Step("B", Decimal(50)), Step("C")))
TODAY = date(2024, 6, 30)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def held(engine: DuckDBEngine, *told: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """(rung, tier, reason, system tier) of three customers with 90, 60 and 10 points, as of TODAY."""
    table, ask = table_of(engine, total=("count", [90_000_000, 60_000_000, 10_000_000]))
    schema = pa.schema({"customer_id": pa.string(), "tier": pa.string(), "override_id": pa.int64(),
                        "starts_on": pa.date32(), "expires_on": pa.date32()})  # fmt: skip
    assert tuple(schema.names) == OVERRIDES
    rows = [dict(zip(OVERRIDES, one, strict=True)) for one in told]
    engine.register("told", pa.Table.from_pylist(rows, schema=schema))
    graded = overridden(grade(table, LADDER), LADDER, engine.table("told"), ibis.literal(TODAY))
    found = sorted(ask(graded), key=lambda row: int(row["customer_id"]))
    return [(row["rung"], row["tier"], row["reason"], row["system_tier"]) for row in found]


def test_a_tier_set_by_a_person_stands_above_the_system_grade_which_stays_beside(engine: DuckDBEngine) -> None:
    assert held(engine, ("1", "A", 7, date(2024, 6, 1), date(2024, 12, 31))) == [
        (1, "A", "score:A", "A"),
        (1, "A", "override:7", "B"),
        (3, "C", "rest:C", "C"),
    ]


@pytest.mark.parametrize(
    ("starts_on", "expires_on", "tier"),
    [
        (TODAY, TODAY, "A"),
        (None, None, "A"),
        (date(2024, 7, 1), None, "B"),
        (None, date(2024, 6, 29), "B"),
    ],
)
def test_it_holds_from_its_first_to_its_last_day(
    engine: DuckDBEngine, starts_on: date | None, expires_on: date | None, tier: str
) -> None:
    assert held(engine, ("1", "A", 7, starts_on, expires_on))[1][1] == tier


def test_of_several_the_newest_counts_and_nobody_is_graded_twice(engine: DuckDBEngine) -> None:
    told = [("2", "A", 1, None, None), ("2", "B", 9, None, None), ("2", "A", 9, None, None)]
    found = held(engine, *told)
    assert len(found) == 3
    assert found[2][1:3] == ("A", "override:9")


def test_a_tier_that_the_standard_has_not_sets_nothing(engine: DuckDBEngine) -> None:
    assert held(engine, ("0", "platinum", 1, None, None))[0] == (1, "A", "score:A", "A")
