"""Four runs under transition rules, with a refund after a rise and two overrides: what each says of every customer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from fenji.pipeline import run
from fenji.scheme.load import read_scheme
from tests.engines.data import arrow
from tests.fenji.grades.test_reversal import AUGUST, JULY, JUNE, LATER, MAY, ROSE, STORIES, refund, sold

SCHEMES = {
    "every run": "{grace: 365 days}",
    "by month": "{evaluate: month, grace: 2 runs, demotion: one_rung, hysteresis: 1, warn_days: 40, "
                "tiers: {gold: {keep: {from_score: 70}, minimum_stay: 70 days}}}",
    "anniversary": "{evaluate: anniversary, promotion: evaluation, grace: 2 runs}",
}  # fmt: skip
HEAD = """
name: club
title: club
currency: CNY
window: 40 days
criteria: [{metric: net_revenue, weight: 100%, scorer: {kind: scale, low: 0, high: 100}}]
tiers:
  - {key: gold, name: gold, colour: "#D98200", icon: {shape: crown}, from_score: 80}
  - {key: silver, name: silver, colour: "#0072B2", icon: {shape: star}, from_score: 50}
  - {key: plain, name: plain, colour: "#5B6770", icon: {shape: circle}, rest: true}
transitions: """
TOLD = pa.table({
    "customer_id": ["kept", "gone"], "tier": ["plain", "gold"], "override_id": [1, 2],
    "starts_on": [date(2024, 7, 1), date(2024, 1, 1)], "expires_on": [JULY, AUGUST],
})  # fmt: skip


def orders() -> pa.Table:
    rows = [one for told, _ in STORIES.values() for one in told]
    rows += [sold(name, 9, date(2024, 5, 1), 55) for name in STORIES]
    rows += [sold("new", 1, ROSE, 90), refund("new", 1, of=ROSE, on=LATER, amount=90)]
    return arrow({"orders": rows})["orders"]


def played(engine: Any, rules: str) -> list[list[dict[str, Any]]]:
    """What each run says of every customer."""
    engine.register("orders", orders())
    engine.register("told", TOLD)
    tables, overrides = {"orders": engine.table("orders")}, engine.table("told")
    result, said = None, []
    for day in (MAY, JUNE, JULY, AUGUST):
        scheme = read_scheme(HEAD + rules + "\n") if result is None else result.scheme
        result = run(tables, scheme, as_of=day, engine=engine, previous=result, overrides=overrides)
        said.append(sorted(result.rows(), key=lambda row: str(row["customer_id"])))
    return said
