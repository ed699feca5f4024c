"""Web pages that are called .xls, as many Chinese shops and ERPs export: their tables as rows of text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from fenji.intake.byte_facts import is_utf8
from fenji.intake.encodings import decide_encoding, decoded
from fenji.intake.grids import MAX_COLUMNS, Grid, chosen, stage_grid
from fenji.intake.refusals import too_large, wrong_type
from fenji.intake.staged import Asker, Outcome, Request

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_GB = {"gb2312": "gb18030", "gbk": "gb18030", "hz-gb-2312": "gb18030"}
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HEAD = 4_096
_MOST_CELLS = 5_000_000
_MOST_SPAN = 65_534  # what browsers take


def stage_web_page(request: Request, progress: Callable[[float], None]) -> Outcome:
    """Every row of the page's table as text, as a browser shows it; a page without a table is refused.

    Cells over several columns or rows have their text in the first. Nothing in the page is executed or fetched.
    """
    path, asker = Path(request.path), Asker(request)
    text = decide_encoding(path, request.encoding or _declared(path), asker)
    page = _Page(path.name)
    for piece in decoded(path, text):
        page.feed(piece)
    page.close()
    progress(0.5)
    grids = page.grids
    grid = chosen(grids, request, asker)
    if grid is None:
        raise wrong_type(path.name, "HTML")
    names = tuple(one.name for one in grids if one.is_table)
    found = {"kind": "html", "encoding": text.encoding, "sheets": names}
    outcome = stage_grid(grid, request, asker, found, progress)
    return outcome if len(names) > 1 else replace(outcome, sheet="")


def _declared(path: Path) -> str | None:
    """The encoding that the page names for itself, where its bytes are no UTF-8."""
    with path.open("rb") as file:
        found = _CHARSET.search(file.read(_HEAD))
    name = found[1].decode("ascii").lower() if found else ""
    name = _GB.get(name, name)
    try:
        codecs.lookup(name)
    except LookupError:
        return None
    return None if is_utf8(path) else name


class _Page(HTMLParser):
    """Gathers the tables of a page; one inside another's cell is a table of its own."""

    def __init__(self, where: str) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self._where, self._cells = where, 0
        self._open: list[_Table] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.grids.append(Grid(f"table {len(self.grids) + 1}"))
            self._open.append(_Table(self.grids[-1]))
        elif not self._open:
            return
        elif tag == "tr":
            self._open[-1].start_row(is_hidden="display:none" in (dict(attrs).get("style") or "").replace(" ", ""))
        elif tag in ("td", "th"):
            self._cells += 1
            if self._cells > _MOST_CELLS:
                raise too_large(self._where)
            values = dict(attrs)
            exact = values.get("x:num") if "x:num" in values else None
            self._open[-1].start_cell(_span(values.get("colspan")), _span(values.get("rowspan")), exact)
        elif tag in ("br", "p", "div", "li"):
            self._open[-1].add("\n", is_break=True)

    def handle_endtag(self, tag: str) -> None:
        if not self._open:
            return
        if tag == "table":
            self._open.pop().end_row()
        elif tag == "tr":
            self._open[-1].end_row()
        elif tag in ("td", "th"):
            self._open[-1].end_cell()

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].add(data)

    def close(self) -> None:
        """Ends what the page leaves open."""
        super().close()
        while self._open:
            self._open.pop().end_row()


class _Table:
    """One table on its way: where the next cell lies, and which columns cells of earlier rows reach down into."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._row: list[str] | None = None
        self._words: list[str] | None = None
        self._down: dict[int, int] = {}  # column → the last row that a cell above reaches into
        self._span = (1, 1)
        self._exact: str | None = None

    def start_row(self, *, is_hidden: bool = False) -> None:
        self.end_row()
        self._row = []
        if is_hidden:
            self._grid.hidden.append(len(self._grid.rows))

    def start_cell(self, across: int, down: int, exact: str | None) -> None:
        self.end_cell()
        if self._row is None:
            self.start_row()
        self._words, self._span, self._exact = [], (across, down), exact

    def add(self, words: str, *, is_break: bool = False) -> None:
        if self._words is not None:
            self._words.append(words if is_break else _SPACES.sub(" ", words))

    def end_cell(self) -> None:
        if self._words is None or self._row is None:
            return
        text = "\n".join(line.strip(" ") for line in "".join(self._words).split("\n")).strip("\n ")
        self._words = None
        self._skip_taken()
        at, top = len(self._row), len(self._grid.rows)
        across, down = min(self._span[0], MAX_COLUMNS + 1 - min(at, MAX_COLUMNS)), self._span[1]
        self._row += [self._exact or text, *[""] * (across - 1)]
        if across > 1 or down > 1:
            self._grid.merges.append((top, top + down - 1, at, at + across - 1))
        if down > 1:
            self._down.update(dict.fromkeys(range(at, at + across), top + down - 1))

    def end_row(self) -> None:
        self.end_cell()
        if self._row is not None:
            self._skip_taken()
            self._grid.rows.append(self._row)
            self._row = None

    def _skip_taken(self) -> None:
        assert self._row is not None
        while self._down.get(len(self._row), -1) >= len(self._grid.rows):
            self._row.append("")


def _span(value: str | None) -> int:
    return min(max(int(value), 1), _MOST_SPAN) if value and value.strip().isdecimal() and len(value) < 9 else 1
