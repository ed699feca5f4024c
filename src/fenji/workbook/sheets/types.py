"""客户类型分类管理表: the one-page table a customer manager works from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.errors import DrawError
from fenji.language import Text
from fenji.workbook.book import Book
from fenji.workbook.column import Column
from fenji.workbook.listing import Listing
from fenji.workbook.sheets.shared_columns import customer_id, customer_name, field, tier_name

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.segments.segmentation import Segment
    from fenji.workbook.book import CustomerType

TITLE = Text("Customer types", "客户类型分类管理表")
NONE = Text("none", "无")
NEVER = Text("no purchase", "尚无购买")
_READ = ("customer_id", "name", "tier", "customer_source", "orders_per_month", "last_ordered_on", "note")


def write(book: Book, result: Result) -> None:
    """Lists every customer's type, source, purchase frequency, last purchase and note."""
    listing = Listing(book, TITLE, columns(book))
    read = _READ if book.customer_type == "tier" else (*_READ, book.customer_type)
    for row in book.follow(TITLE, result.rows(read)):
        listing.add(row)
    listing.close()


def check_type(result: Result, wanted: CustomerType) -> None:
    """Refuses a customer type that the run has not kept."""
    if wanted in result.columns:
        return
    problem = Text("this run has no '{name}'", "该批次没有“{name}”").fill(name=wanted)
    fix = Text("Grade again to keep it: `fenji grade`.", "请重新评级以保存：`fenji grade`。")
    raise DrawError(problem, where=result.run.id, fix=fix)


def customer_type(book: Book) -> Column:
    """The tier on its colour; or the lifecycle stage or RFM class by name."""
    header, kind = Text("Customer type", "客户类型"), book.customer_type
    if kind == "tier":
        return tier_name(book, header, Text("the tier in force", "生效等级"))
    segments, meaning = _segments(kind)
    names = {segment.key: book.say(segment.name) for segment in segments}
    return Column(header, meaning, lambda row: names.get(row[kind]), width=18, empty=NONE)


def _segments(kind: CustomerType) -> tuple[tuple[Segment, ...], Text]:
    """The segments of a kind; loaded only where they are asked for."""
    if kind == "stage":
        from fenji.segments.lifecycle import STAGES

        return STAGES, Text("the lifecycle stage", "生命周期阶段")
    from fenji.segments.rfm8 import Rfm8

    return Rfm8().segments(), Text("the RFM class", "RFM 八类")


def columns(book: Book) -> tuple[Column, ...]:
    """客户ID, 姓名, 客户类型, 客户来源, 购买频率(月), 上一次购买时间, 备注."""
    window, never = book.run.window.text, book.say(NEVER)
    return (
        customer_id(),
        customer_name(Text("Name", "姓名")),
        customer_type(book),
        Column(
            Text("Customer source", "客户来源"),
            Text("where the customer came from", "客户从何渠道而来"),
            field("customer_source"),
            width=18,
        ),
        Column(
            Text("Purchase frequency (a month)", "购买频率(月)"),
            Text("orders a month over the window: {window}", "评估周期内平均每月下单次数（周期：{window}）").fill(
                window=window
            ),
            field("orders_per_month"),
            kind="number",
            width=16,
        ),
        Column(
            Text("Last purchase", "上一次购买时间"),
            Text("day of the last purchase up to the as-of date", "截至评估基准日最近一次购买的日期"),
            lambda row: row["last_ordered_on"] or (None if row["orders_per_month"] is None else never),
            kind="date",
            width=18,
        ),
        Column(
            Text("Note", "备注"),
            Text("the company's own note on the customer", "企业自有的客户备注"),
            field("note"),
            kind="words",
            width=34,
            empty=NONE,
        ),
    )
