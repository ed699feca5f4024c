"""Which rows count: the sale that stands, and the money that stays, seen from the end of a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.metrics.period import Period


def is_counted_sale(rows: ir.Table, period: Period) -> ir.BooleanColumn:
    """A sale of the window that isn't given back in full: void_at is unknown, or at or after the period's end.

    `rows`: orders or order_lines. Given back in full before the end, a sale counts neither as an order nor as the last.
    """
    stands = rows.void_at.isnull() | (rows.void_at >= period.end_value())
    return (rows.kind == "sale") & period.covers(rows.ordered_at) & stands


def is_net_money(rows: ir.Table, period: Period) -> ir.BooleanColumn:
    """A sale or refund whose purchase lies in the window and which was booked before the period's end.

    A refund tied to its sale carries the sale's ordered_at: its money leaves the window of the purchase. A refund
    booked after the end isn't seen. Void rows never count.
    """
    return (rows.kind != "void") & period.covers(rows.ordered_at) & period.before_end(rows.booked_at)


def is_sale(rows: ir.Table, period: Period) -> ir.BooleanColumn:
    """Every sale of the window, also one that was given back later."""
    return (rows.kind == "sale") & period.covers(rows.ordered_at)


def is_refund(rows: ir.Table, period: Period) -> ir.BooleanColumn:
    """Every refund booked before the end whose purchase lies in the window."""
    return (rows.kind == "refund") & period.covers(rows.ordered_at) & period.before_end(rows.booked_at)
