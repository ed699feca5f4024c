"""Opportunity: what a customer may still buy, as the company's own list states it."""

from __future__ import annotations

import ibis.expr.types as ir

from fenji.language import Text
from fenji.metrics.metric import metric
from fenji.metrics.period import Period


@metric(
    table="stated",
    unit="money",
    better="higher",
    label=Text("Open opportunities", "商机金额"),
    zh="名单中填报的未成交商机金额。",
)
def opportunity_amount(stated: ir.Table, period: Period) -> ir.DecimalScalar:
    """What the deals that are still open with a customer come to, as a customer list states it.

    The newest list as of the as-of day or before, whatever the window; orders don't replace it. NULL for a customer of
    whom none is stated, never 0.
    """
    is_open = (stated.metric == "opportunity_amount") & (stated.stated_on <= period.last_day_value())
    return stated.value.argmax(stated.rank, where=is_open & stated.value.notnull()).round(2).cast("decimal(18, 2)")
