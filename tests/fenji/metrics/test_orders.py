"""Recency, frequency and money on tiny tables."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.fenji.metrics.shop import customer, refund, sale, value

JUNE = datetime(2024, 6, 10, 4)
LATER = datetime(2024, 7, 5, 4)
FIRST = sale("a", "2024-05-01", 300, order_id="s1")
SECOND = sale("a", "2024-06-20", 200, order_id="s2")
THIRD = sale("a", "2024-06-20", 100, order_id="s3", discount=Decimal(25))
VOID = sale("a", "2024-06-29", 999, kind="void")
OTHER = sale("b", "2024-06-30", 5000)
GUEST = sale(None, "2024-06-30", 7000)
ORDERS = [FIRST, SECOND, THIRD, VOID, OTHER, GUEST]


@pytest.mark.parametrize(
    ("metric", "window", "expected"),
    [
        ("recency_days", "all", 10),
        ("last_ordered_on", "all", date(2024, 6, 20)),
        ("first_ordered_on", "all", date(2024, 5, 1)),
        ("first_ordered_on", "30 days", date(2024, 6, 20)),
        ("order_count", "all", 3),
        ("order_count", "10 days", 0),
        ("order_count", "11 days", 2),
        ("net_revenue", "all", Decimal("600.00")),
        ("net_revenue", "1 month", Decimal("300.00")),
        ("net_revenue", "3 days", Decimal("0.00")),
        ("average_order_value", "all", Decimal("200.00")),
        ("average_order_value", "3 days", None),
        ("active_months", "all", 2),
        ("active_months", "30 days", 1),
        ("repeat_order_share", "all", Decimal("0.6667")),
        ("repeat_order_share", "30 days", Decimal("1.0000")),
        ("repeat_order_share", "3 days", None),
        ("discount_share", "all", Decimal("0.2000")),
        ("discount_share", "3 days", None),
        ("orders_per_month", "1 month", Decimal("2.0000")),
        ("spend_per_month", "1 month", Decimal("300.00")),
        ("tenure_days", "all", 60),
        ("historic_clv", "30 days", Decimal("600.00")),
        ("return_rate", "all", Decimal("0.0000")),
        ("return_rate_by_amount", "all", Decimal("0.0000")),
    ],
)
def test_a_metric_says_what_its_page_says(metric: str, window: str, expected: object) -> None:
    assert value(metric, {"orders": ORDERS}, window=window) == expected


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("recency_days", None),
        ("last_ordered_on", None),
        ("order_count", 0),
        ("orders_per_month", Decimal(0)),
        ("net_revenue", Decimal(0)),
        ("spend_per_month", Decimal(0)),
        ("average_order_value", None),
        ("historic_clv", Decimal(0)),
        ("active_months", 0),
        ("repeat_order_share", None),
        ("return_rate", None),
        ("tenure_days", None),
    ],
)
def test_a_customer_who_never_bought_has_counts_of_0_and_no_recency(metric: str, expected: object) -> None:
    assert value(metric, {"orders": [OTHER]}, window="12 months" if metric.endswith("month") else "all") == expected


def test_nothing_is_known_where_no_order_was_ever_recorded() -> None:
    for metric in ("order_count", "net_revenue", "recency_days", "orders_per_month", "historic_clv"):
        assert value(metric, {"orders": []}) is None


def test_a_full_refund_takes_away_the_order_and_its_money() -> None:
    gone = SECOND | {"void_at": datetime(2024, 6, 25)}
    data = {"orders": [FIRST, gone, refund(gone, datetime(2024, 6, 25))]}
    assert value("order_count", data) == 1
    assert value("net_revenue", data) == Decimal(300)
    assert value("last_ordered_on", data) == date(2024, 5, 1)
    assert value("return_rate", data) == Decimal("0.5")
    assert value("return_rate_by_amount", data) == Decimal("0.4")


def test_a_refund_after_the_as_of_day_is_not_yet_seen() -> None:
    gone = SECOND | {"void_at": LATER}
    data = {"orders": [FIRST, gone, refund(gone, LATER)]}
    assert value("order_count", data) == 2
    assert value("net_revenue", data) == Decimal(500)
    assert value("return_rate", data) == 0
    assert value("order_count", data, as_of=date(2024, 7, 5)) == 1
    assert value("net_revenue", data, as_of=date(2024, 7, 5)) == Decimal(300)


def test_a_refund_in_the_last_instant_is_seen_and_one_at_midnight_is_not() -> None:
    midnight = datetime(2024, 6, 30, 16)
    last = datetime(2024, 6, 30, 15, 59, 59, 999999)
    for instant, count in ((last, 0), (midnight, 1)):
        gone = SECOND | {"void_at": instant}
        data = {"orders": [gone, refund(gone, instant)]}
        assert value("order_count", data) == count
        assert value("net_revenue", data) == 200 * count


def test_a_refund_of_an_older_purchase_leaves_the_window_alone() -> None:
    data = {"orders": [FIRST, SECOND, refund(FIRST, JUNE, 50)]}
    assert value("net_revenue", data, window="1 month") == Decimal(200)
    assert value("net_revenue", data, window="3 months") == Decimal(450)
    assert value("order_count", data) == 2


def test_an_unlinked_refund_counts_on_its_own_day_and_takes_no_order_away() -> None:
    loose = sale("a", "2024-06-25", -80, kind="refund")
    data = {"orders": [FIRST, SECOND, loose]}
    assert value("net_revenue", data, window="1 month") == Decimal(120)
    assert value("order_count", data) == 2
    assert value("return_rate", data, window="1 month") == 1
    assert value("return_rate", data) == Decimal("0.5")


def test_several_refunds_of_one_order_are_one_return() -> None:
    parts = [refund(SECOND, JUNE, 30) | {"order_id": f"r{n}"} for n in (1, 2)]
    data = {"orders": [FIRST, SECOND, THIRD, *parts]}
    assert value("return_rate", data) == Decimal("0.3333")
    assert value("return_rate_by_amount", data) == Decimal("0.1")


@pytest.mark.parametrize(
    ("registered", "first", "window", "expected"),
    [
        (None, "2023-06-20", "12 months", "0.0833"),  # older than the window: 1 / 12
        (None, "2023-07-01", "12 months", "0.0833"),  # on its first day: not younger
        (None, "2024-05-01", "12 months", "0.4990"),  # 61 days: 1 / (61 / 30.4375)
        (None, "2024-06-20", "12 months", "1.0000"),  # at least a month
        ("2024-05-01", "2024-06-20", "12 months", "0.4990"),  # registered before the first order
        ("2022-01-01", "2024-06-20", "12 months", "0.0833"),
        ("2024-06-25", "2024-06-20", "12 months", "1.0000"),  # registered after it: the order counts
        (None, "2024-06-20", "90 days", "1.0000"),
        ("2020-01-01", "2024-06-20", "90 days", "0.3382"),  # 90 / 30.4375 months
        ("2020-01-01", "2024-06-29", "7 days", "4.3482"),  # a window shorter than a month is divided by itself
        (None, "2024-06-29", "7 days", "4.3482"),
        (None, "2024-05-01", "all", "0.4990"),
    ],
)
def test_orders_a_month_are_divided_by_the_months_a_customer_is_known(
    registered: str | None, first: str, window: str, expected: str
) -> None:
    people = [customer("a", registered_on=date.fromisoformat(registered) if registered else None)]
    got = value("orders_per_month", {"customers": people, "orders": [sale("a", first)]}, window=window)
    count = value("order_count", {"customers": people, "orders": [sale("a", first)]}, window=window)
    assert got == (Decimal(expected) if count else 0)


def test_tenure_begins_with_the_registration_or_the_first_order() -> None:
    people = [customer("a", registered_on=date(2024, 6, 1))]
    assert value("tenure_days", {"customers": people}) == 29
    assert value("tenure_days", {"customers": people, "orders": [FIRST]}) == 60
