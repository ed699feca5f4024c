"""The numbers behind the charts of a page as an Excel file: whom they count, then a sheet a question."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.language import Language, Text, same, say_count, say_date
from fenji.workbook.book import SIMULATED, Book
from fenji.workbook.cells import clean, lines
from fenji.workbook.column import Column, Kind
from fenji.workbook.listing import Listing

if TYPE_CHECKING:
    from fenji.charts.own.figured import Figured
    from fenji.result import Result
    from fenji.segments.segmentation import Segmentation

COVER = Text("Cover", "封面")
_WIDTHS = (22, 92)
_NONE = Text("In none", "不属于任何客群")
_CUSTOMERS, _SHARE, _OF = Text("Customers", "客户数"), Text("Share", "占比"), Text("of those counted", "所统计的客户")
Named = Callable[[str | None], str]


def write_numbers(
    result: Result,
    segmentations: Sequence[Segmentation],
    path: str | os.PathLike[str],
    lang: Language,
    *,
    own: Sequence[Figured] = (),
) -> Path:
    """Tiers, segments across tiers, moves, tiers over the runs, concentration and cohorts, own charts, as one file.

    Of a part of the customers (`Result.among`) everything but cohorts is of that part, and the cover says which.
    Segmentations that the run has not kept, and questions it cannot answer, have no sheet.
    """
    from fenji.workbook.whole import write_whole

    def fill(workbook: Any) -> None:
        book = Book.of(workbook, result, lang=lang, row_limit=100_000, progress=lambda _stage, _share: None)
        _cover(book, result)
        _tiers(book, result)
        for one in segmentations:
            if one.name in result.columns:
                _across(book, result, one)
        _moves(book, result, segmentations)
        _history(book, result)
        _concentration(book, result)
        _cohorts(book, result)
        for chart in own:
            _own(book, chart)

    return write_whole(path, result, lang, fill)


def _cover(book: Book, result: Result) -> None:
    run, made_up = result.run, Text("made up by a generator", "由程序生成，不涉及真实的个人或企业")
    said = [
        (Text("Counted", "统计范围"), result.only or Text("all customers", "全部客户")),
        (_CUSTOMERS, same(say_count(run.customers, book.lang))),
        (Text("As-of date", "评估基准日"), same(say_date(run.as_of, book.lang))),
        (Text("Period", "评估周期"), run.window.text),
        (Text("Scheme", "分级标准"),
         Text("{title}, version {v}", "{title}，第 {v} 版").fill(title=book.scheme_title, v=run.version)),
        (Text("Run", "评级批次"), Text("{id} (digest {d})", "{id}（结果摘要 {d}）").fill(id=run.id, d=run.digest[:16])),
        (Text("Currency", "货币"), same(run.currency)),
        *([(Text("Data from", "数据来源"), same(run.source_name))] if run.source_name else []),
        *([(SIMULATED, made_up)] if run.is_simulated else []),
    ]  # fmt: skip
    sheet = book.add_sheet(book.say(COVER), columns=2)
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    for at, (item, words) in enumerate(said, start=1):
        text = clean(book.say(words), book.lang)
        sheet.set_row(at, 14 * lines(text, _WIDTHS[1] - 4) + 8)
        sheet.write_string(at, 0, clean(book.say(item), book.lang), book.style.words)
        sheet.write_string(at, 1, text, book.style.words)


def _tiers(book: Book, result: Result) -> None:
    rows = [
        {"tier": None if one.tier is None else one.tier.key, "customers": one.customers, "share": one.customer_share,
         "net_revenue": one.net_revenue, "revenue_share": one.revenue_share, "score": one.average_score,
         "often": one.average_orders_per_month}
        for one in result.tiers()
    ]  # fmt: skip
    columns = (
        _named("tier", Text("Tier", "等级"), _tier_name(book)),
        _figure("customers", _CUSTOMERS, "count"), _figure("share", _SHARE, "share"), _money(book),
        _figure("revenue_share", Text("Share of revenue", "金额占比"), "share"),
        _figure("score", Text("Average score", "平均总评分"), "number"),
        _figure("often", Text("Orders a month", "每月订单"), "number"),
    )  # fmt: skip
    _list(book, Text("Tiers", "等级"), columns, rows)


def _across(book: Book, result: Result, one: Segmentation) -> None:
    names = _segment_name(book, one)
    found = result.counts(one.name, "tier")
    totals: dict[str | None, int] = {}
    for (_, tier), n, _ in found:
        totals[tier] = totals.get(tier, 0) + n
    rows = [
        {"segment": segment, "tier": tier, "customers": n, "share": Decimal(n) / totals[tier], "net_revenue": net}
        for (segment, tier), n, net in found
    ]
    columns = (
        _named("segment", one.title, names), _named("tier", Text("Tier", "等级"), _tier_name(book)),
        _figure("customers", _CUSTOMERS, "count"), _figure("share", Text("Share of tier", "占该等级"), "share"),
        _money(book),
    )  # fmt: skip
    _list(book, one.title, columns, rows)


def _moves(book: Book, result: Result, segmentations: Sequence[Segmentation]) -> None:
    tiers = [(then, now, n, net) for then, now, n, net in result.moves()]
    _moved(book, Text("Moves of tiers", "等级变动"), _tier_name(book), tiers)
    for one in segmentations:
        if {one.name, f"previous_{one.name}"} <= {*result.columns} and result.previous is not None:
            found = [(then, now, n, net) for (then, now), n, net in result.counts(f"previous_{one.name}", one.name)]
            title = Text(f"Moves, {one.title.en}", f"变动 {one.title.zh}")
            _moved(book, title, _segment_name(book, one), found)


def _moved(book: Book, title: Text, name: Named, found: Sequence[tuple[Any, Any, int, Decimal | None]]) -> None:
    rows = [{"then": then, "now": now, "customers": n, "net_revenue": net} for then, now, n, net in found]
    columns = (
        _named("then", Text("Before", "上次"), name), _named("now", Text("Now", "本次"), name),
        _figure("customers", _CUSTOMERS, "count"), _money(book),
    )  # fmt: skip
    if rows:
        _list(book, title, columns, rows)


def _history(book: Book, result: Result) -> None:
    rows = [
        {"day": one.as_of, "run": one.run_id, "tier": one.tier, "customers": one.customers,
         "net_revenue": one.net_revenue}
        for one in result.history()
    ]  # fmt: skip
    columns = (
        _figure("day", Text("As-of date", "评估基准日"), "date"),
        Column(Text("Run", "评级批次"), _OF, lambda row: row["run"], "text", 26),
        _named("tier", Text("Tier", "等级"), _tier_name(book)), _figure("customers", _CUSTOMERS, "count"), _money(book),
    )  # fmt: skip
    _list(book, Text("Tiers over the runs", "历次评级"), columns, rows)


def _concentration(book: Book, result: Result) -> None:
    rows = [{"few": few, "reached": reached} for few, reached in result.concentration(100)]
    columns = (
        _figure("few", Text("Share of customers", "客户占比"), "share"),
        _figure("reached", Text("Share of revenue", "金额占比"), "share"),
    )
    if rows:
        _list(book, Text("Concentration", "金额集中度"), columns, rows)


def _cohorts(book: Book, result: Result) -> None:
    yes, no = Text("yes", "是"), Text("no", "否")
    rows = [
        {"month": one.month, "size": one.customers, "months": each.months, "customers": each.customers,
         "share": each.share, "net_revenue": each.net_revenue, "whole": book.say(yes if each.is_whole else no)}
        for one in result.cohorts() for each in one.later
    ]  # fmt: skip
    columns = (
        _figure("month", Text("First order in", "首单月份"), "date"),
        _figure("size", Text("New customers", "新客户数"), "count"),
        _figure("months", Text("Months since", "之后第几个月"), "count"),
        _figure("customers", Text("Bought", "购买客户数"), "count"), _figure("share", _SHARE, "share"), _money(book),
        Column(Text("Month is over", "该月已结束"), _OF, lambda row: row["whole"], "text", 12),
    )  # fmt: skip
    if rows:
        title = (
            Text("Cohorts", "同期群") if result.only is None else Text("Cohorts, all customers", "同期群（全部客户）")
        )
        _list(book, title, columns, rows)


def _own(book: Book, chart: Figured) -> None:
    """The rows behind a chart of people's own."""
    rows = [
        {"group": group, "split": split, "customers": customers, "value": value}
        for group, split, customers, value in chart.rows
    ]
    split = () if chart.split is None else (_named("split", chart.split, str),)
    columns = (_named("group", chart.by, str), *split, _figure("customers", _CUSTOMERS, "count"))
    measured = () if chart.form == "count" else (_figure("value", same(chart.measure), chart.form),)
    _list(book, chart.title, (*columns, *measured), rows)


