"""A list of customers somebody chose, as an Excel file: what was asked, those found, how they share into tiers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.language import Language, Text, same, say_count, say_date
from fenji.workbook.book import SIMULATED, Book
from fenji.workbook.cells import clean, lines
from fenji.workbook.column import Column, Row
from fenji.workbook.listing import Listing
from fenji.workbook.sheets.shared_columns import tier_name

if TYPE_CHECKING:
    from fenji.result import Result

EXCEL_ROWS = 1_048_576
SheetColumn = Column
COVER, CUSTOMERS, TIERS = Text("Cover", "封面"), Text("Customers", "客户"), Text("Tier summary", "等级汇总")
_WIDTHS = (22, 92)


@dataclass(frozen=True)
class TierFound:
    """How many of those found hold a tier (None: not graded), and what they bring; unknown is None."""

    tier: str | None
    customers: int
    net_revenue: Decimal | None
    average_score: Decimal | None


@dataclass(frozen=True)
class Found:
    """What a list finds: its columns, its rows in their order, their number, their tiers, and the question in words.

    `rows` are streamed, and a row has its `tier` key beside what `columns` read; `tiers` are asked for after the last
    row, so that they may be counted on the way. `asked` is the question line by line. `mark` stands under every sheet
    and in the file's properties: who took the file away, and why.
    """

    columns: Sequence[Column]
    rows: Iterable[Row]
    count: int
    tiers: Iterable[TierFound]
    asked: Sequence[tuple[Text, Text]] = ()
    mark: Text | None = None


def write_list(
    result: Result,
    found: Found,
    path: str | os.PathLike[str],
    lang: Language,
    *,
    follow: Callable[[int], None] | None = None,
    row_limit: int = EXCEL_ROWS,
) -> Path:
    """Gives exactly the customers somebody asked for as one file: cover, customers, tier summary.

    Text is never run as a formula. `follow` hears the number of rows written, now and then.
    """
    from fenji.workbook.whole import write_whole

    def fill(workbook: Any) -> None:
        book = Book.of(workbook, result, lang=lang, row_limit=row_limit, progress=lambda _stage, _share: None)
        if found.mark is not None:
            book.mark = found.mark
            workbook.set_properties({**workbook.doc_properties, "comments": found.mark.say(lang)})
        _cover(book, result, found)
        _customers(book, found, follow)
        _tiers(book, found)

    return write_whole(path, result, lang, fill)


def _cover(book: Book, result: Result, found: Found) -> None:
    run = result.run
    made_up = Text("made up by a generator", "由程序生成，不涉及真实的个人或企业")
    said = [
        (Text("Customers", "客户数"), same(say_count(found.count, book.lang))),
        *(found.asked or [(Text("Asked for", "筛选条件"), Text("everybody", "全部客户"))]),
        (Text("As-of date", "评估基准日"), same(say_date(run.as_of, book.lang))),
        (Text("Scheme", "分级标准"),
         Text("{title}, version {v}", "{title}，第 {v} 版").fill(title=book.scheme_title, v=run.version)),
        (Text("Run", "评级批次"), Text("{id} (digest {d})", "{id}（结果摘要 {d}）").fill(id=run.id, d=run.digest[:16])),
        (Text("Currency", "货币"), same(run.currency)),
        *([(Text("Data from", "数据来源"), same(run.source_name))] if run.source_name else []),
        *([(SIMULATED, made_up)] if run.is_simulated else []),
        (Text("Made with", "生成程序"), same(f"fenji {run.fenji_version}")),
    ]  # fmt: skip
    sheet = book.add_sheet(book.say(COVER), columns=2)
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    for at, (item, words) in enumerate(said, start=1):
        text = clean(book.say(words), book.lang)
        sheet.set_row(at, 14 * lines(text, _WIDTHS[1] - 4) + 8)
        sheet.write_string(at, 0, clean(book.say(item), book.lang), book.style.words)
        sheet.write_string(at, 1, text, book.style.words)


def _customers(book: Book, found: Found, follow: Callable[[int], None] | None) -> None:
    listing = Listing(book, CUSTOMERS, found.columns)
    for number, row in enumerate(found.rows, start=1):
        listing.add(row)
        if follow is not None and number % 1000 == 0:
            follow(number)
    if not listing.rows:
        listing.say(Text("No customer answers to all of this.", "没有符合全部条件的客户。"))
    listing.close()


def _tiers(book: Book, found: Found) -> None:
    money = Text("Monetary value ({currency})", "消费金额（{currency}）").fill(currency=book.currency_word)
    columns = (
        tier_name(book, Text("Tier", "等级"), Text("the tier in force", "生效等级")),
        Column(CUSTOMERS, Text("of those found", "所筛选的客户"), lambda row: row["customers"], "count", 12),
        Column(Text("Share", "占比"), CUSTOMERS, lambda row: row["share"], "share", 12),
        Column(money, Text("in the window", "评估周期内"), lambda row: row["net_revenue"], "money", 20),
        Column(Text("Average score", "平均总评分"), CUSTOMERS, lambda row: row["average_score"], "number", 14),
    )
    listing = Listing(book, TIERS, columns)
    for one in found.tiers:
        share = Decimal(one.customers) / found.count if found.count else None
        listing.add({"tier": one.tier, "customers": one.customers, "share": share, "net_revenue": one.net_revenue,
                     "average_score": one.average_score})  # fmt: skip
    listing.close()
