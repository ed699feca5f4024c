"""The import record: who brought which file when, by which mapping, and what became of its rows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fenji.intake.mapping import Mapping, read_mapping

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.lake.commit import Transaction

TABLE = "imports"
COLUMNS = {
    "import_id": "BIGINT",
    "file": "VARCHAR",
    "sha256": "VARCHAR",
    "table_name": "VARCHAR",
    "source": "VARCHAR",
    "mapping": "VARCHAR",
    "asked": "VARCHAR",
    "settled": "VARCHAR",
    "rows_in": "BIGINT",
    "accepted": "BIGINT",
    "rejected": "BIGINT",
    "duplicates_skipped": "BIGINT",
    "blank": "BIGINT",
    "rejects_file": "VARCHAR",
    "original": "VARCHAR",
    "findings": "VARCHAR",
    "guests": "VARCHAR",
    "actor": "VARCHAR",
    "imported_at": "TIMESTAMP",
    "snapshot_before": "BIGINT",
    "snapshot_after": "BIGINT",
}


@dataclass(frozen=True)
class Question:
    """What makes two imports the same: the file's bytes, the table, the source, and how it was asked to be read."""

    sha256: str
    table: str
    source: str
    asked: str


def earlier(engine: Engine, question: Question, settled: str | None = None) -> dict[str, Any] | None:
    """The import that brought the same file the same way, if there is one.

    Compared by what was asked (a mapping, or none: recognised headers) before the file is read, and by the mapping
    that came of it (`settled`) once it is known.
    """
    found = engine.rows(
        f"SELECT * FROM lake.main.{TABLE} WHERE sha256 = ? AND table_name = ? AND source = ? "
        "AND (asked = ? OR settled = ?) ORDER BY import_id LIMIT 1",
        [question.sha256, question.table, question.source, question.asked, settled or ""],
    )
    return found[0] if found else None


def next_id(tx: Transaction) -> int:
    """The number of a new import: imports count from 1."""
    (row,) = tx.rows(f"SELECT coalesce(max(import_id), 0) + 1 AS id FROM lake.main.{TABLE}")
    return int(row["id"])


def write_record(tx: Transaction, values: dict[str, Any]) -> None:
    """Adds the record, in the transaction that brings the rows."""
    import pyarrow as pa

    row = {**values, "imported_at": datetime.now(UTC).replace(tzinfo=None)}
    kinds = {"BIGINT": pa.int64(), "VARCHAR": pa.string(), "TIMESTAMP": pa.timestamp("us")}
    schema = pa.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
    tx.append_arrow(TABLE, pa.Table.from_pylist([row], schema=schema))


def mapping_of(row: dict[str, Any]) -> Mapping:
    """The mapping a record was made with."""
    return read_mapping(json.loads(row["mapping"]))
