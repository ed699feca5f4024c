"""Money: what a customer spends, net of what was given back."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from fenji.language import Text
from fenji.metrics.metric import Part, metric
from fenji.metrics.months import months_known
from fenji.metrics.period import Period
from fenji.metrics.ratio import MONEY_DIGITS, Ratio
from fenji.metrics.sales import is_net_money
from fenji.metrics.window import ALL


@metric(
    table="orders",
    unit="money",
    better="higher",
    never=0,
    label=Text("Net revenue", "购买金额(扣退款)"),
    zh="周期内的购买金额,扣除退款与取消。",
)
def net_revenue(orders: ir.Table, period: Period) -> ir.DecimalScalar:
    """What a customer spent, less what was given back.

    Sales minus refunds whose purchase lies in the window and which were booked before the end. A refund tied to its
    sale     counts at the day of the purchase; one that isn't counts at its own. Void orders never count. 0 for one who never
    bought; it can be negative when unlinked refunds outweigh the sales.
    """
    return orders.amount.sum(where=is_net_money(orders, period)).fill_null(0).cast("decimal(18, 2)")


@metric(
    of={"net_revenue": "net_revenue", "first_ordered_on": Part("first_ordered_on", ALL)},
    table="customers",
    unit="money a month",
    better="higher",
    never=0,
    label=Text("Spend a month", "月均消费金额"),
    zh="平均每月的购买金额,扣除退款。",
)
def spend_per_month(values: Mapping[str, ir.Column], period: Period) -> Ratio:
    """What a customer spends in a month, on average, less refunds.

    net_revenue / months, two decimals, rounded once HALF_UP. Months as for orders_per_month: the window's, or for a
    customer younger than the window those since the first order or registration, at least 1. 0 for a customer who
    never bought.
    """
    months = months_known(values, period)
    units = values["net_revenue"] * ibis.literal(months.per_month, type="int64")
    return Ratio(units, months.units, digits=MONEY_DIGITS)


@metric(
    of={"net_revenue": "net_revenue", "order_count": "order_count"},
    unit="money an order",
    better="higher",
    label=Text("Average order value", "笔单价"),
    zh="平均每笔订单的金额,扣除退款。",
)
def average_order_value(values: Mapping[str, ir.Column], period: Period) -> Ratio:  # noqa: ARG001
    """What a customer spends on one order, on average, less refunds.

    net_revenue / order_count of the window, two decimals, rounded once HALF_UP. NULL for a customer without an order.
    (笔单价 is per order; 客单价 would be per customer.)
    """
    return Ratio(values["net_revenue"], values["order_count"], digits=MONEY_DIGITS)
