"""One customer's facts for tests: read from where rows rest, and figures as an engine gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import ibis

from fenji.engines.duckdb import DuckDBEngine
from fenji.metrics.measure import Measure, measure
from fenji.metrics.period import Period, fill
from fenji.metrics.window import Window
from fenji.result_records import Run
from fenji.review.facts import COLUMNS, Facts, read_facts
from fenji.tables import CANONICAL
from tests.sample_result import load

Rows = Mapping[str, list[dict[str, Any]]]


def run_as_of(day: date) -> Run:
    """What of a run matters for reading facts."""
    return Run("r", "s", 1, day, "Asia/Shanghai", "CNY", Window("all"), None, "0", "", 0)


def facts_of(engine: DuckDBEngine, tables: Rows, customer_id: str, day: date) -> Facts:
    """A customer's facts as of a day."""
    registered = [row.get("registered_on") for row in tables["customers"] if row["customer_id"] == customer_id]
    return read_facts(
        engine,
        {name: name for name in tables},
        run=run_as_of(day),
        customer_id=customer_id,
        ids=[customer_id],
        tables=[name for name in COLUMNS if name in tables],
        registered_on=next(iter(registered), None),
    )


def measured(engine: DuckDBEngine, tables: Rows, measures: Sequence[Measure], day: date) -> dict[str, dict[str, Any]]:
    """Every customer's figures as of a day, by the engine."""
    period = Period(day, "Asia/Shanghai")
    known = {name: ibis.table(CANONICAL[name].schema(), name=name) for name in tables}
    expression = measure(known, measures, period, recorded={name for name, rows in tables.items() if rows})
    sql = fill(engine.compile(expression), period.slots(one.window for one in measures))
    return {row["customer_id"]: row for row in engine.rows(sql)}


def engine_with(tables: Rows) -> DuckDBEngine:
    """An engine with these rows."""
    engine = DuckDBEngine.in_memory(threads=1)
    load(engine, tables)
    return engine
