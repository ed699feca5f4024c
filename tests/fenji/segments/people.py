"""Tiny shops and bare figures, placed into segments on a real in-memory DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from fenji.engines.duckdb import DuckDBEngine
from fenji.metrics.period import Period, fill
from fenji.segments.placed import described, learn, place, windows_of
from fenji.segments.segmentation import Segmentation
from fenji.tables import CANONICAL
from tests.fenji.metrics.shop import AS_OF, ZONE, Row, arrow, sale

Learned = dict[str, dict[str, Any]]


def bought(customer: str, *days_ago: int, amount: str | int = 100, **more: Any) -> list[Row]:
    """A customer's sales, so many days before the as-of day."""
    return [sale(customer, (AS_OF - timedelta(days=days)).isoformat(), amount, **more) for days in days_ago]


def placed(
    data: Mapping[str, Sequence[Row]],
    segmentations: Sequence[Segmentation],
    *,
    as_of: date = AS_OF,
    learned: Learned | None = None,
    recorded: frozenset[str] | None = None,
) -> tuple[dict[str, Row], Learned]:
    """Every customer's segments by customer, and the cut points found (or those given)."""
    with DuckDBEngine.in_memory(threads=1) as engine:
        return _placed(engine, _described(engine, data, segmentations, as_of, recorded), segmentations, learned)


def alone(data: Mapping[str, Sequence[Row]], segmentation: Segmentation, learned: Learned) -> dict[str, str | None]:
    """One segmentation's segment of every customer, by its bare expression."""
    with DuckDBEngine.in_memory(threads=1) as engine:
        table = _described(engine, data, [segmentation], AS_OF, None)
        found = table.select("customer_id", segment=segmentation.expression(table, learned[segmentation.name]))
        return {row["customer_id"]: row["segment"] for row in engine.rows(engine.compile(found))}


def _described(
    engine: DuckDBEngine,
    data: Mapping[str, Sequence[Row]],
    segmentations: Sequence[Segmentation],
    as_of: date,
    recorded: frozenset[str] | None,
) -> ibis.expr.types.Table:
    period = Period(as_of, ZONE)
    tables = {name: ibis.table(table.schema(), name=name) for name, table in CANONICAL.items()}
    full = frozenset(name for name, rows in data.items() if rows) if recorded is None else recorded
    expression = described(tables, segmentations, period, recorded=full)
    for name in CANONICAL:
        engine.register(name, arrow(name, data.get(name, ())))
    return engine.keep("described", fill(engine.compile(expression), period.slots(windows_of(segmentations))))


def figures(
    columns: Mapping[str, Sequence[Any]], segmentations: Sequence[Segmentation], learned: Learned | None = None
) -> tuple[dict[str, Row], Learned]:
    """The same of bare measured columns: int64 for counts and days, decimals for what has a point."""
    with DuckDBEngine.in_memory(threads=1) as engine:
        engine.register("described", _table(columns))
        return _placed(engine, engine.table("described"), segmentations, learned)


def counted(
    columns: Mapping[str, Sequence[Any]],
    segmentation: Segmentation,
    asked: Callable[[ibis.expr.types.Table, Mapping[str, Any]], ibis.expr.types.Table],
) -> list[Row]:
    """What is asked of bare measured columns, once the cut points are found."""
    with DuckDBEngine.in_memory(threads=1) as engine:
        engine.register("described", _table(columns))
        table = engine.table("described")
        learned = learn(table, [segmentation], lambda each: engine.rows(engine.compile(each)))
        return engine.rows(engine.compile(asked(table, learned[segmentation.name])))


def instant(day: date) -> datetime:
    """Local noon."""
    return datetime(day.year, day.month, day.day, 4)


def _table(columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    count = len(next(iter(columns.values())))
    arrays = {name: _array(values) for name, values in columns.items()}
    return pa.table({"customer_id": pa.array([f"{number:04}" for number in range(count)]), **arrays})


def _array(values: Sequence[Any]) -> pa.Array:
    is_decimal = any(isinstance(value, Decimal | str) for value in values)
    if not is_decimal:
        return pa.array(values, pa.int64())
    return pa.array([None if value is None else Decimal(value) for value in values], pa.decimal128(18, 2))


def _placed(
    engine: DuckDBEngine, table: ibis.expr.types.Table, segmentations: Sequence[Segmentation], learned: Learned | None
) -> tuple[dict[str, Row], Learned]:
    found = learned or learn(table, segmentations, lambda asked: engine.rows(engine.compile(asked)))
    rows = engine.rows(engine.compile(place(table, segmentations, found)))
    assert len({row["customer_id"] for row in rows}) == len(rows)
    return {row["customer_id"]: row for row in rows}, found
