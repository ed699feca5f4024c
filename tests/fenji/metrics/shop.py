"""Tiny canonical tables, asked on a real in-memory DuckDB."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from fenji.engines.duckdb import DuckDBEngine
from fenji.metrics.measure import Measure, measure
from fenji.metrics.period import Period, fill, local_day
from fenji.metrics.window import Window
from fenji.tables import CANONICAL

AS_OF = date(2024, 6, 30)
ZONE = "Asia/Shanghai"
Row = dict[str, Any]
_ARROW = {
    "string": pa.string(),
    "int64": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "decimal(18,2)": pa.decimal128(18, 2),
    "decimal(18,3)": pa.decimal128(18, 3),
    "decimal(18,4)": pa.decimal128(18, 4),
    "decimal(9,2)": pa.decimal128(9, 2),
}


def sale(customer: str | None, at: datetime | str, amount: str | int = 100, zone: str = ZONE, **more: Any) -> Row:
    """A sale at an instant (UTC), or at local noon of a day."""
    if isinstance(at, str):
        day = date.fromisoformat(at)
        at = datetime(day.year, day.month, day.day, 4)
    else:
        day = local_day(at, zone)
    row = {"kind": "sale", "customer_id": customer, "ordered_at": at, "ordered_on": day, "booked_at": at}
    return row | {"source": "shop", "amount": Decimal(amount), "currency": "CNY"} | more


def refund(of: Row, booked_at: datetime, amount: str | int | None = None) -> Row:
    """A refund tied to its sale: the sale's day, its own booking."""
    money = -of["amount"] if amount is None else -Decimal(amount)
    tied = {"kind": "refund", "amount": money, "booked_at": booked_at, "refunds_order_id": of.get("order_id")}
    return of | tied | {"order_id": None, "void_at": None}


def customer(name: str, **more: Any) -> Row:
    return {"customer_id": name, "source": "list", "is_listed": True} | more


def arrow(table: str, rows: Sequence[Row]) -> pa.Table:
    canonical = CANONICAL[table]
    assert all(key in canonical.schema() for row in rows for key in row)
    numbered = [{f"{table[:-1]}_id": str(index)} | {k: v for k, v in row.items() if v is not None}
                for index, row in enumerate(rows)]  # fmt: skip
    fields = [(column.name, _ARROW[column.type]) for column in canonical.columns]
    return pa.table({name: pa.array([row.get(name) for row in numbered], kind) for name, kind in fields})


def answer(
    data: Mapping[str, Sequence[Row]],
    measures: Sequence[Measure],
    *,
    as_of: date = AS_OF,
    zone: str = ZONE,
    engine: DuckDBEngine | None = None,
) -> dict[str, Row]:
    """Every customer's measures, by customer."""
    period = Period(as_of, zone)
    tables = {name: ibis.table(table.schema(), name=name) for name, table in CANONICAL.items()}
    expression = measure(tables, measures, period, recorded={name for name, rows in data.items() if rows})
    with engine or DuckDBEngine.in_memory(threads=1) as asked:
        for name in CANONICAL:
            asked.register(name, arrow(name, data.get(name, ())))
        sql = fill(asked.compile(expression), period.slots(each.window for each in measures))
        rows = asked.rows(sql)
    assert len({row["customer_id"] for row in rows}) == len(rows)
    return {row["customer_id"]: row for row in rows}


def value(
    metric: str,
    data: Mapping[str, Sequence[Row]],
    *,
    of: str = "a",
    window: str = "all",
    as_of: date = AS_OF,
    zone: str = ZONE,
    **options: Any,
) -> Any:
    """One customer's value of one metric; the customer is listed."""
    people = {"customers": [customer(of)], **data}
    rows = answer(people, [Measure("value", metric, Window.read(window), options)], as_of=as_of, zone=zone)
    return rows[of]["value"]
