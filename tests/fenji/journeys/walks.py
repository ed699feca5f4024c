"""A few customers' events as tables, and the journey found in them by the engine."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from fenji.engines.duckdb import DuckDBEngine
from fenji.journeys import paths
from fenji.journeys.events import events, met
from fenji.journeys.journey import Journey, usual_journey
from fenji.metrics.period import Period, fill
from fenji.metrics.window import Window
from tests.sample_result import load, order

AS_OF = date(2024, 12, 31)
PERIOD = Period(AS_OF, "Asia/Shanghai", Window("days", 365))


def at(day: int, hour: int = 4) -> datetime:
    """So many days after the first day of the period, in UTC."""
    return datetime(2024, 1, 2, hour) + timedelta(days=day)


def contact(customer: str, day: int, kind: str, direction: str | None = None, hour: int = 4) -> dict[str, Any]:
    return {
        "interaction_id": f"{customer}-{day}-{kind}-{hour}", "source": "crm", "customer_id": customer, "kind": kind,
        "happened_at": at(day, hour), "happened_on": at(day).date(), "direction": direction,
    }  # fmt: skip


def answer(customer: str, day: int, score: str | None, text: str = "", kind: str = "survey") -> dict[str, Any]:
    return {
        "feedback_id": f"{customer}-{day}-{kind}", "source": "crm", "customer_id": customer, "kind": kind,
        "given_at": at(day), "given_on": at(day).date(), "text": text,
        "score": None if score is None else Decimal(score), "score_max": Decimal(10),
    }  # fmt: skip


def message(customer: str, day: int, answered: int | None = None) -> dict[str, Any]:
    return {
        "touch_id": f"{customer}-{day}", "source": "crm", "customer_id": customer, "campaign": "spring",
        "sent_at": at(day), "sent_on": at(day).date(), "responded_at": None if answered is None else at(answered),
    }  # fmt: skip


def sale(customer: str, day: int, amount: str = "100.00") -> dict[str, Any]:
    return order(f"{customer}-{day}", customer, at(day).date(), amount)


class Walk:
    """The tables loaded, the events walked, and every question the product asks."""

    def __init__(self, journey: Journey | None = None, **tables: list[dict[str, Any]]) -> None:
        self.journey = journey or usual_journey()
        self.engine = DuckDBEngine.in_memory()
        load(self.engine, tables)
        found = events({name: self.engine.table(name) for name in tables}, self.journey, PERIOD, recorded=set(tables))
        self.found = found
        if found is not None:
            walk = paths.walked(met(found), self.journey)
            self.engine.keep("walk", fill(self.engine.compile(walk), PERIOD.slots()))

    def rows(self, table: Any) -> list[dict[str, Any]]:
        return self.engine.rows(fill(self.engine.compile(table), PERIOD.slots()))

    def events(self) -> list[tuple[str, str]]:
        assert self.found is not None
        rows = self.rows(met(self.found).order_by("customer_id", "at", "touchpoint"))
        return [(row["customer_id"], row["touchpoint"]) for row in rows]

    def points(self) -> dict[str, dict[str, Any]]:
        walk = self.engine.table("walk")
        return {
            row["touchpoint"]: row for row in self.rows(paths.points(walk, PERIOD.end_value(), self.journey.themes))
        }
