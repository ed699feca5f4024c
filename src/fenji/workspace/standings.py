"""How customers stood in one run after another: rungs read from the lake, moves counted there."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import ibis

from fenji.pictures.plates import Column
from fenji.workspace import runs as ledger
from fenji.workspace.tables import people_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.result import Result
    from fenji.result_records import Run
    from fenji.workspace.workspace import Workspace

MOST = 6
Moves = dict[tuple[str | None, str | None], int]


def rose_or_fell(workspace: Workspace, run: Run) -> ir.Table | None:
    """customer_id and move since the run before, of those who rose or fell; None where there is no run before."""
    before = ledger.previous_run(ledger.runs(workspace.lake), run)
    if before is None:
        return None
    now, then = (_standing(workspace, one) for one in (ledger.find_run(workspace.lake, run.id), before))
    were = then.select(whose="customer_id", was="rung")
    joined = now.join(were, now.customer_id == were.whose)
    move = ibis.ifelse(joined.rung < joined.was, "promotion", "demotion")
    return joined.filter(joined.rung != joined.was).select("customer_id", move=move)


def moves_over(workspace: Workspace, result: Result, most: int = MOST) -> tuple[list[Column], list[Moves]]:
    """(the tiers' customers in the last runs up to this one, the moves from each to the next), oldest first.

    Of several runs on an earlier day the last counts. Customers of one of two neighbouring runs only move nowhere. Of
    a part, those who are in it in this run are followed back.
    """
    run, every = result.run, ledger.runs(workspace.lake, result.run.scheme)
    by_day = {one.run.as_of: one for one in every if one.run.as_of < run.as_of or one.run.id == run.id}
    kept = [by_day[day] for day in sorted(by_day)][-most:]
    tables = [_standing(workspace, one) for one in kept]
    if result.only is not None:
        people = people_of(workspace.lake, result)
        tables = [table.semi_join(people, table.customer_id == people.one_of) for table in tables]
    columns = [Column(one.run.as_of, _counts(workspace, table)) for one, table in zip(kept, tables, strict=True)]
    return columns, [_moves(workspace, *pair) for pair in pairwise(tables)]


def _counts(workspace: Workspace, table: ir.Table) -> dict[str | None, int]:
    engine = workspace.lake.engine
    rows = engine.rows(engine.compile(table.group_by("tier").aggregate(n=table.count())))
    return {row["tier"]: int(row["n"]) for row in rows}


def _moves(workspace: Workspace, then: ir.Table, now: ir.Table) -> Moves:
    engine = workspace.lake.engine
    after = now.select(whose="customer_id", after="tier")
    joined = then.join(after, then.customer_id == after.whose)
    rows = engine.rows(engine.compile(joined.group_by("tier", "after").aggregate(n=joined.count())))
    return {(row["tier"], row["after"]): int(row["n"]) for row in rows}


def _standing(workspace: Workspace, kept: ledger.KeptRun) -> ir.Table:
    table = workspace.lake.table(kept.result_table)
    return table.filter(table.run_id == kept.run.id).select("customer_id", "tier", "rung")
