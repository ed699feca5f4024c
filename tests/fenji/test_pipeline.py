"""The pure pipeline: tables, a scheme and a day in, graded customers out, without any workspace."""

from __future__ import annotations

import random
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.errors import IntakeError, NothingToGrade, UnknownCustomer, UnknownName
from fenji.pipeline import run
from fenji.result import Result
from fenji.scheme.load import standard
from fenji.tables.rates import Rate, Rates
from tests.sample_result import AS_OF, load, order, sample_result, sample_tables

ORDERS = [
    order("A1", "C1", date(2024, 6, 1), "900"),
    order("A2", "C1", date(2024, 5, 1), "300"),
    order("A3", "C2", date(2024, 3, 1), "50"),
    order("A4", None, date(2024, 6, 1), "20"),
]


def graded(tables: dict[str, list[dict[str, Any]]], as_of: date = AS_OF, **more: Any) -> Result:
    engine = DuckDBEngine.in_memory()
    load(engine, tables)
    return run({name: engine.table(name) for name in tables}, standard("value"), as_of=as_of, engine=engine, **more)


def rows(result: Result) -> list[dict[str, Any]]:
    return list(result.rows(order=("customer_id",)))


def test_orders_alone_are_enough_to_grade_everybody_who_bought() -> None:
    result = graded({"orders": ORDERS})
    assert [row["customer_id"] for row in rows(result)] == ["C1", "C2"]
    assert result.customer("C1").row["net_revenue"] == Decimal("1200.00")
    assert result.run.left_out == ("interaction_count",)


def test_the_ungraded_and_every_tier_sum_to_all_customers() -> None:
    result = sample_result(120)
    summaries = result.tiers()
    assert sum(summary.customers for summary in summaries) == result.run.customers == 120
    assert sum((summary.customer_share for summary in summaries), Decimal(0)) == pytest.approx(1)


def test_contributions_sum_to_the_score_exactly() -> None:
    result = sample_result(80)
    for row in result.rows():
        explanation = result.customer(row["customer_id"]).why()
        parts = [one.adds for one in explanation.contributions if one.adds is not None]
        assert sum(parts, Decimal(0)) == explanation.score == row["score"]


def test_equal_customers_get_equal_grades_whatever_the_order_of_rows() -> None:
    tables = sample_tables(60)
    shuffled = {name: random.Random(7).sample(found, len(found)) for name, found in tables.items()}
    assert rows(graded(tables)) == rows(graded(shuffled))


def test_an_unknown_customer_is_named_with_near_ids() -> None:
    result = graded({"orders": ORDERS})
    with pytest.raises(UnknownCustomer, match="C1"):
        result.customer("C11")


def test_an_unknown_column_is_named_with_a_guess() -> None:
    with pytest.raises(UnknownName, match="net_revenue"):
        list(graded({"orders": ORDERS}).rows(["net_revenu"]))


def test_a_day_before_the_first_order_has_nothing_to_grade() -> None:
    with pytest.raises(NothingToGrade, match="2020-01-01"):
        graded({"orders": ORDERS}, as_of=date(2020, 1, 1))


def test_what_comes_after_the_as_of_day_is_not_seen() -> None:
    later = order("A9", "C2", date(2024, 7, 1), "9999")
    assert rows(graded({"orders": [*ORDERS, later]})) == rows(graded({"orders": ORDERS}))


def test_money_of_two_currencies_is_never_added_up() -> None:
    dollars = order("A9", "C1", date(2024, 6, 1), "100", currency="USD")
    with pytest.raises(IntakeError, match="USD"):
        graded({"orders": [*ORDERS, dollars]})


def test_money_is_converted_by_the_rate_of_the_day() -> None:
    dollars = [order("A8", "C2", date(2024, 6, 1), "100", currency="USD"),
               order("A9", "C2", date(2024, 6, 15), "100", currency="USD")]  # fmt: skip
    rates = Rates((Rate("USD", date(2024, 1, 1), Decimal("7.00")), Rate("USD", date(2024, 6, 10), Decimal("7.255"))))
    result = graded({"orders": [*ORDERS, *dollars]}, rates=rates)
    assert result.customer("C2").row["net_revenue"] == Decimal("50.00") + Decimal("700.00") + Decimal("725.50")


