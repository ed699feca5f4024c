"""Workbooks in the XML of Excel 2003, which ERPs call .xls or .xml: their sheets as rows of text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.parsers import expat

from fenji.intake.book_cells import as_text
from fenji.intake.encodings import decide_encoding, decoded
from fenji.intake.grids import MAX_COLUMNS, Grid, chosen, stage_grid
from fenji.intake.refusals import broken_book, file_empty, forbidden_xml, too_large
from fenji.intake.staged import ERROR_CELL, Asker, Outcome, Request, marked

NAMESPACE = b"urn:schemas-microsoft-com:office:spreadsheet"
_MOST_CELLS = 5_000_000
_MOST_ROWS = 1_048_576


def stage_xml_workbook(request: Request, progress: Callable[[float], None]) -> Outcome:
    """Every row of one sheet as text: whole numbers without a point, days as ISO. Entities are refused."""
    path, asker = Path(request.path), Asker(request)
    text = decide_encoding(path, request.encoding, asker)
    book = _Book(path.name)
    try:
        for piece in decoded(path, text):
            book.feed(piece.encode("utf-8", "surrogatepass"))
        book.end()
    except expat.ExpatError as error:
        raise broken_book(path.name) from error
    progress(0.5)
    grid = chosen(book.grids, request, asker)
    if grid is None:
        raise file_empty(path.name)
    found = {"kind": "xml", "encoding": text.encoding, "sheets": tuple(one.name for one in book.grids)}
    outcome = stage_grid(grid, request, asker, found, progress)
    return replace(outcome, hidden_sheets=tuple(book.hidden))


class _Book:
    """Follows the XML element by element."""

    def __init__(self, where: str) -> None:
        self.grids: list[Grid] = []
        self.hidden: list[str] = []
        self._where, self._cells = where, 0
        self._column, self._kind, self._words = 0, "", ""
        self._is_in_data = self._is_in_visible = False
        self._parser = parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._forbidden

    def feed(self, content: bytes) -> None:
        """More of the file."""
        self._parser.Parse(content, False)

    def end(self) -> None:
        """No more comes."""
        self._parser.Parse(b"", True)

    def _start(self, tag: str, values: dict[str, str]) -> None:
        name, given = _bare(tag), {_bare(key): value for key, value in values.items()}
        if name == "Worksheet":
            self.grids.append(Grid(given.get("Name", f"Sheet{len(self.grids) + 1}")))
        elif name == "Visible":
            self._is_in_visible, self._words = True, ""
        elif not self.grids:
            return
        elif name == "Row":
            self._start_row(given)
        elif name == "Cell" and self.grids[-1].rows:
            self._start_cell(given)
        elif name == "Data":
            self._kind, self._words, self._is_in_data = given.get("Type", "String"), "", True

    def _start_row(self, given: dict[str, str]) -> None:
        rows = self.grids[-1].rows
        at = _number(given.get("Index"), len(rows) + 1)
        if not len(rows) < at <= _MOST_ROWS:
            raise broken_book(self._where)
        rows += [[] for _ in range(at - len(rows))]
        self._column = 0
        if given.get("Hidden") == "1":
            self.grids[-1].hidden.append(at - 1)

    def _start_cell(self, given: dict[str, str]) -> None:
        grid = self.grids[-1]
        row, top = grid.rows[-1], len(grid.rows) - 1
        self._cells += 1
        at = _number(given.get("Index"), self._column + 1) - 1
        if at > MAX_COLUMNS or self._cells > _MOST_CELLS:
            raise too_large(self._where)
        row += [""] * (at + 1 - len(row))
        across, down = _number(given.get("MergeAcross"), 0), _number(given.get("MergeDown"), 0)
        if across or down:
            grid.merges.append((top, top + down, at, min(at + across, MAX_COLUMNS)))
        self._column = min(at + across, MAX_COLUMNS) + 1

    def _end(self, tag: str) -> None:
        name = _bare(tag)
        if name == "Data" and self._is_in_data:
            self._is_in_data = False
            if self.grids[-1].rows and self.grids[-1].rows[-1]:
                self.grids[-1].rows[-1][-1] = _said(self._kind, self._words)
        elif name == "Visible" and self._is_in_visible:
            self._is_in_visible = False
            if self.grids and self._words.strip() in ("SheetHidden", "SheetVeryHidden"):
                self.hidden.append(self.grids[-1].name)

    def _text(self, words: str) -> None:
        if self._is_in_data or self._is_in_visible:
            self._words += words

    def _forbidden(self, *_: Any) -> None:
        raise forbidden_xml(self._where)


def _bare(name: str) -> str:
    return name.rpartition(" ")[2]


def _number(words: str | None, otherwise: int) -> int:
    return int(words) if words and words.isdecimal() and len(words) < 8 else otherwise


def _said(kind: str, words: str) -> str:
    """A cell's text by its type: digits that Excel has lost are marked, as in any workbook."""
    if kind == "Number":
        try:
            return as_text([float(words)])[0]
        except ValueError:
            return words
    if kind == "DateTime":
        day, _, clock = words.partition("T")
        clock = clock.removesuffix(".000")
        return day if clock in ("", "00:00:00") else f"{day} {clock}"
    if kind == "Boolean":
        return {"1": "TRUE", "0": "FALSE"}.get(words, words)
    return words + marked(ERROR_CELL) if kind == "Error" else words
