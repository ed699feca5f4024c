"""PostgreSQL: the engine where a company's tables live; working tables are the session's own and end with it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from fenji.engines.arrow_types import ibis_types
from fenji.engines.engine import Parameters, literal, quoted
from fenji.engines.lost import missing_driver, of_postgres, refused
from fenji.engines.translate import cancelled, of_disk
from fenji.errors import EngineError
from fenji.language import Text

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import psycopg
    import pyarrow as pa

    from fenji.engines.address import EngineAddress

_SESSION = {
    "TimeZone": "UTC",
    "DateStyle": "ISO",
    "extra_float_digits": "1",
    "jit": "off",  # the SQL of a scheme is long: compiling it to machine code costs more than it saves
    "work_mem": "128MB",
    "client_encoding": "UTF8",
    "standard_conforming_strings": "on",
    "application_name": "fenji",
}
_ROWS = 65_536


class PostgresEngine:
    """A PostgreSQL session that answers in rows, Arrow or streams, and whose errors are fenji's.

    Working tables are temporary: they end with the session however it ends, so nothing is left behind. Text is compared
    byte by byte (collation "C"), as DuckDB and Spark do, whatever the database's own collation. Instants are naive UTC.
    """

    name = "postgres"

    def __init__(self, connection: psycopg.Connection[Any], *, where: str, open_again: Any = None) -> None:
        self._connection = connection
        self._where = where
        self._open_again = open_again

    @classmethod
    def open(cls, address: EngineAddress, *, password: str | None = None) -> Self:
        """A session of its own. Without a password libpq's own ways hold (PGPASSWORD, .pgpass, trust)."""
        try:
            import psycopg
        except ImportError as error:
            raise missing_driver("psycopg", "postgres") from error

        def again() -> psycopg.Connection[Any]:
            given = {"host": address.host, "port": str(address.port), "user": address.user, "password": password or ""}
            told: dict[str, Any] = {"connect_timeout": "15", **address.options}
            told |= {name: value for name, value in given.items() if value}
            try:
                return psycopg.connect(**told, dbname=address.database, autocommit=True)
            except psycopg.ProgrammingError as error:  # a setting of the address that libpq doesn't know
                raise refused(address.shown, str(error)) from error

        engine = cls.__new__(cls)
        engine._where, engine._open_again = address.shown, again
        with engine._asking():
            engine._connection = again()
            engine._begin_session()
        return engine

    @property
    def ibis(self) -> Any:
        """Ibis' own backend is not used here: expressions are compiled, and the session asked."""
        raise AttributeError("a PostgreSQL session is asked by SQL; compile() makes it of an expression")

    def compile(self, expr: ir.Expr) -> str:
        """The SQL of an expression as PostgreSQL reads it."""
        from fenji.engines.compilers import compiled

        return compiled(expr, "postgres")

    def rows(self, sql: str, parameters: Parameters = None) -> list[dict[str, Any]]:
        """All rows as dictionaries: Decimal, date, naive datetime, str, int, bool or None. Parameters are psycopg's."""
        with self._asking():
            cursor = self._connection.execute(sql, parameters)
            names = [column.name for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def arrow(self, sql: str, parameters: Parameters = None) -> pa.Table:
        """All rows as one Arrow table."""
        import pyarrow as pa

        schema = self._schema(sql, parameters)
        return pa.Table.from_batches(self.batches(sql, parameters), schema)

    def batches(self, sql: str, parameters: Parameters = None, *, size: int = _ROWS) -> Iterator[pa.RecordBatch]:
        """The rows in batches: PostgreSQL's own COPY, parsed by Arrow; no value becomes a Python object.

        `size` is a wish: a batch is a block of about 100 bytes a row. The session answers nothing else meanwhile.
        """
        import pyarrow as pa
        from pyarrow import csv

        schema = self._schema(sql, parameters)
        convert = csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        )
        parse = csv.ParseOptions(newlines_in_values=True)
        read = csv.ReadOptions(column_names=schema.names, block_size=max(size, 1) * 100)
        out = f"COPY ({sql}) TO STDOUT (FORMAT csv)"
        with self._asking(), self._connection.cursor() as cursor, cursor.copy(out, parameters) as copy:
            pipe = io.BufferedReader(_Pipe(copy), buffer_size=1 << 20)
            if pipe.peek(1):
                yield from csv.open_csv(pa.PythonFile(pipe, mode="r"), read, parse, convert)

    def run(self, sql: str, parameters: Parameters = None) -> None:
        """Runs a statement."""
        with self._asking():
            self._connection.execute(sql, parameters)

    def register(self, name: str, table: pa.Table | pa.RecordBatchReader) -> None:
        """Copies an Arrow table or stream into a working table called `name`, in place of an earlier one."""
        import ibis
        from pyarrow import csv

        from fenji.engines.compilers import sql_type

        schema = ibis.schema(ibis_types(table.schema))
        columns = [
            f"{quoted(column)} {sql_type(dtype, self.name)}{_bytewise(dtype)}" for column, dtype in schema.items()
        ]
        self.drop(name)
        self.run(f"CREATE TEMP TABLE {quoted(name)} ({', '.join(columns)})")
        batches = table.to_batches() if hasattr(table, "to_batches") else table
        plain = csv.WriteOptions(include_header=False)
        into = f"COPY {quoted(name)} FROM STDIN (FORMAT csv)"
        with self._asking(), self._connection.cursor() as cursor, cursor.copy(into) as copy:
            for batch in batches:
                sink = io.BytesIO()
                csv.write_csv(batch, sink, plain)
                copy.write(sink.getbuffer())
        self.run(f"ANALYZE {quoted(name)}")

    def keep(self, name: str, sql: str, parameters: Parameters = None) -> ir.Table:
        """Keeps the answer of a query as a working table called `name`, and gives it as an expression."""
        self.drop(name)
        self.run(f"CREATE TEMP TABLE {quoted(name)} AS {sql}", parameters)
        self.run(f"ANALYZE {quoted(name)}")
        return self.table(name)

    def live(self, schema: str, name: str, columns: Mapping[str, str]) -> ir.Table:
        """A table where it lives, as a working view with these columns (name → Ibis type); what it lacks is unknown."""
        import ibis

        from fenji.engines.compilers import sql_type

        asked = "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
        found = {row["column_name"] for row in self.rows(asked, [schema, name])}
        listed = []
        for column, kind in columns.items():
            dtype = ibis.dtype(kind)
            value = f"CAST({quoted(column) if column in found else 'NULL'} AS {sql_type(dtype, self.name)})"
            listed.append(f"{value}{_bytewise(dtype)} AS {quoted(column)}")
        source = f"{quoted(schema)}.{quoted(name)}"
        self.run(f"CREATE OR REPLACE TEMP VIEW {quoted(name)} AS SELECT {', '.join(listed)} FROM {source}")
        return self.table(name)

    def table(self, name: str) -> ir.Table:
        """A working table as an expression."""
        import ibis

        return ibis.table(ibis_types(self._schema(f"SELECT * FROM {quoted(name)}")), name=name)

    def drop(self, name: str) -> None:
        """Drops a working table; harmless when there is none."""
        self.run(f"DROP TABLE IF EXISTS pg_temp.{quoted(name)}")

    def answer(self, sql: str, folder: Path) -> None:
        """Writes the rows of a query into `folder` as one Parquet file."""
        import pyarrow as pa
        from pyarrow import parquet

        schema = self._schema(sql)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with parquet.ParquetWriter(folder / f"{uuid4().hex}.parquet", schema, compression="zstd") as file:
                for batch in self.batches(sql, size=122_880):
                    file.write_batch(batch)
        except OSError as error:
            raise of_disk(error, str(folder)) from error
        except pa.ArrowInvalid as error:
            raise _unreadable(self._where, error) from error

    def cursor(self) -> Self:
        """The same database for another thread, in a session of its own: working tables stay with this one."""
        engine = type(self).__new__(type(self))
        engine._where, engine._open_again = self._where, self._open_again
        with self._asking():
            engine._connection = self._open_again()
            engine._begin_session()
        return engine

    def interrupt(self) -> None:
        """Stops what is running here, from any thread: the query ends with Cancelled."""
        with self._asking():
            self._connection.cancel_safe(timeout=5)

    def close(self) -> None:
        """Ends the session, and with it its working tables; twice is harmless."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begin_session(self) -> None:
        for name, value in _SESSION.items():
            self._connection.execute(f"SET {name} = {literal(value)}")

    def _schema(self, sql: str, parameters: Parameters = None) -> pa.Schema:
        import pyarrow as pa

        with self._asking():
            cursor = self._connection.execute(f"SELECT * FROM ({sql}) AS asked LIMIT 0", parameters)
            return pa.schema([(column.name, _arrow_type(column)) for column in cursor.description or ()])

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Errors become fenji's; a query the program wrote wrongly stays what it is, a bug."""
        import psycopg

        try:
            yield
        except KeyboardInterrupt as error:
            raise cancelled(self._where) from error
        except psycopg.Error as error:
            ours = of_postgres(error, self._where)
            if ours is None:
                raise
            raise ours from error


