"""A tiny table on a real engine, and the function that answers expressions about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from fenji.engines.duckdb import DuckDBEngine

TYPES = {"money": pa.decimal128(18, 2), "ratio": pa.decimal128(18, 4), "count": pa.int64()}
Ask = Callable[[ir.Table], list[dict[str, Any]]]


def table_of(engine: DuckDBEngine, **columns: tuple[str, Sequence[Decimal | int | None]]) -> tuple[ir.Table, Ask]:
    """Columns as (kind, values), each row a customer numbered from 0, and who answers questions about them."""
    arrays = {name: pa.array(values, TYPES[kind]) for name, (kind, values) in columns.items()}
    rows = len(next(iter(arrays.values())))
    engine.run("DROP TABLE IF EXISTS given")
    engine.register("given", pa.table({"customer_id": pa.array([str(n) for n in range(rows)]), **arrays}))
    kinds = {"money": "decimal(18, 2)", "ratio": "decimal(18, 4)", "count": "int64"}
    schema = {"customer_id": "string", **{name: kinds[kind] for name, (kind, _) in columns.items()}}
    return ibis.table(schema, name="given"), lambda expression: engine.rows(engine.compile(expression))
