"""Named steps in a query: what comes later refers to a column instead of repeating how it is computed."""

from __future__ import annotations

import ibis.expr.types as ir


def staged(table: ir.Table) -> ir.Table:
    """The same table as a step of its own in the SQL.

    Ibis melts one select into the next and writes an expression out wherever it is used: a share used by points, points
    by a total, a total by three rules would be written out dozens of times. A limit of "all rows" stops that and leaves
    no trace of its own in the SQL.
    """
    return table.limit(None)
