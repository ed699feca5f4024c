"""Rhythm: whether a customer buys evenly or all at once."""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.types as ir

from fenji.language import Text
from fenji.metrics.metric import metric
from fenji.metrics.period import Period
from fenji.metrics.sales import is_counted_sale
from fenji.metrics.window import ALL

ORDER_DAYS = "order_days"
_TEN_THOUSANDTH = Decimal("0.0001")


def order_days(orders: ir.Table, period: Period) -> ir.Table:
    """One row for each day on which a customer bought, with the day they had bought before (NULL: the first).

    Days of orders that stand at the period's end; guests left out. The one window it needs is within a customer.
    """
    counted = orders.filter(is_counted_sale(orders, period.over(ALL)) & orders.customer_id.notnull())
    days = counted.select("customer_id", "ordered_on").distinct()
    before = days.ordered_on.lag().over(group_by=days.customer_id, order_by=days.ordered_on)
    return days.mutate(previous_on=before).limit(None)


@metric(
    table=(ORDER_DAYS, "orders"),
    unit="share",
    better="neither",
    label=Text("Clumpiness", "购买集中度"),
    zh="周期内购买日的集中程度：0 为均匀分布，越接近 1 越集中。",
)
def clumpiness(order_days: ir.Table, period: Period) -> ir.DecimalScalar:
    """How much a customer's days of buying in the window lie together: 0 evenly spread, near 1 all at once.

    H = 1 + Σ x ln x / ln(n + 1) over the n + 1 stretches between the n days and both ends of the window, each a share x
    of its N days plus one (Zhang, Bradlow and Small 2013). Several orders of one day are one. Each stretch's part is
    rounded to six decimals before it is added up, so that engines agree; four decimals in the end. NULL for a customer
    who didn't buy in the window, and over all time.
    """
    first = period.first_day_value()
    if first is None:
        return ibis.null("decimal(18, 4)")
    last = period.last_day_value()
    length = last.delta(first, unit="day").cast("int64") + 1
    inside = period.covers_day(order_days.ordered_on)
    age = last.delta(order_days.ordered_on, unit="day").cast("int64")
    before = last.delta(order_days.previous_on, unit="day").cast("int64").fill_null(length)
    stretch = ibis.greatest(ibis.least(before, length) - age, ibis.literal(1, "int64"))
    days = order_days.count(where=inside)
    parts = _weight(stretch).cast("decimal(18, 6)").sum(where=inside)
    last_stretch = age.min(where=inside) + 1
    whole = (length + 1).cast("float64")
    logs = (parts.cast("float64") + _weight(last_stretch)) / whole - whole.ln()
    share = 1.0 + logs / (ibis.greatest(days, 1) + 1).cast("float64").ln()
    units = (share * 10_000.0 + 0.5).floor().cast("decimal(9, 0)")
    value = (units * ibis.literal(_TEN_THOUSANDTH, "decimal(9, 4)")).cast("decimal(18, 4)")
    return ibis.ifelse(days > 0, value, ibis.null("decimal(18, 4)"))


def _weight(stretch: ir.IntegerValue) -> ir.FloatingValue:
    number = stretch.cast("float64")
    return number * number.ln()
