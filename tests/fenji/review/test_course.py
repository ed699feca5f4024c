"""Under transition rules the outlook is what the next run really makes of a customer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any

import pytest

from fenji.grades.standing import carried
from fenji.metrics.period import Period
from fenji.pipeline import Before, Plan, run
from fenji.review.counterfactual import Outlook, outlook
from fenji.review.course import Held, course_of
from fenji.review.facts import tables_needed
from fenji.review.judge import Judge
from fenji.scheme.load import read_scheme, standard_text
from tests.fenji.review.grading import orders_of
from tests.fenji.review.own import engine_with, facts_of
from tests.sample_result import AS_OF, BEFORE, load, sample_tables

RULES = {
    "grace in days": "{grace: 60 days}",
    "grace in evaluations": "{grace: 2 runs, evaluate: month}",
    "margin, stay, one rung": "{hysteresis: 4, demotion: one_rung, minimum_stay: 45 days}",
    "promotion waits, a lower standard keeps": (
        "{promotion: evaluation, evaluate: quarter, tiers: {VIP: {keep: {from_score: 70}}}}"
    ),
    "anniversary": "{evaluate: {every: anniversary}, grace: 30 days}",
}
BY = date(2024, 7, 31)


def _tables() -> dict[str, list[dict[str, Any]]]:
    tables = sample_tables(24)
    end = datetime(2024, 6, 30, 16)
    tables["orders"] = [row for row in tables["orders"] if row["booked_at"] < end]
    for row in tables["orders"]:
        row["void_at"] = None if row.get("void_at") is None or row["void_at"] >= end else row["void_at"]
    return tables


class Played:
    """Two runs under some rules, and a third of any day with any orders added."""

    def __init__(self, rules: str) -> None:
        self.rows = _tables()
        self.engine = engine_with(self.rows)
        self.tables = {name: self.engine.table(name) for name in self.rows}
        scheme = read_scheme(standard_text("value") + f"\ntransitions: {rules}\n")
        first = run(self.tables, scheme, as_of=BEFORE, engine=self.engine)
        self.result = run(self.tables, first.scheme, as_of=AS_OF, engine=self.engine, previous=first)
        self.judges = {row["customer_id"]: self._judge(row) for row in self.result.rows()}
        standing = carried(self.engine.table(self.result.relation), self.result.scheme.ladder())
        self.plan = Plan.of(self.tables, self.result.scheme, period=self._period(AS_OF), engine=self.engine,
                            recorded=set(self.rows), before=Before(standing))  # fmt: skip

    @cached_property
    def outlooks(self) -> dict[str, Outlook]:
        """Everybody's outlook by the end of the next month."""
        return {name: outlook(judge, by=BY) for name, judge in self.judges.items()}

    def _period(self, day: date) -> Period:
        return Period(day, "Asia/Shanghai", self.result.scheme.scheme.window)

    def _judge(self, row: dict[str, Any]) -> Judge:
        needed = tables_needed(self.result.scheme.measures())
        rows = {name: self.rows[name] for name in self.rows if name in needed or name == "customers"}
        facts = facts_of(self.engine, rows, row["customer_id"], AS_OF)
        return Judge(facts, self.result.scheme, row)

    def rungs(self, day: date, orders: list[dict[str, Any]] | None = None) -> dict[str, int | None]:
        """Everybody's rung in a next run of a day."""
        load(self.engine, {"orders": [*self.rows["orders"], *(orders or [])]})
        found = self.engine.rows(self.plan.filled(self._period(day), AS_OF))
        load(self.engine, {"orders": self.rows["orders"]})
        return {row["customer_id"]: row["rung"] for row in found}


@cache
def played(rules: str) -> Played:
    """The runs under some rules, made once."""
    return Played(RULES[rules])


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("later", [31, 190])
def test_the_next_run_of_one_customer_is_the_engines(rules: str, later: int) -> None:
    day = AS_OF + timedelta(days=later)
    shop = played(rules)
    right = shop.rungs(day)
    for name, judge in shop.judges.items():
        course = course_of(judge)
        assert isinstance(course, Held)
        assert (name, course.rung(judge, day)) == (name, right[name])


@pytest.mark.parametrize("rules", RULES)
def test_ways_up_lead_up_in_the_next_run_and_one_step_less_does_not(rules: str) -> None:
    shop = played(rules)
    rung_of = shop.result.scheme.ladder().rung_of
    ways = {name: one.ways[0] for name, one in shop.outlooks.items() if one.ways}
    for day in {way.graded_on for way in ways.values()}:
        due = {name: way for name, way in ways.items() if way.graded_on == day}
        enough = shop.rungs(day, [row for name, way in due.items() for row in orders_of(name, way)])
        less = shop.rungs(day, [row for name, way in due.items() for row in orders_of(name, way, less=True)])
        for name, way in due.items():
            wanted: int = rung_of(way.tier)
            assert (name, (enough[name] or 9) <= wanted, (less[name] or 9) <= wanted) == (name, True, False)


@pytest.mark.parametrize("rules", RULES)
def test_a_tier_that_is_lost_in_the_next_run_is_lost_on_the_day_that_is_named(rules: str) -> None:
    shop = played(rules)
    rung_of = shop.result.scheme.ladder().rung_of
    falling = [(name, one.falls) for name, one in shop.outlooks.items() if one.falls is not None]
    for name, turn in falling[:3]:
        now = course_of(shop.judges[name]).now
        then, before = shop.rungs(turn.on)[name], shop.rungs(turn.on - timedelta(days=1))[name]
        assert now is not None
        assert before is not None
        assert before <= now
        if turn.is_protected:
            assert then is not None
            assert then <= now
        else:
            assert turn.tier is not None
            assert then == rung_of(turn.tier) > now


def test_protection_ends_on_the_day_that_is_named() -> None:
    """Below the standard from a run of the turn's day on: held a day before the end, lost on it."""
    shop = played("grace in days")
    name, turn = next(
        (name, one.falls) for name, one in shop.outlooks.items() if one.falls is not None and one.falls.is_protected
    )
    assert turn is not None
    assert turn.ends_on is not None
    now = course_of(shop.judges[name]).now
    below = run(shop.tables, shop.result.scheme, as_of=turn.on, engine=shop.engine, previous=shop.result)
    held, lost = (
        run(shop.tables, shop.result.scheme, as_of=day, engine=shop.engine, previous=below).customer(name).row["rung"]
        for day in (turn.ends_on - timedelta(days=1), turn.ends_on)
    )
    assert held == now
    assert lost > now
