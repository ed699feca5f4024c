"""Masks say the same in words and in SQL, and never more than a few signs of what they hide."""

from __future__ import annotations

import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.tables.masks import SHOWN, mask, mask_sql

VALUES = (
    "张三丰", "李", "", "13800138000", "+86 138-0013-8000", "0571-88886001", "1234", "12345", "zhang@example.com",
    "no-at-sign", "@x.cn", "zs_1990", "١٢٣٤٥", None,
)  # fmt: skip


@pytest.mark.parametrize("column", SHOWN)
def test_words_and_sql_mask_alike(column: str) -> None:
    engine = DuckDBEngine.in_memory()
    rows = engine.rows(
        f"SELECT {column} AS plain, {mask_sql(column)} AS shown FROM (SELECT unnest(CAST(? AS VARCHAR[])) AS {column})",
        [list(VALUES)],
    )
    assert {row["plain"]: row["shown"] for row in rows} == {value: mask(column, value) for value in VALUES}


def test_a_companys_name_stays_in_both() -> None:
    engine = DuckDBEngine.in_memory()
    kinds = "(SELECT unnest(['明天贸易', '张三', '王五']) AS name, unnest(['company', 'person', NULL]) AS kind)"
    rows = engine.rows(f"SELECT {mask_sql('name', has_kind=True)} AS shown FROM {kinds}")
    assert [row["shown"] for row in rows] == ["明天贸易", "张*", "王*"]
    assert mask("name", "明天贸易", is_company=True) == "明天贸易"


@pytest.mark.parametrize("column", SHOWN)
def test_what_is_hidden_cannot_be_read_off(column: str) -> None:
    for value in ("欧阳修远居士", "13800138000", "0571-88886001", "zhangsanfeng@example.com", "zhangsan_1990"):
        shown = mask(column, value)
        assert value not in shown
        assert len(shown.partition("@")[0].replace("*", "")) <= 7


def test_other_columns_stay() -> None:
    assert mask("city", "杭州市") == "杭州市"
    assert mask("customer_id", "C1") == "C1"
