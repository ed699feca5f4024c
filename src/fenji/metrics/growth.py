"""Growth: what changed against the period before."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from fenji.language import Text
from fenji.metrics.metric import Part, metric
from fenji.metrics.period import Period
from fenji.metrics.ratio import Ratio
from fenji.metrics.window import ALL


@metric(
    of={"now": "net_revenue", "both": Part("net_revenue", times=2)},
    unit="share",
    better="higher",
    label=Text("Revenue on previous period", "购买金额环比"),
    zh="购买金额比上一周期增减的比例。",
)
def revenue_change(values: Mapping[str, ir.Column], period: Period) -> Ratio:
    """By what share a customer's spending rose or fell against the period before.

    (net_revenue − net_revenue of the equally long window before) / that, four decimals, rounded once HALF_UP: 0.25 is a
    quarter more, −1 nothing any more. NULL where nothing, or less than nothing, was spent in the period before, and
    over all time.
    """
    return _change(values, period)


@metric(
    of={"now": "order_count", "both": Part("order_count", times=2)},
    unit="share",
    better="higher",
    label=Text("Orders on previous period", "购买次数环比"),
    zh="有效订单数比上一周期增减的比例。",
)
def order_change(values: Mapping[str, ir.Column], period: Period) -> Ratio:
    """By what share the number of a customer's orders rose or fell against the period before.

    (order_count − order_count of the equally long window before) / that, four decimals, rounded once HALF_UP. NULL for
    a customer without an order in the period before, and over all time.
    """
    return _change(values, period)


def _change(values: Mapping[str, ir.Column], period: Period) -> Ratio:
    before = values["both"] - values["now"]
    whole = ibis.null(before.type()) if period.window == ALL else before
    return Ratio(values["now"] - before, whole)
