"""Merged customers are one in every table, nothing of either is lost, and an unmerge leaves no trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from fenji.engines.duckdb import DuckDBEngine
from fenji.pipeline import run
from fenji.scheme.load import standard
from fenji.tables.merged import LONGEST_CHAIN, apply_merges
from tests.sample_result import AS_OF, load, order, sample_tables

Links = Sequence[tuple[str, str]]
Rows = dict[str, list[dict[str, Any]]]
MERGES = pa.schema([("customer_id", pa.string()), ("into_id", pa.string()), ("undone_at", pa.timestamp("us"))])


def merged(tables: Mapping[str, list[dict[str, Any]]], links: Links, undone: Links = ()) -> Rows:
    """The tables' rows after merges, in the order of all their values."""
    with DuckDBEngine.in_memory() as engine:
        found = _expressions(engine, tables, links, undone)
        return {name: engine.rows(f"SELECT * FROM ({engine.compile(found[name])}) ORDER BY ALL") for name in tables}


def _expressions(engine: DuckDBEngine, tables: Mapping[str, list[dict[str, Any]]], links: Links, undone: Links) -> Any:
    load(engine, tables)
    then = datetime(2024, 7, 1)
    rows = [{"customer_id": a, "into_id": b} for a, b in links]
    rows += [{"customer_id": a, "into_id": b, "undone_at": then} for a, b in undone]
    engine.register("merges", pa.Table.from_pylist(rows, schema=MERGES))
    return apply_merges({name: engine.table(name) for name in tables}, engine.table("merges"))


def person(customer_id: str, **more: Any) -> dict[str, Any]:
    return {"customer_id": customer_id, "source": "shop", "is_listed": True, **more}


def test_the_survivors_row_stays_and_its_blanks_are_filled() -> None:
    customers = [
        person("A", name="张伟", registered_on=date(2024, 1, 1), is_listed=False),
        person("B", name="张 伟", mobile="139", city="上海", registered_on=date(2023, 1, 1)),
        person("C", mobile="137", email="z@a.cn", registered_on=date(2022, 1, 1)),
        person("D", wechat="zw"),
        person("E", name="王芳"),
    ]
    (one, other) = merged({"customers": customers}, [("B", "A"), ("C", "A"), ("D", "A")])["customers"]
    assert (one["customer_id"], one["name"]) == ("A", "张伟")
    assert (one["mobile"], one["email"], one["city"], one["wechat"]) == ("137", "z@a.cn", "上海", "zw")
    assert (one["registered_on"], one["is_listed"]) == (date(2022, 1, 1), True)
    assert (other["customer_id"], other["name"]) == ("E", "王芳")


def test_every_table_with_a_customer_speaks_of_the_survivor_and_guests_stay_guests() -> None:
    tables = {
        "customers": [person("A"), person("B")],
        "orders": [order("1", "A", AS_OF, "10"), order("2", "B", AS_OF, "20"), order("3", None, AS_OF, "5")],
        "contacts": [{"contact_id": "k", "customer_id": "B"}],
        "payments": [{"payment_id": "p", "customer_id": "B", "source": "shop"}],
        "products": [{"product_id": "x", "source": "shop"}],
    }
    found = merged(tables, [("B", "A")])
    assert [(row["order_id"], row["customer_id"]) for row in found["orders"]] == [("1", "A"), ("2", "A"), ("3", None)]
    assert found["contacts"][0]["customer_id"] == found["payments"][0]["customer_id"] == "A"
    assert [row["product_id"] for row in found["products"]] == ["x"]


def test_nobody_is_their_own_parent_or_was_referred_by_themselves() -> None:
    tables = {
        "customers": [person("A", parent_id="B"), person("B", parent_id="P"), person("C", parent_id="B"), person("P")],
        "interactions": [
            {"interaction_id": "1", "customer_id": "A", "referred_customer_id": "B", "source": "shop"},
            {"interaction_id": "2", "customer_id": "C", "referred_customer_id": "B", "source": "shop"},
        ],
    }
    found = merged(tables, [("B", "A")])
    assert {row["customer_id"]: row["parent_id"] for row in found["customers"]} == {"A": "P", "C": "A", "P": None}
    assert [row["referred_customer_id"] for row in found["interactions"]] == [None, "A"]


