"""One grading, the same on every engine: recorded tables, one currency, cut points, the plan, the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from fenji.engines.digest import digest
from fenji.engines.duckdb import DuckDBEngine
from fenji.metrics.period import Period
from fenji.pipeline import Plan, calibrate, recorded_tables
from fenji.scheme.model import Scheme
from fenji.tables.currency import in_one_currency
from fenji.tables.rates import Rates
from tests.engines.data import AS_OF


@dataclass(frozen=True)
class Graded:
    """What an engine made of tables and a standard: the rows by customer id, their seal, the cut points it found."""

    rows: pa.Table
    digest: str
    calibrated: str


def load(engine: Any, tables: Mapping[str, pa.Table]) -> dict[str, Any]:
    """The tables on an engine, as expressions."""
    for name, table in tables.items():
        engine.register(name, table)
    return {name: engine.table(name) for name in tables}


def plan(
    engine: Any,
    tables: Mapping[str, Any],
    scheme: Scheme,
    rates: Rates | None = None,
    *,
    recorded: frozenset[str] | None = None,
) -> tuple[str, str]:
    """The filled SQL of a grading on an engine, and the calibrated scheme as JSON."""
    recorded = recorded_tables(tables, engine) if recorded is None else recorded
    tables = in_one_currency(tables, "CNY", engine=engine, rates=rates)
    period = Period(AS_OF, "Asia/Shanghai", scheme.window)
    calibrated = calibrate(tables, scheme, period=period, engine=engine, recorded=recorded)
    made = Plan.of(tables, calibrated, period=period, engine=engine, recorded=recorded)
    return made.filled(period), calibrated.to_json()


def sealed(rows: Any, calibrated: str, like: pa.Schema | None = None) -> Graded:
    """Rows as the lake keeps them: under the types DuckDB would give them (`like`), by customer, hashed."""
    with DuckDBEngine.in_memory() as engine:
        with engine.lent("given", rows):
            found = engine.arrow("SELECT * FROM given ORDER BY customer_id")
        typed = found if like is None else found.cast(like)
        return Graded(typed, digest(typed.to_batches()), calibrated)
