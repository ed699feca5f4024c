"""Figures that a customer list states: when they stand, when orders replace them, and what stays unknown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fenji.metrics.measure import Measure
from fenji.metrics.origin import origins
from fenji.metrics.period import day_start
from fenji.metrics.window import ALL, Window
from tests.fenji.metrics.shop import ZONE, Row, answer, customer, refund, sale

YEAR = Window("days", 365)
NAMES = ("order_count", "net_revenue", "orders_per_month", "average_order_value", "active_months", "recency_days")
LIST_DAY = "2024-06-01"


def states(metric: str, figure: Any, *, of: str = "a", on: str = LIST_DAY, **more: Any) -> Row:
    """A figure of a list, as of the end of a day."""
    day = date.fromisoformat(on)
    said = {"day": figure} if isinstance(figure, date) else {"value": Decimal(str(figure))}
    ends_at = day_start(day + timedelta(days=1), ZONE)
    row = {"customer_id": of, "source": "list", "metric": metric, "stated_on": day, "ends_at": ends_at, "import_id": 1}
    return {**row, "file": "客户清单.xlsx", "row": 12, **said, **more}


def measured(stated: list[Row], orders: list[Row] | None = None, window: Window = YEAR, **more: Any) -> Row:
    """What one listed customer comes to, every metric over one window; recency over all time."""
    asked = [Measure(name, name, ALL if name == "recency_days" else window) for name in NAMES]
    asked += [Measure("last", "last_ordered_on", ALL), Measure("tenure", "tenure_days", ALL)]
    asked += [Measure("clv", "historic_clv", ALL), Measure("open", "opportunity_amount", window)]
    data = {"customers": [customer("a", **more)], "stated": stated, "orders": orders or []}
    return answer(data, asked)["a"]


TOTALS = [
    states("order_count", 12),
    states("net_revenue", "5000.50"),
    states("last_ordered_on", date(2024, 5, 1)),
    states("opportunity_amount", 90000),
]


def test_totals_of_a_list_are_measured_and_what_needs_orders_stays_unknown() -> None:
    row = measured(TOTALS)
    assert (row["order_count"], row["net_revenue"], row["recency_days"]) == (12, Decimal("5000.50"), 60)
    assert row["average_order_value"] == Decimal("416.71")
    assert (row["last"], row["open"]) == (date(2024, 5, 1), 90000)
    assert row["active_months"] is None
    assert row["tenure"] is None


def test_what_needs_orders_is_unknown_and_not_0_where_others_have_orders() -> None:
    row = measured(TOTALS, [sale("other", "2024-06-10")])
    assert row["active_months"] is None
    assert row["order_count"] == 12


def test_every_stated_figure_says_where_it_was_stated() -> None:
    told = origins(measured(TOTALS)["stated"])
    assert told["recency_days"].text.en == "stated in 客户清单.xlsx, row 12, as of 2024-06-01"
    assert "the list doesn't say for which period" in told["net_revenue"].text.en
    assert "填报数据" in told["net_revenue"].text.zh
    assert "active_months" not in told


def test_a_customer_of_whom_nothing_is_stated_has_no_origin() -> None:
    row = measured([states("order_count", 3, of="b")], [sale("a", "2024-06-10")])
    assert row["order_count"] == 1
    assert row["stated"] is None


def test_orders_after_the_list_are_added_to_its_totals() -> None:
    sold = sale("a", "2024-06-10", 200)
    row = measured(TOTALS, [sold, sale("a", LIST_DAY, 999)])
    assert (row["order_count"], row["net_revenue"], row["recency_days"]) == (13, Decimal("5200.50"), 20)
    assert origins(row["stated"])["order_count"].remarks == ("window", "later")
    assert "last" not in origins(row["stated"])


def test_what_was_given_back_after_the_list_is_taken_off() -> None:
    sold = sale("a", "2024-05-01", 300, void_at=datetime(2024, 6, 15), order_id="s")
    row = measured(TOTALS, [sold, refund(sold, datetime(2024, 6, 15))])
    assert (row["order_count"], row["net_revenue"]) == (11, Decimal("4700.50"))


def test_orders_that_come_to_more_than_the_list_stand() -> None:
    many = [sale("a", f"2024-03-{day:02}", 1000, order_id=str(day)) for day in range(1, 15)]
    row = measured(TOTALS, many)
    assert (row["order_count"], row["net_revenue"]) == (14, 14000)
    assert "order_count" not in origins(row["stated"])


def test_orders_on_record_from_before_the_window_replace_the_list_for_everybody() -> None:
    row = measured(TOTALS, [sale("other", "2023-06-01")])
    assert (row["order_count"], row["net_revenue"], row["active_months"]) == (0, 0, 0)
    assert row["recency_days"] == 60
    assert row["clv"] == Decimal("5000.50")


def test_a_list_from_before_the_window_says_nothing_of_it() -> None:
    old = [states("order_count", 12, on="2023-06-01"), states("net_revenue", 900, on="2023-06-01")]
    row = measured(old, [sale("a", "2024-06-10", 5)])
    assert (row["order_count"], row["net_revenue"], row["clv"]) == (1, 5, 905)
    assert measured(old)["order_count"] is None


def test_a_list_of_later_than_the_as_of_day_is_not_seen() -> None:
    row = measured([states("order_count", 12, on="2024-07-01")])
    assert row["order_count"] is None
    assert row["stated"] is None


def test_a_list_as_of_the_as_of_day_is_seen() -> None:
    assert measured([states("order_count", 12, on="2024-06-30")])["order_count"] == 12


@pytest.mark.parametrize(
    ("said", "count"), [(None, 7), ("12 months", 7), ("365 days", 7), ("all", None), ("30 days", None)]
)
def test_a_total_answers_the_period_it_is_for(said: str | None, count: int | None) -> None:
    row = measured([states("order_count", 7, stated_window=said)])
    assert row["order_count"] == count
    if count is not None:
        assert origins(row["stated"])["order_count"].remarks == (() if said else ("window",))


def test_a_lifetime_total_answers_all_time_only() -> None:
    lifetime = [states("net_revenue", 8000, stated_window="all")]
    assert measured(lifetime)["net_revenue"] is None
    assert measured(lifetime, window=ALL)["net_revenue"] == measured(lifetime)["clv"] == 8000


def test_of_two_lists_the_newer_holds_and_on_one_day_the_later_import() -> None:
    lists = [
        states("order_count", 12),
        states("order_count", 9, on="2024-05-01", import_id=3),
        states("order_count", 15, import_id=2, row=4),
    ]
    row = measured(lists)
    assert row["order_count"] == 15
    assert origins(row["stated"])["order_count"].row == 4


def test_records_of_one_customer_merged_from_one_list_add_up() -> None:
    days = [states("last_ordered_on", date(2024, 5, day), row=day) for day in (1, 20)]
    row = measured([states("order_count", 12), states("order_count", 3, row=13), *days])
    assert row["order_count"] == 15
    assert row["last"] == date(2024, 5, 20)


def test_a_stated_frequency_is_the_frequency_and_gives_the_count() -> None:
    row = measured([states("orders_per_month", "2.5")])
    assert (row["orders_per_month"], row["order_count"]) == (Decimal("2.5"), 30)
    assert origins(row["stated"])["order_count"].remarks == ("rate",)


def test_a_frequency_counts_for_the_months_up_to_its_day_where_orders_go_on_from_there() -> None:
    orders = [sale("other", "2024-04-30"), sale("a", "2024-06-10")]
    row = measured([states("orders_per_month", "2", on="2024-04-30")], orders)
    months_before = Decimal(365 - 61) / Decimal("30.4375")
    expected = (months_before * 2 + 1) / (Decimal(365) / Decimal("30.4375"))
    assert row["orders_per_month"] == round(expected, 4)
    assert row["order_count"] == round(months_before * 2) + 1


def test_a_frequency_of_a_customer_younger_than_the_window_counts_for_the_months_they_are_known() -> None:
    row = measured([states("orders_per_month", "2")], registered_on=date(2024, 4, 1))
    assert row["order_count"] == 6


def test_frequency_over_all_time_is_unknown_where_nobody_says_since_when() -> None:
    assert measured(TOTALS, window=ALL)["orders_per_month"] is None
    known = measured([*TOTALS, states("first_ordered_on", date(2023, 6, 30))], window=ALL)
    assert known["orders_per_month"] == Decimal("0.9952")
    assert known["tenure"] == 366


def test_a_first_order_after_the_list_is_not_the_first_where_the_list_says_they_bought() -> None:
    later = [sale("a", "2024-06-10")]
    assert measured(TOTALS, later)["tenure"] is None
    assert measured([states("order_count", 0)], later)["tenure"] == 20


def test_an_average_of_a_stated_and_a_counted_total_is_unknown() -> None:
    row = measured([states("net_revenue", 50000)], [sale("a", "2024-05-01", 100)])
    assert (row["net_revenue"], row["order_count"], row["average_order_value"]) == (50000, 1, None)


def test_a_stated_0_is_0_and_not_unknown() -> None:
    row = measured([states("order_count", 0), states("net_revenue", 0)])
    assert (row["order_count"], row["net_revenue"]) == (0, 0)


def test_without_stated_figures_nothing_is_said_of_them() -> None:
    assert "stated" not in measured([], [sale("a", "2024-06-10")])


def test_an_opportunity_is_unknown_where_none_is_stated() -> None:
    assert measured([states("order_count", 1)])["open"] is None
    newest = [
        states("opportunity_amount", 10, on="2024-01-01"),
        states("opportunity_amount", "12.345", on="2024-06-30"),
    ]
    assert measured(newest)["open"] == Decimal("12.35")
