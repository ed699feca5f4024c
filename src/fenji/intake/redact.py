"""Rows taken out of a kept original: the file is written anew without them, or goes where that is not safe."""

from __future__ import annotations

import codecs
import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fenji.errors import FenjiError
from fenji.intake.archive import hash_of, sync_folder
from fenji.intake.mapping import Mapping, MappingOptions
from fenji.intake.reader import read_file, request_of

NOTES = "redacted.json"
_TEXT = "csv"
_BLOCK = 1 << 20
Wanted = Callable[[Sequence[str]], bool]


@dataclass(frozen=True)
class Redacted:
    """What became of an original: rows taken out; `is_gone`: the file itself was removed, its hash is kept."""

    name: str
    rows: int
    is_gone: bool = False


def redact(path: Path, mapping: Mapping | None, is_theirs: Callable[[Sequence[str]], Wanted], *, why: str) -> Redacted:
    """Writes an original anew without the rows of somebody; the rest stays byte by byte.

    `is_theirs` is asked once with the headers and gives the question for each row's cells. What is no delimited text,
    or does not read again with the right number of rows, is removed as a whole if it holds such a row. What was done is
    noted beside the originals, so that a rebuild knows which bytes to expect.
    """
    with TemporaryDirectory(prefix="fenji-redact-") as folder:
        options = MappingOptions() if mapping is None else mapping.options
        names = () if mapping is None else tuple(mapping.columns.values())
        try:
            raw = read_file(request_of(path, _made(folder, "before"), options, mapped=names), name=path.name)
        except FenjiError:
            return _gone(path, 0, why)
        wanted = is_theirs(raw.outcome.headers)
        theirs = sum(1 for cells in _staged(raw.files) if wanted(cells))
        if not theirs:
            return Redacted(path.name, 0)
        if raw.outcome.kind != _TEXT:
            return _gone(path, theirs, why)
        coming = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            rows = _write(path, coming, raw.outcome.encoding, raw.outcome.delimiter, wanted)
            if rows == raw.outcome.rows:
                _leave_blank(coming, raw.outcome.encoding, raw.outcome.delimiter * (len(raw.outcome.headers) - 1))
            if not _reads_again(coming, Path(folder), options, names, raw.outcome.rows - rows, wanted):
                return _gone(path, theirs, why)
            with coming.open("rb") as file:
                os.fsync(file.fileno())
            coming.replace(path)
        finally:
            coming.unlink(missing_ok=True)
    _note(path, why, rows)
    return Redacted(path.name, rows)


def expected(folder: Path, name: str, sha256: str) -> str | None:
    """The hash an original must have now: that of its import, or that after rows were taken out; None: it is gone."""
    note = notes(folder).get(name)
    return sha256 if note is None else note["sha256"]


def notes(folder: Path) -> dict[str, dict[str, Any]]:
    """Original → what was done to it: rows taken out, why, the hash now (None where it was removed)."""
    path = folder / NOTES
    found: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return found


def remove_original(path: Path, *, why: str) -> None:
    """Removes an original as a whole; that it was there, and why it went, is noted."""
    _gone(path, 0, why)


def _staged(files: Iterable[Path]) -> Iterator[list[str]]:
    import pyarrow.parquet as pq

    for file in files:
        for batch in pq.ParquetFile(file).iter_batches():
            names = [*(name for name in batch.schema.names if name.startswith("c")), "__more"]
            columns = [batch.column(name).to_pylist() for name in names]
            for cells in zip(*columns, strict=True):
                yield [cell or "" for cell in cells]


def _write(path: Path, coming: Path, encoding: str, delimiter: str, wanted: Wanted) -> int:
    gone = 0
    with path.open("rb") as source, coming.open("wb") as target:
        first = source.read(4)
        mark = next(
            (one for one in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) if first.startswith(one)), b""
        )
        source.seek(len(mark))
        target.write(mark)
        name = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}.get(
            mark, encoding.replace("-sig", "")
        )
        for record in _records(_pieces(source, name)):
            cells = next(csv.reader([record], delimiter=delimiter), [])
            if wanted(cells):
                gone += 1
            else:
                target.write(record.encode(name, "surrogateescape"))
    return gone


def _leave_blank(coming: Path, encoding: str, row: str) -> None:
    """A blank row where no other is left, so that the file still reads as the import it was."""
    with coming.open("ab") as file:
        file.write(f"{row}\n".encode(encoding.replace("-sig", "").replace("utf-16", "utf-16-le")))


def _pieces(source: Any, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    while piece := source.read(_BLOCK):
        yield decoder.decode(piece)
    yield decoder.decode(b"", True)


def _records(pieces: Iterable[str]) -> Iterator[str]:
    """Records with their ends, as they stand; a line break within quotation marks ends none."""
    waiting, quotes, rest = "", 0, ""
    for piece in pieces:
        *lines, rest = (rest + piece).splitlines(keepends=True) or [""]
        if rest.endswith("\n"):
            lines, rest = [*lines, rest], ""
        for line in lines:
            waiting += line
            quotes += line.count('"')
            if quotes % 2 == 0:
                yield waiting
                waiting, quotes = "", 0
    if waiting or rest:
        yield waiting + rest


def _reads_again(
    path: Path, folder: Path, options: MappingOptions, names: tuple[str, ...], rows: int, wanted: Wanted
) -> bool:
    if rows == 0:
        return True
    copy = folder / "again.csv"
    copy.write_bytes(path.read_bytes())
    try:
        raw = read_file(request_of(copy, _made(str(folder), "after"), options, mapped=names), name=path.name)
    except FenjiError:
        return False
    return raw.outcome.rows == rows and not any(wanted(cells) for cells in _staged(raw.files))


def _made(folder: str, name: str) -> Path:
    made = Path(folder) / name
    made.mkdir()
    return made


def _gone(path: Path, rows: int, why: str) -> Redacted:
    path.unlink(missing_ok=True)
    _note(path, why, rows)
    return Redacted(path.name, rows, is_gone=True)


def _note(path: Path, why: str, rows: int) -> None:
    known = notes(path.parent)
    before = known.get(path.name, {"rows": 0, "why": []})
    is_there = path.is_file()
    known[path.name] = {
        "sha256": hash_of(path) if is_there else None,
        "rows": before["rows"] + rows,
        "why": [*before["why"], why],
    }
    coming = path.with_name(f".{NOTES}.{os.getpid()}")
    coming.write_text(json.dumps(known, ensure_ascii=False, indent=1), "utf-8")
    coming.replace(path.parent / NOTES)
    sync_folder(path.parent)
