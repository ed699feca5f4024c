"""One transaction into the lake: new files synced and hashed on disk first, then the catalog's COMMIT."""

from __future__ import annotations

import errno
import os
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from fenji.engines.duckdb import DuckDBEngine
from fenji.engines.engine import Parameters, literal, quoted
from fenji.engines.translate import of_disk
from fenji.lake.hashes import Seal, hash_file, record, sync_file

if TYPE_CHECKING:
    import pyarrow as pa

BEFORE_SYNC = "commit.before_sync"
BETWEEN_FILES = "commit.between_files"
BEFORE_HASHES = "commit.before_hashes"
BEFORE_COMMIT = "commit.before_commit"
AFTER_COMMIT = "commit.after_commit"
AFTER_APPEND = "commit.after_append"
FAILPOINTS = (AFTER_APPEND, BEFORE_SYNC, BETWEEN_FILES, BEFORE_HASHES, BEFORE_COMMIT, AFTER_COMMIT)

DATA_FOLDER = "data"
_ARROW_VIEW = "rows to append"


class Transaction:
    """What may be done inside `Lake.write`: all of it becomes visible at once, or none of it.

    Table names are plain ('orders'); SQL names tables fully ('lake.main.orders') and never carries what people typed.
    """

    def __init__(self, engine: DuckDBEngine, folder: Path) -> None:
        self.engine = engine
        self._folder = folder
        self._data = folder / DATA_FOLDER
        self._before = data_files(self._data)

    def create(
        self,
        table: str,
        columns: Mapping[str, str],
        *,
        partition_by: Sequence[str] = (),
        sorted_by: Sequence[str] = (),
    ) -> None:
        """Makes a table (column → DuckDB type) unless it is there.

        Partitions are columns or `year(column)`, `month(column)`, `day(column)`; `month` alone is the month of any
        year, so name the year too. `sorted_by` columns order the rows of every file written from then on.
        """
        if self._exists(table):
            return
        listed = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
        self.engine.run(f"CREATE TABLE {qualified(table)} ({listed})")
        if partition_by:
            self.engine.run(f"ALTER TABLE {qualified(table)} SET PARTITIONED BY ({', '.join(partition_by)})")
        if sorted_by:
            order = ", ".join(quoted(name) for name in sorted_by)
            self.engine.run(f"ALTER TABLE {qualified(table)} SET SORTED BY ({order})")

    def append(self, table: str, select_sql: str, parameters: Parameters = None) -> int:
        """Adds the rows of a query, matched by column name; columns it lacks become NULL. Returns their number."""
        count = self._changed(f"INSERT INTO {qualified(table)} BY NAME {select_sql}", parameters)
        failpoint(AFTER_APPEND)
        return count

    def append_arrow(self, table: str, rows: pa.Table | pa.RecordBatchReader) -> int:
        """Adds the rows of an Arrow table or stream, matched by column name. Returns their number."""
        with self.engine.lent(_ARROW_VIEW, rows):
            return self.append(table, f"SELECT * FROM {quoted(_ARROW_VIEW)}")

    def delete(self, table: str, where_sql: str, parameters: Parameters = None) -> int:
        """Removes the rows for which the condition holds; earlier snapshots keep them. Returns their number."""
        return self._changed(f"DELETE FROM {qualified(table)} WHERE {where_sql}", parameters)

    def rows(self, sql: str, parameters: Parameters = None) -> list[dict[str, Any]]:
        """The answer to a query that sees this transaction's own changes."""
        return self.engine.rows(sql, parameters)

    def new_files(self) -> tuple[Path, ...]:
        """The files this transaction has written up to now."""
        return tuple(sorted(data_files(self._data) - self._before))

    def seal(self) -> None:
        """Puts every new file and its folder on the disk, and records the hashes; only then may COMMIT follow."""
        failpoint(BEFORE_SYNC)
        files = self.new_files()
        seals: dict[str, Seal] = {}
        try:
            for file in files:
                sync_file(file)
                seals[file.relative_to(self._data).as_posix()] = hash_file(file)
                failpoint(BETWEEN_FILES)
            for folder in _folders_of(files, self._folder):
                sync_file(folder)
        except OSError as error:
            raise of_disk(error, str(self._data)) from error
        failpoint(BEFORE_HASHES)
        if seals:
            record(self._folder, seals)
            sync_file(self._folder)
        failpoint(BEFORE_COMMIT)

    def discard(self) -> None:
        """Removes the files of a transaction that was rolled back; what cannot be removed stays an orphan."""
        for file in self.new_files():
            with suppress(OSError):
                file.unlink()

    def _exists(self, table: str) -> bool:
        found = self.engine.rows(
            "SELECT 1 FROM duckdb_tables() WHERE database_name = 'lake' AND schema_name = 'main' "
            f"AND table_name = {literal(table)}"
        )
        return bool(found)

    def _changed(self, sql: str, parameters: Parameters) -> int:
        (row,) = self.engine.rows(sql, parameters)
        return int(next(iter(row.values())))


def qualified(table: str) -> str:
    """A table of the lake by its full name; a cursor forgets every shorter one.

    >>> qualified("orders")
    'lake.main."orders"'
    """
    return f"lake.main.{quoted(table)}"


def data_files(folder: Path) -> set[Path]:
    """Every file below the data folder."""
    return {Path(place, name) for place, _, names in os.walk(folder) for name in names}


def failpoint(name: str) -> None:
    """Where tests make the world fail: FENJI_FAILPOINT=name[:kill|enospc|eio|memory|interrupt]; otherwise nothing."""
    wanted, _, how = os.environ.get("FENJI_FAILPOINT", "").partition(":")
    if wanted != name:
        return
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if how in {"enospc", "eio"}:
        number = errno.ENOSPC if how == "enospc" else errno.EIO
        raise of_disk(OSError(number, os.strerror(number)), name)
    if how == "memory":
        raise MemoryError(name)
    if how == "interrupt":
        raise KeyboardInterrupt
    raise RuntimeError(f"failpoint {name}")


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C during these few milliseconds comes too late: what is being committed is committed, and says so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ignore(number: int, frame: FrameType | None) -> None:
        """Too late to stop."""

    earlier = signal.signal(signal.SIGINT, ignore)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, earlier)


def _folders_of(files: Sequence[Path], top: Path) -> list[Path]:
    folders: set[Path] = set()
    for file in files:
        for parent in file.parents:
            folders.add(parent)
            if parent == top:
                break
    return sorted(folders, key=lambda folder: (-len(folder.parts), folder))
