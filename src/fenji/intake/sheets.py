"""Excel workbooks: one sheet's cells as text, digits that Excel has destroyed marked, nothing executed."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any
from xml.parsers import expat

from fenji.errors import FileRefused
from fenji.intake.asked import sheet_question
from fenji.intake.book_cells import as_text, text_column
from fenji.intake.book_parts import Book, is_filled, pieces, read_book, refuse_forbidden_xml
from fenji.intake.headers import find_header, titles
from fenji.intake.merged import Merged
from fenji.intake.refusals import (
    broken_book,
    encrypted,
    file_empty,
    no_rows,
    too_large,
    too_many_columns,
    too_many_rows,
)
from fenji.intake.sheet_parts import SheetParts, scan_sheet
from fenji.intake.staged import (
    PARQUET_NAME,
    Asker,
    Outcome,
    Request,
    StagedWriter,
)

_LOOKED_AT = 50
_BATCH = 20_000
_EXACT = 10**15  # Excel keeps 15 digits; whatever is longer has lost its end
_FIRST_DAYS = date(1900, 3, 1)  # before it, Excel's days are not those of the calendar
_MAX_COLUMNS = 16_384
_MAX_INFLATED = 500 * 1024 * 1024
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the part of a compound file that holds a locked workbook
_NOTES = ("说明", "填写说明", "使用说明", "readme", "notes", "instructions", "explanations")


def stage_workbook(request: Request, progress: Callable[[float], None]) -> Outcome:
    """Every row of one sheet as text: whole numbers without a point, days as ISO, empty cells as nothing."""
    import python_calamine as calamine

    path = Path(request.path)
    try:
        return _staged(request, progress)
    except (calamine.CalamineError, calamine.PasswordError, expat.ExpatError, zipfile.BadZipFile) as error:
        raise _damaged(path.name, error) from error
    except OverflowError as error:
        raise too_large(path.name) from error
    except (EOFError, KeyError, OSError, ValueError, zlib.error) as error:
        raise _damaged(path.name, error) from error


def _staged(request: Request, progress: Callable[[float], None]) -> Outcome:
    path = Path(request.path)
    asker = Asker(request)
    book, filled = _contents(path)
    workbook = _open(path, Path(request.folder))
    name = _choose(workbook, book, filled, request, asker)
    parts = SheetParts()
    loaded = ThreadPoolExecutor(1).submit(workbook.get_sheet_by_name, name)  # without Python's lock, beside the scan
    if name in book.sheets:
        with zipfile.ZipFile(path) as archive:
            parts = scan_sheet(pieces(archive, book.sheets[name], _MAX_INFLATED))
    progress(0.1)
    sheet = loaded.result()
    if not book.sheets:
        parts.merges = [(top, bottom, left, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
    return _Sheet(request, book, name, sheet, parts, asker).stage(progress)


class _Sheet:
    """One sheet on its way: the reader's cells, with what it hides laid over them."""

    def __init__(self, request: Request, book: Book, name: str, sheet: Any, parts: SheetParts, asker: Asker) -> None:
        self.request, self.book, self.name = request, book, name
        self.sheet, self.parts, self.asker = sheet, parts, asker
        self.where = Path(request.path).name
        self.left = sheet.start[1] if sheet.start else 0

    def stage(self, progress: Callable[[float], None]) -> Outcome:
        total, columns = int(self.sheet.total_height or 0), self.left + int(self.sheet.width or 0)
        if total > self.request.max_rows:
            raise too_many_rows(self.where, self.request.max_rows)
        if columns > _MAX_COLUMNS:
            raise too_many_columns(self.where, columns, _MAX_COLUMNS)
        rows = self._rows(self.sheet.iter_rows())
        head = list(islice(rows, max(_LOOKED_AT, self.request.rows + _LOOKED_AT)))
        words = [self._as_text(row) for row in head]
        header = find_header(words, self.request, self.asker, where=self.where, merges=self.parts.merges)
        names = (*header.names, *[""] * (columns - len(header.names)))
        merged = Merged(self.parts.merges, header.body, total, fills=self.request.fill_down)
        found: dict[str, Any] = {
            "kind": _kind(Path(self.request.path), self.book),
            "headers": names,
            "header_row": header.row + 1,
            "notes": titles(words[: header.row]),
            "sheet": self.name,
            "date1904": self.book.date1904,
            "sheets": tuple(self.book.sheets),
            "hidden_sheets": self.book.hidden,
            "questions": tuple(self.asker.questions),
        }
        body = merged.laid_over(chain(head[header.body :], rows), header.body)
        if self.request.rows:
            seen = [self._as_text(row) for row in islice(body, self.request.rows)]
            missed = tuple(i for i, name in enumerate(names) if not name and any(row[i].strip() for row in seen))
            samples = tuple(tuple(row) for row in seen)
            return Outcome(**found, rows=len(seen), blanks=missed, samples=samples, counts=self._counts(header.body))
        blank = [index for index, name in enumerate(names) if not name]
        writer = StagedWriter(Path(self.request.folder) / PARQUET_NAME, columns, blank=blank, watches=True)
        self._write(body, writer, header.body + 1, lambda done: progress(min(0.1 + 0.9 * done / total, 1.0)))
        if not writer.rows:
            raise no_rows(self.where)
        samples = tuple(tuple(row) for row in words[header.body : header.body + 5])
        counts = {**self._counts(header.body), **writer.counts}
        blanks = tuple(sorted(writer.filled))
        return Outcome(**found, rows=writer.rows, samples=samples, blanks=blanks, counts=counts, signs=writer.signs)

    def _rows(self, rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
        before, odd = [""] * self.left, self.parts.cells
        for number, row in enumerate(rows):
            cells = before + row if before else row
            if number in odd:
                for column, text in odd[number].items():
                    if column < len(cells):
                        cells[column] = text
            yield cells

    def _write(
        self, rows: Iterator[list[Any]], writer: StagedWriter, first: int, progress: Callable[[int], None]
    ) -> None:
        import numpy as np
        import pyarrow as pa

        number = first
        while batch := list(islice(rows, _BATCH)):
            columns = [text_column(column, date1904=self.book.date1904) for column in zip(*batch, strict=True)]
            writer.write(columns, pa.array(np.arange(number, number + len(batch), dtype=np.int64)))
            number += len(batch)
            progress(number)
        writer.close()

    def _as_text(self, row: Sequence[Any]) -> list[str]:
        return as_text(row, date1904=self.book.date1904)

    def _counts(self, body: int) -> dict[str, int]:
        counts = {
            "HIDDEN_ROWS": sum(1 for row in self.parts.hidden_rows if body <= row <= self.sheet.total_height),
            "MACROS": int(self.book.has_macros),
            "EXTERNAL_LINKS": int(self.book.has_links),
        }
        return {code: count for code, count in counts.items() if count}


def _contents(path: Path) -> tuple[Book, set[str]]:
    """The book's parts and which of its sheets have values; for other formats the reader has to tell."""
    if not zipfile.is_zipfile(path):
        if _ENCRYPTED in path.read_bytes():
            raise encrypted(path.name)
        return Book(), set()
    with zipfile.ZipFile(path) as archive:
        refuse_forbidden_xml(archive, path.name)
        book = read_book(archive)
        return book, {name for name, part in book.sheets.items() if is_filled(archive, part)}


def _open(path: Path, folder: Path) -> Any:
    """The workbook by its content: the reader goes by the file's name, so it gets one that fits."""
    import python_calamine as calamine

    ending = _ending(path)
    if path.suffix.lower() == ending:
        return calamine.CalamineWorkbook.from_path(str(path))
    named = folder / f"book{ending}"
    named.unlink(missing_ok=True)
    named.symlink_to(path)
    return calamine.CalamineWorkbook.from_path(str(named))


def _ending(path: Path) -> str:
    if not zipfile.is_zipfile(path):
        return ".xls"
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        return ".xlsb"
    return ".ods" if "content.xml" in names else ".xlsx"


def _kind(path: Path, book: Book) -> str:
    ending = _ending(path)[1:]
    return "xlsm" if ending == "xlsx" and book.has_macros else ending


def _choose(workbook: Any, book: Book, filled: set[str], request: Request, asker: Asker) -> str:
    where = Path(request.path).name
    names = list(workbook.sheet_names)
    shown = {entry.name for entry in workbook.sheets_metadata if str(entry.visible).endswith("Visible")}
    hidden = [name for name in names if name not in shown or name in book.hidden]
    if request.sheet is not None:
        if request.sheet not in names:
            raise sheet_question(names, hidden).refusal(where)
        return request.sheet
    if not book.sheets:
        filled = {name for name in names if len(names) == 1 or workbook.get_sheet_by_name(name).total_height}
    likely = [name for name in names if name in filled and name.strip().casefold() not in _NOTES] or [
        name for name in names if name in filled
    ]
    if not likely:
        raise file_empty(where)
    if len(likely) > 1:
        asker.ask(sheet_question(likely, [name for name in hidden if name in likely]))
    shown_first = [*(name for name in likely if name not in hidden), *likely]
    return str(shown_first[0])


def _damaged(name: str, error: Exception) -> FileRefused:
    words = f"{type(error).__name__} {error}".lower()
    if "password" in words or "encrypt" in words:
        return encrypted(name)
    return broken_book(name)
