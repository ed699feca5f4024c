"""JSON: one object a line, or a list of objects; each becomes one row of text, numbers stay as they were written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from fenji.intake.encodings import TextFile, decide_encoding
from fenji.intake.json_values import Found, flat, found_in
from fenji.intake.refusals import file_empty, no_rows, too_many_columns, too_many_rows
from fenji.intake.staged import PARQUET_NAME, Asker, Outcome, Request, Row, StagedWriter

_BATCH = 20_000
_MAX_COLUMNS = 1_000


def stage_jsonlines(request: Request, progress: Callable[[float], None]) -> Outcome:
    """Every object as a row: keys are headers in order of appearance, a key inside a key is `outer.inner`.

    What is no object, names a key twice or nests too deep is a row with the problem `NOT_JSON`. A list of objects
    may lie one step inside an object, as web services answer: `{"code": 0, "data": [{…}, {…}]}`.
    """
    path, asker = Path(request.path), Asker(request)
    text = decide_encoding(path, request.encoding, asker)
    names = _names(path, text, request.rows or None)
    if not names:
        raise file_empty(path.name)
    if len(names) > _MAX_COLUMNS:
        raise too_many_columns(path.name, len(names), _MAX_COLUMNS)
    rows = (_row(found, names) for found in found_in(path, text))
    headers = tuple(names)
    seen = list(islice(rows, request.rows or 5))
    samples = tuple(tuple(row.cells) for row in seen)
    known: dict[str, Any] = {"kind": "jsonl", "headers": headers, "header_row": 0, "encoding": text.encoding}
    if request.rows:
        return Outcome(**known, rows=len(seen), samples=samples, questions=tuple(asker.questions))
    progress(0.3)
    writer = StagedWriter(Path(request.folder) / PARQUET_NAME, len(names), watches=True)
    writer.write_rows(seen)
    while batch := list(islice(rows, _BATCH)):
        writer.write_rows(batch)
        if writer.rows > request.max_rows:
            raise too_many_rows(path.name, request.max_rows)
        progress(min(0.3 + 0.7 * writer.rows / max(text.lines, writer.rows), 1.0))
    writer.close()
    if not writer.rows:
        raise no_rows(path.name)
    return Outcome(**known, rows=writer.rows, samples=samples[:5], counts=writer.counts, signs=writer.signs)


def _names(path: Path, text: TextFile, most: int | None) -> dict[str, int]:
    names: dict[str, int] = {}
    for found in islice(_objects(path, text), most):
        for name in found:
            names.setdefault(name, len(names))
    return names


def _objects(path: Path, text: TextFile) -> Iterator[dict[str, str]]:
    for found in found_in(path, text):
        yield flat(found.value) or {}


def _row(found: Found, names: dict[str, int]) -> Row:
    cells = [""] * len(names)
    values = flat(found.value)
    if values is None:
        cells[0] = found.words.strip()
        return Row(found.number, cells, "NOT_JSON" if cells[0] else None, line=found.line)
    for name, value in values.items():
        if name in names:
            cells[names[name]] = value
    return Row(found.number, cells, line=found.line)
