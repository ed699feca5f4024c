"""Merged customers, what lists state of them, and imports that are taken back: each decision stands by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fenji.workspace import duplicates
from fenji.workspace.importing import undo_import
from fenji.workspace.tables import canonical_tables
from fenji.workspace.workspace import Workspace

LIST = """客户ID,姓名,手机,购买次数,累计消费金额,最近购买日期,统计日期
C1,张三,13800138000,24,52000.5,2024-06-20,2024-06-30
C2,张三,13800138000,6,8000,2024-03-02,2024-06-30
C3,王五,13900139000,2,300,2023-08-01,2024-06-30
"""
ORDERS = "订单号,客户ID,下单时间,金额\nA1,C1,2024-05-10,100\nA2,C2,2024-05-11,20\nA3,C3,2024-05-12,3\n"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workspace]:
    workspace = Workspace.create(tmp_path / "shop")
    yield workspace
    workspace.close()


def bring(shop: Workspace, text: str, name: str) -> int:
    path = shop.folder.parent / name
    path.write_text(text, "utf-8")
    return shop.import_file(path).import_id


def merge(shop: Workspace, *ids: str) -> None:
    duplicates.merge(shop, duplicates.planned(shop, ids, ids[0]), reason="one person")


def graded(shop: Workspace) -> dict[str, tuple[int | None, Decimal | None]]:
    result = shop.grade("value", as_of=date(2024, 6, 30))
    return {row["customer_id"]: (row["order_count"], row["net_revenue"]) for row in result.rows()}


def spent(shop: Workspace) -> dict[str, Decimal]:
    orders = canonical_tables(shop.lake)["orders"]
    asked = orders.group_by("customer_id").aggregate(spent=orders.amount.sum()).order_by("customer_id")
    return {row["customer_id"]: row["spent"] for row in shop.lake.engine.rows(shop.lake.engine.compile(asked))}


def test_a_file_without_a_table_says_by_its_headers_which_one_it_is_for(shop: Workspace) -> None:
    assert [bring(shop, LIST, "list.csv"), bring(shop, ORDERS, "orders.csv")] == [1, 2]
    assert [row["table_name"] for row in shop.imports()] == ["customers", "orders"]


def test_what_a_list_states_of_both_records_adds_up_when_they_are_one_and_comes_apart_again(shop: Workspace) -> None:
    bring(shop, LIST, "list.csv")
    before = graded(shop)
    assert before["C1"] == (24, Decimal("52000.50"))
    merge(shop, "C1", "C2")
    assert graded(shop) == {"C1": (30, Decimal("60000.50")), "C3": before["C3"]}
    assert shop.lake.engine.rows("SELECT count(*) AS n FROM lake.main.stated WHERE customer_id = 'C2'") == [{"n": 3}]
    duplicates.unmerge(shop, "C2")
    assert graded(shop) == before


def test_a_newer_list_replaces_the_figures_of_a_merged_customer_as_a_whole(shop: Workspace) -> None:
    bring(shop, LIST, "list.csv")
    merge(shop, "C1", "C2")
    newer = "客户ID,姓名,购买次数,累计消费金额,统计日期\nC1,张三,31,61000,2024-06-30\n"
    bring(shop, newer, "newer.csv")
    assert graded(shop)["C1"] == (31, Decimal(61000))


def test_an_import_of_merged_customers_is_taken_back_and_the_merge_stays_decided(shop: Workspace) -> None:
    bring(shop, LIST, "list.csv")
    number = bring(shop, ORDERS, "orders.csv")
    merge(shop, "C1", "C2")
    assert spent(shop) == {"C1": 120, "C3": 3}
    undone = undo_import(shop, number)
    assert undone.changes == {"orders": {"left": 3, "returned": 0}}
    assert spent(shop) == {}
    assert [(one.customer_id, one.into_id) for one in duplicates.merges(shop)] == [("C2", "C1")]
    bring(shop, ORDERS, "orders.csv")
    assert spent(shop) == {"C1": 120, "C3": 3}
    duplicates.unmerge(shop, "C2")
    assert spent(shop) == {"C1": 100, "C2": 20, "C3": 3}


def test_a_merge_of_customers_whose_list_is_taken_back_does_no_harm_and_holds_when_they_return(shop: Workspace) -> None:
    number = bring(shop, LIST, "list.csv")
    merge(shop, "C1", "C2")
    undo_import(shop, number)
    assert shop.lake.engine.rows("SELECT * FROM lake.main.customers") == []
    assert duplicates.find_duplicates(shop) == []
    assert shop.check().problems == ()
    bring(shop, ORDERS, "orders.csv")
    assert spent(shop) == {"C1": 120, "C3": 3}
    bring(shop, LIST, "list.csv")
    assert graded(shop)["C1"][0] == 30
    duplicates.unmerge(shop, "C2")
    assert set(graded(shop)) == {"C1", "C2", "C3"}
