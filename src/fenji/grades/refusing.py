"""Customers who have opted out of profiling: shown as not graded, with no figure of theirs, never as the last tier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.tables.opted_out import REASON

if TYPE_CHECKING:
    import ibis.expr.types as ir


def with_refusing(graded: ir.Table, refusing: ir.Table) -> ir.Table:
    """The graded rows and one for everyone in `refusing` (customer_id): every figure unknown, the reason REASON."""
    import ibis

    apart = refusing.select(refused_id="customer_id")
    joined = graded.outer_join(apart, graded.customer_id == apart.refused_id)  # a join keeps types that a union widens
    is_out, said = joined.refused_id.notnull(), ibis.literal(REASON)
    told = {"customer_id": ibis.coalesce(joined.customer_id, joined.refused_id)}
    told |= {
        name: ibis.ifelse(is_out, said, joined[name]) for name in ("reason", "system_reason") if name in graded.columns
    }
    return joined.select(**{name: told.get(name, joined[name]) for name in graded.columns})
