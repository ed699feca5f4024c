"""A promotion is undone at once where the order that earned it was given back, and only there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.grades.reversal import Regrading, as_known_at, reversals
from fenji.metrics.period import Period
from fenji.pipeline import run
from fenji.scheme.load import read_scheme
from tests.sample_result import load, order

SCHEME = """
name: club
title: club
currency: CNY
window: 40 days
criteria: [{metric: net_revenue, weight: 100%, scorer: {kind: scale, low: 0, high: 100}}]
tiers:
  - {key: gold, name: gold, colour: "#D98200", icon: {shape: crown}, from_score: 80}
  - {key: silver, name: silver, colour: "#0072B2", icon: {shape: star}, from_score: 50}
  - {key: plain, name: plain, colour: "#5B6770", icon: {shape: circle}, rest: true}
transitions: {grace: 365 days}
"""
MAY, JUNE, JULY, AUGUST = date(2024, 5, 31), date(2024, 6, 30), date(2024, 7, 31), date(2024, 8, 31)


def sold(customer: str, number: int, day: date, amount: int, *, void: date | None = None) -> dict[str, Any]:
    gone = None if void is None else datetime(void.year, void.month, void.day, 5)
    return order(f"{customer}{number}", customer, day, str(amount), void_at=gone)


def refund(customer: str, number: int, *, of: date, on: date, amount: int) -> dict[str, Any]:
    """Money given back for an order: it lies on the order's day, booked when it was given."""
    row = order(f"{customer}R{number}", customer, of, "0", kind="refund", refunds_order_id=f"{customer}{number}")
    return {**row, "amount": Decimal(-amount), "booked_at": datetime(on.year, on.month, on.day, 6)}


ROSE, LATER, BEFORE = date(2024, 6, 10), date(2024, 8, 5), date(2024, 6, 20)
STORIES: dict[str, tuple[list[dict[str, Any]], str]] = {
    # who rose to gold in June by orders of ROSE → what August says
    "refunded": ([sold("refunded", 1, ROSE, 90, void=LATER),
                  refund("refunded", 1, of=ROSE, on=LATER, amount=90)], "reversed:gold"),
    "cancelled": ([sold("cancelled", 1, ROSE, 90)], "reversed:gold"),
    "unpaid": ([sold("unpaid", 1, ROSE, 90), {**sold("unpaid", 2, ROSE, 90), "kind": "void"}], "held:grace"),
    "partly": ([sold("partly", 1, ROSE, 90), refund("partly", 1, of=ROSE, on=LATER, amount=20)], "reversed:gold"),
    "july": ([sold("july", 1, date(2024, 7, 10), 90),
              refund("july", 1, of=date(2024, 7, 10), on=LATER, amount=90)], "reversed:gold"),
    "kept": ([sold("kept", 1, ROSE, 90)], "held:grace"),
    "enough": ([sold("enough", 1, ROSE, 95), refund("enough", 1, of=ROSE, on=LATER, amount=15)], "held:grace"),
    "other": ([sold("other", 1, ROSE, 90), sold("other", 2, date(2024, 7, 10), 30),
               refund("other", 2, of=date(2024, 7, 10), on=LATER, amount=30)], "held:grace"),
    "again": ([sold("again", 1, ROSE, 90), refund("again", 1, of=ROSE, on=LATER, amount=90),
               sold("again", 2, date(2024, 8, 20), 85)], "score:gold"),
    "early": ([sold("early", 1, ROSE, 95), refund("early", 1, of=ROSE, on=BEFORE, amount=10)], "held:grace"),
    "unseen": ([sold("unseen", 1, ROSE, 90),
                refund("unseen", 1, of=ROSE, on=date(2024, 9, 1), amount=90)], "held:grace"),
}  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        rows = [one for orders, _ in STORIES.values() for one in orders]
        rows += [sold(name, 9, date(2024, 5, 1), 55) for name in STORIES]  # silver before
        may = date(2024, 5, 10)
        rows += [sold("old", 1, may, 90), refund("old", 1, of=may, on=LATER, amount=90)]  # gold from the first run on
        rows += [sold("new", 1, ROSE, 90), refund("new", 1, of=ROSE, on=LATER, amount=90)]  # met in June
        load(engine, {"orders": rows})
        yield engine


