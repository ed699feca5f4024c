"""How Spark runs a standard: customers meet in no single place, and none of them comes through this process."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.engines.conftest import the_scheme
from tests.engines.data import arrow, random_shop
from tests.engines.served import There

FEW = arrow(random_shop(50))
RANKED = "SELECT row_number() OVER (ORDER BY amount) AS place FROM orders"
RANKED_EACH = "SELECT row_number() OVER (PARTITION BY customer_id ORDER BY amount) AS place FROM orders"
ADDED_UP = "SELECT count(*) AS n, sum(amount) AS total FROM orders"


@pytest.mark.parametrize("scheme", ["value", "electronics"])
def test_no_customers_meet_in_one_partition_and_none_are_fetched(scheme: str, graders: Callable[[str], There]) -> None:
    there = graders("local[2]")
    there.grade(FEW, the_scheme(scheme))
    plan = there.ask("explain", sql=there.last["sql"])["plan"]
    assert "HashAggregate" in plan
    assert (meeting(plan), unpartitioned(plan)) == ([], [])
    assert there.last["fetched"] <= 1  # cut points come as one row; graded customers not at all


@pytest.mark.parametrize(("sql", "expected"), [(RANKED, (1, 1)), (RANKED_EACH, (0, 0)), (ADDED_UP, (0, 0))])
def test_the_look_at_plans_sees_what_it_looks_for(
    sql: str, expected: tuple[int, int], graders: Callable[[str], There]
) -> None:
    there = graders("local[2]")
    there.grade(FEW, the_scheme("value"))
    plan = there.ask("explain", sql=sql)["plan"]
    assert (len(meeting(plan)), len(unpartitioned(plan))) == expected


def meeting(plan: str) -> list[str]:
    """Exchanges that bring rows into one partition, other than the partial results of adding everything up."""
    nodes, tree = (
        _nodes(plan),
        [int(number) for number in re.findall(r"\((\d+)\)$", plan.split("\n\n\n", maxsplit=1)[0], re.MULTILINE)],
    )
    single = [number for number in tree if "Arguments: SinglePartition" in nodes[number]]
    below = {number: nodes[tree[tree.index(number) + 1]] for number in single}
    return [nodes[number] for number in single if "Keys: []" not in below[number]]


def unpartitioned(plan: str) -> list[str]:
    """Windows over all rows: their arguments are functions and order, with no partition between the two."""
    windows = [text for text in _nodes(plan).values() if text.startswith("Window")]
    return [text for text in windows if text.split("Arguments: ")[1].count("], [") < 2]


def _nodes(plan: str) -> dict[int, str]:
    """Every step by its number, with what is said of it."""
    return {int(number): text for number, text in re.findall(r"^\((\d+)\) (.*?)(?=\n\n|\Z)", plan, re.M | re.S)}
