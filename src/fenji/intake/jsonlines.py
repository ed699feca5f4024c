"""JSON lines: one object a line becomes one row of text; numbers stay as they were written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from fenji.intake.encodings import TextFile, decide_encoding, decoded
from fenji.intake.refusals import file_empty, no_rows, too_many_columns, too_many_rows
from fenji.intake.staged import PARQUET_NAME, Asker, Outcome, Request, Row, StagedWriter

_BATCH = 20_000
_MAX_COLUMNS = 1_000
_DEEPEST = 20
Line = tuple[int, str]


def stage_jsonlines(request: Request, progress: Callable[[float], None]) -> Outcome:
    """Every line as a row: keys are headers in order of appearance, a key inside a key is `outer.inner`.

    A line that is no object, names a key twice or nests too deep is a row with the problem `NOT_JSON`.
    """
    path, asker = Path(request.path), Asker(request)
    text = decide_encoding(path, request.encoding, asker)
    if text.lines > request.max_rows:
        raise too_many_rows(path.name, request.max_rows)
    names = _names(path, text, request.rows or None)
    if not names:
        raise file_empty(path.name)
    if len(names) > _MAX_COLUMNS:
        raise too_many_columns(path.name, len(names), _MAX_COLUMNS)
    rows = (_row(number, line, names) for number, line in _lines(path, text))
    headers = tuple(names)
    seen = list(islice(rows, request.rows or 5))
    samples = tuple(tuple(row.cells) for row in seen)
    found: dict[str, Any] = {"kind": "jsonl", "headers": headers, "header_row": 0, "encoding": text.encoding}
    if request.rows:
        return Outcome(**found, rows=len(seen), samples=samples, questions=tuple(asker.questions))
    progress(0.3)
    writer = StagedWriter(Path(request.folder) / PARQUET_NAME, len(names), watches=True)
    writer.write_rows(seen)
    while batch := list(islice(rows, _BATCH)):
        writer.write_rows(batch)
        progress(min(0.3 + 0.7 * writer.rows / max(text.lines, 1), 1.0))
    writer.close()
    if not writer.rows:
        raise no_rows(path.name)
    return Outcome(**found, rows=writer.rows, samples=samples[:5], counts=writer.counts)


def _lines(path: Path, text: TextFile) -> Iterator[Line]:
    rest, number = "", 0
    for piece in decoded(path, text):
        *whole, rest = (rest + piece).split("\n")
        for line in whole:
            number += 1
            yield number, line
    if rest.strip("\ufeff \r"):
        yield number + 1, rest


def _names(path: Path, text: TextFile, most: int | None) -> dict[str, int]:
    names: dict[str, int] = {}
    for _, line in islice(_lines(path, text), most):
        for name in _read(line) or ():
            names.setdefault(name, len(names))
    return names


def _row(number: int, line: str, names: dict[str, int]) -> Row:
    cells = [""] * len(names)
    values = _read(line)
    if values is None:
        cells[0] = line.strip()
        return Row(number, cells, "NOT_JSON" if cells[0] else None, line=number)
    for name, value in values.items():
        if name in names:
            cells[names[name]] = value
    return Row(number, cells, line=number)


def _read(line: str) -> dict[str, str] | None:
    """One line's keys and values as text; None when it is no object."""
    try:
        values = _READER.decode(line.strip("\ufeff \t\r"))
    except (ValueError, RecursionError):
        return None
    flat: dict[str, str] = {}
    return flat if isinstance(values, dict) and _flatten(values, "", flat, 0) else None


def _flatten(values: dict[str, Any], before: str, flat: dict[str, str], depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    for key, value in values.items():
        if isinstance(value, dict):
            if not _flatten(value, f"{before}{key}.", flat, depth + 1):
                return False
        else:
            flat[f"{before}{key}"] = _as_text(value)
    return True


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a key twice")
    return values


_READER = json.JSONDecoder(parse_float=str, parse_int=str, object_pairs_hook=_unique)
