"""A history of customers played through the engine, run after run, as a workspace does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from fenji.engines.duckdb import DuckDBEngine
from fenji.grades.calendar import Calendar
from fenji.grades.ladder import Ladder, Step, grade
from fenji.grades.protection import Hold, Transition
from fenji.grades.rule import Rule, read_condition
from fenji.grades.standing import carried
from fenji.grades.transition import stand
from fenji.metrics.period import fill
from tests.fenji.grades.reference import NAMES, Customer, Held, Rules, decimal, judge

POINT = 1_000_000
SCHEMA = pa.schema({
    "customer_id": pa.string(), "total": pa.int64(), "quiet": pa.int64(), "late": pa.int64(),
    "customer_since": pa.date32(), "reversed": pa.bool_(),
})  # fmt: skip
History = Sequence[tuple[date, Mapping[str, Customer]]]


def rule(**condition: Any) -> Rule:
    read: Rule = read_condition(condition)
    return read


def ladder_of(rules: Rules) -> Ladder:
    """The reference's standard as the grades read it."""
    steps = tuple(Step(NAMES[n], decimal(tier.start)) for n, tier in enumerate(rules.tiers))
    limits = (("late", NAMES[rules.cap_rung - 1], rule(metric="late", above=0)),) if rules.cap_rung else ()
    delayed = frozenset() if rules.cap_at_once else frozenset({"late"})
    return Ladder(steps, (("quiet", rule(metric="quiet", above=0)),), (), limits, delayed)


def transition_of(rules: Rules) -> Transition:
    holds = tuple(
        Hold(tier.grace_days, tier.grace_runs, tier.stay, tier.one_rung, decimal(tier.keep)) for tier in rules.tiers
    )
    calendar = Calendar(rules.every, *rules.on)  # type: ignore[arg-type]
    return Transition(holds, calendar, rules.at_once, rules.margin * POINT, rules.warn)


def play(engine: DuckDBEngine, rules: Rules, history: History) -> list[dict[str, Held]]:
    """What each run says of each customer."""
    ladder, transition = ladder_of(rules), transition_of(rules)
    sql: dict[bool, str] = {}
    said, yesterday = [], None
    for today, customers in history:
        engine.register("given", pa.Table.from_pylist([_row(name, one) for name, one in customers.items()], SCHEMA))
        is_first = yesterday is None
        if is_first not in sql:
            given = engine.table("given")
            graded = grade(given, ladder)
            reversals = given.filter(given.reversed).select(reversed_for="customer_id")
            previous = None if is_first else carried(engine.table("earlier"), ladder)
            sql[is_first] = engine.compile(stand(graded, ladder, transition, previous=previous, reversals=reversals))
        slots = {"$fenji:last_day$": today.isoformat()}
        slots |= transition.calendar.slots(today, yesterday, transition.evaluations)
        engine.keep("now", fill(sql[is_first], slots))
        rows = engine.rows("SELECT * FROM now ORDER BY customer_id")
        engine.keep("earlier", "SELECT * FROM now")
        said.append({row["customer_id"]: _held(row) for row in rows})
        yesterday = today
    return said


def play_by_hand(rules: Rules, history: History) -> list[dict[str, Held]]:
    """The same by the reference."""
    said: list[dict[str, Held]] = []
    yesterday = None
    for today, customers in history:
        before = said[-1] if said else {}
        said.append({name: judge(one, before.get(name), rules, today=today, yesterday=yesterday)
                     for name, one in customers.items()})  # fmt: skip
        yesterday = today
    return said


def _row(name: str, one: Customer) -> dict[str, Any]:
    total = None if one.points is None else one.points * POINT
    return {"customer_id": name, "total": total, "quiet": int(one.points is None), "late": int(one.capped),
            "customer_since": one.since, "reversed": one.reversed}  # fmt: skip


def _held(row: Mapping[str, Any]) -> Held:
    rose = row["rose_from"]
    assert (row["rung"] is None) == (row["tier"] is None)
    assert row["tier"] is None or NAMES[row["rung"] - 1] == row["tier"] == row["standing_tier"]
    return Held(
        row["rung"], row["reason"], row["entered_on"], None if rose is None else NAMES.find(rose) + 1,
        row["below_since"], row["below_runs"], row["runs_left"], row["leaves_on"], row["warned_on"], row["system_rung"],
    )  # fmt: skip