def _list(book: Book, title: Text, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> None:
    listing = Listing(book, _sheet(book, title), columns)
    for row in rows:
        listing.add(row)
    listing.close()


def _sheet(book: Book, title: Text) -> Text:
    """A title as the name of a sheet may be: without Excel's signs, short, and no other sheet's."""
    bare = Text(*(re.sub(r"[\[\]:*?/\\']", " ", words)[:26].strip() for words in (title.en, title.zh)))
    taken = {book.say(one.title) for one in book.told}
    numbered = (bare, *(Text(f"{bare.en} {n}", f"{bare.zh} {n}") for n in range(2, 200)))
    return next(one for one in numbered if book.say(one) not in taken)


def _figure(key: str, header: Text, kind: Kind) -> Column:
    return Column(header, _OF, lambda row: row[key], kind, 16)


def _money(book: Book) -> Column:
    header = Text("Net revenue ({currency})", "购买金额（{currency}）").fill(currency=book.currency_word)
    return Column(header, Text("in the window", "评估周期内"), lambda row: row["net_revenue"], "money", 20)


def _named(key: str, header: Text, name: Named) -> Column:
    return Column(header, _OF, lambda row: name(row[key]), "text", 24)


def _tier_name(book: Book) -> Named:
    return lambda key: book.names.get(key, str(key))


def _segment_name(book: Book, one: Segmentation) -> Named:
    known = {segment.key: segment.name for segment in one.segments()}
    return lambda key: book.say(_NONE if key is None else known.get(key, same(key)))
