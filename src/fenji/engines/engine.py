"""What every engine can do: run a query, stream its rows, take a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

Parameters: TypeAlias = "Sequence[Any] | Mapping[str, Any] | None"


class Engine(Protocol):
    """Where queries run. An engine belongs to one thread; another thread asks for its own `cursor()`."""

    name: str

    @property
    def ibis(self) -> Any:
        """The Ibis backend over the same connection."""

    def compile(self, expr: ir.Expr) -> str:
        """The SQL of an expression, in this engine's dialect."""

    def rows(self, sql: str, parameters: Parameters = None) -> list[dict[str, Any]]:
        """All rows of a query; for answers that are known to be small."""

    def arrow(self, sql: str, parameters: Parameters = None) -> pa.Table:
        """All rows of a query as one Arrow table."""

    def batches(self, sql: str, parameters: Parameters = None, *, size: int = 10_000) -> Iterator[pa.RecordBatch]:
        """The rows of a query piece by piece; memory does not grow with their number."""

    def run(self, sql: str, parameters: Parameters = None) -> None:
        """Runs a statement that answers nothing."""

    def register(self, name: str, table: pa.Table | pa.RecordBatchReader) -> None:
        """Makes an Arrow table a table of this engine under that name, in place of an earlier one."""

    def keep(self, name: str, sql: str, parameters: Parameters = None) -> ir.Table:
        """Keeps the answer of a query as a working table, and gives it as an expression."""

    def table(self, name: str) -> ir.Table:
        """A working table as an expression."""

    def drop(self, name: str) -> None:
        """Drops a working table; harmless when there is none."""

    def cursor(self) -> Engine:
        """The same database for another thread."""

    def interrupt(self) -> None:
        """Stops what is running, from any thread."""

    def close(self) -> None:
        """Gives the connection back."""


class Beyond(Engine, Protocol):
    """An engine that is not this process: its answers are written where this process can read them."""

    def answer(self, sql: str, folder: Path) -> None:
        """Writes the rows of a query into a folder as Parquet files."""

    def cursor(self) -> Beyond:
        """The same engine for another thread."""


def quoted(name: str) -> str:
    """A name as an SQL identifier.

    >>> quoted('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(words: str) -> str:
    """Words as an SQL string.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + words.replace("'", "''") + "'"
