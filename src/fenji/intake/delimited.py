"""CSV and its kin: delimiter and header decided by us, cells as text, every row with its number and its line."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from fenji.errors import FileRefused
from fenji.intake.encodings import TextFile, decide_encoding, decoded
from fenji.intake.headers import Header, find_header
from fenji.intake.parts import Part, Share, all_at_once, opened, parts_of
from fenji.intake.ragged import Ragged
from fenji.intake.refusals import no_rows, too_many_columns, too_many_rows
from fenji.intake.signs import together
from fenji.intake.staged import Asker, Outcome, Request, StagedWriter
from fenji.language import Text

_DELIMITERS = (",", "\t", ";", "|")
_LOOKED_AT = 200
_BLOCK = 4 * 1024 * 1024
_MAX_COLUMNS = 16_384
Rows = list[tuple[int, list[str]]]

csv.field_size_limit(16 * 1024 * 1024)


@dataclass(frozen=True)
class _Layout:
    """How a text file lies: its text in UTF-8, its delimiter, its header, its first rows with the line each ends in."""

    path: Path
    text: TextFile
    delimiter: str
    head: Rows
    header: Header
    names: tuple[str, ...]

    @property
    def first(self) -> int:
        """The number of the first row below the header."""
        return self.header.body + 1

    @property
    def lines(self) -> int:
        """How many lines lie above it."""
        return self.head[self.header.body - 1][0]


def stage_delimited(request: Request, progress: Callable[[float], None]) -> Outcome:
    """Every row of a delimited text file as text; rows of another width are kept aside with their problem."""
    asker = Asker(request)
    layout = _layout(request, asker)
    body = layout.head[layout.header.body :]
    if not body:
        raise no_rows(Path(request.path).name)
    found: dict[str, Any] = {
        "kind": "csv",
        "headers": layout.names,
        "header_row": layout.header.row + 1,
        "encoding": layout.text.encoding,
        "delimiter": layout.delimiter,
        "is_plain": layout.text.is_ascii and not layout.text.has_controls,
    }
    if request.rows:
        seen = body[: request.rows]
        blanks = [index for index, name in enumerate(layout.names) if not name]
        missed = tuple(i for i in blanks if any(i < len(cells) and cells[i].strip() for _, cells in seen))
        samples = tuple(tuple(cells) for _, cells in seen)
        return Outcome(**found, rows=len(seen), blanks=missed, samples=samples, questions=tuple(asker.questions))
    progress(0.1)
    staged = _stage(layout, request, progress)
    rows, odd = sum(writer.rows for writer, _ in staged), sum(ragged.rows for _, ragged in staged)
    if not rows + odd:
        raise no_rows(Path(request.path).name)
    return Outcome(
        **found,
        rows=rows + odd,
        ragged=odd,
        blanks=tuple(sorted({index for writer, _ in staged for index in writer.filled})),
        counts=dict(sum((Counter(writer.counts) for writer, _ in staged), Counter())),
        samples=tuple(tuple(cells) for _, cells in body[:5]),
        signs=together([writer.signs for writer, _ in staged] + [ragged.signs for _, ragged in staged]),
    )


def _layout(request: Request, asker: Asker) -> _Layout:
    path = Path(request.path)
    text = decide_encoding(path, request.encoding, asker)
    if text.lines > request.max_rows and not text.quotes:
        raise too_many_rows(path.name, request.max_rows)
    clean = path if text.is_utf8 else _as_utf8(path, Path(request.folder) / "clean.csv", text)
    delimiter = request.delimiter or _delimiter(clean)
    head = list(islice(_rows(clean, delimiter), _LOOKED_AT))
    header = find_header([cells for _, cells in head], request, asker, where=path.name)
    names = _widened(header.names, [cells for _, cells in head[header.body :]])
    if len(names) > _MAX_COLUMNS:
        raise too_many_columns(path.name, len(names), _MAX_COLUMNS)
    if text.quotes % 2:
        _refuse_open_quote(clean, delimiter, path.name)
    return _Layout(clean, text, delimiter, head, header, names)


def _widened(names: tuple[str, ...], body: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Names for the columns that most rows have beyond the header: blank ones, so that their data is asked about."""
    widths = Counter(len(cells) for cells in body if len(cells) > 1)
    width, rows = max(widths.items(), key=lambda item: item[1], default=(0, 0))
    if width > len(names) and rows > 1 and rows * 2 > sum(widths.values()):
        return (*names, *[""] * (width - len(names)))
    return names


def _stage(layout: _Layout, request: Request, progress: Callable[[float], None]) -> list[tuple[StagedWriter, Ragged]]:
    can_part = not layout.text.quotes and layout.text.ends_by_newline
    parts = parts_of(layout.path, first=layout.first, lines=layout.lines, can_part=can_part)
    share = Share(layout.path.stat().st_size, progress)
    staged = all_at_once(parts, lambda part: _stage_part(layout, request, part, share))
    if sum(writer.rows + ragged.rows for writer, ragged in staged) > request.max_rows:
        raise too_many_rows(Path(request.path).name, request.max_rows)
    return staged


def _stage_part(layout: _Layout, request: Request, part: Part, share: Share) -> tuple[StagedWriter, Ragged]:
    import pyarrow as pa

    folder, width, name = Path(request.folder), len(layout.names), Path(request.path).name
    ragged = Ragged(
        folder / part.ragged_name, layout.delimiter, width, first=part.first, lines=part.lines, skip=part.skip
    )
    blank = [index for index, header in enumerate(layout.names) if not header]
    watches = layout.text.looks_garbled or layout.text.has_controls
    writer = StagedWriter(folder / part.rows_name, width, blank=blank, watches=watches)
    try:
        for batch in _batches(layout, part, ragged):
            rows, lines = ragged.numbers(batch, is_quoted=bool(layout.text.quotes))
            writer.write(batch.columns, rows, lines)
            if writer.rows + ragged.rows > request.max_rows:
                raise too_many_rows(name, request.max_rows)
            share.add(batch.nbytes)
    except pa.ArrowInvalid as error:
        if "Empty CSV file" not in str(error):
            raise _unparsed(name, error) from error
    finally:
        writer.close()
        ragged.close()
    return writer, ragged


def _batches(layout: _Layout, part: Part, ragged: Ragged) -> Iterator[Any]:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    names = [f"c{index}" for index in range(len(layout.names))]
    is_quoted = bool(layout.text.quotes)
    yield from arrow_csv.open_csv(
        opened(layout.path, part),
        read_options=arrow_csv.ReadOptions(
            use_threads=False, column_names=names, block_size=_BLOCK, skip_rows=part.skip
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=layout.delimiter,
            quote_char='"' if is_quoted else False,
            newlines_in_values=is_quoted,
            ignore_empty_lines=False,
            invalid_row_handler=ragged.keep,
        ),
        convert_options=arrow_csv.ConvertOptions(
            check_utf8=False,  # the encoding was decided by every byte
            column_types={name: pa.string() for name in names},
            strings_can_be_null=False,
            null_values=[],
        ),
    )


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
