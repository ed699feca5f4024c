"""A lake put in the place of another: what is copied over, what must be equal, and how they are exchanged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.engines.digest import digest
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


def copy_tables(old: Lake, new: Lake, tables: Iterable[str], *, actor: str) -> int:
    """Copies tables of decisions and results as they are, in one transaction; gives how many."""
    names = tuple(tables)
    with new.write(actor=actor, what="rebuild: copy decisions and results") as tx:
        for name in names:
            _copy(old, tx, name)
    return len(names)


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


def _copy(old: Lake, tx: Transaction, name: str) -> None:
    tx.create(name, old.columns(name))
    rows = old.engine.arrow(f'SELECT * FROM lake.main."{name}"')
    if rows.num_rows:
        tx.append_arrow(name, rows)
