"""The import record: who brought which file when, by which mapping, and what became of its rows."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.engines.engine import literal
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
    "headers": "VARCHAR",
    "settings": "VARCHAR",
    "profile": "VARCHAR",
    "changes": "VARCHAR",
    "leans_on": "VARCHAR",
    "undoes": "BIGINT",
    "reason": "VARCHAR",
}
JOURNAL = "imports.json"
UNDO = "undo"  # the table_name of the entry that takes an import back


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
    that came of it (`settled`) once it is known. An import that was undone is as if it had never been.
    """
    found = engine.rows(
        f"SELECT * FROM lake.main.{TABLE} WHERE sha256 = {literal(question.sha256)} "
        f"AND table_name = {literal(question.table)} AND source = {literal(question.source)} "
        f"AND (asked = {literal(question.asked)} OR settled = {literal(settled or '')}) {_standing(engine)} "
        "ORDER BY import_id LIMIT 1"
    )
    return found[0] if found else None


def journal(engine: Engine) -> list[dict[str, Any]]:
    """Every entry, oldest first, each with `undone_by`: the number of the entry that took it back, or None.

    Empty where nothing was imported yet. Entries of `table_name` 'undo' are decisions, not files.
    """
    if not _columns(engine):
        return []
    rows = engine.rows(f"SELECT * FROM lake.main.{TABLE} ORDER BY import_id")
    rows = [{name: row.get(name) for name in COLUMNS} for row in rows]
    taken_back = {row["undoes"]: row["import_id"] for row in rows if row["undoes"] is not None}
    return [{**row, "undone_by": taken_back.get(row["import_id"])} for row in rows]


def last_of(engine: Engine, table: str, source: str) -> dict[str, Any] | None:
    """The newest import of a table from a source that stands, to compare the next one with."""
    if "profile" not in _columns(engine):
        return None
    found = engine.rows(
        f"SELECT * FROM lake.main.{TABLE} WHERE table_name = {literal(table)} AND source = {literal(source)} "
        f"AND accepted > 0 {_standing(engine)} ORDER BY import_id DESC LIMIT 1"
    )
    return found[0] if found else None


def create_table(tx: Transaction) -> None:
    """Makes the table of imports where there is none; one written by an earlier fenji gets the columns it lacks."""
    known = _columns(tx.engine)
    tx.create(TABLE, COLUMNS)
    for name, kind in COLUMNS.items():
        if known and name not in known:
            tx.engine.run(f"ALTER TABLE lake.main.{TABLE} ADD COLUMN {name} {kind}")


def next_id(tx: Transaction) -> int:
    """The number of a new import: imports count from 1."""
    (row,) = tx.rows(f"SELECT coalesce(max(import_id), 0) + 1 AS id FROM lake.main.{TABLE}")
    return int(row["id"])


def write_record(tx: Transaction, values: dict[str, Any]) -> None:
    """Adds the record, in the transaction that brings the rows."""
    create_table(tx)
    row = {"imported_at": datetime.now(UTC).replace(tzinfo=None), **values}
    said = [f"CAST({_said(row.get(name))} AS {kind}) AS {name}" for name, kind in COLUMNS.items()]
    tx.append(TABLE, f"SELECT {', '.join(said)}")


def _said(value: Any) -> str:
    """A value as SQL; the engine and Arrow both import pandas, half a second, for the first one they are handed."""
    return "NULL" if value is None else literal(str(value))


def keep_journal(engine: Engine, folder: Path) -> None:
    """Writes every entry beside the originals, so that the lake can be made again even when its catalog is lost."""
    path = folder / JOURNAL
    coming = folder / f".{JOURNAL}.{os.getpid()}.part"
    words = json.dumps(journal(engine), ensure_ascii=False, indent=1, default=str)
    try:
        coming.write_text(words, encoding="utf-8")
        coming.replace(path)
    finally:
        coming.unlink(missing_ok=True)


def kept_journal(folder: Path) -> list[dict[str, Any]]:
    """The entries as they were last written beside the originals; empty where there are none."""
    path = folder / JOURNAL
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    return [{**row, "imported_at": datetime.fromisoformat(row["imported_at"])} for row in rows]


def mapping_of(row: dict[str, Any]) -> Mapping:
    """The mapping a record was made with."""
    return read_mapping(json.loads(row["mapping"]))


def _standing(engine: Engine) -> str:
    """SQL for: the import was not undone."""
    if "undoes" not in _columns(engine):
        return ""
    return f"AND import_id NOT IN (SELECT undoes FROM lake.main.{TABLE} WHERE undoes IS NOT NULL)"


def _columns(engine: Engine) -> frozenset[str]:
    found = engine.rows(
        "SELECT column_name AS name FROM duckdb_columns() WHERE database_name = 'lake' AND schema_name = 'main' "
        f"AND table_name = {literal(TABLE)}"
    )
    return frozenset(row["name"] for row in found)
