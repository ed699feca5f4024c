"""A lake put in the place of another: what is copied over, what must be equal, and how they are exchanged."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.engines.digest import digest
from fenji.engines.engine import literal
from fenji.engines.translate import of_disk
from fenji.lake.hashes import sync_file
from fenji.lake.lock import WriteLock

if TYPE_CHECKING:
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake


def table_digest(lake: Lake, table: str) -> str:
    """The SHA-256 of a table's rows in one fixed order; of nothing where there is no such table."""
    if not lake.has(table):
        return digest(())
    columns = ", ".join(f'"{name}"' for name in sorted(lake.columns(table)))
    return digest(lake.engine.batches(f"SELECT {columns} FROM lake.main.{table} ORDER BY ALL"))


def carry_over(old: Lake, new: Lake, *, until: int, since: int | None, leave: Collection[str], actor: str) -> int:
    """Brings the tables of decisions and results of a lake into another one as they were at a snapshot; gives how many.

    `since`: the snapshot they were brought in as before, so that only what came later is read. Tables in `leave` are
    made otherwise. All in one transaction, so that one snapshot of the new lake shows what that of the old one showed.
    """
    there = {name: sql for name, sql in old.relations_at(until).items() if name not in leave}
    known = set() if since is None else set(old.relations_at(since))
    with new.write(actor=actor, what=f"rebuild: decisions and results as of snapshot {until}") as tx:
        for name, relation in there.items():
            columns = {row["column_name"]: row["column_type"] for row in old.engine.rows(f"DESCRIBE FROM {relation}")}
            tx.create(name, columns)
            _carry(old, tx, name, relation, since=since if name in known else None, until=until)
    return len(there)


def change_records(lake: Lake, change: Callable[[dict[str, Any]], dict[str, Any]], *, actor: str) -> None:
    """Lets the kept runs name the snapshots of this lake instead of those of the lake it replaces."""
    import pyarrow as pa

    if not lake.has("runs"):
        return
    runs = lake.engine.arrow("SELECT * FROM lake.main.runs")
    records = [change(json.loads(words)) for words in runs.column("record").to_pylist()]
    said = [json.dumps(record, ensure_ascii=False, sort_keys=True) for record in records]
    numbers = [record["snapshot"] for record in records]
    for name, values in (("record", said), ("snapshot", numbers)):
        place = runs.schema.get_field_index(name)
        runs = runs.set_column(place, name, pa.array(values, runs.schema.field(name).type))
    with lake.write(actor=actor, what="rebuild: snapshots of runs") as tx:
        tx.delete("runs", "TRUE")
        tx.append_arrow("runs", runs)


def exchange(folder: Path, coming: Path, *, actor: str) -> Path:
    """Puts the new lake in the place of the old one, which is kept beside it under a name with the time."""
    moment = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    kept = folder.with_name(f"{folder.name}.before-{moment}")
    try:
        with WriteLock(folder, owner=actor, what="rebuild"):
            folder.rename(kept)
            coming.rename(folder)
            sync_file(folder.parent)
    except OSError as error:
        raise of_disk(error, str(folder)) from error
    return kept


def _carry(old: Lake, tx: Transaction, name: str, relation: str, *, since: int | None, until: int) -> None:
    """The rows that came since; where rows were changed or removed meanwhile, all rows anew."""
    wanted = f"SELECT * FROM {relation}"
    if since is not None:
        span = f"('lake', 'main', {literal(name)}, {since + 1}, {until})"
        (gone,) = old.engine.rows(f"SELECT count(*) AS n FROM ducklake_table_deletions{span}")
        if gone["n"]:
            tx.delete(name, "TRUE")
        else:
            wanted = f"SELECT * FROM ducklake_table_insertions{span}"
    rows = old.engine.arrow(wanted)
    if rows.num_rows:
        tx.append_arrow(name, rows)
