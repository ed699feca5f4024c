"""A parent company with its subsidiaries: every depth, circles cut, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import ibis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenji.engines.duckdb import DuckDBEngine
from fenji.errors import SchemeError
from fenji.metrics.group import DEEPEST, Group, standing_alone
from fenji.metrics.measure import Measure, measure
from fenji.metrics.period import Period, fill
from fenji.metrics.window import ALL
from fenji.tables import CANONICAL
from tests.fenji.metrics.shop import AS_OF, ZONE, Row, answer, arrow, customer, sale

TOPS, ALL_OF_THEM = Group(), Group(subsidiaries=True)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


@cache
def question(group: Group | None) -> str:
    """The SQL of net revenue, compiled once."""
    tables = {name: ibis.table(CANONICAL[name].schema(), name=name) for name in ("customers", "orders")}
    asked = [Measure("m", "net_revenue", ALL, {}, group)]
    sql = ibis.to_sql(measure(tables, asked, Period(AS_OF, ZONE), recorded=tables), dialect="duckdb")
    return fill(sql, Period(AS_OF, ZONE).slots())


def revenue(engine: DuckDBEngine, data: Mapping[str, Sequence[Row]], group: Group | None) -> dict[str, Any]:
    for name in ("customers", "orders"):
        engine.register(name, arrow(name, data[name]))
    return {row["customer_id"]: row["m"] for row in engine.rows(question(group))}


def firms(parents: Mapping[str, str | None]) -> dict[str, list[Row]]:
    """One order of 1, 2, 4, 8 … for each firm, so that every sum says who is in it."""
    return {
        "customers": [customer(name, parent_id=parent) for name, parent in parents.items()],
        "orders": [sale(name, "2024-06-01", 2**place) for place, name in enumerate(parents)],
    }


HOLDING = {"a": None, "b": "a", "c": "b", "d": "a", "e": None}


def test_a_parent_has_what_its_subsidiaries_have(engine: DuckDBEngine) -> None:
    assert revenue(engine, firms(HOLDING), TOPS) == {"a": 15, "e": 16}
    assert revenue(engine, firms(HOLDING), ALL_OF_THEM) == {"a": 15, "b": 6, "c": 4, "d": 8, "e": 16}
    assert revenue(engine, firms(HOLDING), None) == {"a": 1, "b": 2, "c": 4, "d": 8, "e": 16}


@pytest.mark.parametrize("parents", [{"a": "a", "b": "a"}, {"a": "nobody", "b": "a"}])
def test_a_parent_who_is_nobody_or_oneself_is_none(engine: DuckDBEngine, parents: dict[str, str | None]) -> None:
    assert revenue(engine, firms(parents), TOPS) == {"a": 3}
    assert revenue(engine, firms(parents), ALL_OF_THEM) == {"a": 3, "b": 2}


@pytest.mark.parametrize("group", [TOPS, ALL_OF_THEM])
@pytest.mark.parametrize("parents", [{"a": "b", "b": "a", "c": "a"}, {"a": "b", "b": "c", "c": "a"}])
def test_a_circle_is_cut_and_nothing_is_lost(
    engine: DuckDBEngine, parents: dict[str, str | None], group: Group
) -> None:
    assert revenue(engine, firms(parents), group) == {"a": 1, "b": 2, "c": 4}
    assert alone(engine, parents) == {"a", "b", "c"}


@pytest.mark.parametrize("group", [TOPS, ALL_OF_THEM])
def test_eight_steps_up_are_followed_and_nine_are_not(engine: DuckDBEngine, group: Group) -> None:
    names = [f"f{number:02}" for number in range(DEEPEST + 2)]
    parents = {name: names[place - 1] if place else None for place, name in enumerate(names)}
    found = revenue(engine, firms(parents), group)
    assert found["f00"] == 2 ** (DEEPEST + 1) - 1
    assert found["f09"] == 2**9
    assert alone(engine, parents) == {"f09"}


def alone(engine: DuckDBEngine, parents: Mapping[str, str | None]) -> set[str]:
    engine.register("customers", arrow("customers", firms(parents)["customers"]))
    expression = standing_alone(ibis.table(CANONICAL["customers"].schema(), name="customers"))
    return {row["customer_id"] for row in engine.rows(engine.compile(expression))}


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.none() | st.sampled_from("abcdefgh"), min_size=1))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_parents_all_revenue_is_counted_once(engine: DuckDBEngine, parents: dict[str, str | None]) -> None:
    tops = revenue(engine, firms(parents), TOPS)
    assert sum(tops.values()) == 2 ** len(parents) - 1
    every = revenue(engine, firms(parents), ALL_OF_THEM)
    assert every.keys() == parents.keys()
    assert {name: every[name] for name in tops} == tops
    for number, name in enumerate(parents):
        assert int(every[name]) >> number & 1


def test_guests_contacts_and_other_tables_are_counted_too() -> None:
    at = sale("b", "2024-06-01")["ordered_at"]
    data = firms(HOLDING) | {"interactions": [{"customer_id": "c", "kind": "电话", "happened_at": at, "source": "s"}]}
    data["orders"].append(sale(None, "2024-06-01", 99))
    rows = answer(data, [Measure("n", "interaction_count", ALL, {}, TOPS), Measure("m", "net_revenue", ALL, {}, TOPS)])
    assert {name: (row["n"], row["m"]) for name, row in rows.items()} == {"a": (1, Decimal(15)), "e": (0, Decimal(16))}


def test_without_a_list_of_customers_nothing_changes() -> None:
    orders = {"orders": firms(HOLDING)["orders"]}
    tables = {"orders": ibis.table(CANONICAL["orders"].schema(), name="orders")}
    sql = [ibis.to_sql(measure(tables, [Measure("m", "net_revenue", ALL, {}, group)], Period(AS_OF, ZONE),
                               recorded={"orders"})) for group in (None, TOPS)]  # fmt: skip
    assert orders
    assert sql[0] == sql[1]


def test_with_and_without_a_group_is_not_one_question() -> None:
    with pytest.raises(SchemeError, match="subsidiaries"):
        answer(firms(HOLDING), [Measure("m", "net_revenue", ALL, {}, TOPS), Measure("n", "order_count", ALL)])
