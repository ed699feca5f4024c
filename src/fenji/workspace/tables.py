"""A workspace's canonical tables as grading sees them, now or as a run saw them: merged customers are one."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from fenji.engines.engine import quoted
from fenji.intake.identity.merges import MERGES, merges_table
from fenji.metrics.measure import measure
from fenji.pipeline import recorded_tables
from fenji.tables import CANONICAL
from fenji.tables.decided import MEASURED, OPT_OUTS
from fenji.tables.merged import apply_merges
from fenji.tables.opted_out import only, still_out, without

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.lake.lake import Lake
    from fenji.metrics.period import Period
    from fenji.result import Result

_AT_ONCE = 100_000


def tables_at_rest(lake: Lake) -> dict[str, ir.Table]:
    """The lake's canonical tables as expressions, as they rest, with the decisions that metrics count (marks …)."""
    there = lake.tables()
    return {name: lake.table(name) for name in (*CANONICAL, *MEASURED) if name in there}


def canonical_tables(lake: Lake) -> dict[str, ir.Table]:
    """The lake's canonical tables as expressions, every merge that holds applied."""
    tables, merges = tables_at_rest(lake), merges_table(lake)
    return tables if merges is None else apply_merges(tables, merges)


def profiled_tables(lake: Lake) -> dict[str, ir.Table]:
    """The canonical tables without whoever has opted out: what gradings, segments and previews are found on."""
    tables, out = canonical_tables(lake), opted_out(lake)
    return tables if out is None else without(tables, out)


def opted_out(lake: Lake) -> ir.Table | None:
    """customer_id: who has opted out of profiling, merged customers as the one they are; None where nobody has."""
    if not lake.has(OPT_OUTS):
        return None
    out = still_out(lake.table(OPT_OUTS))
    if not lake.engine.rows(lake.engine.compile(out.limit(1))):
        return None
    merges = merges_table(lake)
    moved = out if merges is None else apply_merges({OPT_OUTS: out}, merges)[OPT_OUTS]
    return moved.distinct()


def refusing(lake: Lake, period: Period) -> ir.Table | None:
    """customer_id: who of the customers known by a day has opted out; None where nobody has."""
    tables, out = canonical_tables(lake), opted_out(lake)
    if out is None:
        return None
    theirs = {name: table for name, table in only(tables, out).items() if name in ("customers", "orders")}
    return measure(theirs, (), period, recorded=recorded_tables(theirs, lake.engine))


def tables_seen(lake: Lake, result: Result) -> dict[str, ir.Table]:
    """The tables as a run saw them, whatever was imported, taken back or merged since; of a part's customers alone
    where the result is a part of its run's.

    What is drawn or reported of a run is asked of these, so that it says the same for ever.
    """
    relations = lake.relations_at(result.run.snapshot)
    then = {
        name: _as_it_was(lake, name, relations[name], result.run.snapshot)
        for name in (*CANONICAL, *MEASURED, MERGES)
        if name in relations
    }
    merges = then.pop(MERGES, None)
    tables = then if merges is None else apply_merges(then, merges)
    if result.only is None:
        return tables
    people = people_of(lake, result)
    return {
        name: table.semi_join(people, table.customer_id == people.one_of) if "customer_id" in table.columns else table
        for name, table in tables.items()
    }


def people_of(lake: Lake, result: Result) -> ir.Table:
    """one_of: who the customers of a result are, brought to the lake's engine."""
    name = f"part_{hashlib.sha256(f'{result.run.id} {result.relation}'.encode()).hexdigest()[:12]}"
    return brought(lake, result, "customer_id AS one_of", name)


def brought(lake: Lake, result: Result, columns: str, name: str) -> ir.Table:
    """Columns of a result as a table of the lake's engine: piece by piece, so that memory does not grow with them."""
    import pyarrow as pa

    rows = f"SELECT {columns} FROM {result.relation}"
    schema = result.engine.arrow(f"{rows} LIMIT 0").schema
    pieces = result.engine.batches(rows, size=_AT_ONCE)
    lake.engine.register(name, pa.RecordBatchReader.from_batches(schema, pieces))
    return lake.engine.table(name)


def _as_it_was(lake: Lake, name: str, relation: str, snapshot: int | None) -> ir.Table:
    view = f"{name}_at_{snapshot}"
    lake.engine.run(f"CREATE OR REPLACE TEMP VIEW {quoted(view)} AS SELECT * FROM {relation}")
    return lake.engine.table(view)
