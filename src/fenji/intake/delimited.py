"""CSV and its kin: delimiter and header decided by us, cells as text, every row with its number."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from fenji.errors import FileRefused
from fenji.intake.encodings import TextFile, decide_encoding, decoded
from fenji.intake.headers import find_header, no_rows
from fenji.intake.staged import PARQUET_NAME, RAGGED_NAME, Outcome, Request, StagedWriter
from fenji.language import Text

_DELIMITERS = (",", "\t", ";", "|")
_LOOKED_AT = 200
_BLOCK = 4 * 1024 * 1024

csv.field_size_limit(16 * 1024 * 1024)


def stage_delimited(request: Request, progress: Callable[[float], None]) -> Outcome:
    """Every row of a delimited text file as text; rows of another width are kept aside with their problem."""
    path, folder = Path(request.path), Path(request.folder)
    text = decide_encoding(path, request.encoding)
    clean = path if text.is_utf8 else _as_utf8(path, folder / "clean.csv", text)
    delimiter = request.delimiter or _delimiter(clean)
    rows = list(islice(_rows(clean, delimiter), _LOOKED_AT))
    header = find_header([cells for _, cells in rows], request.header_row, where=path.name)
    names = tuple(cell.strip() for cell in rows[header][1])
    if text.quotes % 2:
        _refuse_open_quote(clean, delimiter, path.name)
    progress(0.1)
    counts = _stage(
        clean, folder, delimiter=delimiter, width=len(names), lines=rows[header][0], first=header + 2, progress=progress
    )
    if not sum(counts):
        raise no_rows(path.name)
    return Outcome(
        kind="csv",
        headers=names,
        rows=sum(counts),
        header_row=header + 1,
        encoding=text.encoding,
        delimiter=delimiter,
        is_plain=text.is_ascii and not text.has_controls,
        ragged=counts[1],
        samples=tuple(tuple(cells) for _, cells in rows[header + 1 : header + 6]),
    )


def _stage(
    path: Path,
    folder: Path,
    *,
    delimiter: str,
    width: int,
    lines: int,
    first: int,
    progress: Callable[[float], None],
) -> tuple[int, int]:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    ragged = _Ragged(folder / RAGGED_NAME, delimiter, width, offset=first - 1 - lines)
    names = [f"c{index}" for index in range(width)]
    writer = StagedWriter(folder / PARQUET_NAME, width)
    size = max(path.stat().st_size, 1)
    try:
        reader = arrow_csv.open_csv(
            str(path),
            read_options=arrow_csv.ReadOptions(
                use_threads=False, column_names=names, block_size=_BLOCK, skip_rows=lines
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=ragged.keep,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in names}, strings_can_be_null=False, null_values=[]
            ),
        )
        row, done = first, 0
        for batch in reader:
            numbers = ragged.numbers(row, batch.num_rows)
            writer.write(batch.columns, numbers)
            row = numbers[-1].as_py() + 1 if batch.num_rows else row
            done += batch.nbytes
            progress(min(0.1 + 0.9 * done / size, 1.0))
    except pa.ArrowInvalid as error:
        if "Empty CSV file" not in str(error):
            raise _unparsed(path.name, error) from error
    finally:
        writer.close()
        ragged.close()
    return writer.rows, ragged.rows


class _Ragged:
    """Rows with too few or too many cells: written aside in order, and left out of the numbers of the others."""

    def __init__(self, path: Path, delimiter: str, width: int, *, offset: int) -> None:
        self._path, self._delimiter, self._width, self._offset = path, delimiter, width, offset
        self._numbers: list[int] = []
        self._waiting: list[tuple[int, str | None, str | None, Sequence[str]]] = []
        self._writer: StagedWriter | None = None
        self._at = 0
        self.rows = 0

    def keep(self, row: Any) -> str:
        number = row.number + self._offset
        self._numbers.append(number)
        cells = next(csv.reader([row.text], delimiter=self._delimiter), [])
        problem = "TOO_FEW_CELLS" if row.actual_columns < row.expected_columns else "TOO_MANY_CELLS"
        kept = [*cells[: self._width], *[""] * (self._width - len(cells))]
        more = self._delimiter.join(cells[self._width :]) or None
        self._waiting.append((number, problem, more, kept))
        self.rows += 1
        if len(self._waiting) >= 10_000:
            self._flush()
        return "skip"

    def numbers(self, first: int, count: int) -> Any:
        """The next `count` row numbers from `first` on that belong to rows of the right width."""
        import numpy as np
        import pyarrow as pa

        gaps: list[int] = []
        while self._at < len(self._numbers) and self._numbers[self._at] < first + count + len(gaps):
            gaps.append(self._numbers[self._at])
            self._at += 1
        every = np.arange(first, first + count + len(gaps), dtype=np.int64)
        return pa.array(np.setdiff1d(every, np.array(gaps, dtype=np.int64), assume_unique=True) if gaps else every)

    def _flush(self) -> None:
        self._writer = self._writer or StagedWriter(self._path, self._width)
        self._writer.write_rows(self._waiting)
        self._waiting = []

    def close(self) -> None:
        if self._waiting:
            self._flush()
        if self._writer is not None:
            self._writer.close()


def _as_utf8(path: Path, target: Path, text: TextFile) -> Path:
    with target.open("w", encoding="utf-8", newline="") as file:
        for piece in decoded(path, text):
            file.write(piece)
    return target


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from file


def _rows(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_lines(path), delimiter=delimiter)
    for cells in reader:
        yield reader.line_num, cells


def _delimiter(path: Path) -> str:
    head = list(islice(_lines(path), _LOOKED_AT))
    best = (0.0, 0, ",")
    for delimiter in _DELIMITERS:
        widths = Counter(
            len(cells) for cells in csv.reader(io.StringIO("".join(head), newline=""), delimiter=delimiter)
        )
        widths.pop(0, None)
        width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
        if width > 1:
            best = max(best, (rows / sum(widths.values()), width, delimiter))
    return best[2]


def _refuse_open_quote(path: Path, delimiter: str, name: str) -> None:
    reader = csv.reader(_lines(path), delimiter=delimiter, strict=False)
    line = last = 1
    for _ in reader:
        line, last = last + 1, reader.line_num
    strict = csv.reader(islice(_lines(path), max(line - 1, 0), None), delimiter=delimiter, strict=True)
    try:
        for _ in strict:
            pass
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise FileRefused(
                "QUOTE_OPEN",
                Text(f"a quotation mark opened in line {line} is never closed", f"第 {line} 行的引号没有结束"),
                where=name,
                fix=Text("Close or remove the quotation mark in that line.", "请补上或删除该行的引号。"),
            ) from error


def _unparsed(name: str, error: Exception) -> FileRefused:
    return FileRefused(
        "FILE_DAMAGED",
        Text("the rows of this file cannot be told apart", "无法分辨该文件的各行"),
        where=name,
        fix=Text(
            f"A quotation mark may be open, or a row longer than 4 MB ({type(error).__name__}).",
            "可能有未结束的引号，或某行超过 4 MB。",
        ),
    )
