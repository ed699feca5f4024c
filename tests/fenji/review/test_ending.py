"""Whose tier ends soon: what keeps it really does, limits are named, rules are asked as points are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.pipeline import run
from fenji.result import Result
from fenji.review.ending import ending, warning_days
from fenji.scheme.load import read_scheme, standard
from fenji.scheme.model import Scheme
from tests.sample_result import load, order

BY_SCORE = """
name: bank
title: bank
currency: CNY
window: 30 days
criteria: [{metric: net_revenue, weight: 100%, scorer: {kind: scale, low: 0, high: 100}}]
tiers:
  - {key: gold, name: gold, colour: "#D98200", icon: {shape: crown}, from_score: 80}
  - {key: silver, name: silver, colour: "#0072B2", icon: {shape: star}, from_score: 50}
  - {key: plain, name: plain, colour: "#5B6770", icon: {shape: circle}, rest: true}
limits:
  - {name: many, label: too many, when: {metric: order_count, above: 4}, never_above: silver, at_once: false}
transitions: {grace: 40 days, hysteresis: 2, demotion: one_rung, tiers: {silver: {grace: 2 runs}}}
"""
BY_RULES = """
name: orders
title: orders
window: 30 days
grade_by: rules
tiers:
  - {key: gold, name: gold, colour: "#D98200", icon: {shape: crown}, when: {metric: order_count, at_least: 3}}
  - {key: silver, name: silver, colour: "#0072B2", icon: {shape: star}, when: {metric: order_count, at_least: 1}}
  - {key: plain, name: plain, colour: "#5B6770", icon: {shape: circle}, rest: true}
transitions:
  warn_days: 40
  grace: 60 days
  tiers: {gold: {keep: {when: {metric: order_count, at_least: 2}}}}
"""
MAY, JUNE = date(2024, 5, 31), date(2024, 6, 30)
ORDERS = [
    *(order(f"A{n}", "A", date(2024, 5, n), "30") for n in (10, 11, 12)),
    order("A9", "A", date(2024, 6, 10), "60"),
    *(order(f"B{n}", "B", date(2024, 5, n), "20") for n in (10, 11, 12)),
    order("B9", "B", date(2024, 6, 10), "10"),
    order("C1", "C", date(2024, 5, 10), "90"),
    *(order(f"C1{n}", "C", date(2024, 6, n), "20") for n in range(10, 15)),
]


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        load(engine, {"orders": list(ORDERS)})
        yield engine


def june(engine: DuckDBEngine, scheme: Scheme, **more: Any) -> Result:
    """The result of June, gone on from May's."""
    tables = {"orders": engine.table("orders")}
    may = run(tables, scheme, as_of=MAY, engine=engine)
    return run(tables, may.scheme, as_of=JUNE, engine=engine, previous=may, **more)


def test_what_is_said_to_keep_a_tier_keeps_it(engine: DuckDBEngine) -> None:
    found = {one.customer_id: one for one in ending(june(engine, read_scheme(BY_SCORE)), within=40)}
    gold, silver = found["A"], found["B"]
    assert (gold.tier, gold.next_tier, gold.leaves_on, gold.runs_left) == ("gold", "silver", date(2024, 8, 9), None)
    assert (silver.tier, silver.next_tier, silver.leaves_on, silver.runs_left) == ("silver", "plain", None, 1)
    assert (gold.score_gap, silver.score_gap) == (18, 38)
    assert [(one.column, one.value, one.needed) for one in gold.steps] == [
        ("net_revenue", 60, 80)
    ]  # a tenth of the scale further
    assert [one.needed for one in silver.steps] == [50]


def test_where_a_limit_is_the_cause_it_is_named_and_no_figure_is_asked_for(engine: DuckDBEngine) -> None:
    (one,) = [one for one in ending(june(engine, read_scheme(BY_SCORE)), within=40) if one.customer_id == "C"]
    assert (one.limit, one.steps, one.score_gap, one.next_tier) == ("many", (), None, "silver")


def test_the_soonest_stand_first_and_what_lies_later_is_left_out(engine: DuckDBEngine) -> None:
    result = june(engine, read_scheme(BY_SCORE))
    assert [one.customer_id for one in ending(result, within=40, limit=1)] == ["B"]
    assert [one.customer_id for one in ending(result)] == ["B"]
    assert warning_days(result.scheme) == 30


def test_a_tier_kept_by_a_rule_says_what_the_rule_asks(engine: DuckDBEngine) -> None:
    result = june(engine, read_scheme(BY_RULES))
    assert warning_days(result.scheme) == 40
    assert ending(result) == []
    found = {one.customer_id: one for one in ending(result, within=60)}
    assert [(one.column, one.needed) for one in found["A"].steps] == [("order_count", 2)]
    assert (found["A"].next_tier, found["A"].score_gap) == ("silver", None)


def test_without_transition_rules_no_tier_ends(engine: DuckDBEngine) -> None:
    result = june(engine, standard("value"))
    assert ending(result) == []
    assert warning_days(result.scheme) == 30
