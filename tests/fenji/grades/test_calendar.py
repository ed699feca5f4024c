"""Evaluation days: month ends, leap days, deadlines, anniversaries; the same in Python and on an engine."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pyarrow as pa
import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.grades.calendar import Calendar, anniversary, anniversary_in, days_after
from fenji.metrics.period import fill


@pytest.mark.parametrize(
    ("calendar", "day", "last", "following"),
    [
        (Calendar("month"), date(2024, 2, 28), date(2024, 1, 31), date(2024, 2, 29)),
        (Calendar("month"), date(2024, 2, 29), date(2024, 2, 29), date(2024, 3, 31)),
        (Calendar("month"), date(2023, 2, 28), date(2023, 2, 28), date(2023, 3, 31)),
        (Calendar("month", day=25), date(2024, 1, 1), date(2023, 12, 25), date(2024, 1, 25)),
        (Calendar("quarter"), date(2024, 1, 1), date(2023, 12, 31), date(2024, 3, 31)),
        (Calendar("half_year"), date(2024, 12, 30), date(2024, 6, 30), date(2024, 12, 31)),
        (Calendar("year"), date(2024, 12, 31), date(2024, 12, 31), date(2025, 12, 31)),
        (Calendar("year", 2, 29), date(2024, 2, 29), date(2024, 2, 29), date(2025, 2, 28)),
        (Calendar("year", 3, 31), date(2024, 3, 30), date(2023, 3, 31), date(2024, 3, 31)),
    ],
)
def test_evaluation_days_are_the_last_of_their_month(
    calendar: Calendar, day: date, last: date, following: date
) -> None:
    assert calendar.last(day) == last
    assert calendar.following(day, 1) == [following]


@pytest.mark.parametrize("every", ["month", "quarter", "half_year", "year"])
def test_evaluation_days_follow_each_other_without_a_gap(every: str) -> None:
    calendar = Calendar(every)  # type: ignore[arg-type]
    days = calendar.following(date(2019, 12, 31), 30)
    assert days == sorted(set(days))
    for before, day in pairwise(days):
        assert calendar.last(day - timedelta(1)) == before
        assert calendar.following(before, 1) == [day]


def test_a_query_is_told_the_earlier_run_the_next_day_and_the_days_ahead() -> None:
    slots = Calendar("month").slots(date(2024, 1, 31), date(2023, 12, 31), 2)
    assert slots == {
        "$fenji:previous_day$": "2023-12-31",
        "$fenji:next_day$": "2024-02-01",
        "$fenji:evaluation_0$": "2024-01-31",
        "$fenji:evaluation_1$": "2024-02-29",
        "$fenji:evaluation_2$": "2024-03-31",
    }
    assert Calendar().slots(date(2024, 1, 31), None, 2)["$fenji:previous_day$"] == "0001-01-01"


def test_an_anniversary_is_the_same_day_on_an_engine_and_in_python() -> None:
    since = [date(2020, 2, 29), date(2021, 2, 28), date(1999, 12, 31), date(2024, 3, 1)]
    with DuckDBEngine.in_memory(threads=1) as engine:
        engine.register("t", pa.table({"since": since}))
        table = engine.table("t")
        for year in (1900, 2000, 2023, 2024, 2100):
            asked = table.select("since", day=anniversary_in(table.since, table.since.year() * 0 + year))
            for row in engine.rows(engine.compile(asked)):
                assert row["day"] == anniversary(row["since"], year)


def test_days_are_added_to_a_date_and_give_a_date() -> None:
    with DuckDBEngine.in_memory(threads=1) as engine:
        engine.register("t", pa.table({"day": [date(2024, 2, 28)]}))
        table = engine.table("t")
        (row,) = engine.rows(engine.compile(table.select(a=days_after(table.day, 2), b=days_after(table.day, 0))))
        assert row == {"a": date(2024, 3, 1), "b": date(2024, 2, 28)}


def test_the_evaluation_that_is_so_many_ahead_is_unknown_where_runs_come_when_they_come() -> None:
    with DuckDBEngine.in_memory(threads=1) as engine:
        engine.register("t", pa.table({"n": [1, 2, 9], "customer_since": [date(2020, 2, 29), None, date(2020, 5, 1)]}))
        table = engine.table("t")
        found = {}
        for calendar in (Calendar(), Calendar("month"), Calendar("anniversary")):
            slots = calendar.slots(date(2024, 2, 28), None, 3)
            sql = fill(
                engine.compile(table.select("n", day=calendar.in_so_many(table.n, table, 3)).order_by("n")), slots
            )
            found[calendar.every] = [row["day"] for row in engine.rows(sql)]
        assert found == {
            "run": [None, None, None],
            "month": [date(2024, 2, 29), date(2024, 3, 31), None],
            "anniversary": [date(2024, 2, 29), None, date(2032, 5, 1)],
        }
