"""A workspace with a few people in it, some of them twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from fenji.engines.duckdb import DuckDBEngine
from fenji.tables import CANONICAL
from fenji.workspace.workspace import Workspace
from tests.sample_result import order

CUSTOMERS = [
    {"customer_id": "C001", "name": "张伟", "mobile": "13912348001", "registered_on": date(2023, 1, 5)},
    {"customer_id": "C002", "name": "张伟", "mobile": "+86 139-1234-8001", "registered_on": date(2022, 3, 1)},
    {"customer_id": "C003", "name": "王芳", "mobile": "137****7001", "registered_on": date(2023, 9, 1)},
    {"customer_id": "C004", "name": "王芳", "mobile": "137****7001", "registered_on": date(2023, 9, 1)},
    {"customer_id": "C005", "name": "上海明天贸易有限公司", "email": "a@mt.cn", "registered_on": date(2023, 1, 1)},
    {"customer_id": "C006", "name": "明天贸易", "kind": "company", "email": "A@MT.cn", "is_listed": False},
    {"customer_id": "C007", "name": "唐诗咏", "mobile": "13912348001", "email": "tang@mt.cn"},
]
ORDERS = [
    order("O1", "C001", date(2024, 6, 10), "5200"),
    order("O2", "C002", date(2024, 3, 11), "4100"),
    order("O3", "C003", date(2024, 6, 20), "6300.50"),
    order("O4", "C004", date(2024, 6, 29), "2000"),
    order("O5", "C006", date(2024, 6, 1), "900"),
]
ROWS: Mapping[str, list[dict[str, Any]]] = {"customers": CUSTOMERS, "orders": ORDERS}


def people(folder: Path, tables: Mapping[str, list[dict[str, Any]]] = ROWS) -> Workspace:
    """The workspace, its tables written as an import writes them."""
    workspace = Workspace.create(folder)
    with workspace.lake.write(actor="tester", what="people") as tx:
        for name, rows in tables.items():
            columns = CANONICAL[name].duckdb_columns()
            tx.create(name, columns)
            tx.append_arrow(name, _typed(columns, rows))
    return workspace


def _typed(columns: Mapping[str, str], rows: list[dict[str, Any]]) -> pa.Table:
    empty = ", ".join(f'CAST(NULL AS {kind}) AS "{column}"' for column, kind in columns.items())
    with DuckDBEngine.in_memory() as engine:
        schema = engine.arrow(f"SELECT {empty} LIMIT 0").schema
    listed = {"source": "shop", "is_listed": True} if "is_listed" in columns else {}
    return pa.Table.from_pylist([{**listed, **row} for row in rows], schema=schema)
