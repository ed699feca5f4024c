"""Activity: what a customer does of their own accord."""

from __future__ import annotations

import ibis.expr.types as ir

from fenji.language import Text
from fenji.metrics.interaction import is_kind
from fenji.metrics.metric import metric
from fenji.metrics.period import Period
from fenji.tables.interactions import inbound_words


@metric(
    table="interactions",
    unit="times",
    better="higher",
    never=0,
    label=Text("Activity", "活跃次数"),
    zh="周期内客户主动发起的互动次数。",
)
def activity_count(interactions: ir.Table, period: Period, *, kind: str | None = None) -> ir.IntegerScalar:
    """How often a customer came to us of their own accord.

    Interactions of the window with direction `in`; where no direction is recorded, those of the kinds that are the
    customer's own act (网站访问, 到店, 问卷, 分享). With `kind` (到店 or store_visit …) of that kind only. Orders
    aren't counted: see order_count and active_months. 0 for a customer without any.
    """
    is_own = (interactions.direction == "in") | (
        interactions.direction.isnull() & interactions.kind.isin(inbound_words())
    )
    return interactions.count(where=period.covers(interactions.happened_at) & is_own & is_kind(interactions, kind))
