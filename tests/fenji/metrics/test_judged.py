"""Marks and judgements on the day they count, and on the days before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.metrics.measure import Measure, measure
from fenji.metrics.period import Period, fill
from fenji.metrics.window import ALL
from fenji.tables import CANONICAL
from fenji.tables.decided import DECIDED, JUDGEMENTS, MARKS

MEASURES = (
    Measure("any", "mark_count", ALL),
    Measure("black", "mark_count", ALL, {"kind": "黑名单"}),
    Measure("points", "judged_points", ALL, {"item": "配合度"}),
)
MARKED = [
    ("A", "blacklist", "added", date(2024, 5, 10)),
    ("A", "blacklist", "removed", date(2024, 6, 1)),
    ("A", "watch", "added", date(2024, 5, 20)),
    ("A", "blacklist", "added", date(2024, 6, 15)),
]
JUDGED = [
    (1, "A", "配合度", "6.50", date(2024, 5, 1)),
    (2, "A", "忠诚", "9", date(2024, 5, 2)),
    (3, "A", "配合度", "8", date(2024, 6, 1)),
    (4, "A", "配合度", "7", date(2024, 6, 1)),
    (5, "A", "配合度", None, date(2024, 7, 1)),
    (6, "A", "配合度", "3", date(2024, 4, 1)),
]


@pytest.fixture(scope="module")
def engine() -> DuckDBEngine:
    made = DuckDBEngine.in_memory(threads=1)
    marks = [{"customer_id": c, "kind": k, "event": e, "effective_on": d} for c, k, e, d in MARKED]
    judged = [
        {"sequence": n, "customer_id": c, "item": i, "points": p and Decimal(p), "effective_on": d}
        for n, c, i, p, d in JUDGED
    ]
    for name, columns, rows in (
        ("customers", CANONICAL["customers"].duckdb_columns(), [{"customer_id": "A"}, {"customer_id": "B"}]),
        (MARKS, DECIDED[MARKS], marks),
        (JUDGEMENTS, DECIDED[JUDGEMENTS], judged),
    ):
        empty = ", ".join(f"CAST(NULL AS {kind}) AS {column}" for column, kind in columns.items())
        made.register(name, pa.Table.from_pylist(rows, schema=made.arrow(f"SELECT {empty} LIMIT 0").schema))
    return made


def measured(engine: DuckDBEngine, day: date, *names: str) -> dict[str, tuple[Any, ...]]:
    period = Period(day)
    expression = measure({name: engine.table(name) for name in names}, MEASURES, period, recorded=names)
    rows = engine.rows(fill(engine.compile(expression), period.slots()))
    return {row["customer_id"]: (row["any"], row["black"], row["points"]) for row in rows}


@pytest.mark.parametrize(
    ("day", "any_mark", "black", "points"),
    [
        (date(2024, 3, 31), 0, 0, None),
        (date(2024, 4, 1), 0, 0, 3),
        (date(2024, 5, 9), 0, 0, Decimal("6.5")),
        (date(2024, 5, 10), 1, 1, Decimal("6.5")),
        (date(2024, 5, 31), 2, 1, Decimal("6.5")),
        (date(2024, 6, 1), 1, 0, 7),
        (date(2024, 6, 15), 2, 1, 7),
        (date(2024, 7, 1), 2, 1, None),
    ],
)
def test_a_day_sees_the_marks_and_judgements_of_that_day(
    engine: DuckDBEngine, day: date, any_mark: int, black: int, points: Any
) -> None:
    found = measured(engine, day, "customers", MARKS, JUDGEMENTS)
    assert found == {"A": (any_mark, black, points), "B": (0, 0, None)}


def test_where_nobody_was_marked_the_count_is_known_and_where_nobody_judged_it_is_not(engine: DuckDBEngine) -> None:
    assert measured(engine, date(2024, 6, 30), "customers") == {"A": (0, 0, None), "B": (0, 0, None)}
