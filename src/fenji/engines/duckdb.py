"""DuckDB: the engine on one machine, and the locked connections it is given out by."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from fenji.engines.engine import Parameters, literal, quoted
from fenji.engines.translate import translated
from fenji.errors import Cancelled, LakeError
from fenji.language import Text

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir
    import pyarrow as pa

__all__ = ["MEMORY_LIMIT", "DuckDBEngine", "limits", "literal", "quoted"]

MEMORY_LIMIT = "2GB"
_OFFLINE: Mapping[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
_SESSION = ("SET GLOBAL TimeZone = 'UTC'", "SET GLOBAL python_enable_replacements = false")
# A page's few rows are found by the columns that put them in order; only then are the others read, for them alone.
_LATE: Mapping[str, Any] = {"late_materialization_max_rows": 1000, "dynamic_or_filter_threshold": 1000}
_CLOSED = ("SET enable_external_access = false", "SET lock_configuration = true")  # after the spill folder is set
_open_models = threading.Lock()


class DuckDBEngine:
    """A DuckDB connection that answers in rows, Arrow or streams, and whose errors are fenji's.

    Belongs to one thread at a time: another thread asks for its own `cursor()`. Time zone is UTC, instants are naive.

    >>> with DuckDBEngine.in_memory() as engine:
    ...     engine.rows("SELECT 6 * 7 AS answer")
    [{'answer': 42}]
    """

    name = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, where: str, is_read_only: bool = False) -> None:
        self._connection = connection
        self._where = where
        self._is_read_only = is_read_only
        self._is_private = False  # what this connection sees, another cursor would not: a transaction, a temp table
        self._statements = 0
        self._streams: set[duckdb.DuckDBPyConnection] = set()
        self._parent: duckdb.DuckDBPyConnection | None = None

    @classmethod
    def in_memory(
        cls, *, memory_limit: str = MEMORY_LIMIT, threads: int | None = None, temp_directory: Path | None = None
    ) -> Self:
        """An empty database in memory, without extensions; what outgrows the limit goes to `temp_directory`, if any."""
        import duckdb

        config = {**_OFFLINE, **limits(memory_limit, threads, temp_directory)}
        with translated("duckdb"):
            connection = duckdb.connect(":memory:", config=config)
            for statement in _SESSION:
                connection.execute(statement)
        return cls(connection, where="duckdb")

    @classmethod
    def read_model(
        cls,
        path: Path,
        *,
        memory_limit: str = MEMORY_LIMIT,
        threads: int | None = None,
        temp_directory: Path | None = None,
    ) -> Self:
        """A run's read model for lists and pages: read-only, no extension, no other file, settings locked.

        Without a `temp_directory` it can write no file at all, and a sort beyond the memory limit fails; with one, SQL
        can reach the files in it too. Open the same file with the same settings everywhere in a process.
        """
        import duckdb

        if not path.is_file():
            problem = Text("there is no such read model", "没有这个查询模型文件")
            fix = Text("Grade again to write it anew.", "请重新评级以生成它。")
            raise LakeError(problem, where=str(path), fix=fix)
        config = {**_OFFLINE, **_LATE, **limits(memory_limit, threads, temp_directory)}
        with translated(path.name), _open_models:
            connection = duckdb.connect(str(path), read_only=True, config=config)
            if not _is_locked(connection):
                for statement in (*_SESSION, *_CLOSED):
                    connection.execute(statement)
            own = connection.cursor()  # only a connection made after SET GLOBAL has these settings
        engine = cls(own, where=path.name, is_read_only=True)
        engine._parent = connection  # closing it would close its cursor
        return engine

    @cached_property
    def ibis(self) -> Any:
        """The Ibis backend over this connection."""
        from fenji.engines.backend import backend_over

        return backend_over(self._connection)

    def compile(self, expr: ir.Expr) -> str:
        """The SQL of an expression as DuckDB reads it."""
        import ibis

        return str(ibis.to_sql(expr, dialect="duckdb"))

    def rows(self, sql: str, parameters: Parameters = None) -> list[dict[str, Any]]:
        """All rows as dictionaries: Decimal, date, naive datetime, str, int, bool or None."""
        with self._asking(self._connection):
            result = self._execute(sql, parameters)
            names = [column[0] for column in result.description or ()]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def arrow(self, sql: str, parameters: Parameters = None) -> pa.Table:
        """All rows as one Arrow table."""
        with self._asking(self._connection):
            return self._execute(sql, parameters).to_arrow_table()

    def batches(self, sql: str, parameters: Parameters = None, *, size: int = 10_000) -> Iterator[pa.RecordBatch]:
        """The rows in batches of about `size`, one at a time; other questions may be asked in between.

        Inside a transaction, or beside a temporary table, the stream has to share this connection; another statement
        in between would cut it short in silence, and is refused as a bug of the program.
        """
        if self._is_private:
            yield from self._stream(self._connection, sql, parameters, size)
            return
        own = self._beside()
        self._streams.add(own)
        try:
            yield from self._stream(own, sql, parameters, size)
        finally:
            self._streams.discard(own)
            own.close()

    def run(self, sql: str, parameters: Parameters = None) -> None:
        """Runs a statement."""
        with self._asking(self._connection):
            self._execute(sql, parameters)

    def register(self, name: str, table: pa.Table | pa.RecordBatchReader) -> None:
        """Copies an Arrow table or stream into a table called `name`, in place of an earlier one of that name.

        Outside a transaction every cursor sees it; inside one, or on a read model, only this connection does.
        """
        is_temporary = self._is_private or self._is_read_only
        kind, target = ("TEMP TABLE", quoted(name)) if is_temporary else ("TABLE", f"memory.main.{quoted(name)}")
        lent = f"{name} as arrow"
        with self.lent(lent, table):
            self.run(f"CREATE OR REPLACE {kind} {target} AS SELECT * FROM {quoted(lent)}")
        self._is_private = is_temporary

    @contextmanager
    def lent(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> Iterator[None]:
        """Inside the block, SQL may read the Arrow rows under that name, without a copy."""
        with self._asking(self._connection):
            self._connection.register(name, rows)
        try:
            yield
        finally:
            self._connection.unregister(name)

    def lock(self, allowed: Sequence[Path]) -> None:
        """From now on files are read and written in these folders only, and no setting can be changed."""
        folders = ", ".join(literal(str(folder)) for folder in allowed)
        self.run(f"SET allowed_directories = [{folders}]")
        self.run("SET enable_external_access = false")
        self.run("SET lock_configuration = true")

    def keep(self, name: str, sql: str, parameters: Parameters = None) -> ir.Table:
        """Keeps the answer of a query as a working table called `name`, and gives it as an expression.

        Outside a transaction every cursor sees it; inside one only this connection does.
        """
        is_temporary = self._is_private or self._is_read_only
        kind, target = ("TEMP TABLE", quoted(name)) if is_temporary else ("TABLE", f"memory.main.{quoted(name)}")
        self.run(f"CREATE OR REPLACE {kind} {target} AS {sql}", parameters)
        return self.table(name)

    def table(self, name: str) -> ir.Table:
        """A working table as an expression."""
        import ibis
        from ibis.backends.sql.datatypes import DuckDBType

        columns = self.rows(f"DESCRIBE {quoted(name)}")
        return ibis.table(
            {row["column_name"]: DuckDBType.from_string(row["column_type"]) for row in columns}, name=name
        )

    def drop(self, name: str) -> None:
        """Drops a working table; harmless when there is none."""
        self.run(f"DROP TABLE IF EXISTS {quoted(name)}")

    def begin(self) -> None:
        """Starts a transaction on this connection."""
        self.run("BEGIN TRANSACTION")
        self._is_private = True

    def commit(self) -> None:
        """Makes the transaction's work lasting."""
        self.run("COMMIT")
        self._is_private = False

    def rollback(self) -> None:
        """Drops the transaction's work; harmless when there is none, and never hides the error that led here."""
        import duckdb

        self._is_private = False
        try:
            self._connection.execute("ROLLBACK")
        except duckdb.Error:
            return  # nothing is open, or the connection is lost: either way nothing of it can be committed

    def cursor(self) -> Self:
        """The same database for another thread. Temporary tables and an open transaction stay with this one."""
        with translated(self._where):
            connection = self._beside()
        return type(self)(connection, where=self._where, is_read_only=self._is_read_only)

    def _beside(self) -> duckdb.DuckDBPyConnection:
        """A connection to the same database that sees what this one sees."""
        return self._connection.cursor()

    def interrupt(self) -> None:
        """Stops what is running here, from any thread: the query ends with Cancelled."""
        for connection in (self._connection, *self._streams):
            connection.interrupt()

    def close(self) -> None:
        """Gives the connection back; twice is harmless."""
        for connection in (*self._streams, self._connection):
            connection.close()
        if self._parent is not None:
            self._parent.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _execute(self, sql: str, parameters: Parameters) -> duckdb.DuckDBPyConnection:
        self._statements += 1
        return self._connection.execute(sql, parameters)

    @contextmanager
    def _asking(self, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """Errors become fenji's; after Ctrl-C the query, which would go on in DuckDB's own threads, is stopped."""
        try:
            with translated(self._where):
                yield
        except Cancelled:
            connection.interrupt()
            raise

    def _stream(
        self, connection: duckdb.DuckDBPyConnection, sql: str, parameters: Parameters, size: int
    ) -> Iterator[pa.RecordBatch]:
        is_shared = connection is self._connection
        self._statements += is_shared
        mine = self._statements
        with self._asking(connection):
            reader = connection.execute(sql, parameters).to_arrow_reader(size)
        while True:
            if is_shared and self._statements != mine:
                raise RuntimeError("another statement ran on this connection before the stream was read to its end")
            with self._asking(connection):
                batch = next(reader, None)
            if batch is None:
                return
            yield batch


def limits(memory_limit: str, threads: int | None, temp_directory: Path | None) -> dict[str, Any]:
    """DuckDB's settings for memory, threads and where it spills; threads default to the cores we may use."""
    spill = "" if temp_directory is None else str(temp_directory)
    return {
        "memory_limit": memory_limit,
        "threads": threads or len(os.sched_getaffinity(0)),
        "temp_directory": spill,
    }


def _is_locked(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute("SELECT current_setting('lock_configuration')").fetchone()
    return bool(found and found[0])
