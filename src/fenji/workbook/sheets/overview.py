"""概览: the tiers at a glance, with badges, figures and charts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.language import UNKNOWN, Text, say_count, say_money, say_share
from fenji.workbook import badges
from fenji.workbook.book import Book
from fenji.workbook.cells import clean, lines
from fenji.workbook.sheets.overview_charts import CHART_ROWS, draw_charts
from fenji.workbook.sheets.overview_legend import write_legend, write_moves

if TYPE_CHECKING:
    from fenji.result import Result, TierSummary

TITLE = Text("Overview", "概览")
NOBODY = "–"
_BADGE_PIXELS = 44
HEAD = 3  # the row of the table's headers: banner, headline and key figures stand above

_HEADERS: tuple[tuple[Text, int], ...] = (
    (Text("Badge", "徽章"), 10),
    (Text("Tier", "等级"), 18),
    (Text("Customers", "客户数"), 13),
    (Text("Share", "客户占比"), 12),
    (Text("Net revenue ({currency})", "购买金额({currency})"), 20),
    (Text("Share of revenue", "金额占比"), 12),
    (Text("Average score", "平均总评分"), 13),
    (Text("Orders a month", "月均下单次数"), 14),
    (Text("Benefits", "权益"), 40),
    (Text("Service standard", "服务标准"), 40),
)


def write(book: Book, result: Result) -> None:
    """One page a manager reads first: who is in which tier and what they bring."""
    book.progress(book.say(TITLE), 0.0)
    summaries = result.tiers()
    sheet = book.add_sheet(book.say(TITLE), columns=len(_HEADERS))
    for index, (_, width) in enumerate(_HEADERS):
        sheet.set_column(index, index, width)
    _write_headline(book, sheet, summaries)
    _write_headers(book, sheet)
    for number, summary in enumerate(summaries):
        _write_tier(book, sheet, HEAD + 1 + number, summary)
    total = HEAD + 1 + len(summaries)
    _write_total(book, sheet, total, summaries)
    sheet.freeze_panes(1, 0)
    draw_charts(book, sheet, summaries, first=HEAD + 1, at=total + 2)
    at = write_legend(book, sheet, result, at=total + 3 + CHART_ROWS)
    write_moves(book, sheet, result, at=at + 1)


def headline(book: Book, summaries: tuple[TierSummary, ...]) -> str:
    """The finding in one sentence: what share of customers the best tier is, and of revenue it brings."""
    best = next((s for s in summaries if s.tier is not None and s.customers > 0), None)
    if best is None or best.tier is None:
        return book.say(Text("No customer is graded yet", "尚无客户获得等级"))
    shares = {"tier": best.tier.name, "share": say_share(best.customer_share, book.lang)}
    if best.revenue_share is None:
        return book.say(Text("{tier}: {share} of customers", "{tier}占 {share}").fill(**shares))
    words = Text(
        "{tier}: {share} of customers, {revenue} of revenue", "{tier}占客户的 {share}，带来 {revenue} 的购买金额"
    )
    return book.say(words.fill(**shares, revenue=say_share(best.revenue_share, book.lang)))


def _write_headline(book: Book, sheet: Any, summaries: tuple[TierSummary, ...]) -> None:
    last = len(_HEADERS) - 1
    style = book.style
    sheet.set_row(1, 34)
    sheet.merge_range(1, 0, 1, last, "", style.of(font_size=18, bold=True, indent=1))
    sheet.write_string(1, 0, headline(book, summaries), style.of(font_size=18, bold=True, indent=1))
    sheet.set_row(2, 22)
    sheet.merge_range(2, 0, 2, last, "", style.of(font_color="#4A5768", indent=1))
    sheet.write_string(2, 0, book.say(_key_figures(book, summaries)), style.of(font_color="#4A5768", indent=1))


def _key_figures(book: Book, summaries: tuple[TierSummary, ...]) -> Text:
    run, lang = book.run, book.lang
    figures = Text(
        "{customers} customer{customers:s} · net revenue {revenue} · window: {window}",
        "{customers} 位客户 · 购买金额（已扣退款）{revenue} · 评估周期：{window}",
    ).fill(
        customers=say_count(run.customers, lang),
        revenue=say_money(total_revenue(summaries), run.currency, lang),
        window=run.window.text,
    )
    if run.guests is None or run.guests.orders == 0:
        return figures
    guests = Text(
        " · guests without an id: {orders} order{orders:s}, {share} of all revenue",
        " · 散客：{orders} 单，占全部金额 {share}",
    ).fill(orders=say_count(run.guests.orders, lang), share=say_share(run.guests.revenue_share, lang, decimals=1))
    return Text(figures.en + guests.en, figures.zh + guests.zh)


def total_revenue(summaries: tuple[TierSummary, ...]) -> Decimal | None:
    """Revenue of all tiers; unknown where it is unknown for all."""
    known = [s.net_revenue for s in summaries if s.net_revenue is not None]
    return sum(known, Decimal(0)) if known else None


def _write_headers(book: Book, sheet: Any) -> None:
    sheet.set_row(HEAD, 28)
    currency = book.currency_word
    for index, (header, _) in enumerate(_HEADERS):
        sheet.write_string(HEAD, index, book.say(header.fill(currency=currency)), book.style.header)


def _write_tier(book: Book, sheet: Any, at: int, summary: TierSummary) -> None:
    tier, style = summary.tier, book.style
    benefits = book.say(tier.benefits) if tier is not None else ""
    service = book.say(tier.service) if tier is not None else ""
    sheet.set_row(at, max(40, 14 * max(lines(benefits, 38), lines(service, 38)) + 6))
    key = None if tier is None else tier.key
    sheet.write_blank(at, 0, None, style.text)
    sheet.write_string(at, 1, book.tier_name(key), style.filled(book.tier_colour(key), font_size=11))
    _number(book, sheet, (at, 2), summary.customers, "#,##0")
    _number(book, sheet, (at, 3), summary.customer_share, "0.0%")
    _number(book, sheet, (at, 4), summary.net_revenue, "#,##0.00")
    _number(book, sheet, (at, 5), summary.revenue_share, "0.0%")
    missing = UNKNOWN[book.lang] if summary.customers else NOBODY
    _number(book, sheet, (at, 6), summary.average_score, "0.0", missing=missing)
    _number(book, sheet, (at, 7), summary.average_orders_per_month, "0.00", missing=missing)
    sheet.write_string(at, 8, clean(benefits, book.lang) or "–", style.words)
    sheet.write_string(at, 9, clean(service, book.lang) or "–", style.words)
    if tier is not None:
        badges.place(sheet, (at, 0), tier, pixels=_BADGE_PIXELS, words=book.say(tier.name), lang=book.lang)


def _write_total(book: Book, sheet: Any, at: int, summaries: tuple[TierSummary, ...]) -> None:
    style = {"bold": True, "top": 1, "bg_color": "#F1F4F9"}
    plain = book.style.of(**style)

    def figure(num_format: str) -> Any:
        return book.style.of(**style, num_format=num_format, align="right", indent=1)

    revenue = total_revenue(summaries)
    sheet.set_row(at, 24)
    sheet.write_blank(at, 0, None, plain)
    sheet.write_string(at, 1, book.say(Text("Total", "合计")), book.style.of(**style, align="center"))
    sheet.write_number(at, 2, book.run.customers, figure("#,##0"))
    sheet.write_number(at, 3, 1 if book.run.customers else 0, figure("0.0%"))
    if revenue is None:
        sheet.write_string(at, 4, UNKNOWN[book.lang], plain)
    else:
        sheet.write_number(at, 4, float(revenue), figure("#,##0.00"))
    for column in range(5, len(_HEADERS)):
        sheet.write_blank(at, column, None, plain)


def _number(
    book: Book, sheet: Any, cell: tuple[int, int], value: Decimal | int | None, num_format: str, *, missing: str = ""
) -> None:
    if value is None:
        sheet.write_string(*cell, missing or UNKNOWN[book.lang], book.style.unknown)
    else:
        sheet.write_number(*cell, float(value), book.style.number(num_format))
