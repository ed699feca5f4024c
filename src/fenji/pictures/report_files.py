"""A report as a PowerPoint file with real charts, tables and text boxes, or as one HTML file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from html import escape
from importlib.resources import files
from typing import Any

from fenji.ink.brand import DEFAULT, brand
from fenji.language import Language
from fenji.pictures.sections import Bars, Report, Section, Shown, Tile

ROWS = 9
"""So many rows of a table fit a slide that can be read from the back of a room; the rest go to the next slide."""

LINES, FEW = 7, 2
_FONT = "Microsoft YaHei"
_INSTANT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_INK, _SOFT = "1F2733", "556070"


def write_html(made: Report, lang: Language) -> bytes:
    """The report as one HTML file: no script, no address of anybody else, printed as it is read."""
    style = (files("fenji.pictures") / "templates" / "report.css").read_text("utf-8")
    mark = f'<p class="mark">{escape(made.mark)}</p>' if made.mark else ""
    parts = [
        f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}"><meta charset="utf-8">',
        f'<meta name="viewport" content="width=device-width"><title>{escape(made.title)}</title><style>{style}</style>',
        f"<header><p>{escape(made.company)}</p><h1>{escape(made.title)}</h1><p>{escape(made.subtitle)}</p>{mark}</header>",
        f'<section class="tiles">{"".join(_html_tile(tile) for tile in made.tiles)}</section>',
        f"<ul>{''.join(f'<li>{escape(said)}</li>' for said in made.summary)}</ul>",
        *(_html_section(section) for section in made.sections),
        f"<footer>{escape(made.footer)}</footer></html>",
    ]
    return "\n".join(parts).encode()


def write_pptx(made: Report, day: date) -> bytes:
    """The report as slides, 16:9: title, key figures, then a slide a table, with charts that can be edited."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    slides = _Slides(deck, made)
    slides.title()
    slides.summary()
    for section in made.sections:
        slides.section(section)
    about = deck.core_properties
    about.title, about.author, about.last_modified_by = made.title, made.company, made.company
    about.created = about.modified = datetime(day.year, day.month, day.day)
    target = io.BytesIO()
    deck.save(target)
    return _steady(target.getvalue(), day)


