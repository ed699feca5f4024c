"""What campaigns reached in a span, and what customers said, by tier and theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis

from fenji.journeys.paths import any_of
from fenji.metrics.ratio import rounded
from fenji.metrics.sales import is_net_money

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.journeys.journey import Theme
    from fenji.metrics.period import Period

FOLLOWED_DAYS = 30
AFTER_SALE = ("ticket", "complaint", "工单", "投诉", "售后", "客诉")


def campaigns(touches: ir.Table, orders: ir.Table, period: Period) -> ir.Table:
    """campaign → messages, customers reached, answers, and the revenue of those reached in the 30 days after.

    Each order counts once a campaign, however many messages came before it. It is no proof that the campaign caused it.
    """
    sent = touches.filter(period.covers(touches.sent_at))
    reached = sent.group_by("campaign").aggregate(
        messages=sent.count(),
        customers=sent.customer_id.nunique(),
        answers=sent.count(where=period.before_end(sent.responded_at)),
    )
    money = orders.filter(is_net_money(orders, period) & orders.customer_id.notnull())
    paid = money.select(whose="customer_id", ordered_at="ordered_at", amount="amount", order="order_id", of="source")
    near = sent.join(paid, (sent.customer_id == paid.whose) & (paid.ordered_at >= sent.sent_at))
    near = near.filter(near.ordered_at < near.sent_at + ibis.interval(days=FOLLOWED_DAYS))
    once = near.select("campaign", "order", "of", "whose", "amount", "ordered_at").distinct()
    brought = once.group_by("campaign").aggregate(revenue=once.amount.sum()).select(named="campaign", revenue="revenue")
    return reached.left_join(brought, reached.campaign.identical_to(brought.named)).drop("named")


def scores(feedback: ir.Table, people: ir.Table, period: Period, column: str) -> ir.Table:
    """key → answers, and score (a sum of hundredths of a percent) over scored."""
    rows = _said(feedback, people, period, column)
    is_scored = rows.score.notnull() & (rows.score_max > 0)
    share = rounded((rows.score * 100).cast("int64") * 10_000, (rows.score_max * 100).cast("int64"))
    return rows.group_by("key").aggregate(
        answers=rows.count(), score=share.sum(where=is_scored), scored=rows.count(where=is_scored)
    )


def themes(feedback: ir.Table, people: ir.Table, period: Period, column: str, listed: Sequence[Theme]) -> ir.Table:
    """key → tickets and complaints (answers), and in how many of them each theme is named, in their words or topic."""
    rows = _said(feedback, people, period, column)
    rows = rows.filter(rows.kind.lower().isin(AFTER_SALE))
    said = ibis.coalesce(rows.text, "").concat(" ", ibis.coalesce(rows.topic, "")).lower()
    return rows.group_by("key").aggregate(
        answers=rows.count(),
        **{f"theme_{n}": rows.count(where=any_of(said, theme.words)) for n, theme in enumerate(listed)},
    )


def _said(feedback: ir.Table, people: ir.Table, period: Period, column: str) -> ir.Table:
    known = people.select(whose="customer_id", key=people[column])
    said = feedback.filter(period.covers(feedback.given_at))
    return said.left_join(known, said.customer_id == known.whose)
