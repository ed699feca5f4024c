"""At the very ends: the evaluation day itself, the instant itself, the rung next to one's own, what is unknown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.grades.calendar import Calendar
from fenji.grades.ladder import Ladder, Step, grade
from fenji.grades.protection import Hold, Transition, is_kept, is_within_margin, with_margin
from fenji.grades.reversal import as_known_at
from fenji.grades.rule import read_condition
from fenji.grades.thresholds import thresholds
from fenji.metrics.period import fill
from tests.fenji.scores.asked import table_of

POINT = 1_000_000
LADDER = Ladder((Step("A", Decimal(70)), Step("B", Decimal(40)), Step("C")))


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


@pytest.mark.parametrize(
    ("calendar", "previous", "today", "is_due"),
    [
        (Calendar("month"), date(2024, 1, 30), date(2024, 2, 10), True),
        (Calendar("month"), date(2024, 1, 31), date(2024, 2, 10), False),  # judged already on that very day
        (Calendar("month"), date(2024, 1, 31), date(2024, 2, 29), True),
        (Calendar("anniversary"), date(2024, 3, 14), date(2024, 3, 15), True),
        (Calendar("anniversary"), date(2024, 3, 15), date(2024, 3, 16), False),
        (Calendar("anniversary"), date(2024, 1, 1), date(2024, 3, 14), False),
        (Calendar("anniversary"), date(2021, 3, 1), date(2021, 3, 15), False),  # the day one came is no anniversary
        (Calendar("anniversary"), date(2021, 3, 1), date(2022, 3, 14), False),
        (Calendar("anniversary"), date(2021, 3, 1), date(2022, 3, 15), True),
        (Calendar("anniversary"), date(2022, 12, 1), date(2024, 1, 5), True),  # last year's lies between
    ],
)
def test_whoever_was_judged_on_the_day_itself_is_not_judged_again(
    engine: DuckDBEngine, calendar: Calendar, previous: date, today: date, is_due: bool
) -> None:
    engine.register("customers", pa.table({"customer_since": [date(2021, 3, 15)]}))
    asked = engine.compile(engine.table("customers").select(due=calendar.is_due(engine.table("customers"))))
    slots = {"$fenji:last_day$": today.isoformat()} | calendar.slots(today, previous, 1)
    assert [row["due"] for row in engine.rows(fill(asked, slots))] == [is_due]


@pytest.mark.parametrize(
    ("calendar", "day", "found"),
    [
        (Calendar(), date(2024, 2, 15), date(2024, 2, 15)),
        (Calendar("month"), date(2024, 2, 29), date(2024, 2, 29)),
        (Calendar("month"), date(2024, 3, 1), date(2024, 3, 31)),
        (Calendar("month"), date(2024, 9, 1), date(2024, 4, 30)),  # further than the days that were named
        (Calendar("anniversary"), date(2024, 3, 15), date(2024, 3, 15)),
        (Calendar("anniversary"), date(2024, 3, 16), date(2025, 3, 15)),
    ],
)
def test_the_next_evaluation_may_be_the_day_itself(
    engine: DuckDBEngine, calendar: Calendar, day: date, found: date
) -> None:
    engine.register("days", pa.table({"day": [day], "customer_since": [date(2021, 3, 15)]}))
    table = engine.table("days")
    asked = engine.compile(table.select(day=calendar.at_or_after(table.day, table, 3)))
    slots = calendar.slots(date(2024, 2, 1), None, 3)
    assert [row["day"] for row in engine.rows(fill(asked, slots))] == [found]


def totals(engine: DuckDBEngine, *points: Any) -> Any:
    return table_of(
        engine,
        total=("count", [None if one is None else int(Decimal(str(one)) * POINT) for one in points]),
        rung=("count", [2] * len(points)),
    )


def test_the_margin_itself_is_enough_upwards_and_still_protects_downwards(engine: DuckDBEngine) -> None:
    table, ask = totals(engine, 72, 71.999999, 42, 41.999999, 38, 37.999999, None)
    rules = Transition((Hold(), Hold(), Hold()), margin=2 * POINT)
    asked = table.select(
        up=with_margin(table, LADDER, rules), within=is_within_margin(table, table.rung, LADDER, rules)
    )
    rows = ask(asked)
    assert [row["up"] for row in rows] == [1, 2, 2, 3, 3, 3, 3]
    assert [row["within"] for row in rows] == [True, True, True, True, True, False, False]
    bare = Ladder(LADDER.steps[:2])
    assert [row["up"] for row in ask(table.select(up=with_margin(table, bare, rules)))] == [1, 2, 2, 3, 3, 3, 3]


def test_who_has_no_score_keeps_nothing_by_points(engine: DuckDBEngine) -> None:
    table, ask = totals(engine, 35, 34.999999, None)
    rules = Transition((Hold(keep_score=Decimal(5)), Hold(keep_score=Decimal(35)), Hold()))
    asked = table.select(kept=is_kept(table, table.rung, LADDER, rules))
    assert [row["kept"] for row in ask(asked)] == [True, False, False]


@pytest.mark.parametrize(
    ("every", "hold", "days"),
    [
        ("run", Hold(), 2),
        ("run", Hold(grace_days=90), 92),
        ("month", Hold(grace_days=90), 5),
        ("month", Hold(grace_days=28), 3),
        ("quarter", Hold(grace_days=90), 3),
        ("half_year", Hold(grace_days=181), 3),
        ("year", Hold(grace_days=365), 3),
        ("quarter", Hold(minimum_days=365, grace_days=90), 6),
        ("half_year", Hold(minimum_days=365), 4),
        ("year", Hold(grace_days=364), 2),
        ("anniversary", Hold(grace_days=365), 3),
        ("month", Hold(grace_runs=6), 7),
    ],
)
def test_as_many_evaluations_are_named_as_the_longest_protection_may_last(every: Any, hold: Hold, days: int) -> None:
    assert Transition((Hold(), hold), Calendar(every)).evaluations == days


def test_without_rules_of_its_own_a_tier_is_protected_by_nothing() -> None:
    hold, rules = Hold(), Transition((Hold(),))
    assert (hold.grace_days, hold.grace_runs, hold.minimum_days, hold.is_one_rung) == (0, 0, 0, False)
    assert (hold.keep_score, hold.keep_rule) == (None, None)
    assert (rules.calendar.every, rules.promotes_at_once, rules.margin, rules.warn_days) == ("run", True, 0, 0)
    assert (rules.calendar.month, rules.calendar.day) == (12, 31)


def test_what_is_given_back_at_the_instant_the_day_ends_is_not_known_yet(engine: DuckDBEngine) -> None:
    end, sold = datetime(2024, 8, 31, 16), datetime(2024, 6, 1)
    before = end - timedelta(microseconds=1)
    engine.register("given_back", pa.table({
        "kind": ["refund", "refund", "sale", "sale", "sale"],
        "ordered_at": [sold] * 5,
        "booked_at": [before, end, before, before, before],
        "void_at": pa.array([None, None, before, end, None], pa.timestamp("us")),
    }))  # fmt: skip
    rows = engine.rows(engine.compile(as_known_at(engine.table("given_back"), end)))
    assert [row["booked_at"] for row in rows] == [sold, end, before, before, before]
    assert [row["void_at"] for row in rows] == [None, None, sold, end, None]


@pytest.mark.parametrize("also", ["at_least", "at_most"])
def test_between_and_one_of_its_ends_is_refused(also: str) -> None:
    with pytest.raises(ValueError, match="between already says"):
        read_condition({"metric": "order_count", "between": [1, 9], also: 5})


def test_between_may_be_one_number_and_not_the_larger_first() -> None:
    assert read_condition({"metric": "order_count", "between": [5, 5]}).holds({"order_count": 5})
    with pytest.raises(ValueError, match="the smaller first"):
        read_condition({"metric": "order_count", "between": [5, 4]})


MANY = read_condition({"metric": "orders", "at_least": 10})
SOME = read_condition({"metric": "orders", "at_least": 5})
LATE = read_condition({"metric": "late", "above": 0})


def told(engine: DuckDBEngine, ladder: Ladder, **columns: Any) -> list[tuple[int, Any]]:
    table, ask = table_of(engine, **columns, total=("count", [0] * len(columns["orders"][1])))
    rows = ask(thresholds(grade(table, ladder), ladder, []))
    rows.sort(key=lambda row: int(row["customer_id"]))
    return [(row["rung"], row["rises_at_orders"]) for row in rows]


def test_by_rules_the_next_tier_is_meant_and_not_the_one_above_it(engine: DuckDBEngine) -> None:
    ladder = Ladder((Step("A", rule=MANY), Step("B", rule=SOME), Step("C")))
    assert told(engine, ladder, orders=("count", [1, 5, 10])) == [(3, 5), (2, 10), (1, None)]


def test_by_rules_too_a_limit_that_holds_down_leaves_nothing_to_reach(engine: DuckDBEngine) -> None:
    ladder = Ladder((Step("A", rule=MANY), Step("B", rule=SOME), Step("C")), limits=(("late", "C", LATE),))
    found = told(engine, ladder, orders=("count", [6, 6, 1]), late=("count", [1, 0, 1]))
    assert found == [(3, None), (2, 10), (3, 5)]


def test_the_standards_own_reason_says_who_is_held_down_even_where_a_person_set_the_tier(engine: DuckDBEngine) -> None:
    ladder = Ladder((Step("A", rule=MANY), Step("B")))
    engine.register("graded", pa.table({
        "customer_id": ["a", "b"], "orders": [1, 1], "total": [0, 0], "rung": [1, 1], "reason": ["override:1"] * 2,
        "system_rung": [2, 2], "system_reason": ["limit:late", "rest:B"],
    }))  # fmt: skip
    asked = thresholds(engine.table("graded"), ladder, []).order_by("customer_id")
    assert [row["rises_at_orders"] for row in engine.rows(engine.compile(asked))] == [None, 10]


@pytest.mark.parametrize(
    ("condition", "values", "found"),
    [
        ({"at_least": "2.5"}, ["2.49"], ["2.50"]),
        ({"at_least": "2.501"}, ["2.50"], ["2.51"]),
        ({"above": "2.5"}, ["2.50"], ["2.51"]),
        ({"above": "2.501"}, ["2.50"], ["2.51"]),
        ({"at_most": "2.5"}, ["2.51"], ["2.50"]),
        ({"at_most": "2.509"}, ["2.51"], ["2.50"]),
        ({"below": "2.5"}, ["2.50"], ["2.49"]),
        ({"below": "2.501"}, ["2.51"], ["2.50"]),
        ({"is": "2.5"}, ["2.49"], ["2.50"]),
    ],
)
def test_the_first_amount_that_meets_a_limit_is_told_to_the_cent(
    engine: DuckDBEngine, condition: dict[str, str], values: list[str], found: list[str]
) -> None:
    ladder = Ladder((Step("A", rule=read_condition({"metric": "orders", **condition})), Step("B")))
    rows = told(engine, ladder, orders=("money", [Decimal(value) for value in values]))
    assert rows == [(2, Decimal(one)) for one in found]


def test_a_rule_that_was_read_does_not_change_any_more() -> None:
    with pytest.raises(ValueError, match="frozen"):
        MANY.metric = "other"  # type: ignore[attr-defined]
    assert read_condition({"metric": "orders", "equal": 1}) == read_condition({"metric": "orders", "is": 1})
    with pytest.raises(ValueError, match="Extra inputs"):
        read_condition({"metric": "orders", "above": 1, "abov": 2})
