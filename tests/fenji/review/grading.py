"""Customers really graded again: rows put into tables, the whole standard run by the engine as of any day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import ibis

from fenji.engines.duckdb import DuckDBEngine
from fenji.metrics.period import Period
from fenji.pipeline import Plan, asking, calibrate
from fenji.review.counterfactual import Way
from fenji.review.facts import tables_needed
from fenji.review.judge import Judge
from fenji.scheme.calibrated import CalibratedScheme
from fenji.scheme.model import Scheme
from fenji.tables import CANONICAL
from tests.fenji.review.own import Rows, facts_of
from tests.sample_result import load, order

__all__ = ["Shop", "asking", "orders_of"]


@dataclass
class Shop:
    """Tables on an engine, a standard calibrated on them as of a day, and the grades of any day and any rows."""

    tables: Rows
    scheme: CalibratedScheme
    as_of: date
    engine: DuckDBEngine
    sql: Plan
    kept: dict[date, dict[str, dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: Rows, scheme: Scheme, as_of: date) -> Shop:
        """The shop, its standard calibrated."""
        engine = DuckDBEngine.in_memory(threads=1)
        load(engine, tables)
        known = {name: ibis.table(CANONICAL[name].schema(), name=name) for name in tables}
        recorded = {name for name, rows in tables.items() if rows}
        period = Period(as_of, "Asia/Shanghai", scheme.window)
        found = calibrate(known, scheme, period=period, engine=engine, recorded=recorded)
        return cls(tables, found, as_of, engine, Plan.of(known, found, period=period, engine=engine, recorded=recorded))

    def graded(self, day: date) -> dict[str, dict[str, Any]]:
        """Every customer's row as of a day, as the tables are."""
        if day not in self.kept:
            sql = self.sql.filled(Period(day, "Asia/Shanghai", self.scheme.scheme.window))
            self.kept[day] = {row["customer_id"]: row for row in self.engine.rows(sql)}
        return self.kept[day]

    def graded_with(self, day: date, **rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """The same with more rows in the tables; they leave again."""
        load(self.engine, {name: [*self.tables[name], *more] for name, more in rows.items()})
        kept, self.kept = self.kept, {}
        try:
            return self.graded(day)
        finally:
            self.kept = kept
            load(self.engine, {name: self.tables[name] for name in rows})

    def judge(self, customer_id: str) -> Judge:
        """One customer's judge, from facts read as a workspace reads them."""
        needed = tables_needed(self.scheme.measures())
        tables = {name: rows for name, rows in self.tables.items() if name in needed or name == "customers"}
        row = self.graded(self.as_of)[customer_id]
        return Judge(facts_of(self.engine, tables, customer_id, self.as_of), self.scheme, row)


def orders_of(customer_id: str, way: Way, *, on: date | None = None, less: bool = False) -> list[dict[str, Any]]:
    """The orders of a way, on the day that needs most or another; `less`: one step less of them."""
    count, cents = way.count, int(way.amount * 100)
    if less:
        count, cents = (count - 1, cents - 1) if way.is_any_amount else (count, cents - 1)
    parts = [cents // count] * (count - 1) if count else []
    parts += [cents - sum(parts)] if count else []
    day = on or way.hardest_on
    return [
        order(f"NEW-{customer_id}-{n}", customer_id, day, str(Decimal(part).scaleb(-2))) for n, part in enumerate(parts)
    ]
