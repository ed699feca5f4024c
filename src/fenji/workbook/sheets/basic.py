"""基本信息: who the customers are and how to reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.language import Text
from fenji.workbook.book import Book
from fenji.workbook.column import Column
from fenji.workbook.listing import Listing
from fenji.workbook.sheets.shared_columns import customer_id, customer_name, field

if TYPE_CHECKING:
    from fenji.result import Result

TITLE = Text("Basic information", "基本信息")
_READ = ("customer_id", "name", "mobile", "landline", "email", "registered_on")


def write(book: Book, result: Result) -> None:
    """Lists every customer's name, phone, e-mail and registration date."""
    listing = Listing(book, TITLE, columns())
    for row in book.follow(TITLE, result.rows(_READ)):
        listing.add(row)
    listing.close()


def columns() -> tuple[Column, ...]:
    """客户ID, 客户姓名, 联系电话, 电子邮箱, 注册日期."""
    return (
        customer_id(),
        customer_name(Text("Customer name", "客户姓名")),
        Column(
            Text("Phone", "联系电话"),
            Text("mobile number; the landline where there is none", "手机号；没有手机号时为座机号"),
            lambda row: row["mobile"] or row["landline"],
            width=20,
        ),
        Column(Text("E-mail", "电子邮箱"), Text("e-mail address", "电子邮箱地址"), field("email"), width=32),
        Column(
            Text("Registered on", "注册日期"),
            Text("day the customer registered, as the company recorded it", "企业记录的客户注册日期"),
            field("registered_on"),
            kind="date",
            width=16,
        ),
    )
