"""Interaction: how often customer and company are in touch, and whether campaigns are answered."""

from __future__ import annotations

import ibis.expr.types as ir

from fenji.language import Text
from fenji.metrics.metric import metric
from fenji.metrics.period import Period
from fenji.metrics.ratio import Ratio
from fenji.tables.interactions import kind_words


@metric(
    table="interactions",
    unit="times",
    better="higher",
    never=0,
    label=Text("Interactions", "互动次数"),
    zh="周期内与客户的互动次数。",
)
def interaction_count(interactions: ir.Table, period: Period, *, kind: str | None = None) -> ir.IntegerScalar:
    """How often a customer and the company were in touch.

    Interactions of the window, whoever began; with `kind` (电话, 微信 … or call, wechat …) of that kind only. 0 for a
    customer without any.
    """
    return interactions.count(where=period.covers(interactions.happened_at) & is_kind(interactions, kind))


@metric(
    table="touches",
    unit="share",
    better="higher",
    label=Text("Response rate", "营销响应率"),
    zh="营销触达得到响应的比例。",
)
def touch_response_rate(touches: ir.Table, period: Period) -> Ratio:
    """What share of the campaign messages sent to a customer was answered.

    Touches sent within the window and answered before its end / touches sent within the window, four decimals, rounded
    once HALF_UP. An answer without a time isn't seen. NULL for a customer to whom none was sent.
    """
    is_sent = period.covers(touches.sent_at)
    return Ratio(touches.count(where=is_sent & period.before_end(touches.responded_at)), touches.count(where=is_sent))


def is_kind(interactions: ir.Table, kind: str | None) -> ir.BooleanValue:
    """Whether an interaction is of a kind, in whichever of its words; any kind where none is asked for."""
    return interactions.kind.notnull() if kind is None else interactions.kind.isin(kind_words(kind))
