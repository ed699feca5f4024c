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
    the best score, NULL without), text.

    An answered message is two events: sent, and answered when it was. Events of nobody known, and rows that no
    touchpoint takes, are left out. None where none of the tables has any row.
    """
    parts = []
    for name in WHEN:
        points = [point for point in journey.touchpoints if point.table == name]
        if name in tables and name in recorded and points:
            parts += _TAKEN[name](tables[name], points, period)
    if not parts:
        return None
    whole = parts[0] if len(parts) == 1 else ibis.union(*parts)
    return whole.filter(whole.customer_id.notnull() & whole.touchpoint.notnull())


def _interactions(table: ir.Table, points: list[Touchpoint], period: Period) -> list[ir.Table]:
    rows = table.filter(period.covers(table.happened_at))
    return [_shaped(rows, rows.happened_at, _point(rows, points))]


def _feedback(table: ir.Table, points: list[Touchpoint], period: Period) -> list[ir.Table]:
    rows = table.filter(period.covers(table.given_at))
    is_scored = rows.score.notnull() & (rows.score_max > 0)
    share = rounded((rows.score * 100).cast("int64") * 10_000, (rows.score_max * 100).cast("int64"))
    score = ibis.ifelse(is_scored, share, ibis.null("int64"))
    return [_shaped(rows, rows.given_at, _point(rows, points), score=score, text=rows.text)]


def _touches(table: ir.Table, points: list[Touchpoint], period: Period) -> list[ir.Table]:
    found = []
    sent = [point for point in points if point.which != "answered"]
    answered = [point for point in points if point.which == "answered"]
    if sent:
        rows = table.filter(period.covers(table.sent_at))
        found.append(_shaped(rows, rows.sent_at, _point(rows, sent)))
    if answered:
        rows = table.filter(table.responded_at.notnull() & period.covers(table.responded_at))
        found.append(_shaped(rows, rows.responded_at, _point(rows, answered)))
    return found


def _orders(table: ir.Table, points: list[Touchpoint], period: Period) -> list[ir.Table]:
    found = []
    refunds = [point for point in points if point.which == "refund"]
    if refunds:
        rows = table.filter(is_refund(table, period))
        found.append(_shaped(rows, rows.booked_at, _point(rows, refunds)))
    if len(points) > len(refunds):
        sales = table.filter(is_sale(table, period))
        began = table.filter((table.kind == "sale") & table.customer_id.notnull())
        first = began.group_by("customer_id").aggregate(first_at=began.ordered_at.min())
        firsts = first.select(whose="customer_id", first_at="first_at")
        rows = sales.join(firsts, sales.customer_id == firsts.whose)
        is_first = rows.ordered_at == rows.first_at
        found.append(_shaped(rows, rows.ordered_at, _point(rows, points, is_first=is_first)))
    return found


_TAKEN = {"interactions": _interactions, "feedback": _feedback, "touches": _touches, "orders": _orders}


def _point(rows: ir.Table, points: list[Touchpoint], *, is_first: ir.BooleanColumn | None = None) -> ir.StringColumn:
    """The touchpoint of a row: the first in the journey's order that takes it; NULL where none does."""
    branches = []
    for point in points:
        if point.which == "refund" and is_first is not None:
            continue
        parts = [
            rows[column].isin(list(values)) for column, values in point.selects().items() if column in rows.columns
        ]
        if point.which in ("first", "again") and is_first is not None:
            parts.append(is_first if point.which == "first" else ~is_first)
        branches.append((reduce(and_, parts) if parts else ibis.literal(value=True), ibis.literal(point.key)))
    return ibis.cases(*branches, else_=ibis.null("string"))


def _shaped(
    rows: ir.Table,
    at: ir.TimestampColumn,
    point: ir.StringColumn,
    *,
    score: ir.IntegerColumn | None = None,
    text: ir.StringColumn | None = None,
) -> ir.Table:
    return rows.select(
        customer_id=rows.customer_id,
        at=at,
        touchpoint=point,
        score=ibis.null("int64") if score is None else score,
        text=ibis.null("string") if text is None else text,
    )
