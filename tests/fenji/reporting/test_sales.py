"""What a span brought, from tiny tables: net of refunds, by what is known, who bought again, what goes together."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from fenji.engines.duckdb import DuckDBEngine
from fenji.journeys.journey import usual_journey
from fenji.metrics.period import Period, fill
from fenji.reporting import contacts, sales
from fenji.reporting.span import read_span
from tests.fenji.journeys.walks import answer
from tests.sample_result import load, order

ZONE = "Asia/Shanghai"
NOW = read_span("2024-Q2").period(ZONE)
BEFORE = read_span("2024-Q1").period(ZONE)


def engine(**tables: list[dict[str, Any]]) -> DuckDBEngine:
    made = DuckDBEngine.in_memory()
    load(made, tables)
    return made


def rows(made: DuckDBEngine, table: Any, period: Period = NOW) -> list[dict[str, Any]]:
    return made.rows(fill(made.compile(table), period.slots()))


def sale(customer: str | None, month: int, amount: str, **more: Any) -> dict[str, Any]:
    day = date(2024, month, 10)
    return order(f"{customer}-{month}-{amount}", customer, day, amount, **more)


def line(customer: str, month: int, product: str, amount: str = "10.00") -> dict[str, Any]:
    at = datetime(2024, month, 10, 4)
    return {
        "order_id": f"{customer}-{month}",
        "source": "shop",
        "line_no": ord(product[0]),
        "customer_id": customer,
        "kind": "sale",
        "product_id": product,
        "product_name": product,
        "amount": Decimal(amount),
        "currency": "CNY",
        "ordered_at": at,
        "ordered_on": at.date(),
        "booked_at": at,
    }


PEOPLE = [{"customer_id": one, "province": place, "source": "crm"} for one, place in
          (("a", "浙江"), ("b", "浙江"), ("c", "四川"))]  # fmt: skip


def test_totals_are_net_of_refunds_and_of_the_span_alone() -> None:
    back = {**sale("a", 5, "-30.00"), "kind": "refund"}
    made = engine(
        orders=[sale("a", 5, "100.00"), back, sale("b", 4, "50.00"), sale("b", 1, "70.00"), sale(None, 6, "5.00")]
    )
    (found,) = rows(made, sales.sold(made.table("orders"), NOW))
    assert (found["net_revenue"], found["orders"], found["customers"]) == (Decimal("125.00"), 3, 2)
    assert found["first_on"] == date(2024, 1, 10)


def test_a_breakdown_adds_up_to_the_whole_and_keeps_the_unknown() -> None:
    made = engine(orders=[sale("a", 5, "100.00"), sale("c", 5, "40.00"), sale("x", 5, "7.00")], customers=PEOPLE)
    asked = sales.by_customer(made.table("orders"), made.table("customers"), NOW, "province")
    found = {row["key"]: row["net_revenue"] for row in rows(made, asked)}
    assert found == {"浙江": Decimal(100), "四川": Decimal(40), None: Decimal(7)}


def test_who_bought_again_is_counted_among_those_of_the_span_before() -> None:
    made = engine(orders=[sale("a", 2, "1.00"), sale("a", 5, "1.00"), sale("b", 2, "1.00"), sale("c", 5, "1.00")],
                  customers=PEOPLE)  # fmt: skip
    for name, period in (("then", BEFORE), ("now", NOW)):
        made.keep(name, fill(made.compile(sales.buyers(made.table("orders"), period)), period.slots()))
    asked = sales.came_back(made.table("then"), made.table("now"), made.table("customers"), "province")
    assert rows(made, asked) == [{"key": "浙江", "customers": 2, "returned": 1}]


def test_products_go_together_by_customers_not_by_lines() -> None:
    made = engine(order_lines=[line("a", 5, "tea"), line("a", 6, "tea"), line("a", 5, "cup"), line("b", 5, "tea")])
    found = rows(made, sales.bought_together(made.table("order_lines"), NOW, 10))
    assert {(row["what"], row["other"]): (row["buyers"], row["both"]) for row in found} == {
        ("tea", "cup"): (2, 1),
        ("cup", "tea"): (1, 1),
    }


def test_the_best_products_of_each_tier() -> None:
    made = engine(order_lines=[line("a", 5, "tea", "30.00"), line("b", 5, "cup", "20.00"), line("b", 5, "pot", "5.00"),
                               line("c", 5, "pot", "9.00")], customers=PEOPLE)  # fmt: skip
    asked = sales.top_products(made.table("order_lines"), made.table("customers"), NOW, "province", 2)
    found = {(row["key"], row["product"]) for row in rows(made, asked)}
    assert found == {("浙江", "tea"), ("浙江", "cup"), ("四川", "pot")}


def test_an_order_counts_once_a_campaign_however_many_messages_came_before_it() -> None:
    def message(number: int, day: int, *, answered: bool = False) -> dict[str, Any]:
        at = datetime(2024, 5, day, 4)
        return {"touch_id": str(number), "source": "crm", "customer_id": "a", "campaign": "spring", "sent_at": at,
                "sent_on": at.date(), "responded_at": at + timedelta(days=1) if answered else None}  # fmt: skip

    made = engine(touches=[message(1, 1), message(2, 5, answered=True)],
                  orders=[sale("a", 5, "80.00"), sale("a", 6, "11.00"), sale("b", 5, "3.00")])  # fmt: skip
    (found,) = rows(made, contacts.campaigns(made.table("touches"), made.table("orders"), NOW))
    assert (found["messages"], found["customers"], found["answers"]) == (2, 1, 1)
    assert found["revenue"] == Decimal("80.00"), "the order of 10 June is more than 30 days after both"


def test_answers_have_a_mean_by_tier_and_none_without_a_score() -> None:
    said = [answer("a", 120, "8"), answer("b", 121, "4"), answer("c", 122, None)]
    made = engine(feedback=said, customers=PEOPLE)
    asked = contacts.scores(made.table("feedback"), made.table("customers"), NOW, "province")
    found = {row["key"]: (row["answers"], row["scored"], row["score"]) for row in rows(made, asked)}
    assert found == {"浙江": (2, 2, 12000), "四川": (1, 0, None)}


def test_themes_are_those_of_tickets_and_complaints_in_their_words_or_topic() -> None:
    said = [
        {**answer("a", 120, None, "快递慢"), "kind": "ticket"},
        {**answer("b", 121, None, None), "kind": "投诉", "topic": "产品质量"},
        {**answer("c", 122, "5", "质量好"), "kind": "survey"},
    ]
    made = engine(feedback=said, customers=PEOPLE)
    asked = contacts.themes(made.table("feedback"), made.table("customers"), NOW, "province", usual_journey().themes)
    found = {row["key"]: (row["answers"], row["theme_0"], row["theme_1"]) for row in rows(made, asked)}
    assert found == {"浙江": (2, 1, 1)}, "praise in a survey is no after-sale case"


def test_products_are_summed_by_their_name() -> None:
    made = engine(order_lines=[line("a", 5, "tea"), line("b", 5, "tea"), line("c", 5, "cup"), line("c", 1, "tea")])
    found = {row["key"]: row["net_revenue"] for row in rows(made, sales.by_product(made.table("order_lines"), NOW))}
    assert found == {"tea": Decimal("20.00"), "cup": Decimal("10.00")}
