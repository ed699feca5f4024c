"""Recency: when a customer last bought."""

from __future__ import annotations

import ibis.expr.types as ir

from fenji.language import Text
from fenji.metrics.metric import metric
from fenji.metrics.period import Period
from fenji.metrics.sales import is_counted_sale


@metric(
    table="orders",
    unit="days",
    better="lower",
    label=Text("Recency", "最近购买"),
    zh="最近一次购买距评估基准日的天数。",
)
def recency_days(orders: ir.Table, period: Period) -> ir.IntegerScalar:
    """Days from a customer's last order to the as-of day.

    Local days: bought on the as-of day is 0. The last order of the window that wasn't given back in full by then;
    orders of the same day give the same value. NULL, never 0, for a customer without such an order.
    """
    return period.last_day_value().delta(last_ordered_on(orders, period), unit="day")


@metric(
    table="orders",
    unit="date",
    better="higher",
    label=Text("Last order", "上一次购买时间"),
    zh="最近一次购买的日期。",
)
def last_ordered_on(orders: ir.Table, period: Period) -> ir.DateScalar:
    """The day of a customer's last order.

    The local day in the workspace's zone; orders given back in full before the period's end don't count. NULL without
    such an order in the window.
    """
    return orders.ordered_on.max(where=is_counted_sale(orders, period))


@metric(
    table="orders",
    unit="date",
    better="neither",
    label=Text("First order", "首次购买时间"),
    zh="首次购买的日期。",
)
def first_ordered_on(orders: ir.Table, period: Period) -> ir.DateScalar:
    """The day of a customer's first order.

    The local day in the workspace's zone; orders given back in full before the period's end don't count. NULL without
    such an order in the window.
    """
    return orders.ordered_on.min(where=is_counted_sale(orders, period))
