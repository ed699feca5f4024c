"""One grading, the same on every engine: recorded tables, one currency, cut points, the plan, the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from fenji.engines.digest import digest
from fenji.engines.duckdb import DuckDBEngine
from fenji.engines.engine import quoted
from fenji.metrics.period import Period
from fenji.pipeline import Plan, calibrate, recorded_tables
from fenji.scheme.calibrated import CalibratedScheme
from fenji.scheme.model import Scheme
from fenji.tables.currency import in_one_currency
from fenji.tables.rates import Rates
from tests.engines.data import AS_OF


@dataclass(frozen=True)
class Graded:
    """What an engine made of tables and a standard: the rows by customer, their seal, the cut points it found."""

    rows: dict[str, dict[str, Any]]
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


def sealed(select: str, calibrated: str, *, given: pa.Table | None = None) -> Graded:
    """Rows as the lake would keep them: typed as the standard's own plan types them, ordered, hashed."""
    with DuckDBEngine.in_memory() as engine:
        if given is not None:
            engine.register("given", given)
        types = columns_of(engine, calibrated, given)
        listed = ", ".join(f"CAST({quoted(name)} AS {kind}) AS {quoted(name)}" for name, kind in types.items())
        sql = f"SELECT {listed} FROM {select} ORDER BY customer_id"
        rows = {row["customer_id"]: row for row in engine.rows(sql)}
        return Graded(rows, digest(engine.batches(sql)), calibrated)


def columns_of(engine: DuckDBEngine, calibrated: str, given: pa.Table | None) -> dict[str, str]:
    """The columns of a result with DuckDB's types for them; `stated` only where there is any."""
    from fenji.tables import CANONICAL

    for name, table in CANONICAL.items():
        columns = ", ".join(f'"{column}" {kind}' for column, kind in table.duckdb_columns().items())
        engine.run(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
    scheme = CalibratedScheme.from_json(calibrated)
    period = Period(AS_OF, "Asia/Shanghai", scheme.scheme.window)
    tables = {name: engine.table(name) for name in CANONICAL}
    made = Plan.of(tables, scheme, period=period, engine=engine, recorded=frozenset(CANONICAL))
    types = {row["column_name"]: row["column_type"] for row in engine.rows(f"DESCRIBE {made.filled(period)}")}
    return types if given is None else {name: kind for name, kind in types.items() if name in given.column_names}
