"""Spark: the engine beyond one machine; tables come and answers go as Parquet in a folder all its machines see."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from fenji.engines.engine import Parameters
from fenji.engines.lost import missing_driver, of_spark, reach, unseen_folder
from fenji.engines.translate import cancelled, of_disk
from fenji.errors import EngineError, FenjiError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from fenji.engines.address import EngineAddress

SESSION: Mapping[str, str] = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",  # instants are naive UTC, as everywhere in fenji
    "spark.sql.ansi.enabled": "true",  # what does not fit is an error, never NULL
    "spark.sql.caseSensitive": "true",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.compression.codec": "zstd",
}
LOCAL: Mapping[str, str] = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
_TYPES = {"boolean": "boolean", "smallint": "int16", "int": "int32", "bigint": "int64", "float": "float32",
          "double": "float64", "string": "string", "date": "date", "timestamp_ntz": "timestamp(6)",
          "timestamp": "timestamp('UTC', 6)", "void": "null"}  # fmt: skip


class SparkEngine:
    """A Spark session whose errors are fenji's. Answers that grow with the customers never pass through Python.

    `keep` and `answer` are written by the executors as Parquet into `folder`, which driver, executors and this process
    see under the same path. `rows` and `arrow` bring their answer here: they are for what is known to be small.
    """

    name = "spark"

    def __init__(self, session: Any, *, folder: Path, where: str, is_owner: bool = True) -> None:
        self._session = session
        self._folder = folder
        self._where = where
        self._is_owner = is_owner
        self._kept: dict[str, Path] = {}

    @classmethod
    def open(cls, address: EngineAddress, *, folder: Path, password: str | None = None, memory: str = "2g") -> Self:
        """A session on this machine (local[2]) or on a standalone cluster (spark://host:port) with this driver."""
        del password  # a standalone master asks for none
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise missing_driver("pyspark", "spark-local") from error
        if not hasattr(SparkSession.builder, "master") or not _has_jvm():
            raise missing_driver("pyspark", "spark-local")
        if address.host:
            reach(address)
        with asking(address.shown):
            builder = SparkSession.builder.appName("fenji").master(_master(address))
            builder = builder.config("spark.driver.memory", memory)
            is_here = address.host in ("", "localhost", "127.0.0.1", "::1")
            few = {"spark.sql.shuffle.partitions": str(4 * _cores(address.shown))} if not address.host else {}
            for key, value in {**few, **(LOCAL if is_here else {}), **SESSION, **address.options}.items():
                builder = builder.config(key, value)
            session = builder.getOrCreate()
            session.sparkContext.setLogLevel("ERROR")
            return cls._begun(session, folder, address.shown)

    @classmethod
    def _begun(cls, session: Any, folder: Path, where: str) -> Self:
        for key, value in SESSION.items():
            session.conf.set(key, value)
        engine = cls(session, folder=folder.resolve(), where=where)
        engine._look()
        return engine

    @property
    def ibis(self) -> Any:
        """Ibis' own backend is not used here: expressions are compiled, and the session asked."""
        raise AttributeError("a Spark session is asked by SQL; compile() makes it of an expression")

    def compile(self, expr: ir.Expr) -> str:
        """The SQL of an expression as Spark reads it."""
        from fenji.engines.compilers import compiled

        return compiled(expr, "spark")

    def rows(self, sql: str, parameters: Parameters = None) -> list[dict[str, Any]]:
        """All rows as dictionaries: Decimal, date, naive datetime, str, int, bool or None; for small answers."""
        found: list[dict[str, Any]] = self.arrow(sql, parameters).to_pylist()
        return found

    def arrow(self, sql: str, parameters: Parameters = None) -> pa.Table:
        """All rows as one Arrow table, brought here; for small answers."""
        with self._asking():
            return self._sql(sql, parameters).toArrow()

    def batches(self, sql: str, parameters: Parameters = None, *, size: int = 10_000) -> Iterator[pa.RecordBatch]:
        """The rows in batches: written by the executors, then read file by file. An ORDER BY at the end holds."""
        from pyarrow import dataset

        folder = self._folder / f"stream-{uuid4().hex}"
        try:
            self._write(sql, parameters, folder)
            files = sorted(str(path) for path in folder.glob("*.parquet"))  # part-00000, part-00001 … in order
            yield from dataset.dataset(files, format="parquet").to_batches(batch_size=size, fragment_readahead=1)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def run(self, sql: str, parameters: Parameters = None) -> None:
        """Runs a statement."""
        with self._asking():
            self._sql(sql, parameters).collect()

    def register(self, name: str, table: pa.Table | pa.RecordBatchReader) -> None:
        """Writes an Arrow table or stream as Parquet and names it `name`, in place of an earlier one."""
        from pyarrow import parquet

        folder = self._folder / f"{_plain(name)}-{uuid4().hex[:8]}"
        try:
            folder.mkdir(parents=True)
            with parquet.ParquetWriter(folder / "part-0.parquet", table.schema, compression="zstd") as file:
                for batch in table.to_batches() if hasattr(table, "to_batches") else table:
                    file.write_batch(batch, row_group_size=122_880)
        except OSError as error:
            raise of_disk(error, str(folder)) from error
        self._name(name, folder)

    def keep(self, name: str, sql: str, parameters: Parameters = None) -> ir.Table:
        """Keeps the answer of a query as Parquet written by the executors, and gives it as an expression."""
        folder = self._folder / f"{_plain(name)}-{uuid4().hex[:8]}"
        self._write(sql, parameters, folder)
        self._name(name, folder)
        return self.table(name)

    def table(self, name: str) -> ir.Table:
        """A working table as an expression."""
        import ibis

        with self._asking():
            fields = self._session.table(f"`{name}`").schema.fields
        kinds = {field.name: field.dataType.simpleString() for field in fields}
        return ibis.table({column: _TYPES.get(kind, kind) for column, kind in kinds.items()}, name=name)

    def drop(self, name: str) -> None:
        """Drops a working table and its files; harmless when there is none."""
        folder = self._kept.pop(name, None)
        if folder is None:
            return
        with self._asking():
            self._session.catalog.dropTempView(name)
        shutil.rmtree(folder, ignore_errors=True)

    def answer(self, sql: str, folder: Path) -> None:
        """Writes the rows of a query into `folder` as Parquet files, by the executors."""
        self._write(sql, None, folder.resolve())

    def plan(self, sql: str) -> str:
        """How Spark will run a query: the physical plan, as it prints it."""
        return str(self.rows(f"EXPLAIN FORMATTED {sql}")[0]["plan"])

    def cursor(self) -> Self:
        """The same session for another thread; working tables are seen by both."""
        other = type(self)(self._session, folder=self._folder, where=self._where, is_owner=False)
        other._kept = self._kept
        return other

    def interrupt(self) -> None:
        """Stops what is running in this session, from any thread: the query ends with Cancelled."""
        with self._asking():
            self._session.sparkContext.cancelAllJobs()

    def close(self) -> None:
        """Ends the session and removes its working files; twice is harmless."""
        if not self._is_owner:
            return
        for folder in self._kept.values():
            shutil.rmtree(folder, ignore_errors=True)
        self._kept.clear()
        try:
            with self._asking():
                self._session.stop()
        except EngineError:
            return  # it has ended by itself

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _sql(self, sql: str, parameters: Parameters = None) -> Any:
        return self._session.sql(sql) if parameters is None else self._session.sql(sql, args=parameters)

    def _write(self, sql: str, parameters: Parameters, folder: Path) -> None:
        with self._asking():
            self._sql(sql, parameters).write.mode("overwrite").parquet(str(folder))

    def _name(self, name: str, folder: Path) -> None:
        with self._asking():
            self._session.read.parquet(str(folder)).createOrReplaceTempView(name)
        earlier = self._kept.get(name)
        self._kept[name] = folder
        if earlier is not None:
            shutil.rmtree(earlier, ignore_errors=True)

    def _look(self) -> None:
        """Whether the machines of the engine see the folder: asked before any table is written into it."""
        import pyarrow as pa

        name = f"look_{uuid4().hex[:8]}"
        try:
            self.register(name, pa.table({"seen": [1]}))
            seen = self.rows(f"SELECT seen FROM `{name}`")
            self.drop(name)
        except FenjiError as error:
            if "cannot be reached" in error.problem.en:
                raise
            raise unseen_folder(self._where, str(self._folder)) from error
        except Exception as error:
            if "PATH_NOT_FOUND" not in str(error):
                raise
            raise unseen_folder(self._where, str(self._folder)) from error
        assert seen == [{"seen": 1}]

    def _asking(self) -> Any:
        return asking(self._where, self._stop)

    def _stop(self) -> None:
        self._session.sparkContext.cancelAllJobs()


@contextmanager
def asking(where: str, stop: Callable[[], None] | None = None) -> Iterator[None]:
    """Errors become fenji's; after Ctrl-C the jobs, which would go on in Spark, are stopped."""
    try:
        yield
    except KeyboardInterrupt as error:
        if stop is not None:
            stop()
        raise cancelled(where) from error
    except (FenjiError, AssertionError):
        raise
    except OSError as error:
        raise of_spark(error, where) or error from error
    except Exception as error:
        if not _is_sparks(error):
            raise
        ours = of_spark(error, where)
        if ours is None:
            raise
        raise ours from error


def _is_sparks(error: BaseException) -> bool:
    """Whether Spark, its Java side or the wire to it raised this."""
    return any(each.__module__.split(".")[0] in ("pyspark", "py4j", "grpc") for each in type(error).__mro__)


def _has_jvm() -> bool:
    import importlib.util

    return importlib.util.find_spec("py4j") is not None


def _master(address: EngineAddress) -> str:
    return address.shown if address.host == "" else f"spark://{address.host}:{address.port}"


def _cores(master: str) -> int:
    """How many tasks run at once on this machine: local[2] says 2, local 1, local[*] as many as there are cores."""
    number = master.removeprefix("local").strip("[]")
    return len(os.sched_getaffinity(0)) if number == "*" else int(number or 1)


def _plain(name: str) -> str:
    return "".join(sign if sign.isalnum() else "_" for sign in name)