def test_a_day_without_a_rate_is_refused() -> None:
    dollars = order("A8", "C2", date(2024, 6, 1), "100", currency="USD")
    rates = Rates((Rate("USD", date(2024, 6, 2), Decimal("7.00")),))
    with pytest.raises(IntakeError, match="no rate for USD"):
        graded({"orders": [*ORDERS, dollars]}, rates=rates)


def test_moves_are_told_against_the_earlier_result() -> None:
    result = sample_result(150)
    moved = [row for row in result.rows() if row["move"] in ("promotion", "demotion")]
    assert moved
    keys = [tier.key for tier in result.scheme.scheme.tiers]
    for row in moved:
        rose = keys.index(row["tier"]) < keys.index(row["previous_tier"])
        assert (row["move"] == "promotion") is rose
    assert sum(count for _, _, count, _ in result.moves()) + sum(1 for r in result.rows() if r["move"] == "new") == 150


def test_a_customer_who_left_the_lists_is_gone() -> None:
    engine = DuckDBEngine.in_memory()
    load(engine, {"orders": ORDERS})
    tables = {"orders": engine.table("orders")}
    earlier = run(tables, standard("value"), as_of=AS_OF, engine=engine)
    kept = {"orders": engine.table("orders").filter(engine.table("orders").customer_id == "C1")}
    later = run(kept, earlier.scheme, as_of=AS_OF, engine=engine, previous=earlier)
    assert [(move.customer_id, move.kind) for move in later.movers()] == [("C2", "gone")]


def test_a_search_finds_part_of_a_name_and_nothing_is_a_pattern() -> None:
    result = sample_result(100)
    name = next(result.rows(limit=1))["name"]
    assert {row["name"][0] for row in result.rows(search=name[0])} >= {name[0]}
    assert result.count(search="%") == 0
    assert result.count(search="_") == 100 or result.count(search="_") == result.count(search="wx_")


def test_the_concentration_ends_with_everything() -> None:
    curve = sample_result(100).concentration(steps=10)
    assert curve[0] == (0, 0)
    assert curve[-1] == (1, 1)
    assert all(a[1] <= b[1] or b[1] >= 1 for a, b in pairwise(curve))


def test_a_histogram_counts_every_known_value_once() -> None:
    result = sample_result(100)
    assert sum(count for _, _, count in result.histogram("score", 7)) == 100


def test_a_sample_is_always_the_same_and_says_how_many_there_are() -> None:
    result = sample_result(100)
    first, everyone = result.sample(["customer_id"], 10)
    assert first == result.sample(["customer_id"], 10)[0]
    assert (len(first), everyone) == (10, 100)


def test_a_result_becomes_arrow_with_decimals_kept() -> None:
    table = sample_result(20).to_arrow(["customer_id", "net_revenue"])
    assert pa.types.is_decimal(table.schema.field("net_revenue").type)
    assert table.num_rows == 20


def test_an_order_at_the_last_instant_of_the_day_counts_and_one_after_midnight_does_not() -> None:
    last = order("B1", "C9", AS_OF, "1", ordered_at=datetime(2024, 6, 30, 15, 59, 59, 999_999))
    next_day = order("B2", "C9", date(2024, 7, 1), "1", ordered_at=datetime(2024, 6, 30, 16))
    last["booked_at"], next_day["booked_at"] = last["ordered_at"], next_day["ordered_at"]
    result = graded({"orders": [*ORDERS, last, next_day]})
    assert result.customer("C9").row["order_count"] == 1


def test_a_customer_without_an_order_in_the_window_was_active_in_no_month() -> None:
    old = order("B1", "C9", date(2022, 1, 1), "100")
    result = graded({"orders": [*ORDERS, old]})
    assert result.customer("C9").row["active_months"] == 0
    assert result.customer("C1").row["active_months"] == 2
