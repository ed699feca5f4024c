"""Canonical tables: one meaning a header, both languages, types DuckDB and Ibis agree on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import ibis
import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.tables import CANONICAL
from fenji.tables.reference import page

NAMES = sorted(CANONICAL)


@pytest.mark.parametrize("name", NAMES)
def test_no_header_means_two_columns(name: str) -> None:
    counted = Counter(header for column in CANONICAL[name].columns for header in column.headers)
    assert [header for header, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_table_and_column_speaks_both_languages(name: str) -> None:
    table = CANONICAL[name]
    for text in [table.title, table.meaning, *(t for c in table.columns for t in (c.label, c.meaning, c.type_text))]:
        assert text.en
        assert any("一" <= letter <= "鿿" for letter in text.zh), text


@pytest.mark.parametrize("name", NAMES)
def test_keys_are_required_columns_and_imports_come_last(name: str) -> None:
    table = CANONICAL[name]
    assert table.columns[-1].name == "import_id"
    assert len({column.name for column in table.columns}) == len(table.columns)
    assert all(table.column(key).is_required for key in table.key if key != "line_no")


@pytest.mark.parametrize("name", NAMES)
def test_duckdb_and_ibis_agree_on_the_types(name: str) -> None:
    table = CANONICAL[name]
    columns = ", ".join(f"{column} {kind}" for column, kind in table.duckdb_columns().items())
    with DuckDBEngine.in_memory(threads=1) as engine:
        engine.run(f"CREATE TABLE {name} ({columns})")
        assert engine.table(name).schema() == ibis.table(table.schema(), name=name).schema()


@pytest.mark.parametrize(
    ("table", "header", "column"),
    [
        ("orders", "订单号", "order_id"),
        ("orders", "订单编号", "order_id"),
        ("orders", "InvoiceNo", "order_id"),
        ("orders", "basket_id", "order_id"),
        ("orders", "会员号", "customer_id"),
        ("orders", "CustomerID", "customer_id"),
        ("orders", "Customer ID", "customer_id"),
        ("orders", "下单时间", "ordered_at"),
        ("orders", "付款时间", "ordered_at"),
        ("orders", "InvoiceDate", "ordered_at"),
        ("orders", "transaction_timestamp", "ordered_at"),
        ("orders", "实付金额（元）", "amount"),
        ("orders", "sales_value", "amount"),
        ("orders", "Total", "amount"),
        ("orders", "order_date", "ordered_at"),
        ("orders", "revenue", "amount"),
        ("order_lines", "StockCode", "product_id"),
        ("order_lines", "Description", "product_name"),
        ("order_lines", "UnitPrice", "unit_price"),
        ("order_lines", "数量", "quantity"),
        ("customers", "客户姓名", "name"),
        ("customers", "联系电话", "mobile"),
        ("customers", "微信号", "wechat"),
        ("customers", "企业微信", "wecom_id"),
        ("customers", "注册日期", "registered_on"),
        ("customers", "上级客户", "parent_id"),
        ("payments", "应付金额", "due_amount"),
        ("interactions", "跟进方式", "kind"),
        ("feedback", "满意度", "score"),
        ("touches", "campaign_id", "campaign"),
    ],
)
def test_headers_people_write_are_recognised(table: str, header: str, column: str) -> None:
    found = CANONICAL[table].recognise(header)
    assert found is not None
    assert found.name == column


def test_a_header_nobody_knows_is_not_guessed() -> None:
    assert CANONICAL["orders"].recognise("随便") is None


def test_the_reference_page_is_current() -> None:
    kept = Path(__file__).parents[3] / "docs" / "reference" / "tables.md"
    assert kept.read_text(encoding="utf-8") == page(), "write it anew: python -m fenji.tables.reference"
