"""Writes a read model: one immutable DuckDB file with tables asked of another connection."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from fenji.engines.duckdb import literal, quoted

if TYPE_CHECKING:
    from fenji.engines.duckdb import DuckDBEngine


_STORAGE = "v1.5.0"  # the oldest DuckDB that reads the file; texts that repeat are kept once in it, and counted fast


def write_model(
    path: Path,
    engine: DuckDBEngine,
    asked: Mapping[str, str],
    *,
    scanned: Mapping[str, Sequence[str]] | None = None,
    later: Callable[[], Mapping[str, str]] | None = None,
) -> None:
    """Writes a DuckDB file with one table per query of `engine`, rows in the order of the query.

    `scanned`: the columns of a table that are read through from end to end so often that they are not compressed.
    `later` gives queries that can be asked only once the others are written.

    Written under another name, synced, then renamed: a reader meets the whole file or none. The rows never pass
    through Python. An older file of that name stays readable for those who have it open.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f"{path.stem}.{uuid4().hex[:8]}.part")
    own = engine.cursor()
    name = f"model_{uuid4().hex[:8]}"
    try:
        own.run(f"ATTACH {literal(str(waiting.resolve()))} AS {name} (STORAGE_VERSION '{_STORAGE}')")
        try:
            for table, sql in asked.items():
                _write(own, f"{name}.main.{quoted(table)}", sql, (scanned or {}).get(table, ()))
            for table, sql in later().items() if later else ():
                _write(own, f"{name}.main.{quoted(table)}", sql, ())
            own.run(f"CHECKPOINT {name}")
        finally:
            own.run(f"DETACH {name}")
        _sync(waiting)
        waiting.replace(path)
        _sync(path.parent)
    finally:
        own.close()
        waiting.unlink(missing_ok=True)


def _write(engine: DuckDBEngine, table: str, sql: str, scanned: Sequence[str]) -> None:
    if not scanned:
        engine.run(f"CREATE TABLE {table} AS {sql}")
        return
    columns = [
        f"{quoted(row['column_name'])} {row['column_type']}"
        + (" USING COMPRESSION uncompressed" if row["column_name"] in scanned else "")
        for row in engine.rows(f"DESCRIBE {sql}")
    ]
    engine.run(f"CREATE TABLE {table} ({', '.join(columns)})")
    engine.run(f"INSERT INTO {table} {sql}")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
