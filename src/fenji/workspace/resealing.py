"""The seals of runs after an erasure: the old digest, the new one, and the erasure that lies between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fenji.engines.digest import digest
from fenji.engines.engine import quoted
from fenji.workspace.blanking import nobody_sql

if TYPE_CHECKING:
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake
    from fenji.result_records import Run

TABLE = "reseals"
COLUMNS = {
    "run_id": "VARCHAR",
    "number": "INTEGER",
    "erasure": "VARCHAR",
    "old_digest": "VARCHAR",
    "new_digest": "VARCHAR",
    "sealed_at": "TIMESTAMP",
}


@dataclass(frozen=True)
class Resealed:
    """One run sealed anew: by which erasure, and both digests."""

    run_id: str
    erasure: str
    old_digest: str
    new_digest: str


def seals(lake: Lake) -> dict[str, tuple[int, str]]:
    """Run → how often it was sealed anew, and the digest that holds."""
    if not lake.has(TABLE):
        return {}
    sql = (
        f"SELECT run_id, max(number) AS n, arg_max(new_digest, number) AS digest FROM lake.main.{TABLE} GROUP BY run_id"
    )
    return {row["run_id"]: (int(row["n"]), row["digest"]) for row in lake.engine.rows(sql)}


def as_sealed(run: Run, found: dict[str, tuple[int, str]]) -> Run:
    """The run with the digest that holds now."""
    if run.id not in found:
        return run
    number, now = found[run.id]
    return replace(run, digest=now, resealed=number)


def reseal(tx: Transaction, lake: Lake, runs: Sequence[tuple[Run, str]], erasure: str) -> list[Resealed]:
    """Seals the runs whose rows are others now: the digest is of everybody who is still somebody."""
    done = []
    known = seals(lake)
    for run, table in runs:
        now = digest(tx.engine.batches(sealed_rows(table), [run.id]))
        if now == run.digest:
            continue
        tx.create(TABLE, COLUMNS)
        number = known.get(run.id, (0, ""))[0] + 1
        row = [run.id, number, erasure, run.digest, now, datetime.now(UTC).replace(tzinfo=None)]
        named = ", ".join(f"CAST(? AS {kind}) AS {name}" for name, kind in COLUMNS.items())
        tx.append(TABLE, f"SELECT {named}", row)
        done.append(Resealed(run.id, erasure, run.digest, now))
    return done


def nobodys_rows(old: Lake, new: Lake, *, actor: str) -> None:
    """Brings orders of people who were erased over: no original holds them any more."""
    for table in ("orders", "order_lines"):
        if not old.has(table):
            continue
        rows = old.engine.arrow(f"SELECT * FROM lake.main.{table} WHERE {nobody_sql('order_id')}")
        if rows.num_rows:
            with new.write(actor=actor, what="rebuild: orders of nobody") as tx:
                tx.append_arrow(table, rows)


def sealed_rows(table: str) -> str:
    """SQL for what a run's digest is of: all its rows but those of nobody."""
    rows = f"SELECT * EXCLUDE (run_id) FROM lake.main.{quoted(table)}"
    return f"{rows} WHERE run_id = ? AND NOT {nobody_sql()} ORDER BY customer_id"


def seal_mark(run: Run) -> str:
    """The part of a file's name that says which seal of a run it shows; empty where the run was never re-sealed."""
    return f"-{run.digest[:8]}" if run.resealed else ""
