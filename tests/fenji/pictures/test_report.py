"""The report: the same figures as pages, slides and HTML; nothing invented where a span or a year is missing."""

from __future__ import annotations

import io
import re
import subprocess
from decimal import Decimal
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from pptx import Presentation

from fenji.language import LANGUAGES, Language, Text, same
from fenji.pictures.evidence import segment_lists
from fenji.pictures.figures import Campaign, Compared, Figures, Line, Lost, Pair, Rate, Voice
from fenji.pictures.report import report, report_sheet
from fenji.pictures.report_page import write_html
from fenji.pictures.report_slides import write_pptx
from fenji.pictures.sections import Report, Section
from fenji.reporting.span import read_span
from tests.fenji.pictures.laid import words_of
from tests.fenji.pictures.test_strategy import graded

SPAN = read_span("2024-Q2")
COMPANY = same("示例公司")
WIDE, HIGH, MARGIN, TEXT_WIDE = 595.3, 841.9, 34, 170 / 25.4 * 72
"""An A4 page, its least margin and the width of its text, in points."""


@cache
def figures(*, is_first: bool = False, is_recorded: bool = True) -> Figures:
    result = graded()
    lost = (Lost(same("VIP"), 3, ((Text("Price", "价格"), 2), (Text("Service", "服务"), 1))),)
    before, year = (None, None) if is_first else (Decimal(80), Decimal(50))
    revenue = Compared(Decimal(100), before, year)
    lines = [Line(same(f"<b>name {n}</b>"), revenue, 5) for n in range(8)]
    return Figures(
        result=result,
        span=SPAN,
        totals={"net_revenue": revenue, "orders": Compared(Decimal(10), before), "customers": Compared(Decimal(4))},
        breakdowns=[(Text("By owner", "按负责人"), lines)],
        campaigns=[Campaign("spring", 10, 20, 3, Decimal(500))],
        came_back=[(Text("By tier", "按等级"), [Rate(same("VIP"), 10, 7, Decimal("0.5"))])],
        voices=[Voice(same("VIP"), 12, Decimal("77.5"))],
        after_sale=[Voice(same("VIP"), 9, None, ((Text("price", "价格"), 1), (Text("delivery", "物流"), 4)))],
        lost=lost if is_recorded else None,
        products=[(same(f"tier {n}"), [("tea", Decimal(30))]) for n in range(3)],
        pairs=[Pair("tea", "cup", 10, 4)],
        segments=segment_lists(result, ()),
        at_risk=[{"customer_id": "C1", "name": "张伟明", "tier": "VIP", "stage": "at_risk", "recency_days": 40,
                  "gap_days": Decimal(12), "net_revenue": Decimal(900)}],
    )  # fmt: skip


def made(lang: Language = "en", **more: Any) -> Report:
    return report(figures(is_first=more.pop("is_first", False)), company=COMPANY, lang=lang, **more)


def test_changes_stand_beside_the_figures() -> None:
    tile = made().tiles[0]
    assert (tile.value, tile.change, tile.year) == ("¥100", "▲ 25.0% vs period before", "▲ 100.0% vs year before")
    assert made("zh").tiles[0].change == "环比 ▲ 25.0%"


def test_without_earlier_data_nothing_is_compared() -> None:
    first = made(is_first=True)
    assert first.tiles[0].change == "no earlier period"
    assert first.tiles[0].year is None
    assert "year before" not in " ".join(first.summary)
    (sales,) = [section for section in first.sections if section.title == "Sales"]
    assert len(sales.tables[0].heads) == 3, "no column for a year that is not there"


def test_names_are_masked_unless_asked_for() -> None:
    def who(report: Report) -> str:
        (section,) = [one for one in report.sections if one.title.startswith("At risk")]
        return section.tables[0].rows[0][0]

    assert who(made()) == "张* (C1)"
    assert who(made(is_masked=False)) == "张伟明"


def test_the_pages_hold_every_section_and_where_the_numbers_come_from(tmp_path: Path) -> None:
    for lang in ("en", "zh"):
        whole = made(lang)
        said = words_of(report_sheet(whole, figures(), lang).pdf(), tmp_path)
        assert all(section.title.replace(" ", "") in said for section in whole.sections)
        assert figures().result.run.id in said


