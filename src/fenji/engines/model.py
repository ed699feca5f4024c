"""Writes a read model: one immutable DuckDB file with tables asked of another connection."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from fenji.engines.duckdb import literal, quoted

if TYPE_CHECKING:
    from fenji.engines.duckdb import DuckDBEngine


def write_model(path: Path, engine: DuckDBEngine, asked: Mapping[str, str]) -> None:
    """Writes a DuckDB file with one table per query of `engine`, rows in the order of the query.

    Written under another name, synced, then renamed: a reader meets the whole file or none. The rows never pass
    through Python. An older file of that name stays readable for those who have it open.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f"{path.stem}.{uuid4().hex[:8]}.part")
    own = engine.cursor()
    name = f"model_{uuid4().hex[:8]}"
    try:
        own.run(f"ATTACH {literal(str(waiting.resolve()))} AS {name}")
        try:
            for table, sql in asked.items():
                own.run(f"CREATE TABLE {name}.main.{quoted(table)} AS {sql}")
            own.run(f"CHECKPOINT {name}")
        finally:
            own.run(f"DETACH {name}")
        _sync(waiting)
        waiting.replace(path)
        _sync(path.parent)
    finally:
        own.close()
        waiting.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
