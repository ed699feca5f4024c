"""分析报告: what each customer's own numbers say, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.advice import analyse
from fenji.language import Text
from fenji.workbook.book import Book
from fenji.workbook.column import Column
from fenji.workbook.listing import Listing
from fenji.workbook.sheets.shared_columns import customer_id, field

if TYPE_CHECKING:
    from fenji.result import Result

TITLE = Text("Analysis", "分析报告")


def write(book: Book, result: Result) -> None:
    """Lists a finding and a suggestion for every customer."""
    listing = Listing(book, TITLE, columns())
    for customer, finding, suggestion in book.follow(TITLE, analyse(result, book.lang, book.playbook)):
        listing.add({"customer_id": customer, "finding": finding, "suggestion": suggestion})
    listing.close()


def columns() -> tuple[Column, ...]:
    """客户ID, 分析结果, 改进建议."""
    return (
        customer_id(),
        Column(
            Text("Finding", "分析结果"),
            Text(
                "what this customer's numbers say, beside the middle customer of the same tier",
                "根据该客户自身数据得出的结论，并与同等级客户的中位数比较",
            ),
            field("finding"),
            kind="words",
            width=64,
        ),
        Column(
            Text("Suggestion", "改进建议"),
            Text(
                "what to do next: from the playbook for the tier and the state of the numbers",
                "下一步怎么做：按等级与各项数据的状态取自策略库",
            ),
            field("suggestion"),
            kind="words",
            width=64,
        ),
    )
