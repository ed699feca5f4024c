"""The native charts of 概览: share of customers, customers by tier, revenue by tier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.language import Text
from fenji.workbook.book import Book
from fenji.workbook.style import FONTS, INK, LINE

if TYPE_CHECKING:
    from fenji.result import TierSummary

CHART_ROWS = 13
_ROW_PIXELS = 24
_TIERS, _CUSTOMERS, _REVENUE = 1, 2, 4


def draw_charts(book: Book, sheet: Any, summaries: tuple[TierSummary, ...], *, first: int, at: int) -> None:
    """Pie of customers, bars of customers, bars of revenue, side by side; they read the cells of the table above."""
    places = ((0, "pie"), (4, "column"), (8, "column"))
    titles = (
        Text("Share of customers by tier", "各等级客户占比"),
        Text("Customers by tier", "各等级客户数"),
        Text("Net revenue by tier ({currency})", "各等级购买金额({currency})").fill(currency=book.currency_word),
    )
    columns = (_CUSTOMERS, _CUSTOMERS, _REVENUE)
    sizes = (376, 424, 560)
    for (column, kind), title, values, width in zip(places, titles, columns, sizes, strict=True):
        chart = book.workbook.add_chart({"type": kind})
        chart.add_series(_series(book, sheet, summaries, first=first, values=values, is_pie=kind == "pie"))
        _dress(book, chart, book.say(title), is_pie=kind == "pie")
        chart.set_size({"width": width, "height": CHART_ROWS * _ROW_PIXELS - 8})
        sheet.insert_chart(at, column, chart, {"object_position": 1, "x_offset": 6, "description": book.say(title)})


def _series(
    book: Book, sheet: Any, summaries: tuple[TierSummary, ...], *, first: int, values: int, is_pie: bool
) -> dict[str, Any]:
    last, name = first + len(summaries) - 1, sheet.get_name()
    keys = [None if s.tier is None else s.tier.key for s in summaries]
    numbers = [s.customers if values == _CUSTOMERS else s.net_revenue for s in summaries]
    label: dict[str, Any] = {"font": _font(book, 9)}
    label |= {"percentage": True, "leader_lines": True, "position": "outside_end"} if is_pie else {
        "value": True, "num_format": "#,##0", "position": "outside_end"
    }  # fmt: skip
    return {
        "categories": [name, first, _TIERS, last, _TIERS],
        "values": [name, first, values, last, values],
        "categories_data": [book.tier_name(key) for key in keys],
        "values_data": [float(number or 0) for number in numbers],
        "points": [{"fill": {"color": book.tier_colour(key)}, "border": {"color": "#FFFFFF"}} for key in keys],
        "data_labels": label,
        "gap": 60,
    }


def _dress(book: Book, chart: Any, title: str, *, is_pie: bool) -> None:
    chart.set_title({"name": title, "name_font": {**_font(book, 12), "bold": True}, "overlay": False})
    chart.set_chartarea({"border": {"color": LINE}})
    if is_pie:
        chart.set_legend({"position": "bottom", "font": _font(book, 10)})
        return
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": _font(book, 10), "line": {"color": LINE}})
    lines = {"visible": True, "line": {"color": LINE}}
    chart.set_y_axis({
        "num_font": _font(book, 9), "num_format": "#,##0", "major_gridlines": lines, "line": {"none": True}, "min": 0,
    })  # fmt: skip


def _font(book: Book, size: int) -> dict[str, Any]:
    return {"name": FONTS[book.lang], "size": size, "color": INK, "bold": False}
