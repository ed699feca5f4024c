"""Reads a file in a child process that can run out of memory, time or luck without taking us along."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import fenji.errors
from fenji.errors import DiskFull, FileRefused
from fenji.intake.child import REFUSED, kind_of
from fenji.intake.headers import lettered, unclear
from fenji.intake.mapping import MappingOptions
from fenji.intake.refusals import (
    damaged,
    file_empty,
    missing,
    not_yours,
    suspicious,
    too_large,
    too_many_bytes,
    wrong_type,
)
from fenji.intake.staged import OUTCOME_NAME, PARQUET_NAME, RAGGED_NAME, Outcome, Request
from fenji.language import Text

MAX_BYTES = 200 * 1024 * 1024
MAX_INFLATED = 500 * 1024 * 1024
MAX_RATIO = 100
MAX_ENTRIES = 2_000
_FAST, _SLOW = 20 * 1024 * 1024, 2 * 1024 * 1024
# A large text file may use more CPU time than the 60 seconds of a workbook.
_BYTES_A_SECOND = {"csv": _FAST, "parquet": _FAST, "jsonl": _SLOW, "html": _SLOW, "xml": _SLOW}


@dataclass(frozen=True)
class RawFile:
    """A file's rows as text, staged as Parquet in a folder, with what the reader found out about it."""

    name: str
    outcome: Outcome
    files: tuple[Path, ...]


def request_of(
    path: Path, folder: Path, options: MappingOptions, *, mapped: Iterable[str] = (), rows: int = 0
) -> Request:
    """What the child is asked to read: the file, by the options that people gave.

    `mapped` are the headers a given mapping uses: other columns may then be unclear. `rows` asks for a quick look.
    """
    return Request(
        str(path.resolve()),
        str(folder),
        encoding=options.encoding,
        delimiter=options.delimiter,
        sheet=options.sheet,
        header_row=options.header_row,
        two_row_header=options.two_row_header,
        fill_down=options.fill_down,
        unclear_headers=options.unclear_headers,
        mapped=tuple(mapped),
        rows=rows,
    )


def read_file(
    request: Request,
    *,
    name: str | None = None,
    progress: Callable[[float], None] | None = None,
    child: Child | None = None,
) -> RawFile:
    """Every row of the file as text, staged in the request's folder, by a child that may have been started before.

    A file that is absent, empty, damaged, encrypted, of a wrong type or too large is refused with a stable code;
    a child that dies (a workbook that unpacks to hundreds of gigabytes) is a refusal too, never our end.
    """
    path = Path(request.path)
    shown = name or path.name
    check_file(path, shown)
    request = replace(request, max_rows=_limit("FENJI_MAX_ROWS", request.max_rows))
    with child or Child() as reading:
        outcome = _settled(_run(request, shown, progress or (lambda _: None), reading), request, shown)
    folder = Path(request.folder)
    files = tuple(file for name in (PARQUET_NAME, RAGGED_NAME) for file in sorted(folder.glob(name.replace(".", "*."))))
    return RawFile(shown, outcome, files)


def _settled(outcome: Outcome, request: Request, name: str) -> Outcome:
    """The outcome with clear headers; where they are not, the file asks, or is told to use the column letters."""
    if request.unclear_headers == "letters":
        return replace(outcome, headers=lettered(outcome.headers, outcome.blanks), blanks=())
    questions = unclear(outcome, request.mapped)
    if questions and not request.rows:
        raise questions[0].refusal(name)
    return replace(outcome, questions=(*outcome.questions, *questions))


def _limit(variable: str, default: int) -> int:
    given = os.environ.get(variable, "")
    return int(given) if given.isdigit() and int(given) else default


def check_file(path: Path, name: str) -> None:
    """Refuses, before anything is unpacked, what is absent, empty, no table at all, or a bomb."""
    if not path.is_file():
        raise missing(str(path))
    try:
        size = path.stat().st_size
        kind = kind_of(path)
    except PermissionError as error:
        raise not_yours(str(path)) from error
    if not size:
        raise file_empty(name)
    if size > _limit("FENJI_MAX_FILE_MB", MAX_BYTES >> 20) << 20:
        raise too_many_bytes(name, size)
    if kind == "xlsx":
        _check_zip(path, name)
    elif kind == "csv":
        _check_text(path, name)


