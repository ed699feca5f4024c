"""Returns: how much of what a customer buys comes back."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fenji.language import Text
from fenji.metrics.metric import metric
from fenji.metrics.period import Period
from fenji.metrics.ratio import Ratio
from fenji.metrics.sales import is_refund, is_sale


@metric(
    table="orders",
    unit="share",
    better="lower",
    label=Text("Return rate (orders)", "退货率(按订单)"),
    zh="发生退款的订单占比。",
)
def return_rate(orders: ir.Table, period: Period) -> Ratio:
    """What share of a customer's orders came back, in whole or in part.

    Orders of the window with a refund booked before the end / all sales of the window, also those given back in full;
    four decimals, at most 1. Several refunds of one order count once; a refund tied to no order counts as one order at
    its own day. Void orders never count. NULL for a customer without a sale in the window.
    """
    given_back = ibis.coalesce(orders.refunds_order_id, orders.order_id)
    refunded = (orders.source + "/" + given_back).nunique(where=is_refund(orders, period))
    sold = orders.count(where=is_sale(orders, period))
    return Ratio(ibis.least(refunded, sold), sold)


@metric(
    table="orders",
    unit="share",
    better="lower",
    label=Text("Return rate (amount)", "退货率(按金额)"),
    zh="退款金额占销售金额的比例。",
)
def return_rate_by_amount(orders: ir.Table, period: Period) -> Ratio:
    """What share of a customer's spending was given back.

    Refunds of the window's purchases booked before the end / all sales of the window, four decimals, rounded once
    HALF_UP, at most 1. Void orders never count. NULL for a customer who paid nothing in the window.
    """
    refunded = orders.amount.sum(where=is_refund(orders, period)).fill_null(0).cast("decimal(18, 2)")
    sold = orders.amount.sum(where=is_sale(orders, period)).cast("decimal(18, 2)")
    return Ratio(ibis.least(-refunded, sold), sold)