def test_every_slide_has_a_title_and_notes_with_the_source_and_nothing_leaves_it() -> None:
    deck = Presentation(io.BytesIO(write_pptx(made(), SPAN.last, "en")))
    run = figures().result.run.id
    for slide in deck.slides:
        assert slide.shapes.title is not None
        assert slide.shapes.title.text_frame.text
        assert run in slide.notes_slide.notes_text_frame.text
        assert run in " ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
        for one in slide.shapes:
            assert one.left >= 0
            assert one.left + one.width <= deck.slide_width
            assert one.top + one.height <= deck.slide_height


def test_slides_have_real_tables_and_charts_that_can_be_edited() -> None:
    deck = Presentation(io.BytesIO(write_pptx(made(), SPAN.last, "en")))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    charts = [shape.chart for shape in shapes if shape.has_chart]
    tables = [shape.table for shape in shapes if shape.has_table]
    tiers = [tier for tier in figures().result.tiers() if tier.tier is not None]
    assert list(charts[0].plots[0].series[0].values) == [float(tier.net_revenue or 0) for tier in tiers]
    assert len(charts) >= 5
    assert tables[0].cell(1, 0).text == "VIP"
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles[0] == "Customer report Q2 2024"
    assert "Sales · By owner" in titles


def test_themes_stand_by_tier_the_most_named_first() -> None:
    (section,) = [one for one in made().sections if one.title.startswith("After-sale")]
    assert section.tables[0].heads == ("Tier", "Tickets", "delivery", "price")
    assert section.tables[0].rows == (("VIP", "9", "4", "1"),)


def test_reasons_of_churn_are_unknown_rather_than_none_where_nobody_records_them() -> None:
    def lost(found: Figures) -> Section:
        (section,) = [
            one for one in report(found, company=COMPANY, lang="en").sections if one.title == "Why customers were lost"
        ]
        return section

    assert lost(figures()).tables[0].rows == (("VIP", "3", "Price 2 · Service 1"),)
    assert lost(figures(is_recorded=False)).said[0].startswith("Not recorded")
    assert not lost(figures(is_recorded=False)).tables


def test_html_is_one_file_in_which_names_are_only_words() -> None:
    page = write_html(made(), "en").decode()
    assert "<b>name" not in page
    assert "&lt;b&gt;name 0&lt;/b&gt;" in page
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org", "")


def test_the_same_figures_give_the_same_bytes() -> None:
    assert write_pptx(made(), SPAN.last, "en") == write_pptx(made(), SPAN.last, "en")
    assert write_html(made(), "zh") == write_html(made(), "zh")
    assert report_sheet(made(), figures(), "en").pdf() == report_sheet(made(), figures(), "en").pdf()


def test_no_word_of_the_pages_lies_over_another_or_in_the_margin(tmp_path: Path) -> None:
    for lang in LANGUAGES:
        path = tmp_path / f"report.{lang}.pdf"
        path.write_bytes(report_sheet(made(lang), figures(), lang).pdf())
        assert b"<pdfaid:part>2" in path.read_bytes()
        for page in _pages(path):
            assert all(
                x0 >= MARGIN and x1 <= WIDE - MARGIN and y0 >= MARGIN and y1 <= HIGH - MARGIN
                for x0, y0, x1, y1, _ in page
            )
            assert [(a[4], b[4]) for a, b in combinations(page, 2) if _over(a, b)] == []


def test_the_letters_of_its_charts_are_no_smaller_than_seven_points() -> None:
    drawings = [(one.drawing, one.drawn_wide) for one in made().sections if one.drawing]
    assert drawings
    for svg, percent in drawings:
        (wide,) = re.findall(r'<svg[^>]* width="([\d.]+)"', svg)[:1]
        points = TEXT_WIDE * percent / 100 / float(wide)
        assert min(float(each) for each in re.findall(r'font-size[=:]"?\s*([\d.]+)', svg)) * points >= 7


def _pages(path: Path) -> list[list[tuple[float, float, float, float, str]]]:
    """The words of each page with their boxes in points, as a reader of the PDF finds them."""
    made = subprocess.run(["pdftotext", "-bbox", str(path), "-"], check=True, capture_output=True, text=True).stdout
    box = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
    return [
        [(*(float(each) for each in found[:4]), found[4]) for found in box.findall(page)]
        for page in made.split("<page ")[1:]
    ]


def _over(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether two words share more than the room between lines."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and down > 0.45 * min(one[3] - one[1], other[3] - other[1])