def _check_zip(path: Path, name: str) -> None:
    """Refuses an archive that is damaged, odd in its structure, a bomb by its own numbers, or no workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise damaged(name) from error
    check_entries(entries, name)
    names = {entry.filename for entry in entries}
    if not any(entry.startswith("xl/") for entry in names) and "content.xml" not in names:
        raise wrong_type(name, "ZIP")


def check_entries(entries: Sequence[zipfile.ZipInfo], name: str) -> None:
    """Refuses, by the archive's table of contents alone, too many entries, paths that lead out, links and bombs."""
    if len(entries) > MAX_ENTRIES or any(_is_suspicious(entry) for entry in entries):
        raise suspicious(name)
    inflated = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if inflated > MAX_INFLATED or (inflated > 10 * 1024 * 1024 and inflated > packed * MAX_RATIO):
        raise too_large(name)


def _is_suspicious(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.replace("\\", "/")
    is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    return is_link or name.startswith("/") or ".." in name.split("/") or name[1:2] == ":" or "\0" in entry.orig_filename


def _check_text(path: Path, name: str) -> None:
    with path.open("rb") as file:
        head = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, real in ((b"<!doctype html", "HTML"), (b"<html", "HTML"), (b"<?xml", "XML"), (b"%pdf", "PDF"),
                       (b"\x89png", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"\x1f\x8b", "gzip"), (b"{\\rtf", "RTF"),
                       (b"sqlite format 3", "SQLite"), (b"\x7felf", "ELF")):  # fmt: skip
        if head.startswith(mark):
            raise wrong_type(name, real)
    if path.suffix.lower() == ".parquet":
        raise damaged(name)


class Child:
    """The process that reads; started before it is needed, it is ready when it is. Outside the block it is gone."""

    def __init__(self) -> None:
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fenji.intake.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env=_environment(),
            start_new_session=True,  # Ctrl-C reaches us alone; we end the child
            text=True,
        )

    def read(self, request: Request, progress: Callable[[float], None]) -> int:
        """Has the request read, once; the exit code."""
        child = self._process
        assert child.stdin is not None
        assert child.stdout is not None
        with suppress(BrokenPipeError):  # it died; its exit code says how
            child.stdin.write(request.to_json())
            child.stdin.close()
        for line in child.stdout:
            progress(float(line))
        return child.wait()

    def complaints(self) -> str:
        """What it wrote as it failed."""
        self._complaints.seek(0)
        return self._complaints.read().decode("utf-8", "replace")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._complaints):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


def _run(request: Request, name: str, progress: Callable[[float], None], child: Child) -> Outcome:
    size = Path(request.path).stat().st_size
    speed = _BYTES_A_SECOND.get(kind_of(Path(request.path)), 0)
    if speed:
        request = replace(request, cpu_seconds=request.cpu_seconds + size // speed)
    code = child.read(request, progress)
    return _answer(Path(request.folder), code, name, child)


def _environment() -> dict[str, str]:
    """What the child needs and no more: no secrets of ours, few threads, little address space kept in reserve."""
    keep = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT") if key in os.environ}
    source = str(Path(fenji.errors.__file__).parents[1])
    few = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1"}
    return {**keep, **few, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": source, "PYTHONUTF8": "1"}


def _answer(folder: Path, code: int, name: str, child: Child) -> Outcome:
    answer = folder / OUTCOME_NAME
    if code == 0 and answer.exists():
        return Outcome.from_json(answer.read_text(encoding="utf-8"))
    if code == REFUSED and answer.exists():
        words = json.loads(answer.read_text(encoding="utf-8"))
        raise FileRefused(words["code"], Text(*words["problem"]), where=name, fix=Text(*words["fix"]))
    complaint = child.complaints()
    if os.strerror(errno.ENOSPC) in complaint:
        raise DiskFull(
            Text("no space left while the file was read; nothing was changed", "读取文件时磁盘已满，未做任何更改"),
            where=str(folder),
            fix=Text("Free some space and try again.", "请清理磁盘空间后重试。"),
        )
    if code < 0 or "MemoryError" in complaint or "allocat" in complaint.lower():
        raise too_large(name)
    raise damaged(name)
