"""Transition rules: the engine agrees with plain Python; protection, calendars, margins, reversal, equal histories."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenji.engines.duckdb import DuckDBEngine
from tests.fenji.grades.played import History, play, play_by_hand
from tests.fenji.grades.reference import Customer, Held, Rules, TierRule, evaluations

QUICK = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


@st.composite
def any_rules(draw: st.DrawFn) -> Rules:
    starts = [80, 60, 40]
    with_rest = draw(st.booleans())
    tiers = []
    for start in [*starts, *([None] if with_rest else [])]:
        by_runs = draw(st.booleans())
        keep = draw(st.sampled_from([None, start - 8 if start else None]))
        tiers.append(TierRule(
            start,
            grace_days=0 if by_runs else draw(st.sampled_from([0, 1, 20, 45])),
            grace_runs=draw(st.sampled_from([0, 2, 3])) if by_runs else 0,
            stay=draw(st.sampled_from([0, 0, 30, 100])),
            one_rung=draw(st.booleans()),
            keep=keep,
        ))  # fmt: skip
    return Rules(
        tuple(tiers),
        every=draw(st.sampled_from(["run", "month", "quarter", "half_year", "year", "anniversary"])),
        on=draw(st.sampled_from([(12, 31), (2, 29), (3, 15)])),
        at_once=draw(st.booleans()),
        margin=draw(st.sampled_from([0, 2, 5])),
        warn=draw(st.sampled_from([0, 10, 40])),
        cap_rung=draw(st.sampled_from([0, 2, 3])),
        cap_at_once=draw(st.booleans()),
    )


def any_history(seed: int, runs: int = 7, customers: int = 120) -> History:
    """Customers whose points wander around the cut points, come and go, are capped, or taken back."""
    chance = random.Random(seed)
    day = date(2024, 1, 1) + timedelta(chance.randrange(120))
    points = {f"C{n}": chance.randrange(25, 100) for n in range(customers)}
    since = {name: chance.choice([None, date(2020, 2, 29), date(2021, 3, 31), date(2023, 12, 31)]) for name in points}
    history = []
    for _ in range(runs):
        seen = {}
        for name in points:
            points[name] = min(100, max(0, points[name] + chance.choice([-25, -9, -3, -1, 0, 1, 2, 4, 10, 30])))
            if chance.random() < 0.05:
                continue
            seen[name] = Customer(None if chance.random() < 0.05 else points[name], chance.random() < 0.15,
                                  chance.random() < 0.1, since[name])  # fmt: skip
        history.append((day, seen))
        day += timedelta(chance.choice([1, 7, 15, 29, 31, 60, 200]))
    return history


@QUICK
@given(rules=any_rules(), seed=st.integers(0, 10_000))
def test_the_engine_agrees_with_plain_python(engine: DuckDBEngine, rules: Rules, seed: int) -> None:
    history = any_history(seed)
    for (day, seen), engine_said, by_hand in zip(history, play(engine, rules, history), play_by_hand(rules, history),
                                                 strict=True):  # fmt: skip
        for name in seen:
            assert engine_said[name] == by_hand[name], (day, name, seen[name])
