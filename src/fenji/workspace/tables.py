"""A workspace's canonical tables as grading sees them: as they rest, with merged customers taken as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.intake.identity.merges import merges_table
from fenji.tables import CANONICAL
from fenji.tables.decided import MEASURED
from fenji.tables.merged import apply_merges

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.lake.lake import Lake


def tables_at_rest(lake: Lake) -> dict[str, ir.Table]:
    """The lake's canonical tables as expressions, as they rest, with the decisions that metrics count (marks …)."""
    there = lake.tables()
    return {name: lake.table(name) for name in (*CANONICAL, *MEASURED) if name in there}


def canonical_tables(lake: Lake) -> dict[str, ir.Table]:
    """The lake's canonical tables as expressions, every merge that holds applied."""
    tables, merges = tables_at_rest(lake), merges_table(lake)
    return tables if merges is None else apply_merges(tables, merges)