def _steady(packed: bytes, day: date) -> bytes:
    """The same parts give the same bytes: entries carry one date, the workbooks behind charts too."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith(".xlsx"):
                content = _steady(content, day)
            elif name == "docProps/core.xml":
                content = _INSTANT.sub(f"{day.isoformat()}T00:00:00Z".encode(), content)
            copy.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


class _Slides:
    """The slides of one deck, each with its heading and where its numbers come from."""

    def __init__(self, deck: Any, made: Report) -> None:
        self.deck, self.made, self.accent = deck, made, brand(DEFAULT).accent.removeprefix("#")

    def title(self) -> None:
        slide = self._empty()
        self._text(slide, (1, 2.3, 11.3, 0.6), self.made.company, size=18, colour=_SOFT)
        self._text(slide, (1, 2.8, 11.3, 1.2), self.made.title, size=40, is_bold=True)
        under = " · ".join(part for part in (self.made.subtitle, self.made.mark) if part)
        self._text(slide, (1, 4.0, 11.3, 0.6), under, size=16, colour=_SOFT)

    def summary(self) -> None:
        slide = self._headed(self.made.title)
        wide = 11.9 / len(self.made.tiles)
        for n, tile in enumerate(self.made.tiles):
            said = [tile.label, tile.value, tile.change, *([tile.year] if tile.year else [])]
            self._text(slide, (0.7 + n * wide, 1.3, wide - 0.2, 1.6), "\n".join(said), size=18, is_bold=True)
        self._text(slide, (0.7, 3.1, 11.9, 3.6), "\n".join(f"• {said}" for said in self.made.summary), size=18)

    def section(self, section: Section) -> None:
        """A chart beside its table, a few words above theirs, narrow tables side by side; what is long goes on."""
        tables = list(section.tables)
        if section.bars is not None and tables:
            slide = self._headed(section.title)
            self._chart(slide, section.bars, (0.7, 1.3, 5.2, 5.3))
            self._table(slide, tables.pop(0), (6.1, 1.5, 6.5))
        said = list(section.said)
        if len(said) <= FEW and tables and len(tables[0].rows) <= ROWS - 2 * len(said):
            slide = self._headed(section.title)
            self._words(slide, said, 1.2)
            self._table(slide, tables.pop(0), (0.7, 1.4 + 0.5 * len(said), 11.9))
        else:
            for part in _parts(said, LINES):
                self._words(self._headed(section.title), part, 1.3)
        is_narrow = len(tables) > 1 and all(len(table.heads) == 2 for table in tables)
        for group in _parts(tables, 3 if is_narrow else 1):
            self._beside(section.title, group)

    def _beside(self, title: str, tables: Sequence[Shown]) -> None:
        wide = (11.9 - 0.3 * (len(tables) - 1)) / len(tables)
        for start in range(0, max(len(table.rows) for table in tables), ROWS):
            slide = self._headed(title)
            for n, table in enumerate(tables):
                part = replace(table, rows=table.rows[start : start + ROWS])
                self._table(slide, part, (0.7 + n * (wide + 0.3), 1.3, wide))

    def _words(self, slide: Any, said: Sequence[str], top: float) -> None:
        if said:
            self._text(slide, (0.7, top, 11.9, 0.5 * len(said)), "\n".join(said), size=16)

    def _chart(self, slide: Any, bars: Bars, place: tuple[float, float, float, float]) -> None:
        from pptx.chart.data import CategoryChartData
        from pptx.dml.color import RGBColor
        from pptx.enum.chart import XL_CHART_TYPE
        from pptx.util import Inches, Pt

        data = CategoryChartData(number_format="#,##0")
        data.categories = bars.labels
        data.add_series(bars.of, [float(value) for value in bars.values])
        chart = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *(Inches(each) for each in place), data).chart
        chart.has_legend = False
        chart.font.size, chart.font.name = Pt(14), _FONT
        plot = chart.plots[0]
        plot.has_data_labels, plot.gap_width = True, 60
        plot.series[0].format.fill.solid()
        plot.series[0].format.fill.fore_color.rgb = RGBColor.from_string(self.accent)
        chart.category_axis.reverse_order = True
        chart.value_axis.visible = chart.value_axis.has_major_gridlines = False

    def _table(self, slide: Any, table: Shown, place: tuple[float, float, float]) -> None:
        from pptx.enum.text import PP_ALIGN
        from pptx.util import Inches, Pt

        x0, y0, wide = place
        if table.title:
            self._text(slide, (x0, y0 - 0.1, wide, 0.4), table.title, size=15, is_bold=True)
            y0 += 0.4
        size = (Inches(wide), Inches(0.45 * (len(table.rows) + 1)))
        shape = slide.shapes.add_table(len(table.rows) + 1, len(table.heads), Inches(x0), Inches(y0), *size)
        for y, row in enumerate((table.heads, *table.rows)):
            for x, said in enumerate(row):
                cell = shape.table.cell(y, x)
                cell.text = said
                line = cell.text_frame.paragraphs[0]
                line.alignment = PP_ALIGN.LEFT if x == 0 else PP_ALIGN.RIGHT
                line.font.size, line.font.name = Pt(13), _FONT
                if y == 0:
                    cell.fill.solid()
                    cell.fill.fore_color.rgb = self._colour()
        if table.note:
            self._text(slide, (0.7, 6.45, 11.9, 0.4), table.note, size=11, colour=_SOFT)

    def _colour(self) -> Any:
        from pptx.dml.color import RGBColor

        return RGBColor.from_string(self.accent)

    def _headed(self, title: str) -> Any:
        slide = self._empty()
        self._text(slide, (0.7, 0.4, 11.9, 0.7), title, size=26, is_bold=True, colour=self.accent)
        return slide

    def _empty(self) -> Any:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[6])
        self._text(slide, (0.7, 6.95, 11.9, 0.35), self.made.footer, size=10, colour=_SOFT)
        return slide

    def _text(
        self,
        slide: Any,
        place: tuple[float, float, float, float],
        words: str,
        *,
        size: int,
        colour: str = _INK,
        is_bold: bool = False,
    ) -> None:
        from pptx.dml.color import RGBColor
        from pptx.util import Inches, Pt

        box = slide.shapes.add_textbox(*(Inches(each) for each in place)).text_frame
        box.word_wrap = True
        for n, said in enumerate(words.split("\n")):
            line = box.paragraphs[0] if n == 0 else box.add_paragraph()
            line.text = said
            line.font.size, line.font.bold, line.font.name = Pt(size), is_bold, _FONT
            line.font.color.rgb = RGBColor.from_string(colour)


def _parts(items: Sequence[Any], most: int) -> list[Sequence[Any]]:
    return [items[start : start + most] for start in range(0, len(items), most)]


def _html_tile(tile: Tile) -> str:
    year = f"<small>{escape(tile.year)}</small>" if tile.year else ""
    return (
        f"<div><p>{escape(tile.label)}</p><strong>{escape(tile.value)}</strong>"
        f'<small class="{tile.tone}">{escape(tile.change)}</small>{year}</div>'
    )


def _html_section(section: Section) -> str:
    said = "".join(f"<p>{escape(line)}</p>" for line in section.said)
    tables = "".join(_html_table(table) for table in section.tables)
    return f"<section><h2>{escape(section.title)}</h2>{said}{section.drawing or ''}{tables}</section>"


def _html_table(table: Shown) -> str:
    title = f"<h3>{escape(table.title)}</h3>" if table.title else ""
    heads = "".join(f"<th>{escape(head)}</th>" for head in table.heads)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table.rows)
    note = f"<small>{escape(table.note)}</small>" if table.note else ""
    return f"{title}<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{note}"
