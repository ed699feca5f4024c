"""Customers who have opted out of profiling: taken out of every table before anything is measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

REASON = "ungraded:opted_out"
OUT, IN = "out", "in"


def still_out(decided: ir.Table) -> ir.Table:
    """customer_id: those who said so and have not taken it back; the decisions of one customer alternate."""
    steps = (decided.event == OUT).cast("int64") - (decided.event == IN).cast("int64")
    told = decided.mutate(step=steps).group_by("customer_id").aggregate(balance=lambda t: t.step.sum())
    return told.filter(told.balance > 0).select("customer_id")


def without(tables: Mapping[str, ir.Table], out: ir.Table) -> dict[str, ir.Table]:
    """The tables as if the customers in `out` had never been there; rows without a customer stay."""
    return {name: _left(table, out) for name, table in tables.items()}


def only(tables: Mapping[str, ir.Table], out: ir.Table) -> dict[str, ir.Table]:
    """Of the tables only what belongs to the customers in `out`."""
    gone = out.select(gone_id="customer_id")
    return {
        name: table.semi_join(gone, table.customer_id == gone.gone_id) if "customer_id" in table.columns else table
        for name, table in tables.items()
    }


def _left(table: ir.Table, out: ir.Table) -> ir.Table:
    if "customer_id" not in table.columns:
        return table
    gone = out.select(gone_id="customer_id")
    return table.anti_join(gone, table.customer_id == gone.gone_id)