def test_a_chain_ends_with_its_last_survivor() -> None:
    names = [f"C{number:02d}" for number in range(LONGEST_CHAIN + 1)]
    links = list(pairwise(names))
    found = merged({"customers": [person(name) for name in names]}, links)
    assert [row["customer_id"] for row in found["customers"]] == [names[-1]]


def test_an_undone_merge_counts_for_nothing() -> None:
    tables = {"customers": [person("A", mobile="1"), person("B", mobile="2")], "orders": [order("1", "B", AS_OF, "9")]}
    assert merged(tables, [], undone=[("B", "A")]) == merged(tables, [])


def test_columns_and_types_stay_as_they_were() -> None:
    with DuckDBEngine.in_memory() as engine:
        tables = sample_tables(5)
        found = _expressions(engine, tables, [("C0001", "C0002")], [])
        for name in tables:
            before = engine.rows(f"DESCRIBE {name}")
            engine.run(f"CREATE TABLE after_{name} AS {engine.compile(found[name])}")
            after = engine.rows(f"DESCRIBE after_{name}")
            assert [(r["column_name"], r["column_type"]) for r in after] == [
                (r["column_name"], r["column_type"]) for r in before
            ]


@pytest.mark.parametrize("standard_name", ["value", "electronics", "abcd"])
def test_the_merged_customer_is_graded_as_if_all_orders_had_always_been_theirs(standard_name: str) -> None:
    tables = sample_tables(60)
    links = [("C0001", "C0002"), ("C0002", "C0003"), ("C0010", "C0011")]
    survivor = {"C0001": "C0003", "C0002": "C0003", "C0010": "C0011"}
    union = {
        name: [{**row, "customer_id": survivor.get(row["customer_id"], row["customer_id"])} for row in rows]
        for name, rows in tables.items()
        if name != "customers"
    }
    first_day = {one: min(_registered(tables, two) for two in (one, *(a for a, b in survivor.items() if b == one)))
                 for one in ("C0003", "C0011")}  # fmt: skip
    union["customers"] = [
        {**row, "registered_on": first_day.get(row["customer_id"], row["registered_on"])}
        for row in tables["customers"]
        if row["customer_id"] not in survivor
    ]
    measured = ("customer_id", "tier", "score", "order_count", "net_revenue", "recency_days", "last_ordered_on")
    with DuckDBEngine.in_memory() as engine, DuckDBEngine.in_memory() as other:
        merging = run(_expressions(engine, tables, links, []), standard(standard_name), as_of=AS_OF, engine=engine)
        load(other, union)
        by_hand = run({name: other.table(name) for name in union}, standard(standard_name), as_of=AS_OF, engine=other)
        order_of = ("customer_id",)
        found = [{name: row[name] for name in measured} for row in merging.rows(order=order_of)]
        wanted = [{name: row[name] for name in measured} for row in by_hand.rows(order=order_of)]
    assert found == wanted
    assert len(found) == 57


@settings(max_examples=25, deadline=None)
@given(some.lists(some.tuples(some.integers(0, 7), some.integers(0, 7)), max_size=7))
def test_no_order_and_no_yuan_is_lost_whoever_is_merged(wanted: list[tuple[int, int]]) -> None:
    links: dict[str, str] = {}
    for a, b in wanted:
        first, second = _root(links, f"C{a}"), _root(links, f"C{b}")
        if first != second:
            links[first] = second
    customers = [person(f"C{n}") for n in range(8)]
    orders = [order(f"O{n}", f"C{n % 8}", AS_OF, str(n + 1)) for n in range(16)]
    found = merged({"customers": customers, "orders": orders}, list(links.items()))
    assert {row["customer_id"] for row in found["customers"]} == {_root(links, f"C{n}") for n in range(8)}
    assert sorted(row["order_id"] for row in found["orders"]) == sorted(row["order_id"] for row in orders)
    for survivor in {row["customer_id"] for row in found["orders"]}:
        kept = sum((r["amount"] for r in found["orders"] if r["customer_id"] == survivor), Decimal(0))
        assert kept == sum((r["amount"] for r in orders if _root(links, r["customer_id"]) == survivor), Decimal(0))


def _registered(tables: Rows, customer_id: str) -> date:
    day: date = next(row["registered_on"] for row in tables["customers"] if row["customer_id"] == customer_id)
    return day


def _root(links: Mapping[str, str], one: str) -> str:
    while one in links:
        one = links[one]
    return one
