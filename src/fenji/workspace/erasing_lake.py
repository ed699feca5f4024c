"""The lake's part of an erasure: files blanked in every snapshot, rows of nobody taken out, runs re-sealed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from fenji.lake.erase import Blank, Rewritten, rewrite
from fenji.workspace import runs as ledger
from fenji.workspace.blanking import FACTS, WHO, blanks, bounded, nobody_sql, shared_words
from fenji.workspace.erasing_files import erased_pattern
from fenji.workspace.resealing import TABLE, Resealed, reseal

if TYPE_CHECKING:
    from fenji.lake.commit import Transaction
    from fenji.workspace.erasing_person import Person
    from fenji.workspace.workspace import Workspace


def blanked(
    workspace: Workspace, person: Person, *, is_trial: bool = False, say: Callable[[float], None] | None = None
) -> Rewritten:
    """Takes the person's values out of every file of every snapshot, and of lakes that a rebuild has left beside."""
    lake = workspace.lake
    common = {table: shared_words(lake, table, person) for table in lake.tables()}
    workspace.close()
    import pyarrow as pa

    orders = pa.table({"order_id": pa.array(list(person.orders), pa.string())})

    named = erased_pattern(person)

    def reworded(words: str) -> str:
        for one in person.ids:
            words = re.sub(bounded(one), "…", words)
        return named.sub("…", words)

    def changes(table: str, columns: Mapping[str, str]) -> list[Blank]:
        return blanks(table, columns, person, common.get(table, {}))

    for kept in () if is_trial else sorted(workspace.folder.glob("lake.before-*")):
        rewrite(kept, changes, lent={"persons_orders": orders}, actor=workspace.actor, reworded=reworded)
    return rewrite(
        workspace.folder / "lake",
        changes,
        lent={"persons_orders": orders},
        actor=workspace.actor,
        memory_limit=workspace.memory_limit,
        reworded=reworded,
        is_trial=is_trial,
        progress=say,
    )


def settled(workspace: Workspace, number: str) -> tuple[Resealed, ...]:
    """Nobody's rows leave the newest snapshot but for orders, which stay as a guest's; runs are sealed anew."""
    lake = workspace.lake
    with lake.write(actor=workspace.actor, what=f"erasure {number}") as tx:
        for table in lake.tables():
            columns = lake.columns(table)
            if table in FACTS[2:]:
                key = next(name for name in columns if name.endswith("_id") and name != "customer_id")
                _taken_out(tx, table, nobody_sql(key))
            elif table in ("customers", "contacts", "stated"):
                _taken_out(tx, table, " OR ".join(nobody_sql(name) for name in WHO[:1] if name in columns))
        found = []
        for kept in ledger.runs(lake):
            sql = f"SELECT 1 FROM lake.main.{kept.result_table} WHERE run_id = ? AND {nobody_sql()} LIMIT 1"
            if tx.rows(sql, [kept.run.id]):
                found.append((kept.run, kept.result_table))
        return tuple(reseal(tx, lake, found, number))


def _taken_out(tx: Transaction, table: str, where: str) -> None:
    """A list of deletions is written only where there is something to delete."""
    if where and tx.rows(f"SELECT 1 FROM lake.main.{table} WHERE {where} LIMIT 1"):
        tx.delete(table, where)


def sealed_by(workspace: Workspace, number: str) -> tuple[Resealed, ...]:
    """The runs that an erasure has sealed anew."""
    lake = workspace.lake
    if not lake.has(TABLE):
        return ()
    sql = f"SELECT run_id, erasure, old_digest, new_digest FROM lake.main.{TABLE} WHERE erasure = ? ORDER BY run_id"
    return tuple(Resealed(**row) for row in lake.engine.rows(sql, [number]))
