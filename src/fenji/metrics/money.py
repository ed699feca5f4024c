"""Money: what a customer spends, net of what was given back."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from fenji.language import Text
from fenji.metrics.metric import Part, metric
from fenji.metrics.months import months_known
from fenji.metrics.period import Period
from fenji.metrics.ratio import MONEY_DIGITS, Ratio, money
from fenji.metrics.sales import is_counted_sale, is_net_money
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
    sale counts at the day of the purchase; one that isn't counts at its own. Void orders never count. 0 for a customer
    who never bought; it can be negative when unlinked refunds outweigh the sales.
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


@metric(
    of={"net_revenue": Part("net_revenue", ALL), "known_cost": Part("known_cost", ALL)},
    unit="money",
    better="higher",
    never=0,
    label=Text("Lifetime value (historic)", "客户生命周期价值(历史)"),
    zh="自首单以来的净购买金额;已知成本的部分计为利润。",
)
def historic_clv(values: Mapping[str, ir.Column], period: Period) -> ir.DecimalColumn:  # noqa: ARG001
    """What a customer has brought since the first order: net revenue, and profit where the cost is known.

    Net revenue up to the as-of day, whatever the window, less the cost of the goods as far as it is known (known_cost):
    where no cost is known, net revenue; where all is known, profit. 0 for a customer who never bought. It looks back
    only and predicts nothing.
    """
    return values["net_revenue"] - values["known_cost"].fill_null(0)


@metric(
    table=("order_lines", "products"),
    unit="money",
    better="neither",
    never=0,
    label=Text("Known cost", "已知成本"),
    zh="所购商品中已知的成本,扣除退货。",
)
def known_cost(order_lines: ir.Table, period: Period) -> ir.DecimalScalar:
    """What the goods a customer kept cost the company, as far as their cost is known.

    Quantity times unit cost of the window's lines, less those given back before the end, two decimals. Lines without a
    cost of their own or of their product count as 0: see gross_margin, which leaves them out. 0 for a customer without
    lines.
    """
    return money(_cost(order_lines).sum(where=is_net_money(order_lines, period)).fill_null(0))


@metric(
    table=("order_lines", "products"),
    unit="share",
    better="higher",
    label=Text("Gross margin", "毛利率"),
    zh="已知成本商品的毛利率,扣除退货。",
)
def gross_margin(order_lines: ir.Table, period: Period) -> Ratio:
    """What share of a customer's spending is left after the cost of the goods.

    (net revenue − cost) / net revenue of the window's lines whose cost is known, given back ones taken off; four
    decimals, rounded once HALF_UP (the cost is first brought to two decimals). Lines of unknown cost are left out of
    both. NULL where no cost is known, or where what is known comes to no revenue.
    """
    has_cost = is_net_money(order_lines, period) & _cost(order_lines).notnull()
    revenue = order_lines.amount.sum(where=has_cost).cast("decimal(18, 2)")
    return Ratio(revenue - money(_cost(order_lines).sum(where=has_cost)), revenue)


@metric(
    table="orders",
    unit="share",
    better="lower",
    label=Text("Discount share", "优惠占比"),
    zh="优惠金额占原价的比例。",
)
def discount_share(orders: ir.Table, period: Period) -> Ratio:
    """What share of the list price a customer was let off.

    Discounts / (amounts paid + discounts) of the window's sales that weren't given back in full before the end and
    whose discount is recorded, four decimals, rounded once HALF_UP. NULL where no discount is recorded (a recorded 0
    counts as 0).
    """
    is_recorded = is_counted_sale(orders, period) & orders.discount.notnull()
    discount = orders.discount.sum(where=is_recorded).cast("decimal(18, 2)")
    return Ratio(discount, discount + orders.amount.sum(where=is_recorded).cast("decimal(18, 2)"))


def _cost(lines: ir.Table) -> ir.DecimalColumn:
    """The cost of a line's goods, taken off where they came back: the sign is the kind's, not the quantity's."""
    pieces = ibis.ifelse(lines.kind == "refund", -lines.quantity.abs(), lines.quantity.abs())
    return pieces * lines.unit_cost
