"""说明: how the figures were made, what is unknown and why, and what every column means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fenji.language import Text, say_count, say_date, say_money, say_share
from fenji.scheme.describe import describe
from fenji.workbook.book import Book
from fenji.workbook.cells import clean, lines
from fenji.workbook.column import Told

if TYPE_CHECKING:
    from fenji.result import Result

TITLE = Text("Notes", "说明")
_WIDTHS = (34, 120)
Line = tuple[Text | None, Text]  # no first part: the second is a section's heading


def write(book: Book, result: Result) -> None:
    """Everything a reader needs to trust the figures, on one sheet; written last, when all columns are known."""
    book.progress(book.say(TITLE), 0.97)
    sheet = book.add_sheet(book.say(TITLE), columns=len(_WIDTHS))
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    sheet.set_row(1, 24)
    for index, header in enumerate((Text("Item", "项目"), Text("Explanation", "说明"))):
        sheet.write_string(1, index, book.say(header), book.style.header)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    for at, (item, words) in enumerate(_lines(book, result), start=2):
        _write_line(book, sheet, at, (item, words))


def _write_line(book: Book, sheet: Any, at: int, line: Line) -> None:
    item, words = line
    if item is None:
        heading = book.style.of(bold=True, font_size=12, top=1, top_color="#22324D", valign="bottom")
        sheet.set_row(at, 30)
        sheet.write_string(at, 0, book.say(words), heading)
        sheet.write_blank(at, 1, None, heading)
        return
    said = clean(book.say(words), book.lang)
    first = clean(book.say(item), book.lang)
    sheet.set_row(at, 14 * max(lines(said, _WIDTHS[1] - 4), lines(first, _WIDTHS[0] - 3)) + 5)
    sheet.write_string(at, 0, first, book.style.words)
    sheet.write_string(at, 1, said, book.style.words)


def _lines(book: Book, result: Result) -> Iterator[Line]:
    yield None, Text("This workbook", "本工作簿")
    yield from _origin(book, result)
    yield None, Text("How the grades were made", "等级是如何评定的")
    yield from _standard(book, result)
    yield None, Text("What is unknown, and why", "哪些内容未知，原因是什么")
    yield from _unknown(book)
    yield None, Text("What every column means", "各列定义")
    for told in book.told:
        for column in told.columns:
            yield _both(told.title, column.header), column.meaning


def _origin(book: Book, result: Result) -> Iterator[Line]:
    run, lang = result.run, book.lang
    if run.is_simulated:
        yield (
            Text("SIMULATED DATA", "模拟数据"),
            Text(
                "Customers, orders and figures are made up by a generator; no real person or company is shown.",
                "客户、订单与数字均由程序生成，不涉及真实的个人或企业。",
            ),
        )
    if run.source_name:
        yield Text("Data from", "数据来源"), Text(run.source_name, run.source_name)
    yield (
        Text("As-of date", "评估基准日"),
        Text(
            "{day}, that whole day included, in time zone {zone}; nothing later is seen",
            "{day}（含当日全天，时区 {zone}）；之后的数据不参与评定",
        ).fill(day=say_date(run.as_of, lang), zone=run.zone),
    )
    yield Text("Window", "评估周期"), run.window.text
    yield (
        Text("Scheme", "分级标准"),
        Text("{title}, version {v}", "{title}，第 {v} 版").fill(title=book.scheme_title, v=run.version),
    )
    yield (
        Text("Run", "评级批次"),
        Text("{id} (digest {digest})", "{id}（结果摘要 {digest}）").fill(id=run.id, digest=run.digest[:16]),
    )
    if run.snapshot is not None:
        yield Text("Data snapshot", "数据快照"), Text(str(run.snapshot), str(run.snapshot))
    yield Text("Made with", "生成程序"), Text(f"fenji {run.fenji_version}", f"fenji {run.fenji_version}")
    yield Text("Customers", "客户数"), _same(say_count(run.customers, lang))
    yield (
        Text("Currency", "货币"),
        Text(
            "{currency}; revenue is net of refunds and cancelled orders", "{currency}；购买金额已扣除退款与取消的订单"
        ).fill(currency=run.currency),
    )
    yield Text("Guests", "散客"), _guests(book, result)


def _guests(book: Book, result: Result) -> Text:
    guests = result.run.guests
    if guests is None or guests.orders == 0:
        return Text("every order in the window has a customer", "评估周期内的订单都有对应客户")
    return Text(
        "{orders} orders without a customer id brought {revenue}, {share} of all revenue; they belong to no tier",
        "{orders} 个订单没有客户ID，金额 {revenue}，占全部金额 {share}；它们不属于任何等级",
    ).fill(
        orders=say_count(guests.orders, book.lang),
        revenue=say_money(guests.net_revenue, result.run.currency, book.lang),
        share=say_share(guests.revenue_share, book.lang, decimals=1),
    )


def _standard(book: Book, result: Result) -> Iterator[Line]:
    words = describe(result.scheme)
    for number, (en, zh) in enumerate(zip(words.en.split("\n"), words.zh.split("\n"), strict=True)):
        yield (book.scheme_title if number == 0 else Text("", "")), Text(en, zh)
    for note in result.run.notes:
        yield Text("Note on this run", "本批次说明"), note


def _unknown(book: Book) -> Iterator[Line]:
    yield (
        Text("In general", "总则"),
        Text(
            "What the data does not hold is shown as “unknown”. Nothing is guessed, and unknown is not 0.",
            "数据中没有的内容一律显示为“未知”，不作推测，也不当作 0。",
        ),
    )
    for told in book.told:
        yield from _unknown_columns(book, told)


def _unknown_columns(book: Book, told: Told) -> Iterator[Line]:
    for column, count in zip(told.columns, told.unknown, strict=True):
        if count == 0 or column.empty is not None:
            continue
        if column.why_unknown is not None:
            why = column.why_unknown
        elif count == told.rows:
            why = Text(
                "unknown for every customer: the data does not hold it",
                "全部客户未知：数据来源没有提供此项",
            )
        else:
            why = Text(
                "unknown for {n} of {all} customers: their records do not hold it",
                "{all} 位客户中有 {n} 位未知：其记录中没有此项",
            ).fill(n=say_count(count, book.lang), all=say_count(told.rows, book.lang))
        yield _both(told.title, column.header), why


def _both(title: Text, header: Text) -> Text:
    return Text(f"{title.en}: {header.en}", f"{title.zh}：{header.zh}")


def _same(words: str) -> Text:
    return Text(words, words)
