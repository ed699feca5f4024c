"""A customer list with totals instead of orders: graded, explained row by row, and compared with the grades before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fenji.result import Result
from fenji.workbook.workbook import write_workbook
from fenji.workspace.workspace import Workspace

LIST = """客户ID,姓名,现有等级,购买次数,累计消费金额,最近购买日期,购买频率(月),统计日期
C1,张三,VIP客户,24,52000.5,2024-06-20,2,2024-06-30
C2,李四,普通,8,6000,2024-03-02,,2024-06-30
C3,王五,vip,2,300,2023-08-01,,2024-06-30
C4,赵六,,15,22000,2024-06-01,1.3,2024-06-30
C5,钱七,金牌,30,80000,2024-06-28,2.5,2024-06-30
"""
# As fenji's own workbook writes it.
TYPES = """客户ID,姓名,客户类型,客户来源,购买频率(月),上一次购买时间,备注
D1,甲,VIP客户,展会,3.5,2024-06-20,重点
D2,乙,普通客户,官网,1.25,2024/5/3,无
D3,丙,潜在客户,未知,0,尚无购买,
"""
ORDERS = "order_id,customer_id,ordered_at,amount\nA1,C2,2024-07-10 10:00,90000\nA2,C9,2024-07-01 10:00,5\n"
JULY = date(2024, 7, 31)


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop")


def bring(shop: Workspace, text: str, name: str = "客户清单.csv", table: str = "customers", **options: str) -> None:
    path = shop.folder.parent / name
    path.write_text(text, "utf-8")
    shop.import_file(path, table, options=options or None)


def said(result: Result, customer_id: str) -> str:
    return "\n".join(result.customer(customer_id).why().say("zh"))


def test_a_list_with_totals_is_graded_as_of_its_own_day(shop: Workspace) -> None:
    bring(shop, LIST)
    result = shop.grade("value")
    assert result.run.as_of == date(2024, 6, 30)
    assert result.run.left_out == ("active_months", "interaction_count")
    assert [row["customer_id"] for row in result.rows()][:3] == ["C5", "C1", "C4"]
    row = result.customer("C1").row
    assert (row["order_count"], row["net_revenue"], row["recency_days"]) == (24, Decimal("52000.50"), 10)
    assert row["active_months"] is None


def test_every_figure_of_an_explanation_says_where_it_was_stated(shop: Workspace) -> None:
    bring(shop, LIST)
    explanation = shop.grade("value").customer("C1").why()
    origins = {one.name: one.origin for one in explanation.contributions}
    assert origins["recency_days"] is not None
    assert origins["recency_days"].en == "stated in 客户清单.csv, row 2, as of 2024-06-30"
    assert origins["active_months"] is None
    assert "填报数据：客户清单.csv 第 2 行" in "".join(explanation.say("zh"))
    assert explanation.to_json("en")["contributions"][0]["origin"].startswith("stated in 客户清单.csv")


def test_the_first_run_shows_old_and_new_grades(shop: Workspace) -> None:
    bring(shop, LIST)
    result = shop.grade("value")
    assert result.previous is not None
    assert result.previous.is_before_fenji
    assert result.previous.customers == 3
    moves = {row["customer_id"]: (row["previous_tier"], row["move"]) for row in result.rows()}
    assert moves == {
        "C1": ("VIP", "same"),
        "C2": ("regular", "demotion"),
        "C3": ("VIP", "demotion"),
        "C4": (None, "new"),
        "C5": (None, "new"),
    }
    assert sum(count for _, _, count, _ in result.moves()) == 3
    assert "C2" in {move.customer_id for move in result.movers(kind="demotion")}


def test_the_second_run_is_compared_with_the_first_and_not_with_the_list(shop: Workspace) -> None:
    bring(shop, LIST)
    first = shop.grade("value")
    second = shop.grade("value", as_of=JULY)
    assert second.previous == first.run


def test_a_list_without_grades_of_the_standard_opens_nothing(shop: Workspace) -> None:
    bring(shop, LIST.replace("VIP客户", "金卡").replace("普通", "银卡").replace("vip", "铜卡"))
    result = shop.grade("value")
    assert result.previous is None
    assert {row["move"] for row in result.rows()} == {None}


def test_the_table_of_customer_types_imports_as_it_is(shop: Workspace) -> None:
    bring(shop, TYPES, "客户类型分类管理表.csv", stated_on="2024-06-30")
    result = shop.grade("value")
    moves = {row["customer_id"]: row["previous_tier"] for row in result.rows()}
    assert moves == {"D1": "VIP", "D2": "regular", "D3": "potential"}
    row = result.customer("D1").row
    assert (row["orders_per_month"], row["order_count"], row["last_ordered_on"]) == (
        Decimal("3.5"),
        42,
        date(2024, 6, 20),
    )
    assert (result.customer("D3").row["order_count"], result.customer("D3").row["recency_days"]) == (0, None)
    assert "由填报的购买频率换算" in said(result, "D1")


def test_our_own_workbook_imports_as_it_is_and_grades_the_same(shop: Workspace, tmp_path: Path) -> None:
    bring(shop, LIST)
    first = shop.grade("value")
    write_workbook(first, tmp_path / "out.xlsx", "zh")
    other = Workspace.create(tmp_path / "other")
    other.import_file(tmp_path / "out.xlsx", "customers", options={"sheet": "客户类型分类管理表"})
    again = other.grade("value")
    assert again.run.as_of == first.run.as_of
    kept = {row["customer_id"]: (row["orders_per_month"], row["last_ordered_on"]) for row in again.rows()}
    assert kept == {row["customer_id"]: (row["orders_per_month"], row["last_ordered_on"]) for row in first.rows()}
    assert {row["previous_tier"] for row in again.rows()} == {row["tier"] for row in first.rows()}


def test_later_orders_are_added_and_said(shop: Workspace) -> None:
    bring(shop, LIST)
    first = shop.grade("value")
    bring(shop, ORDERS, "orders.csv", "orders")
    result = shop.grade("value", as_of=JULY)
    row = result.customer("C2").row
    assert (row["order_count"], row["net_revenue"], row["recency_days"]) == (9, 96000, 21)
    assert "已加上其后的订单" in said(result, "C2")
    assert first.customer("C2").row["order_count"] == 8


def test_a_list_that_comes_after_runs_by_orders_is_graded_by_the_same_version(shop: Workspace) -> None:
    bring(shop, ORDERS, "orders.csv", "orders")
    first = shop.grade("value", as_of=JULY)
    bring(shop, LIST)
    second = shop.grade("value", as_of=JULY)
    assert first.run.version == second.run.version
    assert "stated" not in first.columns
    assert second.customer("C1").row["order_count"] == 24
    for run in (first.run, second.run):
        kept, now = shop.replay(run.id)
        assert kept == now == run.digest


def test_before_the_day_of_the_list_nothing_of_it_is_seen(shop: Workspace) -> None:
    bring(shop, LIST)
    bring(shop, ORDERS.replace("2024-07", "2024-05"), "orders.csv", "orders")
    row = shop.grade("value", as_of=date(2024, 6, 29)).customer("C2").row
    assert (row["order_count"], row["stated"]) == (1, None)


def test_a_check_of_the_standard_tells_what_is_stated(shop: Workspace) -> None:
    bring(shop, LIST)
    told = [issue.problem.en for issue in shop.check_scheme("value") if issue.code == "stated"]
    assert any("'Frequency' of 5 customers (100.0%)" in one and "for which period" in one for one in told), told
    bring(shop, LIST, "again.csv", stated_window="12 months")
    told = [issue.problem.en for issue in shop.check_scheme("value") if issue.code == "stated"]
    assert told
    assert not any("for which period" in one for one in told)


def test_a_workbook_of_a_first_run_lists_the_moves_from_the_grades_before(shop: Workspace, tmp_path: Path) -> None:
    import python_calamine

    bring(shop, LIST)
    write_workbook(shop.grade("value"), tmp_path / "out.xlsx", "zh")
    rows = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")).get_sheet_by_name("变动").to_python()
    assert {row[0] for row in rows[2:]} == {"C2", "C3", "C4", "C5"}


def test_a_lost_read_model_of_a_first_run_is_written_anew_with_its_moves(shop: Workspace) -> None:
    bring(shop, LIST)
    result = shop.grade("value")
    rows = list(result.rows())
    result.engine.close()
    for path in (shop.folder / "runs").glob("*.duckdb"):
        path.unlink()
    again = shop.result(result.run.id)
    assert list(again.rows()) == rows
    assert again.previous == result.previous
