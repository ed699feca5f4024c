"""Tables that are read as a whole, out of a web page or an XML workbook: one chosen, its header found, rows staged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from fenji.intake.asked import sheet_question
from fenji.intake.headers import Header, Merge, find_header, titles
from fenji.intake.merged import Merged
from fenji.intake.refusals import no_rows, too_many_columns, too_many_rows
from fenji.intake.staged import PARQUET_NAME, Asker, Outcome, Request, Row, StagedWriter

MAX_COLUMNS = 16_384
_LOOKED_AT = 50
_BATCH = 20_000
_RIVAL = 4  # another table with so many times fewer cells than the largest is no rival to it


@dataclass
class Grid:
    """One table: rows of texts of any width, cells that are merged, rows that are hidden; all counted from 0."""

    name: str
    rows: list[list[str]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)

    @property
    def filled(self) -> int:
        """How many cells have text."""
        return sum(1 for row in self.rows for cell in row if cell.strip())

    @property
    def is_table(self) -> bool:
        """Whether it could hold records: two rows with something in them, one of them with two cells."""
        filled = [sum(1 for cell in row if cell.strip()) for row in self.rows]
        return len([count for count in filled if count]) > 1 and max(filled) > 1


def chosen(grids: Sequence[Grid], request: Request, asker: Asker) -> Grid | None:
    """The grid with the data: the one named, else the largest; where several could be meant it is asked. None: none."""
    if request.sheet is not None:
        named = next((grid for grid in grids if grid.name == request.sheet), None)
        if named is None:
            raise sheet_question([grid.name for grid in grids], []).refusal(Path(request.path).name)
        return named
    tables = [grid for grid in grids if grid.is_table]
    if not tables:
        return None
    most = max(grid.filled for grid in tables)
    rivals = [grid for grid in tables if grid.filled * _RIVAL > most]
    if len(rivals) > 1:
        asker.ask(sheet_question([grid.name for grid in rivals], []))
    return next(grid for grid in rivals if grid.filled == most)


def stage_grid(
    grid: Grid, request: Request, asker: Asker, found: dict[str, Any], progress: Callable[[float], None]
) -> Outcome:
    """Every row below the grid's header, staged; `found` is what is known of the file already (kind, encoding …)."""
    where, width = Path(request.path).name, max(map(len, grid.rows))
    if width > MAX_COLUMNS:
        raise too_many_columns(where, width, MAX_COLUMNS)
    if len(grid.rows) > request.max_rows:
        raise too_many_rows(where, request.max_rows)
    header = find_header(grid.rows[:_LOOKED_AT], request, asker, where=where, merges=grid.merges)
    names = (*header.names, *[""] * (width - len(header.names)))[:width]
    body = _body(grid, header, width, fills=request.fill_down)
    found = {
        **found,
        "headers": names,
        "header_row": header.row + 1,
        "sheet": grid.name,
        "notes": titles(grid.rows[: header.row]),
        "questions": tuple(asker.questions),
    }
    if request.rows:
        seen = [row.cells for row in islice(body, request.rows)]
        missed = tuple(i for i, name in enumerate(names) if not name and any(row[i].strip() for row in seen))
        return Outcome(**found, rows=len(seen), blanks=missed, samples=tuple(map(tuple, seen)))
    blank = [index for index, name in enumerate(names) if not name]
    writer = StagedWriter(Path(request.folder) / PARQUET_NAME, width, blank=blank, watches=True)
    samples: tuple[tuple[str, ...], ...] = ()
    while batch := list(islice(body, _BATCH)):
        samples = samples or tuple(tuple(row.cells) for row in batch[:5])
        writer.write_rows(batch)
        progress(min(0.5 + writer.rows / len(grid.rows) / 2, 1.0))
    writer.close()
    if not writer.rows:
        raise no_rows(where)
    hidden = sum(1 for row in grid.hidden if row >= header.body)
    counts = {**({"HIDDEN_ROWS": hidden} if hidden else {}), **writer.counts}
    blanks = tuple(sorted(writer.filled))
    return Outcome(**found, rows=writer.rows, samples=samples, blanks=blanks, counts=counts, signs=writer.signs)


def _body(grid: Grid, header: Header, width: int, *, fills: bool) -> Iterator[Row]:
    merged = Merged(grid.merges, header.body, len(grid.rows), fills=fills)
    padded = (row + [""] * (width - len(row)) for row in grid.rows[header.body :])
    for number, cells in enumerate(merged.laid_over(padded, header.body), header.body + 1):
        yield Row(number, cells)
