"""Frequency: how often a customer buys."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from fenji.language import Text
from fenji.metrics.bits import MOST, Bits, bits_of
from fenji.metrics.metric import Part, metric
from fenji.metrics.months import months_known
from fenji.metrics.period import Period
from fenji.metrics.ratio import Ratio
from fenji.metrics.sales import is_counted_sale
from fenji.metrics.window import ALL

MONTH_DAYS_BY_10000 = 304_375


@metric(
    table="orders",
    unit="orders",
    better="higher",
    never=0,
    label=Text("Orders", "购买次数"),
    zh="周期内的有效订单数。",
)
def order_count(orders: ir.Table, period: Period) -> ir.IntegerScalar:
    """How many orders a customer placed.

    Sales of the window, start included and end excluded, that weren't given back in full before the end; a sale given
    back in part counts. 0 for a customer who never bought.
    """
    return orders.count(where=is_counted_sale(orders, period))


@metric(
    of={"order_count": "order_count", "first_ordered_on": Part("first_ordered_on", ALL)},
    table="customers",
    unit="orders a month",
    better="higher",
    never=0,
    label=Text("Orders a month", "购买频率(月)"),
    zh="平均每月的有效订单数。",
)
def orders_per_month(values: Mapping[str, ir.Column], period: Period) -> Ratio:
    """How many orders a customer places in a month, on average.

    order_count / months, four decimals, rounded once HALF_UP. Months: the length of the window (12 months = 12, 90 days
    = 90 / 30.4375). A customer younger than the window (first order, or registration if earlier, after the window's
    first day) is divided by the months since then, that day and the as-of day included, days / 30.4375, at least 1 and
    at most the window. Over all time everybody is divided by the months since then, at least 1. 0 for a customer who
    never bought.
    """
    count, months = values["order_count"], months_known(values, period)
    return Ratio(count * ibis.literal(months.per_month, type="int64"), months.units)


@metric(
    table="orders",
    unit="months",
    better="higher",
    never=0,
    label=Text("Active months", "活跃月数"),
    zh="周期内有购买的月数,自评估基准日向前每 30.4375 天计一个月。",
)
def active_months(orders: ir.Table, period: Period) -> ir.IntegerScalar | Bits:
    """In how many months of the window a customer bought.

    Months are counted back from the as-of day, 30.4375 days each (days back × 10000 // 304375), so that a window has
    the same number of them whatever day it ends on. A month counts if an order in it wasn't given back in full before
    the end. 0 for a customer who never bought.
    """
    counted = is_counted_sale(orders, period)
    days_back = period.last_day_value().delta(orders.ordered_on, unit="day").cast("int64")
    month = (days_back * 10_000) // MONTH_DAYS_BY_10000
    if period.months is None or period.months >= MOST:
        return month.nunique(where=counted)
    return bits_of(month, where=counted)


@metric(
    table="orders",
    unit="share",
    better="higher",
    label=Text("Repeat orders", "复购订单占比"),
    zh="非首单的订单占比。",
)
def repeat_order_share(orders: ir.Table, period: Period) -> Ratio:
    """What share of a customer's orders in the window are repeat orders.

    (orders of the window − 1 if the customer's first order ever lies in it) / orders of the window, four decimals.
    Orders given back in full before the end don't count, neither as first. NULL for a customer without an order in the
    window; 0 for one with a first order only. (复购率 is a group's: the share of customers with two orders or more.)
    """
    count = order_count(orders, period)
    start = period.start_value()
    if start is None:
        return Ratio(count - 1, count)
    first = orders.ordered_at.min(where=is_counted_sale(orders, period.over(ALL)))
    return Ratio(count - ibis.ifelse(first >= start, 1, 0), count)
