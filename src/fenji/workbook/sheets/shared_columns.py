"""Columns that several sheets show alike: the customer's id and name, the tier."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fenji.language import Text
from fenji.workbook.book import Book
from fenji.workbook.column import Column, Row


def field(name: str) -> Callable[[Row], Any]:
    """Reads one field of a row; a field the run does not have is unknown."""
    return lambda row: row.get(name)


def customer_id() -> Column:
    """The customer's id, as text."""
    return Column(
        Text("Customer ID", "客户ID"),
        Text("the id in the company's own data, kept as text", "企业数据中的客户编号，按文本保存"),
        field("customer_id"),
        width=18,
    )


def customer_name(header: Text) -> Column:
    """The customer's name under the sheet's own header."""
    meaning = Text("name of the person or company", "客户的姓名或公司名称")
    return Column(header, meaning, field("name"), width=24)


def tier_name(book: Book, header: Text, meaning: Text) -> Column:
    """The tier's name on the tier's colour."""
    return Column(header, meaning, lambda row: book.tier_name(row["tier"]), kind="tier", width=18)
