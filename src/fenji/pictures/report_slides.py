"""A report as a PowerPoint file: each slide with its title, charts and tables that can be edited, and notes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from fenji.charts.chart import png_of
from fenji.ink.brand import brand
from fenji.language import Language
from fenji.pictures.report_words import WORDS
from fenji.pictures.sections import Bars, Form, Report, Section, Shown, Tile, wide_of

ROWS, LONG_ROWS, LINES, FEW = 9, 6, 8, 2
"""So many rows (of long words: fewer) and lines can be read from the back of a room; the rest go to the next slide."""

_LONG = 44
_FONT = "Microsoft YaHei"
_INSTANT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_SEEN = re.compile(r'viewBox="([^"]+)"')
_INK, _SOFT, _GOOD, _BAD = "1F2733", "556070", "00704F", "B23A0E"
_TONES = {"good": _GOOD, "bad": _BAD}
_BLANK, _TITLED = 6, 5
_WIDTH, _EDGE, _TOP = 13.333, 0.7, 1.35
_ACROSS = _WIDTH - 2 * _EDGE
_FORMS: dict[Language, dict[Form, str]] = {
    "zh": {"money": '[>=10000]0\\.0,"万";#,##0', "count": "#,##0", "share": "0.0%", "score": "0.0"},
    "en": {"money": '[>=1000000]#,##0.0,,"M";[>=1000]#,##0,"K";#,##0', "count": "#,##0", "share": "0.0%",
           "score": "0.0"},
}  # fmt: skip

Box = tuple[float, float, float, float]


def write_pptx(made: Report, day: date, lang: Language = "zh") -> bytes:
    """The report as slides, 16:9; the same report gives the same bytes."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDTH), Inches(7.5)
    slides = _Slides(deck, made, lang)
    slides.cover()
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
    """The slides of one deck, each with its title, and notes that say where its numbers come from."""

    def __init__(self, deck: Any, made: Report, lang: Language) -> None:
        self.deck, self.made, self.lang = deck, made, lang
        own = brand(made.colour)
        self.accent, self.pale = own.accent.removeprefix("#"), own.accent_soft.removeprefix("#")

    def cover(self) -> None:
        slide = self._slide(self.made.title, size=40, place=(1, 2.75, 11.3, 1.0))
        self._ground(slide, (0, 0, 0.35, 7.5), self.accent)
        self._text(slide, (1, 2.1, 11.3, 0.6), self.made.company, size=18, colour=_SOFT)
        under = " · ".join(part for part in (self.made.subtitle, self.made.mark) if part)
        self._text(slide, (1, 3.8, 11.3, 0.6), under, size=16, colour=_SOFT)

    def summary(self) -> None:
        slide = self._slide(WORDS["summary"].say(self.lang))
        wide = (_ACROSS - 0.25 * (len(self.made.tiles) - 1)) / len(self.made.tiles)
        for n, tile in enumerate(self.made.tiles):
            self._tile(slide, tile, (_EDGE + n * (wide + 0.25), _TOP, wide, 1.75))
        self._text(slide, (_EDGE, 3.35, _ACROSS, 3.4), "\n".join(f"•  {one}" for one in self.made.summary), size=17)

    def section(self, section: Section) -> None:
        """What is said, then a slide a table with its chart beside it; narrow tables side by side; long ones go on."""
        if section.drawing and not section.tables:
            self._drawn(section, section.drawing)
            return
        is_short = len(section.said) <= FEW and bool(section.tables) and section.beside == 1
        if not is_short:
            for part in _parts(section.said, LINES):
                self._text(self._slide(section.title), (_EDGE, _TOP, _ACROSS, 5), "\n".join(part), size=17)
        for group in _parts(section.tables, section.beside):
            if len(group) > 1:
                self._beside(section.title, group)
            else:
                self._alone(section.title, group[0], section.said if is_short else ())

    def _drawn(self, section: Section, drawing: str) -> None:
        """A drawing that has no table of its own, as large as there is room, below what is said of it.

        Where its figures are known it is a chart that can be edited, else a picture.
        """
        from pptx.util import Inches

        slide, top = self._slide(section.title), _TOP - 0.1 + 0.4 * len(section.said)
        self._text(slide, (_EDGE, _TOP - 0.2, _ACROSS, 0.5), "\n".join(section.said), size=15, colour=_SOFT)
        if section.plotted:
            labels, bars = section.plotted
            self._chart(slide, labels, bars, (_EDGE, top, _ACROSS, min(0.75 + 0.62 * len(labels), 6.45 - top)))
            return
        (_, _, across, down) = (float(one) for one in _SEEN.findall(drawing)[0].split())
        scale = min(_ACROSS / across, (6.7 - top) / down)
        left = (_WIDTH - across * scale) / 2
        picture = io.BytesIO(png_of(drawing))
        slide.shapes.add_picture(picture, *(Inches(one) for one in (left, top, across * scale, down * scale)))

    def _alone(self, heading: str, table: Shown, said: Sequence[str]) -> None:
        title = f"{heading} · {table.title}" if table.title else heading
        is_long = any(wide_of(cell) > _LONG for row in table.rows for cell in row)
        slides = max(-(-len(table.rows) // (LONG_ROWS if is_long else ROWS)), 1)
        rows = max(-(-len(table.rows) // slides), 1)
        for start in range(0, len(table.rows), rows):
            slide, top = self._slide(title, said=table.note), _TOP
            if said:
                self._text(slide, (_EDGE, _TOP - 0.2, _ACROSS, 0.4 * len(said)), "\n".join(said), size=15, colour=_SOFT)
                top += 0.4 * len(said)
            self._charted(slide, table, range(start, min(start + rows, len(table.rows))), top)

    def _charted(self, slide: Any, table: Shown, shown: range, top: float) -> None:
        """A part of a table, its chart beside it where it has one and its words leave the room."""
        part = replace(table, rows=table.rows[shown.start : shown.stop])
        if table.bars is None or sum(wide_of(cell) for cell in part.rows[0]) > 2 * _LONG:
            self._table(slide, part, (_EDGE, top + 0.1, _ACROSS))
            return
        these = slice(shown.start, shown.stop)
        bars = replace(table.bars, values=table.bars.values[these], colours=table.bars.colours[these])
        tall = min(0.75 + 0.62 * len(part.rows), 6.45 - top)
        self._chart(slide, [row[0] for row in part.rows], bars, (_EDGE - 0.1, top, 4.7, tall))
        self._table(slide, part, (_EDGE + 4.8, top + 0.1, _ACROSS - 4.8))

    def _beside(self, title: str, tables: Sequence[Shown]) -> None:
        wide = (_ACROSS - 0.3 * (len(tables) - 1)) / len(tables)
        for start in range(0, max(len(table.rows) for table in tables), ROWS):
            slide = self._slide(title)
            for n, table in enumerate(tables):
                part = replace(table, rows=table.rows[start : start + ROWS])
                x0 = _EDGE + n * (wide + 0.3)
                self._text(slide, (x0, _TOP - 0.1, wide, 0.4), table.title or "", size=15, is_bold=True)
                self._table(slide, part, (x0, _TOP + 0.35, wide))

    def _tile(self, slide: Any, tile: Tile, place: Box) -> None:
        x0, y0, wide, _ = place
        self._ground(slide, place, self.pale)
        self._text(slide, (x0 + 0.1, y0 + 0.08, wide - 0.2, 0.4), tile.label, size=13, colour=_SOFT)
        self._text(slide, (x0 + 0.1, y0 + 0.42, wide - 0.2, 0.6), tile.value, size=26, is_bold=True)
        colour = _TONES.get(tile.tone, _SOFT)
        self._text(slide, (x0 + 0.1, y0 + 1.0, wide - 0.2, 0.35), tile.change, size=12, colour=colour)
        if tile.year:
            self._text(slide, (x0 + 0.1, y0 + 1.32, wide - 0.2, 0.35), tile.year, size=12, colour=_SOFT)

    def _chart(self, slide: Any, labels: Sequence[str], bars: Bars, place: Box) -> None:
        from pptx.chart.data import CategoryChartData
        from pptx.dml.color import RGBColor
        from pptx.enum.chart import XL_CHART_TYPE
        from pptx.util import Inches, Pt

        data = CategoryChartData(number_format=_FORMS[self.lang][bars.form])
        data.categories = labels
        data.add_series(bars.of, [float(value) for value in bars.values])
        chart = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *(Inches(each) for each in place), data).chart
        chart.has_legend, chart.has_title = False, True
        chart.chart_title.text_frame.text = bars.of
        title = chart.chart_title.text_frame.paragraphs[0].font
        title.size, title.bold, title.name = Pt(13), False, _FONT
        chart.font.size, chart.font.name = Pt(12), _FONT
        plot = chart.plots[0]
        plot.has_data_labels, plot.gap_width = True, 60
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = _FORMS[self.lang][bars.form], False
        for n in range(len(labels)):
            colour = bars.colours[n].removeprefix("#") if bars.colours else self.accent
            fill = plot.series[0].points[n].format.fill
            fill.solid()
            fill.fore_color.rgb = RGBColor.from_string(colour)
        chart.category_axis.reverse_order = True
        chart.category_axis.format.line.fill.background()
        chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
        chart.value_axis.minimum_scale = 0

    def _table(self, slide: Any, table: Shown, place: tuple[float, float, float]) -> None:
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
        from pptx.util import Inches, Pt

        x0, y0, wide = place
        size = (Inches(wide), Inches(0.46 * (len(table.rows) + 1)))
        shape = slide.shapes.add_table(len(table.rows) + 1, len(table.heads), Inches(x0), Inches(y0), *size)
        shape.table.horz_banding = False
        words = table.words()
        for x, broad in enumerate(_widths(table, wide)):
            shape.table.columns[x].width = Inches(broad)
        for y, row in enumerate((table.heads, *table.rows)):
            for x, said in enumerate(row):
                cell = shape.table.cell(y, x)
                cell.text, cell.vertical_anchor = said, MSO_ANCHOR.MIDDLE
                line = cell.text_frame.paragraphs[0]
                line.alignment = PP_ALIGN.LEFT if x in words else PP_ALIGN.RIGHT
                line.font.size, line.font.name, line.font.bold = Pt(13), _FONT, y == 0
                line.font.color.rgb = _colour(self.accent if y == 0 else _cell_colour(said))
                cell.fill.solid()
                cell.fill.fore_color.rgb = _colour(self.pale if y == 0 else "FFFFFF")

    def _slide(self, title: str, *, size: int = 26, place: Box | None = None, said: str | None = None) -> Any:
        """A slide with a real title, where the numbers come from at its foot and in its notes."""
        from pptx.util import Inches, Pt

        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_TITLED])
        head = slide.shapes.title
        head.left, head.top, head.width, head.height = (Inches(each) for each in place or (_EDGE, 0.4, _ACROSS, 0.7))
        head.text = title
        line = head.text_frame.paragraphs[0]
        line.alignment = 1
        line.font.size, line.font.bold, line.font.name = Pt(size), True, _FONT
        line.font.color.rgb = _colour(_INK if place else self.accent)
        if said:
            self._text(slide, (_EDGE, 6.5, _ACROSS, 0.4), said, size=11, colour=_SOFT)
        self._text(slide, (_EDGE, 6.95, _ACROSS, 0.35), self.made.footer, size=10, colour=_SOFT)
        about = WORDS["source"].fill(source=self.made.footer).say(self.lang)
        slide.notes_slide.notes_text_frame.text = "\n".join(part for part in (said, about) if part)
        return slide

    def _ground(self, slide: Any, place: Box, colour: str) -> None:
        from pptx.enum.shapes import MSO_SHAPE
        from pptx.util import Inches

        shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Inches(each) for each in place))
        shape.fill.solid()
        shape.fill.fore_color.rgb = _colour(colour)
        shape.line.fill.background()
        shape.shadow.inherit = False

    def _text(
        self, slide: Any, place: Box, words: str, *, size: int, colour: str = _INK, is_bold: bool = False
    ) -> None:
        from pptx.util import Inches, Pt

        box = slide.shapes.add_textbox(*(Inches(each) for each in place)).text_frame
        box.word_wrap = True
        for n, said in enumerate(words.split("\n")):
            line = box.paragraphs[0] if n == 0 else box.add_paragraph()
            line.text = said
            line.space_after = Pt(size * 0.35)
            line.font.size, line.font.bold, line.font.name = Pt(size), is_bold, _FONT
            line.font.color.rgb = _colour(colour)


def _colour(words: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(words)


def _cell_colour(said: str) -> str:
    return {"▲": _GOOD, "▼": _BAD}.get(said[:1], _INK)


def _widths(table: Shown, wide: float) -> list[float]:
    """Each column in inches: figures as wide as their longest cell, words share what is left by theirs."""
    longest = [max(wide_of(row[x]) for row in (table.heads, *table.rows)) for x in range(len(table.heads))]
    words = table.words()
    room = {x: 0.115 * each + 0.36 for x, each in enumerate(longest) if x not in words}
    left = max(wide - sum(room.values()), wide * 0.3)
    shared = sum(min(longest[x] + 3, _LONG) for x in words)
    room |= {x: left * min(longest[x] + 3, _LONG) / shared for x in words}
    return [room[x] * wide / sum(room.values()) for x in range(len(longest))]


def _parts(items: Sequence[Any], most: int) -> list[Sequence[Any]]:
    return [items[start : start + most] for start in range(0, len(items), most)]