@pytest.fixture(scope="module")
def said(engine: DuckDBEngine) -> dict[str, tuple[str, str, str | None]]:
    """(tier, reason, rose_from) of everybody in August, gone on from July, June and May."""
    tables = {"orders": engine.table("orders")}
    result = run(tables, read_scheme(SCHEME), as_of=MAY, engine=engine)
    for day in (JUNE, JULY):
        result = run(tables, result.scheme, as_of=day, engine=engine, previous=result)
    engine.run("UPDATE orders SET kind = 'void' WHERE order_id = 'cancelled1'")
    result = run(tables, result.scheme, as_of=AUGUST, engine=engine, previous=result)
    return {row["customer_id"]: (row["tier"], row["reason"], row["rose_from"]) for row in result.rows()}


@pytest.mark.parametrize("name", STORIES)
def test_only_what_the_refund_did_is_undone(said: dict[str, tuple[str, str, str | None]], name: str) -> None:
    assert said[name][1] == STORIES[name][1]


def test_it_leads_back_to_the_tier_before_the_promotion(said: dict[str, tuple[str, str, str | None]]) -> None:
    assert said["refunded"] == ("silver", "reversed:gold", None)
    assert said["kept"] == ("gold", "held:grace", "silver")


def test_a_first_tier_is_undone_too_but_not_one_from_before_the_first_run(
    said: dict[str, tuple[str, str, str | None]],
) -> None:
    assert said["new"] == ("plain", "reversed:gold", None)
    assert said["old"][1] == "held:grace"


def test_without_orders_or_promotions_nothing_is_asked() -> None:
    with DuckDBEngine.in_memory(threads=1) as engine:
        engine.run("CREATE TABLE before AS SELECT 'C' AS was_for, 1::BIGINT AS was_rung, CAST(NULL AS VARCHAR) AS "
                   "was_rose_from, DATE '2024-01-01' AS was_entered_on")  # fmt: skip
        load(engine, {"orders": [sold("C", 1, ROSE, 90, void=LATER)]})
        before, period = engine.table("before"), Period(AUGUST)
        regrading = Regrading(lambda tables, _: tables["orders"], ())
        for tables in ({}, {"orders": engine.table("orders")}):
            found = reversals(before, tables, period=period, engine=engine, regrading=regrading, name="undone")
            assert found is None


def test_what_was_given_back_by_then_counts_from_the_beginning_and_what_came_later_does_not(
    engine: DuckDBEngine,
) -> None:
    table = as_known_at(engine.table("orders"), Period(AUGUST).end_at)
    rows = {row["order_id"]: row for row in engine.rows(engine.compile(table))}
    assert rows["refunded1"]["void_at"] == rows["refunded1"]["ordered_at"]
    assert rows["refundedR1"]["booked_at"] == rows["refundedR1"]["ordered_at"]
    assert rows["unseenR1"]["booked_at"] == datetime(2024, 9, 1, 6)
    assert rows["kept1"]["void_at"] is None


def test_a_cancelled_order_counted_as_an_order_when_it_earned_the_tier() -> None:
    by_orders = SCHEME.replace("net_revenue", "order_count").replace("high: 100", "high: 2")
    with DuckDBEngine.in_memory(threads=1) as engine:
        load(engine, {"orders": [sold("C", 1, date(2024, 5, 1), 1), sold("C", 2, ROSE, 1), sold("C", 3, ROSE, 1)]})
        tables = {"orders": engine.table("orders")}
        result = run(tables, read_scheme(by_orders), as_of=MAY, engine=engine)
        result = run(tables, result.scheme, as_of=JUNE, engine=engine, previous=result)
        assert [row["tier"] for row in result.rows()] == ["gold"]
        engine.run("UPDATE orders SET kind = 'void' WHERE order_id = 'C3'")
        result = run(tables, result.scheme, as_of=JULY, engine=engine, previous=result)
        assert [(row["tier"], row["reason"]) for row in result.rows()] == [("silver", "reversed:gold")]
