"""A sheet that lists customers row by row, and goes on in a second sheet where Excel's rows end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from fenji.language import UNKNOWN, Text
from fenji.workbook.book import ROW_HEIGHT, Book
from fenji.workbook.cells import clean, fits_calendar, lines
from fenji.workbook.column import Column, Row, Told
from fenji.workbook.style import BAR

_FORMATS = {
    "count": "#,##0",
    "number": "#,##0.00",
    "money": "#,##0.00",
    "points": "0.0",
    "score": "0.00",
    "share": "0.0%",
}
_TIERED = ("tier", "colour", "symbol")
_LINE_POINTS, _HIGHEST = 14, 400  # of a row; Excel allows 409
_PORTRAIT = 100  # characters across an upright page
_FIRST = 2  # banner and header stand above


class Listing:
    """Rows under a frozen header with a filter; `add` them in order, then `close`."""

    def __init__(self, book: Book, title: Text, columns: Sequence[Column]) -> None:
        self.book = book
        self.title = title
        self.columns = tuple(columns)
        self.rows = 0
        self._worded = [(column.value, column.width - 3) for column in self.columns if column.kind == "words"]
        self._unknown = [0] * len(self.columns)
        self._parts = 0
        self._is_narrow = sum(column.width for column in self.columns) <= _PORTRAIT
        self._writers = [self._writer(index, column) for index, column in enumerate(self.columns)]
        self._start()

    def add(self, row: Row) -> None:
        """One customer."""
        if self._next >= self.book.row_limit:
            self._finish()
            self._start()
        if self._worded:
            self._sheet.set_row(self._next, self._height(row))
        for write in self._writers:
            write(self._next, row)
        self._forget(self._next - 2)
        self._next += 1
        self.rows += 1

    def say(self, text: Text) -> None:
        """A sentence in place of rows, where there are none to list."""
        sheet, last = self._sheet, len(self.columns) - 1
        sheet.set_row(self._next, 36)
        sheet.merge_range(self._next, 0, self._next, last, "", self.book.style.words)
        sheet.write_string(self._next, 0, clean(self.book.say(text), self.book.lang), self.book.style.words)

    def close(self) -> None:
        """Ends the last sheet and tells the book what was listed."""
        self._finish()
        self.book.told.append(Told(self.title, self.columns, self.rows, tuple(self._unknown)))

    def _forget(self, at: int) -> None:
        """Drops the height of a row that is on disk already: XlsxWriter keeps it for pictures, and lists have none."""
        self._sheet.row_info.pop(at, None)
        self._sheet.row_sizes.pop(at, None)

    def _height(self, row: Row) -> float:
        most = max(lines(str(value(row) or ""), width) for value, width in self._worded)
        return min(max(_LINE_POINTS * most + 8, ROW_HEIGHT), _HIGHEST)

    def _start(self) -> None:
        self._parts += 1
        title = self.book.say(self.title)
        name = title if self._parts == 1 else f"{title} {self._parts}"
        self._sheet = self.book.add_sheet(name, columns=len(self.columns), is_portrait=self._is_narrow)
        for index, column in enumerate(self.columns):
            self._sheet.set_column(index, index, column.width)
        self._sheet.set_row(1, 28)
        for index, column in enumerate(self.columns):
            self._sheet.write_string(1, index, self.book.say(column.header), self.book.style.header)
        self._sheet.freeze_panes(_FIRST, 1)
        self._sheet.repeat_rows(0, 1)
        self._next = _FIRST

    def _finish(self) -> None:
        last_row, last_column = self._next - 1, len(self.columns) - 1
        if last_row < _FIRST:
            return
        self._sheet.autofilter(1, 0, last_row, last_column)
        self._sheet.ignore_errors({"number_stored_as_text": _area(0, last_row, last_column)})
        for index, column in enumerate(self.columns):
            if column.kind in ("points", "score"):
                self._sheet.conditional_format(_FIRST, index, last_row, index, _data_bar())
            if column.kind not in _TIERED:
                rule = {"type": "formula", "criteria": "=MOD(ROW(),2)=0", "format": self.book.style.band}
                self._sheet.conditional_format(_FIRST, index, last_row, index, rule)

    def _writer(self, index: int, column: Column) -> Callable[[int, Row], None]:
        if column.kind in _TIERED:
            return self._tier_writer(index, column)
        style, lang = self.book.style, self.book.lang
        empty = UNKNOWN[lang] if column.empty is None else self.book.say(column.empty)
        faint = style.unknown
        formats = {"text": style.text, "words": style.words, "date": style.day}
        shape = formats[column.kind] if column.kind in formats else style.number(_FORMATS[column.kind])

        def write(at: int, row: Row) -> None:
            value = column.value(row)
            if value is None or value == "":
                self._unknown[index] += 1
                self._sheet.write_string(at, index, empty, faint)
            elif column.kind == "date" and isinstance(value, date) and fits_calendar(value):
                self._sheet.write_datetime(at, index, value, shape)
            elif column.kind in _FORMATS:
                self._sheet.write_number(at, index, float(value), shape)
            else:
                self._sheet.write_string(at, index, clean(value, lang), shape)

        return write

    def _tier_writer(self, index: int, column: Column) -> Callable[[int, Row], None]:
        shape_in = self.book.style.symbol if column.kind == "symbol" else self.book.style.filled
        shapes = {key: shape_in(self.book.tier_colour(key)) for key in (None, *self.book.tiers)}

        def write(at: int, row: Row) -> None:
            self._sheet.write_string(at, index, column.value(row), shapes[row["tier"]])

        return write


def _area(first: int, last_row: int, last_column: int) -> str:
    from xlsxwriter.utility import xl_range

    return str(xl_range(first, 0, last_row, last_column))


def _data_bar() -> dict[str, Any]:
    return {
        "type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": BAR,
        "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 100, "bar_border_color": BAR,
    }  # fmt: skip
