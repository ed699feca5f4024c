"""Files of the lake put in the place of others, in every snapshot at once: the catalog's side, in a process of its own.

Like `catalog.py` it runs by path with the standard library only, because opening the catalog beside an engine would
drop that engine's locks. All of it is one SQLite transaction; what stood there before is overwritten on the disk.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

_FILES = """
SELECT f.data_file_id AS id, f.table_id AS table_id, t.table_name AS "table", f.path AS name,
       iif(s.path_is_relative, s.path, '') || iif(t.path_is_relative, t.path, '') AS folder,
       f.record_count AS rows, f.end_snapshot IS NULL AS is_current
FROM ducklake_data_file f
JOIN (SELECT table_id, schema_id, table_name, path, path_is_relative, max(begin_snapshot)
      FROM ducklake_table GROUP BY table_id) t USING (table_id)
JOIN ducklake_schema s USING (schema_id)
WHERE f.path_is_relative
ORDER BY f.data_file_id
"""
_COLUMNS = """
SELECT table_id, column_id, column_name AS name, column_type AS type, max(begin_snapshot) AS since
FROM ducklake_column GROUP BY table_id, column_id
"""
_STATS = "SELECT data_file_id, column_id, min_value, max_value FROM ducklake_file_column_stats"
_FILE = "UPDATE ducklake_data_file SET path = ?, file_size_bytes = ?, footer_size = ? WHERE data_file_id = ?"
_COLUMN = """UPDATE ducklake_file_column_stats SET column_size_bytes = ?, value_count = ?, null_count = ?,
min_value = ?, max_value = ? WHERE data_file_id = ? AND column_id = ?"""
_TABLE = """UPDATE ducklake_table_column_stats SET contains_null = 1, min_value = ?, max_value = ?
WHERE table_id = ? AND column_id = ?"""
_SIZES = """UPDATE ducklake_table_stats SET file_size_bytes = (SELECT coalesce(sum(f.file_size_bytes), 0)
FROM ducklake_data_file f WHERE f.table_id = ducklake_table_stats.table_id AND f.end_snapshot IS NULL)"""
_WORDS = "UPDATE ducklake_snapshot_changes SET commit_message = ? WHERE snapshot_id = ?"


def asked(catalog: Path, what: str, told: Mapping[str, Any] | None = None) -> Any:
    """What the catalog answers: `list` its files, columns and messages; `put` replaces them."""
    command = [sys.executable, "-I", __file__, str(catalog), what]
    words = json.dumps(told or {})
    done = subprocess.run(command, input=words, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no answer"]
        raise OSError(last[0])
    return json.loads(done.stdout)


def listed(book: sqlite3.Connection) -> dict[str, Any]:
    """Every data file of every snapshot with its table and statistics; columns; what snapshots say of themselves."""
    book.row_factory = sqlite3.Row
    messages = "SELECT snapshot_id, commit_message FROM ducklake_snapshot_changes WHERE commit_message IS NOT NULL"
    sought = {"files": _FILES, "columns": _COLUMNS, "statistics": _STATS, "messages": messages}
    return {name: [dict(row) for row in book.execute(sql)] for name, sql in sought.items()}


def put(book: sqlite3.Connection, told: Mapping[str, Any]) -> int:
    """Lets the catalog name the new files; gives how many rows of files were changed."""
    changed = 0
    with book:
        book.execute("BEGIN IMMEDIATE")
        for one in told["files"]:
            values = (one["path"], one["bytes"], one["footer"], one["id"])
            changed += book.execute(_FILE, values).rowcount
            book.executemany(_COLUMN, [(*row[1:], one["id"], row[0]) for row in one["columns"]])
        book.executemany(_TABLE, [tuple(row) for row in told["tables"]])
        book.executemany(_WORDS, [tuple(row) for row in told["messages"]])
        book.execute(_SIZES)
    return changed


def settled(book: sqlite3.Connection) -> None:
    """Leaves nothing of what stood there: neither in free pages nor in the journal."""
    book.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    book.execute("VACUUM")
    book.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def main(arguments: Sequence[str]) -> Any:
    """One answer."""
    catalog, what = arguments
    told = json.load(sys.stdin)
    with closing(
        sqlite3.connect(f"{Path(catalog).as_uri()}?mode=rw", uri=True, timeout=30, isolation_level=None)
    ) as book:
        book.execute("PRAGMA synchronous = EXTRA")
        book.execute("PRAGMA secure_delete = ON")
        if what == "list":
            return listed(book)
        changed = put(book, told)
        settled(book)
        return changed


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        json.dump(main(sys.argv[1:]), sys.stdout)
    except (sqlite3.Error, ValueError) as error:
        sys.exit(str(error))
