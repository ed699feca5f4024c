"""The Ibis backend over a connection of ours, which is locked and must not be set up again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis.expr.schema as sch
from ibis.backends.duckdb import Backend
from ibis.common.exceptions import TableNotFound

from fenji.engines.engine import quoted

if TYPE_CHECKING:
    import duckdb


class LockedBackend(Backend):  # type: ignore[misc]
    """Ibis' DuckDB backend that changes no option and reads schemas without functions DuckDB has deprecated."""

    def get_schema(self, table_name: str, *, catalog: str | None = None, database: str | None = None) -> sch.Schema:
        """The columns of a table as Ibis types them."""
        import duckdb

        name = ".".join(quoted(part) for part in (catalog, database, table_name) if part)
        try:
            rows = self.con.execute(f"DESCRIBE {name}").fetchall()
        except duckdb.CatalogException as error:
            raise TableNotFound(table_name) from error
        mapper = self.compiler.type_mapper
        return sch.Schema({row[0]: mapper.from_string(row[1], nullable=row[2] == "YES") for row in rows})


def backend_over(connection: duckdb.DuckDBPyConnection) -> Any:
    """A backend made by hand: `from_connection` sets options, which a locked connection refuses."""
    backend = LockedBackend()
    backend._can_reconnect = False
    backend.con = connection
    backend._record_batch_readers_consumed = {}
    return backend
