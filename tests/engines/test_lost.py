"""Work that is stopped, and a cluster that loses one of its machines."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from fenji.errors import Cancelled
from tests.engines.conftest import Grader, the_scheme
from tests.engines.grading import Graded

ENDLESS = "SELECT count(*) AS n FROM range(0, 1000000000000) WHERE id % 7 = 3"


@pytest.mark.parametrize("name", ["postgres"])
def test_a_query_in_postgres_is_stopped_from_another_thread(name: str, graders: Callable[[str], Grader]) -> None:
    engine = graders(name).engine
    threading.Timer(0.3, engine.interrupt).start()
    with pytest.raises(Cancelled):
        engine.run("SELECT pg_sleep(60)")
    assert engine.rows("SELECT 1 AS one") == [{"one": 1}]


@pytest.mark.parametrize("engine", ["local[2]", "sc://"])
def test_a_query_on_spark_is_stopped_from_another_thread(engine: str, graders: Callable[[str], Grader]) -> None:
    there: Any = graders(engine)
    answer = there.ask("ask", sql=ENDLESS, stop_after=2.0)
    assert answer["error"] == "Cancelled", answer
    assert there.ask("ask", sql="SELECT 1 AS one")["rows"] == [{"one": 1}]


@pytest.mark.parametrize("engine", ["spark://"])
def test_the_loss_of_one_worker_changes_no_grade(
    engine: str, graders: Callable[[str], Grader], known: Callable[[str, str], Graded], shop: Callable[[str], Any]
) -> None:
    there: Any = graders(engine)
    there.cluster.kill(1)
    expected = known("whole shop", "value")
    assert there.grade(shop("whole shop"), the_scheme("value"), like=expected).digest == expected.digest
