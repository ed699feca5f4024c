"""Segments and stages are the same, customer by customer, on every engine of this process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.metrics.period import Period, fill
from fenji.pipeline import asking, recorded_tables
from fenji.segments.lifecycle import Lifecycle
from fenji.segments.placed import described, learn, place, windows_of
from tests.engines.conftest import Grader
from tests.engines.data import AS_OF
from tests.engines.grading import load
from tests.engines.served import Here
from tests.fenji.segments.test_portable import MINE, everything

SETTINGS = {"mean": {"population_from": 1}, "percentile": {"population_from": 1, "percentile": "80%"}}


def segments(engine: Any, data: Any, lifecycle: Lifecycle) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    tables = load(engine, data)
    every, period = everything(lifecycle), Period(AS_OF, "Asia/Shanghai")
    people = described(tables, every, period, recorded=recorded_tables(tables, engine))
    table = engine.keep(f"described_{uuid4().hex[:8]}", fill(engine.compile(people), period.slots(windows_of(every))))
    learned = learn(table, every, asking(engine))
    rows = engine.rows(engine.compile(place(table, every, learned)))
    return sorted(rows, key=lambda row: str(row["customer_id"])), learned


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("engine", ["postgres"])
@pytest.mark.parametrize("data", ["whole shop", "stated", "one customer", "nothing bought"])
def test_every_customer_is_in_the_same_segments(
    engine: str, data: str, settings: dict[str, Any], graders: Callable[[str], Grader], shop: Any
) -> None:
    grader, lifecycle = graders(engine), Lifecycle.model_validate(settings)
    assert isinstance(grader, Here)
    expected, cuts = segments(DuckDBEngine.in_memory(), shop(data), lifecycle)
    found, same_cuts = segments(grader.engine, shop(data), lifecycle)
    assert same_cuts == cuts
    assert found == expected
    assert MINE.name in expected[0]
