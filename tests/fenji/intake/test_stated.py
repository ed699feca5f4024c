"""A customer list with totals instead of orders: each figure comes in with its day, file and row."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from fenji.errors import FenjiError
from fenji.intake.mapping import MappingOptions
from fenji.intake.recognise import recognised
from fenji.intake.stated import COLUMNS
from fenji.tables import CANONICAL
from fenji.tables.table import plain_header
from tests.fenji.intake.conftest import Shop, codes, conserved

LIST = (
    "客户ID,姓名,现有等级,购买次数,累计消费金额,最近购买日期,购买频率(月),商机金额,统计日期\n"
    "C1,张三,VIP客户,12,5000.5,2024-05-01,1.5,90000,2024-06-30\n"
    "C2,李四,普通客户,3,800,2024/1/5,,,2024-06-30\n"
)


def stated(shop: Shop, columns: str = "customer_id, metric, value, day") -> list[tuple[Any, ...]]:
    rows = shop.rows(f"SELECT {columns} FROM lake.main.stated ORDER BY import_id, customer_id, metric")
    return [tuple(row.values()) for row in rows]


def test_every_filled_figure_of_a_list_becomes_a_row(shop: Shop) -> None:
    report = shop.bring(LIST, "customers", name="客户清单.csv")
    assert conserved(report)
    assert report.accepted == 2
    assert stated(shop) == [
        ("C1", "last_ordered_on", None, date(2024, 5, 1)),
        ("C1", "net_revenue", Decimal("5000.5"), None),
        ("C1", "opportunity_amount", Decimal(90000), None),
        ("C1", "order_count", Decimal(12), None),
        ("C1", "orders_per_month", Decimal("1.5"), None),
        ("C2", "last_ordered_on", None, date(2024, 1, 5)),
        ("C2", "net_revenue", Decimal(800), None),
        ("C2", "order_count", Decimal(3), None),
    ]
    (row,) = shop.rows("SELECT * FROM lake.main.stated WHERE customer_id = 'C2' AND metric = 'net_revenue'")
    assert (row["file"], row["row"], row["source"], row["import_id"]) == ("客户清单.csv", 3, "shop", report.import_id)
    assert (row["stated_on"], row["ends_at"]) == (date(2024, 6, 30), datetime(2024, 6, 30, 16))
    assert (row["currency"], row["stated_window"]) == ("CNY", None)


def test_what_a_customer_is_called_and_graded_stays_with_the_customer(shop: Shop) -> None:
    shop.bring(LIST, "customers")
    rows = shop.rows("SELECT name, existing_grade FROM lake.main.customers ORDER BY customer_id")
    assert [tuple(row.values()) for row in rows] == [("张三", "VIP客户"), ("李四", "普通客户")]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        *((header, "stated_order_count") for header in ("购买次数", "累计订单数", "订单总数")),
        *(
            (header, "stated_net_revenue")
            for header in ("累计消费金额", "消费总额", "累计金额", "总金额", "累计消费金额（元）")
        ),
        *(
            (header, "stated_last_ordered_on")
            for header in ("最近购买日期", "上一次购买时间", "上次购买时间", "最后下单日")
        ),
        *((header, "stated_orders_per_month") for header in ("购买频率(月)", "月均购买次数")),
        *((header, "stated_on") for header in ("统计日期", "截止日期")),
        ("商机金额", "stated_opportunity_amount"),
        ("Total spent", "stated_net_revenue"),
        ("客户类型", "existing_grade"),
    ],
)
def test_headers_people_write_are_recognised(header: str, column: str) -> None:
    mapping = recognised(["客户ID", header], "customers", MappingOptions(), where="list.csv")
    assert mapping.columns == {"customer_id": "客户ID", column: header}


def test_no_header_means_a_figure_and_a_column_of_customers() -> None:
    known = {header for column in CANONICAL["customers"].columns for header in column.headers}
    figures = [header for column in COLUMNS.values() for header in column.headers]
    assert len(figures) == len(set(figures))
    assert not known & set(figures)
    assert plain_header("购买次数") in figures


def test_a_list_without_a_day_is_as_of_the_day_it_comes_in_or_the_day_that_is_said(shop: Shop) -> None:
    shop.bring("客户ID,购买次数\nC1,3\n", "customers", name="a.csv")
    (row,) = shop.rows("SELECT stated_on, (SELECT max(imported_at) FROM lake.main.imports) AS at FROM lake.main.stated")
    assert abs((row["stated_on"] - row["at"].date()).days) <= 1
    shop.bring("客户ID,购买次数\nC1,3\n", "customers", name="b.csv", stated_on="2024-06-30")
    assert (date(2024, 6, 30),) in stated(shop, "stated_on")


def test_a_title_above_the_list_says_its_day(shop: Shop) -> None:
    import xlsxwriter

    path = shop.folder / "list.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for at, row in enumerate([["客户清单 统计日期：2024年3月31日"], ["客户ID", "姓名", "购买次数"], ["C1", "张三", 3]]):
        sheet.write_row(at, 0, row)
    book.close()
    shop.bring(path, "customers", header_row=2)
    assert stated(shop, "stated_on, row") == [(date(2024, 3, 31), 3)]


@pytest.mark.parametrize("option", [{"stated_on": "June"}, {"stated_window": "often"}])
def test_an_option_that_says_no_day_or_period_is_refused(option: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="is no"):
        MappingOptions(**option)


def test_the_period_of_a_list_is_kept_with_its_totals_only(shop: Shop) -> None:
    report = shop.bring(LIST, "customers", stated_window="近12个月")
    assert "STATED_WINDOW" not in codes(report)
    kept = dict(stated(shop, "metric, stated_window"))
    assert kept["net_revenue"] == kept["order_count"] == "12 months"
    assert kept["orders_per_month"] is kept["opportunity_amount"] is kept["last_ordered_on"] is None


def test_a_list_that_names_no_period_is_told(shop: Shop) -> None:
    assert {"STATED", "STATED_WINDOW"} <= codes(shop.bring(LIST, "customers"))


def test_amounts_in_ten_thousands_are_brought_to_yuan(shop: Shop) -> None:
    shop.bring("客户ID,累计消费金额(万元),商机金额（万元）\nC1,1.23456,20\n", "customers")
    assert [row[0] for row in stated(shop, "value")] == [Decimal("12345.6"), Decimal(200000)]


def test_a_frequency_a_year_is_brought_to_the_month(shop: Shop) -> None:
    shop.bring("客户ID,购买频率(年)\nC1,30\n", "customers")
    assert stated(shop, "value") == [(Decimal("2.5"),)]


def test_days_since_the_last_purchase_are_brought_to_its_day(shop: Shop) -> None:
    shop.bring("客户ID,距上次购买天数,统计日期\nC1,30,2024-06-30\n", "customers")
    assert stated(shop, "metric, value, day") == [("last_ordered_on", None, date(2024, 5, 31))]


def test_the_same_figures_again_are_duplicates_and_new_ones_are_not(shop: Shop) -> None:
    shop.bring(LIST, "customers", name="a.csv")
    report = shop.bring(LIST.replace("C2,李四,普通客户,3", "C2,李四,普通客户,4"), "customers", name="b.csv")
    assert conserved(report)
    assert (report.accepted, report.duplicates_skipped) == (1, 1)
    counts = [row for row in stated(shop, "customer_id, value, metric") if row[2] == "order_count"]
    assert [row[:2] for row in counts] == [("C1", 12), ("C2", 3), ("C2", 4)]


def test_two_rows_of_one_customer_with_different_figures_are_named(shop: Shop) -> None:
    report = shop.bring("客户ID,购买次数\nC1,3\nC1,4\n", "customers")
    assert conserved(report)
    assert report.rejected == 2
    assert "CONFLICT" in codes(report)


def test_figures_below_zero_are_left_out_and_told(shop: Shop) -> None:
    report = shop.bring("客户ID,购买次数,累计消费金额\nC1,-3,-20\n", "customers")
    assert "STATED_NEGATIVE" in codes(report)
    assert stated(shop, "metric, value") == [("net_revenue", Decimal(-20))]


def test_words_for_nothing_and_never_state_nothing(shop: Shop) -> None:
    report = shop.bring("客户ID,购买频率(月),上一次购买时间\nC1,-,尚无购买\nC2,0,未知\n", "customers")
    assert report.accepted == 2
    assert stated(shop, "customer_id, metric, value") == [("C2", "orders_per_month", Decimal(0))]


def test_a_list_without_figures_makes_no_table(shop: Shop) -> None:
    report = shop.bring("客户ID,姓名\nC1,张三\n", "customers")
    assert not shop.lake.has("stated")
    assert "STATED" not in codes(report)


def test_figures_are_no_columns_of_orders(shop: Shop) -> None:
    with pytest.raises(FenjiError):
        shop.bring("客户ID,购买次数\nC1,3\n", "orders")
