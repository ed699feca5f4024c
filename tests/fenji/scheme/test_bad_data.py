"""Data nobody wishes for, under everything a standard can ask: one customer, no orders, debts, nothing known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.errors import NothingToGrade
from fenji.pipeline import run
from fenji.result import Result
from fenji.scheme.load import read_scheme
from tests.sample_result import AS_OF, load, order

SCHEME = """
name: all
title: All
currency: CNY
weights_by: {way}
total_by: {total}
metrics:
  - {{name: big, label: Big, unit: orders, table: orders, take: count, where: {{column: amount, above: 100}}}}
  - {{name: pace, label: Pace, unit: points of 100, formula: (order_count - big) / (net_revenue / 100)}}
criteria:
  - {{metric: net_revenue, scorer: breaks}}
  - {{metric: pace, scorer: {{kind: rank, unknown: 20}}}}
  - {{metric: recency_days, scorer: {{kind: decay, half_life: 30}}}}
  - {{metric: satisfaction_score, scorer: quantiles}}
  - {{metric: order_count, scorer: {{kind: scale, unknown: ungraded}}}}
tiers:
  - {{key: A, name: A, colour: "#D55E00", icon: {{shape: star, text: A}}, from_score: 50}}
  - {{key: B, name: B, colour: "#0072B2", icon: {{shape: leaf, text: B}}, rest: true}}
"""
WAYS = [("entropy", "topsis"), ("critic", "sum")]


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def graded(engine: DuckDBEngine, tables: dict[str, list[dict[str, Any]]], way: str, total: str) -> Result:
    load(engine, tables)
    scheme = read_scheme(SCHEME.format(way=way, total=total))
    return run({name: engine.table(name) for name in tables}, scheme, as_of=AS_OF, engine=engine)


def person(name: str) -> dict[str, Any]:
    return {"customer_id": name, "source": "list", "is_listed": True}


CASES = {
    "one customer": {"orders": [order("1", "a", date(2024, 6, 1), "50")]},
    "no orders": {"customers": [person("a"), person("b")]},
    "debts": {"orders": [order(str(n), who, date(2024, 5, 1), str(n * 70)) for n, who in enumerate("abcab", 1)]
              + [order("r", "c", date(2024, 5, 2), "-900") | {"kind": "refund"}]},
    "all alike": {"orders": [order(who, who, date(2024, 6, 1), "50") for who in "abc"]},
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("way", "total"), WAYS)
def test_everybody_has_a_grade_that_can_be_explained(engine: DuckDBEngine, case: str, way: str, total: str) -> None:
    result = graded(engine, CASES[case], way, total)
    assert "satisfaction_score" in result.run.left_out
    assert sum(result.scheme.weights.values()) in {0, 10_000}
    for row in result.rows():
        why = result.customer(row["customer_id"]).why()
        found = result.scheme.grade_of(row)
        assert (found.tier, found.reason) == (row["tier"], row["reason"])
        if row["total"] is not None:
            assert 0 <= row["total"] <= 10**8
            assert sum((one.adds or Decimal(0) for one in why.contributions), Decimal(0)) == why.score


def test_without_orders_nobody_is_graded_where_unknown_means_ungraded(engine: DuckDBEngine) -> None:
    result = graded(engine, CASES["no orders"], "entropy", "sum")
    assert set(result.run.left_out) >= {"net_revenue", "order_count", "satisfaction_score"}


def test_nobody_at_all_is_one_clear_error(engine: DuckDBEngine) -> None:
    with pytest.raises(NothingToGrade, match="no customer or order is known"):
        graded(engine, {"orders": [order("1", "a", date(2025, 6, 1), "50")]}, "critic", "topsis")
