"""What the workbook reader hides: errors, formulas without a value, merged cells, hidden rows; by their place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from fenji.intake.headers import Merge
from fenji.intake.staged import ERROR_CELL, NO_CACHED_VALUE, marked

_CELL = re.compile(rb"<c\b([^>]*)>(.*?)</c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_UNCACHED = re.compile(rb"(?:</f>|<f\b[^>]*/>)\s*(?:<v\s*/>|<v\s*>\s*</v>)?\s*</c>")
_FORMULA = re.compile(rb"<f\b[^>]*>(.*?)</f>", re.DOTALL)
_VALUE = re.compile(rb"<v\b[^>]*>(.*?)</v>", re.DOTALL)
_ROW = re.compile(rb'<row\b[^>]*\br="(\d{1,7})"')
_MERGE = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_FORMULA_SHOWN = 60
_MOST_CELLS = 2_000_000


@dataclass
class SheetParts:
    """One sheet's odd cells: row → column → text with its mark (from 0), hidden rows, merged ranges, filter."""

    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    count: int = 0

    def add(self, row: int, column: int, text: str) -> None:
        """Keeps one odd cell; more than two million of them are no sheet that people made."""
        self.count += 1
        if self.count > _MOST_CELLS:
            raise OverflowError("odd cells")
        self.cells.setdefault(row, {})[column] = text


def scan_sheet(pieces: Iterable[bytes]) -> SheetParts:
    """The odd cells of a sheet from its XML, which is searched for their signs; only what shows one is parsed.

    A sheet that is written in another style than Excel's (prefixes, no cell places, UTF-16) is parsed as a whole.
    """
    source = iter(pieces)
    start = next(source, b"")
    while len(start) < 4_096 and (more := next(source, b"")):
        start += more
    whole = _chain(start, source)
    return _searched(whole) if _is_usual(start) else _parsed(whole)


def _chain(first: bytes, rest: Iterable[bytes]) -> Iterable[bytes]:
    yield first
    yield from rest


def _is_usual(start: bytes) -> bool:
    root = start.find(b"<worksheet")
    if root < 0 or start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"encoding='" in start[:200] or b"<!--" in start:
        return False
    row, cell = start.find(b"<row"), start.find(b"<c ")
    is_placed = row < 0 or b' r="' in start[row : row + 200]
    return is_placed and (cell < 0 or b' r="' in start[cell : cell + 200]) and b"<sheetData" in start


def _searched(pieces: Iterable[bytes]) -> SheetParts:
    found = SheetParts()
    rest = b""
    for piece in pieces:
        rest += piece
        end = rest.rfind(b"</row>")
        if end >= 0:
            _search(rest[: end + 6], found)
            rest = rest[end + 6 :]
    _search(rest, found)
    return found


def _search(chunk: bytes, found: SheetParts) -> None:
    for start in _starts(chunk, b"<c ", b't="e"'):
        if cell := _CELL.match(chunk, start):
            _error_cell(cell, found)
    for start in _uncached(chunk):
        if cell := _CELL.match(chunk, start):
            _uncached_cell(cell, found)
    for sign in (b'hidden="1"', b'hidden="true"'):
        for start in _starts(chunk, b"<row ", sign):
            if row := _ROW.match(chunk, start):
                found.hidden_rows.append(int(row[1]) - 1)
    if b"<mergeCell " in chunk:
        for match in _MERGE.finditer(chunk):
            left, top, right, bottom = match.groups()
            found.merges.append((int(top) - 1, int(bottom) - 1, column_index(left), column_index(right)))


def _uncached(chunk: bytes) -> Iterable[int]:
    """Where cells begin that end without a value after their formula."""
    if b"<f" in chunk:
        for end in _UNCACHED.finditer(chunk):
            start = chunk.rfind(b"<c ", 0, end.start())
            if start >= 0:
                yield start


def _starts(chunk: bytes, tag: bytes, sign: bytes) -> Iterable[int]:
    """Where the elements begin whose tag holds the sign."""
    at = chunk.find(sign)
    while at >= 0:
        start = chunk.rfind(tag, 0, at)
        if start >= 0 and b">" not in chunk[start:at]:
            yield start
        at = chunk.find(sign, at + len(sign))


def _error_cell(cell: re.Match[bytes], found: SheetParts) -> None:
    place, is_alone = _PLACE.search(cell[1]), cell[1].endswith(b"/")
    value = None if is_alone else _VALUE.search(cell[2])
    if place:
        text = value[1].decode("utf-8", "replace") if value else "#N/A"
        found.add(int(place[2]) - 1, column_index(place[1]), text + marked(ERROR_CELL))


def _uncached_cell(cell: re.Match[bytes], found: SheetParts) -> None:
    place, formula = _PLACE.search(cell[1]), _FORMULA.search(cell[2])
    if place and b't="str"' not in cell[1]:
        words = formula[1].decode("utf-8", "replace") if formula else ""
        found.add(int(place[2]) - 1, column_index(place[1]), no_value(words))


def no_value(formula: str) -> str:
    """The text of a formula cell that holds no value: what was to be worked out, marked."""
    shown = f"={_plain(formula)}"[:_FORMULA_SHOWN]
    return shown + marked(NO_CACHED_VALUE, shown)


def _plain(xml: str) -> str:
    for mark, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        xml = xml.replace(mark, letter)
    return xml


def column_index(letters: bytes | str) -> int:
    """The index of a column from its letters, from 0.

    >>> column_index("A"), column_index(b"AB")
    (0, 27)
    """
    index = 0
    for letter in letters.decode() if isinstance(letters, bytes) else letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


class _Reader:
    """Follows the XML of an unusual sheet element by element; places that are not written are counted."""

    def __init__(self) -> None:
        self.found = SheetParts()
        self._row = self._column = -1
        self._kind, self._in, self._formula, self._value, self._has_formula = "", "", "", "", False

    def start(self, tag: str, values: dict[str, str]) -> None:
        bare = tag.rpartition(":")[2]
        if bare == "row":
            self._row = int(values["r"]) - 1 if "r" in values else self._row + 1
            self._column = -1
            if values.get("hidden") in ("1", "true"):
                self.found.hidden_rows.append(self._row)
        elif bare == "c":
            place = _PLACE.match(f'r="{values.get("r", "")}"'.encode())
            self._column = column_index(place[1]) if place else self._column + 1
            self._kind, self._formula, self._value, self._has_formula = values.get("t", "n"), "", "", False
        elif bare in ("f", "v"):
            self._in = bare
            self._has_formula = self._has_formula or bare == "f"
        elif bare == "mergeCell":
            ends = re.findall(r"([A-Z]{1,3})(\d{1,7})", values.get("ref", ""))
            if len(ends) == 2:
                (left, top), (right, bottom) = ends
                merge = (int(top) - 1, int(bottom) - 1, column_index(left), column_index(right))
                self.found.merges.append(merge)

    def text(self, words: str) -> None:
        if self._in == "f":
            self._formula += words
        elif self._in == "v":
            self._value += words

    def end(self, tag: str) -> None:
        bare = tag.rpartition(":")[2]
        if bare in ("f", "v"):
            self._in = ""
        elif bare == "c" and self._kind == "e":
            self.found.add(self._row, self._column, (self._value or "#N/A") + marked(ERROR_CELL))
        elif bare == "c" and self._has_formula and not self._value.strip() and self._kind != "str":
            self.found.add(self._row, self._column, no_value(self._formula))


def _parsed(pieces: Iterable[bytes]) -> SheetParts:
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    for piece in pieces:
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return reader.found
