"""Transition rules, reversal and overrides give the same standing on another engine, run after run."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from fenji.engines.duckdb import DuckDBEngine
from tests.engines.conftest import Grader
from tests.engines.served import Here
from tests.engines.standing import SCHEMES, played


@pytest.mark.parametrize("rules", SCHEMES)
@pytest.mark.parametrize("engine", ["postgres"])
def test_standing_is_the_same_run_after_run(engine: str, rules: str, graders: Callable[[str], Grader]) -> None:
    grader = graders(engine)
    assert isinstance(grader, Here)
    there = played(grader.engine, SCHEMES[rules])
    with DuckDBEngine.in_memory(threads=1) as here:
        assert there == played(here, SCHEMES[rules])
    assert len({row["reason"] for rows in there for row in rows}) > 3


@pytest.mark.parametrize("engine", ["local[2]"])
def test_standing_is_the_same_on_spark(engine: str, graders: Callable[[str], Grader]) -> None:
    grader = graders(engine)
    assert not isinstance(grader, Here)
    there = grader.ask("stand", rules=SCHEMES["by month"])["said"]
    with DuckDBEngine.in_memory(threads=1) as here:
        assert there == json.loads(json.dumps(played(here, SCHEMES["by month"]), default=str))