class _Pipe(io.RawIOBase):
    """What COPY sends, as a file that can be read."""

    def __init__(self, copy: Any) -> None:
        self._pieces = iter(copy)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        into, filled = memoryview(buffer), 0
        while filled < len(into):
            if not self._rest:
                piece = next(self._pieces, None)
                if piece is None:
                    break
                self._rest = memoryview(piece)
            taken = self._rest[: len(into) - filled]
            into[filled : filled + len(taken)] = taken
            filled, self._rest = filled + len(taken), self._rest[len(taken) :]
        return filled


def _arrow_type(column: Any) -> pa.DataType:
    import pyarrow as pa

    by_number = {16: pa.bool_(), 20: pa.int64(), 21: pa.int16(), 23: pa.int32(), 700: pa.float32(), 701: pa.float64(),
                 1082: pa.date32(), 1114: pa.timestamp("us"), 1184: pa.timestamp("us", "UTC")}  # fmt: skip
    if column.type_code == 1700:  # numeric; without digits of its own it is a sum, which keeps enough of them
        return pa.decimal128(column.precision or 38, column.scale if column.precision else 9)
    return by_number.get(column.type_code, pa.string())


def _bytewise(dtype: Any) -> str:
    return ' COLLATE "C"' if dtype.is_string() else ""


def _unreadable(where: str, error: Exception) -> EngineError:
    problem = Text("the answer could not be read: {detail}", "结果无法读取：{detail}").fill(detail=str(error))
    fix = Text("Please report this with the scheme.", "请连同分级标准一并反馈此问题。")
    return EngineError(problem, where=where, fix=fix)
