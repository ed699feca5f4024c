"""What is carried to another engine: what a question reads, no more, and once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import ibis
import pytest

from fenji.engines.carrying import CarryingEngine
from fenji.engines.duckdb import DuckDBEngine
from fenji.metrics.measure import measure
from fenji.metrics.period import Period, fill
from fenji.scheme.load import standard
from tests.engines.data import arrow, tricky


class Elsewhere(DuckDBEngine):
    """DuckDB in the place of another engine; it remembers what it was given."""

    given: dict[str, tuple[list[str], int]]

    def register(self, name, table):
        rows = table.read_all()
        self.given[name] = rows.column_names, rows.num_rows
        super().register(name, rows)


@pytest.fixture
def pair() -> Iterator[tuple[DuckDBEngine, Elsewhere, CarryingEngine]]:
    with DuckDBEngine.in_memory() as here, Elsewhere.in_memory() as there:
        there.given = {}
        for name, rows in arrow(tricky()).items():
            here.register(name, rows)
        yield here, there, CarryingEngine(here, there)


def test_who_a_customer_is_stays_here(pair) -> None:
    here, there, carrying = pair
    scheme, period = standard("value"), Period(date(2024, 6, 30))
    tables = {name: here.table(name) for name in ("customers", "orders", "interactions")}
    asked = measure(tables, scheme.measures(), period, recorded=set(tables))
    slots = period.slots(measure.window for measure in scheme.measures())
    found = carrying.rows(fill(carrying.compile(asked), slots))
    assert sorted(found, key=str) == sorted(here.rows(fill(here.compile(asked), slots)), key=str)
    carried = {column for columns, _ in there.given.values() for column in columns}
    assert {"customer_id", "amount", "ordered_at", "registered_on"} <= carried
    assert not carried & {"name", "mobile", "email", "wechat", "address", "born_on", "note"}


def test_a_table_is_carried_once_and_again_only_for_more_of_it(pair) -> None:
    here, there, carrying = pair
    orders = here.table("orders")
    for asked in (orders.amount.sum(), orders.amount.max(), orders.customer_id.nunique()):
        assert carrying.rows(carrying.compile(asked.as_table())) == here.rows(here.compile(asked.as_table()))
    assert [columns for columns, _ in there.given.values()] == [["amount"], ["customer_id", "amount"]]


def test_of_a_table_that_is_filtered_at_once_only_those_rows_are_carried(pair) -> None:
    here, there, carrying = pair
    refunds = here.table("orders").filter(lambda orders: orders.kind == "refund")
    carrying.keep("refunds", carrying.compile(refunds.select("customer_id", "amount")))
    kept = carrying.table("refunds")
    (row,) = carrying.rows(carrying.compile(kept.aggregate(n=kept.count(), sum=kept.amount.sum())))
    assert [rows for _, rows in there.given.values()] == [row["n"]] == [4]


def test_what_is_answered_whole_is_carried_whole(pair) -> None:
    here, there, carrying = pair
    products = here.table("products")
    for asked in (products.distinct(), products.order_by("source").limit(2), products.union(products)):
        assert len(carrying.rows(carrying.compile(asked))) == len(here.rows(here.compile(asked)))
    assert all(len(columns) == len(products.columns) for columns, _ in there.given.values())


def test_rows_come_back_under_the_types_they_would_have_here(pair) -> None:
    here, _, carrying = pair
    orders = here.table("orders")
    asked = orders.group_by("customer_id").aggregate(one=ibis.literal(1, "int64"), total=orders.amount.sum())
    types = carrying.types(carrying.compile(asked))
    assert types == {row["column_name"]: row["column_type"] for row in here.rows(f"DESCRIBE {here.compile(asked)}")}
    with pytest.raises(AssertionError, match="compiled"):
        carrying.types("SELECT 1")
