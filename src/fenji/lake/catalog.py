"""The catalog's own tables, read in a process of their own: opening the file here would drop the engine's locks.

POSIX locks belong to the process and vanish when any handle of the file is closed, so nothing in fenji may open
`catalog.sqlite` beside the engine that has it attached. This file needs the standard library only and runs by path.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_FILES = """
SELECT t.table_name,
       iif(s.path_is_relative, s.path, '') || iif(t.path_is_relative, t.path, '') || f.path,
       f.file_size_bytes
FROM {files} f
JOIN (SELECT table_id, schema_id, table_name, path, path_is_relative, max(begin_snapshot)
      FROM ducklake_table GROUP BY table_id) t USING (table_id)
JOIN ducklake_schema s USING (schema_id)
"""
_DROPPED = "SELECT path FROM ducklake_files_scheduled_for_deletion"


@dataclass(frozen=True)
class CatalogFile:
    """A file the catalog names: its table, its path below the data folder, its size.

    `is_replaced`: a newer list of deletions took its place in every snapshot, and it waits to be removed.
    """

    table: str
    path: str
    bytes: int
    is_replaced: bool = False


class CatalogError(Exception):
    """The catalog's file is damaged; the words say how."""


def catalog_files(catalog: Path) -> tuple[CatalogFile, ...]:
    """Every data and delete file of every snapshot, once SQLite finds it sound; CatalogError if not."""
    command = [sys.executable, "-I", __file__, str(catalog)]
    answer = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    if answer.returncode:
        last = answer.stderr.strip().splitlines()[-1:] or ["no answer"]
        raise CatalogError(last[0])
    return tuple(CatalogFile(*row) for row in json.loads(answer.stdout))


def read(catalog: str) -> list[tuple[str, str, int, bool]]:
    """The files a catalog names, and those it has replaced, read by SQLite alone."""
    with closing(sqlite3.connect(f"{Path(catalog).as_uri()}?mode=rw", uri=True, timeout=30)) as book:
        found = [str(row[0]) for row in book.execute("PRAGMA integrity_check")]
        if found != ["ok"]:
            raise sqlite3.DatabaseError("; ".join(found[:3]))
        dropped = {path for (path,) in book.execute(_DROPPED)}
        rows = [
            row
            for files in ("ducklake_data_file", "ducklake_delete_file")
            for row in book.execute(_FILES.format(files=files))
        ]
    named = [(table, path, size, False) for table, path, size in rows if path not in dropped]
    return sorted([*named, *(("", path, 0, True) for path in dropped)])


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        json.dump(read(sys.argv[1]), sys.stdout)
    except (sqlite3.Error, ValueError) as error:
        sys.exit(str(error))
