"""Columns that follow from a customer's row alone: how late by the own rhythm, what is missing to the next tier."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from fenji.advice.lateness import paused_days
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.result import Result

TIMES_LATE, ORDERS_MISSING, MONEY_MISSING = "times_late", "orders_missing", "money_missing"


@dataclass(frozen=True)
class Derived:
    """One such column: its expression over a run's row, its type, what it is called; `unit` stands after a number."""

    name: str
    sql: str
    type: str
    label: Text
    kind: Literal["number", "money"]
    unit: Text | None = None


def derived(result: Result) -> tuple[Derived, ...]:
    """The columns that follow from those a run has; none that rests on a column the run lacks."""
    has = {*result.columns}
    found = [_times_late(result.run.as_of)] if {"recency_days", "gap_days"} <= has else []
    for criterion in result.scheme.scheme.criteria:
        step = f"rises_at_{criterion.name}"
        told = _MISSING.get(criterion.metric)
        if told is not None and {step, criterion.column} <= has and told.name not in {one.name for one in found}:
            found.append(replace(told, sql=f'("{step}" - "{criterion.column}")'))
    return tuple(found)


def _times_late(as_of: date) -> Derived:
    label = Text("Days since the last order ÷ own gap", "距上次购买 ÷ 自身购买间隔")
    sql = f"((recency_days - ({paused_days(as_of)})) / gap_days)"
    return Derived(TIMES_LATE, sql, "DOUBLE", label, "number", Text("times", "倍"))


_MISSING = {
    "order_count": Derived(
        ORDERS_MISSING,
        "",
        "BIGINT",
        Text("Orders missing to the next tier", "距上一等级差几单"),
        "number",
        Text("orders", "单"),
    ),
    "net_revenue": Derived(
        MONEY_MISSING,
        "",
        "DECIMAL(18,2)",
        Text("Spend missing to the next tier", "距上一等级差多少金额"),
        "money",
    ),
}
