"""Questions about tables that rest here, answered elsewhere: what a question reads is carried over first, no more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import ibis
import ibis.expr.operations as ops
import pyarrow as pa

from fenji.engines.engine import Parameters, quoted

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.duckdb import DuckDBEngine
    from fenji.engines.engine import Beyond

ROWS = 122_880
_NUMBER = re.compile(r"/\* (\d+) \*/")


@dataclass(frozen=True)
class _Carried:
    """A table that was carried over: its name there, and which columns it has."""

    name: str
    columns: frozenset[str]


class CarryingEngine:
    """An engine elsewhere that is asked about tables of an engine here, as if they were its own.

    `compile` finds the tables an expression reads. Those that rest here are streamed over, with the columns that the
    expression names and, where they are filtered at once, with those rows only; what was carried before is not carried
    again. Working tables that were kept there stay there. Everything else is the other engine's own. The SQL begins
    with a number in a comment, by which this engine knows again what it was asked.
    """

    def __init__(self, here: DuckDBEngine, there: Beyond) -> None:
        self.name = there.name
        self._here, self._there = here, there
        self._carried: dict[str, _Carried] = {}
        self._kept: set[str] = set()
        self._asked: list[str] = []

    @property
    def ibis(self) -> Any:
        """The other engine's."""
        return self._there.ibis

    def compile(self, expr: ir.Expr) -> str:
        """The SQL of an expression in the other engine's dialect, once all it reads is there."""
        op = expr.op()
        leaves = [leaf for leaf in op.find((ops.DatabaseTable, ops.UnboundTable)) if leaf.name not in self._kept]
        named = _named(op) if leaves else set()
        moved = {leaf: self._moved(op, leaf, named) for leaf in leaves}
        self._asked.append(self._here.compile(expr))
        return f"/* {len(self._asked) - 1} */ {self._there.compile(op.replace(moved).to_expr() if moved else expr)}"

    def types(self, sql: str) -> dict[str, str]:
        """The columns of a query that was compiled here, with the types the engine here would give them.

        Engines widen decimals and narrow whole numbers each in its own way: rows that come back are cast to these.
        """
        found = _NUMBER.match(sql)
        assert found, "only a query that this engine compiled is known to it"
        told = self._here.rows(f"DESCRIBE {self._asked[int(found[1])]}")
        return {row["column_name"]: row["column_type"] for row in told}

    def rows(self, sql: str, parameters: Parameters = None) -> list[dict[str, Any]]:
        """The other engine's answer."""
        return self._there.rows(sql, parameters)

    def arrow(self, sql: str, parameters: Parameters = None) -> pa.Table:
        """The other engine's answer."""
        return self._there.arrow(sql, parameters)

    def batches(self, sql: str, parameters: Parameters = None, *, size: int = 10_000) -> Iterator[pa.RecordBatch]:
        """The other engine's answer."""
        return self._there.batches(sql, parameters, size=size)

    def run(self, sql: str, parameters: Parameters = None) -> None:
        """Runs a statement there."""
        self._there.run(sql, parameters)

    def register(self, name: str, table: pa.Table | pa.RecordBatchReader) -> None:
        """Makes an Arrow table a working table there."""
        self._there.register(name, table)
        self._kept.add(name)

    def keep(self, name: str, sql: str, parameters: Parameters = None) -> ir.Table:
        """Keeps the answer of a query there."""
        kept = self._there.keep(name, sql, parameters)
        self._kept.add(name)
        columns = ", ".join(f"{quoted(column)} {kind}" for column, kind in self.types(sql).items())
        self._here.run(f"CREATE OR REPLACE TEMP TABLE {quoted(name)} ({columns})")  # never filled: only `types` asks it
        return kept

    def table(self, name: str) -> ir.Table:
        """A working table of the other engine as an expression."""
        return self._there.table(name)

    def drop(self, name: str) -> None:
        """Drops a working table there."""
        self._there.drop(name)
        self._kept.discard(name)
        self._here.drop(name)

    def answer(self, sql: str, folder: Path) -> None:
        """Has the rows of a query written into a folder as Parquet, without bringing them through here."""
        self._there.answer(sql, folder)

    def cursor(self) -> CarryingEngine:
        """The same pair for another thread."""
        return CarryingEngine(self._here.cursor(), self._there.cursor())

    def interrupt(self) -> None:
        """Stops what is running, on both sides, from any thread."""
        self._here.interrupt()
        self._there.interrupt()

    def close(self) -> None:
        """Ends the session there; the engine here is whoever's lent it."""
        self._there.close()

    def _moved(self, op: ops.Node, leaf: Any, named: set[str]) -> ops.Node:
        """The same table there, with NULL for the columns that nobody asks for."""
        wanted = frozenset(name for name in leaf.schema.names if name in named) or frozenset(leaf.schema.names[:1])
        rows = _filtered(op, leaf)
        key = repr(rows.op())
        carried = self._carried.get(key)
        if carried is None or not wanted <= carried.columns:
            carried = self._carry(rows, wanted | (carried.columns if carried else frozenset()))
            self._carried[key] = carried
        there = ibis.table({name: kind for name, kind in leaf.schema.items() if name in carried.columns}, carried.name)
        columns: Mapping[str, Any] = {
            name: there[name] if name in carried.columns else ibis.null(kind) for name, kind in leaf.schema.items()
        }
        return there.select(**columns).op()

    def _carry(self, rows: ir.Table, wanted: frozenset[str]) -> _Carried:
        chosen = rows.select([name for name in rows.columns if name in wanted])
        sql = self._here.compile(chosen)
        schema = self._here.arrow(f"SELECT * FROM ({sql}) LIMIT 0").schema
        batches = self._here.batches(sql, size=ROWS)
        name = f"carried_{uuid4().hex[:12]}"
        self._there.register(name, pa.RecordBatchReader.from_batches(schema, batches))
        return _Carried(name, wanted)


def _filtered(op: ops.Node, leaf: Any) -> ir.Table:
    """The table, or where nothing reads it but one filter, those rows of it."""
    readers = [node for node in op.find(ops.Relation) if leaf in node.__children__]
    if len(readers) == 1 and isinstance(readers[0], ops.Filter) and not readers[0].find(ops.Subquery):
        return readers[0].to_expr()
    return leaf.to_expr()


def _named(op: ops.Node) -> set[str]:
    """Every column name the question speaks of, or would answer with: more than it needs at times, never less."""
    wholes = [node for node in op.find((ops.Distinct, ops.Set)) for node in node.__children__]
    answered = [node for node in (op, *wholes) if isinstance(node, ops.Relation)]
    return {field.name for field in op.find(ops.Field)} | {name for node in answered for name in node.schema.names}
