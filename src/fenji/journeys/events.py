"""All recorded events of all customers as one table: who, when, at which touchpoint, with which score."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

import ibis

from fenji.journeys.journey import Journey, Touchpoint
from fenji.metrics.ratio import rounded
from fenji.metrics.sales import is_refund, is_sale

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.metrics.period import Period

WHEN = {"interactions": "happened_at", "feedback": "given_at", "touches": "sent_at", "orders": "ordered_at"}


def events(
    tables: Mapping[str, ir.Table], journey: Journey, period: Period, *, recorded: Collection[str]
) -> ir.Table | None:
    """One row an event of the period: customer_id, at (UTC), touchpoint, score (hundredths of a percent of
    the best score, NULL without), text, may_quote; and what it was: its table, which, kind, channel and detail.

    An answered message is two events: sent, and answered when it was. `touchpoint` is NULL where none takes the row,
    customer_id where nobody known is behind it. None where none of the tables has any row.
    """
    parts = []
    for name in WHEN:
        points = [point for point in journey.touchpoints if point.table == name]
        if name in tables and name in recorded:
            parts += _TAKEN[name](tables[name], points, period)
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else ibis.union(*parts)


def occurring(happened: ir.Table) -> ir.Table:
    """What really occurs: table × which × kind × channel × detail × touchpoint → events, and those of nobody known.

    Of touches the kind is the campaign and the detail the answer, of interactions the detail is the direction.

    Every event is in exactly one row, also those that no touchpoint takes (touchpoint NULL).
    """
    return happened.group_by("table", "which", "kind", "channel", "detail", "touchpoint").aggregate(
        events=happened.count(), anonymous=happened.count(where=happened.customer_id.isnull())
    )


def met(happened: ir.Table) -> ir.Table:
    """The events that walk: those of known customers that a touchpoint takes."""
    taken = happened.filter(happened.customer_id.notnull() & happened.touchpoint.notnull())
    return taken.select("customer_id", "at", "touchpoint", "score", "text", "may_quote")


def _interactions(table: ir.Table, points: list[Touchpoint], period: Period) -> list[ir.Table]:
    rows = table.filter(period.covers(table.happened_at))
    return [_shaped(rows, "interactions", rows.happened_at, _point(rows, points), kind=rows.kind, detail="direction")]


def _feedback(table: ir.Table, points: list[Touchpoint], period: Period) -> list[ir.Table]:
    rows = table.filter(period.covers(table.given_at))
    is_scored = rows.score.notnull() & (rows.score_max > 0)
    share = rounded((rows.score * 100).cast("int64") * 10_000, (rows.score_max * 100).cast("int64"))
    score = ibis.ifelse(is_scored, share, ibis.null("int64"))
    return [_shaped(rows, "feedback", rows.given_at, _point(rows, points), kind=rows.kind, score=score, is_said=True)]


def _touches(table: ir.Table, points: list[Touchpoint], period: Period) -> list[ir.Table]:
    sent = table.filter(period.covers(table.sent_at))
    answered = table.filter(table.responded_at.notnull() & period.covers(table.responded_at))
    taking = [point for point in points if point.which != "answered"]
    answering = [point for point in points if point.which == "answered"]
    return [
        _shaped(rows, "touches", at, _point(rows, mine), which=which, kind=rows.campaign, detail="response")
        for rows, at, mine, which in (
            (sent, sent.sent_at, taking, "every"),
            (answered, answered.responded_at, answering, "answered"),
        )
    ]


def _orders(table: ir.Table, points: list[Touchpoint], period: Period) -> list[ir.Table]:
    refunds = table.filter(is_refund(table, period))
    giving = [point for point in points if point.which == "refund"]
    selling = [point for point in points if point.which != "refund"]
    found = [_shaped(refunds, "orders", refunds.booked_at, _point(refunds, giving), which="refund")]
    sales = table.filter(is_sale(table, period))
    began = table.filter((table.kind == "sale") & table.customer_id.notnull())
    firsts = began.group_by("customer_id").aggregate(first_at=began.ordered_at.min())
    named = firsts.select(whose="customer_id", first_at="first_at")
    rows = sales.left_join(named, sales.customer_id == named.whose)
    is_first = (rows.ordered_at == rows.first_at).fill_null(ibis.literal(value=False))
    which = ibis.ifelse(is_first, "first", "again")
    return [*found, _shaped(rows, "orders", rows.ordered_at, _point(rows, selling, is_first=is_first), which=which)]


_TAKEN = {"interactions": _interactions, "feedback": _feedback, "touches": _touches, "orders": _orders}


def _point(rows: ir.Table, points: list[Touchpoint], *, is_first: ir.BooleanColumn | None = None) -> ir.StringValue:
    """The touchpoint of a row: the first in the journey's order that takes it; NULL where none does."""
    branches = []
    for point in points:
        parts = [
            rows[column].isin(list(values)) for column, values in point.selects().items() if column in rows.columns
        ]
        if point.which in ("first", "again") and is_first is not None:
            parts.append(is_first if point.which == "first" else ~is_first)
        branches.append((reduce(and_, parts) if parts else ibis.literal(value=True), ibis.literal(point.key)))
    return ibis.cases(*branches, else_=ibis.null("string")) if branches else ibis.null("string")


def _shaped(
    rows: ir.Table,
    table: str,
    at: ir.TimestampColumn,
    point: ir.StringValue,
    *,
    which: ir.StringValue | str = "every",
    kind: ir.StringValue | None = None,
    detail: str = "",
    score: ir.IntegerColumn | None = None,
    is_said: bool = False,
) -> ir.Table:
    has_consent = is_said and "may_quote" in rows.columns
    return rows.select(
        customer_id=rows.customer_id,
        at=at,
        touchpoint=point,
        score=ibis.null("int64") if score is None else score,
        text=rows.text if is_said else ibis.null("string"),
        may_quote=rows.may_quote if has_consent else ibis.null("boolean"),
        table=ibis.literal(table),
        which=ibis.literal(which) if isinstance(which, str) else which,
        kind=ibis.null("string") if kind is None else kind,
        channel=rows.channel if "channel" in rows.columns else ibis.null("string"),
        detail=rows[detail] if detail in rows.columns else ibis.null("string"),
    )
