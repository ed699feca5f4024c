"""A read model of which only a part is seen: the names of its tables lead to the rows of that part alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from fenji.engines.duckdb import DuckDBEngine, quoted
from fenji.engines.translate import translated

if TYPE_CHECKING:
    import duckdb


class NarrowedEngine(DuckDBEngine):
    """A connection on which tables of the file are temporary views of a part, as they are on every cursor made of it.

    Whoever asks it, in whatever SQL, finds the part: a temporary view stands before the table of its name. The views
    are this connection's own, others see the file as it is. `rowid` stays what it is in the file.
    """

    _views: Mapping[str, str] = {}

    @classmethod
    def over(cls, engine: DuckDBEngine, parts: Mapping[str, str]) -> Self:
        """A cursor of a read model's engine that sees of each table named the rows that answer to a condition.

        >>> import tempfile, duckdb
        >>> from pathlib import Path
        >>> file = Path(tempfile.mkdtemp()) / "run.duckdb"
        >>> with duckdb.connect(str(file)) as made:
        ...     _ = made.execute("CREATE TABLE customers AS SELECT unnest(['a', 'b']) AS customer_id")
        >>> with DuckDBEngine.read_model(file) as whole:
        ...     part = NarrowedEngine.over(whole, {"customers": "customer_id = 'b'"})
        ...     part.rows("SELECT * EXCLUDE (rowid) FROM customers"), part.cursor().rows("FROM main.customers")
        ([{'customer_id': 'b'}], [{'rowid': 1, 'customer_id': 'b'}])
        """
        (here,) = engine.rows("SELECT current_database() AS name")
        file = f"{quoted(here['name'])}.main"
        views = {
            name: f"SELECT rowid, * FROM {file}.{quoted(name)} WHERE {condition}" for name, condition in parts.items()
        }
        with translated(engine._where):
            narrowed = cls(_with(engine._connection.cursor(), views), where=engine._where, is_read_only=True)
        narrowed._views = views
        return narrowed

    def cursor(self) -> Self:
        """The same part for another thread."""
        other = super().cursor()
        other._views = self._views
        return other

    def _beside(self) -> duckdb.DuckDBPyConnection:
        return _with(super()._beside(), self._views)


def _with(connection: duckdb.DuckDBPyConnection, views: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
    for name, sql in views.items():
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {quoted(name)} AS {sql}")
    return connection
