"""Reads a file in a child process that can run out of memory, time or luck without taking us along."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import fenji.errors
from fenji.errors import DiskFull, FileRefused
from fenji.intake.child import REFUSED, kind_of
from fenji.intake.headers import file_empty
from fenji.intake.staged import OUTCOME_NAME, PARQUET_NAME, RAGGED_NAME, Outcome, Request
from fenji.language import Text

MAX_INFLATED = 500 * 1024 * 1024
MAX_RATIO = 100
MAX_ENTRIES = 2_000
_BYTES_A_SECOND = 20 * 1024 * 1024  # a large text file may use more CPU time than the 60 seconds of a workbook


@dataclass(frozen=True)
class RawFile:
    """A file's rows as text, staged as Parquet in a folder, with what the reader found out about it."""

    name: str
    outcome: Outcome
    files: tuple[Path, ...]


def read_file(request: Request, *, name: str | None = None, progress: Callable[[float], None] | None = None) -> RawFile:
    """Every row of the file as text, staged in the request's folder.

    A file that is absent, empty, damaged, encrypted, of a wrong type or too large is refused with a stable code;
    a child that dies (a workbook that unpacks to hundreds of gigabytes) is a refusal too, never our end.
    """
    path = Path(request.path)
    shown = name or path.name
    check_file(path, shown)
    outcome = _run(request, shown, progress or (lambda _: None))
    folder = Path(request.folder)
    files = tuple(file for file in (folder / PARQUET_NAME, folder / RAGGED_NAME) if file.exists())
    return RawFile(shown, outcome, files)


def check_file(path: Path, name: str) -> None:
    """Refuses, before anything is unpacked, what is absent, empty, no table at all, or a bomb."""
    if not path.is_file():
        raise FileRefused(
            "FILE_MISSING",
            Text("there is no such file", "找不到该文件"),
            where=str(path),
            fix=Text("Check the path and the file's name.", "请检查路径和文件名。"),
        )
    try:
        size = path.stat().st_size
        kind = kind_of(path)
    except PermissionError as error:
        raise FileRefused(
            "FILE_UNREADABLE",
            Text("you may not read this file", "没有读取该文件的权限"),
            where=str(path),
            fix=Text("Ask for the right to read it.", "请申请读取权限。"),
        ) from error
    if not size:
        raise file_empty(name)
    if kind == "xlsx":
        _check_zip(path, name)
    elif kind == "csv":
        _check_text(path, name)


def _check_zip(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
        raise damaged(name) from error
    if len(entries) > MAX_ENTRIES or any(".." in entry.filename or entry.filename[:1] == "/" for entry in entries):
        raise _refused("ZIP_SUSPICIOUS", name, Text("the file's inner structure is suspicious", "文件内部结构可疑"))
    inflated = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if inflated > MAX_INFLATED or (inflated > 10 * 1024 * 1024 and inflated > packed * MAX_RATIO):
        raise too_large(name)
    if not any(entry.filename.startswith("xl/") for entry in entries):
        raise wrong_type(name, "ZIP")


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


def _run(request: Request, name: str, progress: Callable[[float], None]) -> Outcome:
    size = Path(request.path).stat().st_size
    if kind_of(Path(request.path)) in ("csv", "parquet"):
        request = Request(**{**vars(request), "cpu_seconds": request.cpu_seconds + size // _BYTES_A_SECOND})
    errors = Path(request.folder) / "errors.txt"
    with errors.open("wb") as complaints:
        child = subprocess.Popen(
            [sys.executable, "-m", "fenji.intake.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=_environment(),
            start_new_session=True,  # Ctrl-C reaches us alone; we end the child
            text=True,
        )
        try:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write(request.to_json())
            child.stdin.close()
            for line in child.stdout:
                progress(float(line))
            code = child.wait()
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
            if child.stdout is not None:
                child.stdout.close()
    return _answer(Path(request.folder), code, name)


def _environment() -> dict[str, str]:
    """What the child needs and no more: no secrets of ours, few threads, little address space kept in reserve."""
    keep = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT") if key in os.environ}
    source = str(Path(fenji.errors.__file__).parents[1])
    few = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1"}
    return {**keep, **few, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": source, "PYTHONUTF8": "1"}


def _answer(folder: Path, code: int, name: str) -> Outcome:
    answer = folder / OUTCOME_NAME
    if code == 0 and answer.exists():
        return Outcome.from_json(answer.read_text(encoding="utf-8"))
    if code == REFUSED and answer.exists():
        words = json.loads(answer.read_text(encoding="utf-8"))
        raise FileRefused(words["code"], Text(*words["problem"]), where=name, fix=Text(*words["fix"]))
    complaint = (folder / "errors.txt").read_text(encoding="utf-8", errors="replace")
    if os.strerror(errno.ENOSPC) in complaint:
        raise DiskFull(
            Text("no space left while the file was read; nothing was changed", "读取文件时磁盘已满，未做任何更改"),
            where=str(folder),
            fix=Text("Free some space and try again.", "请清理磁盘空间后重试。"),
        )
    if code < 0 or "MemoryError" in complaint or "allocat" in complaint.lower():
        raise too_large(name)
    raise damaged(name)


def too_large(name: str) -> FileRefused:
    """The refusal of a file that needs more memory or time to read than it may have."""
    return FileRefused(
        "TOO_LARGE_UNPACKED",
        Text("the file grows too large, or takes too long, when it is read", "文件展开后过大，或读取时间过长"),
        where=name,
        fix=Text(
            "Copy the filled cells into a new workbook, or save the sheet as CSV.",
            "请把有内容的单元格复制到新工作簿，或另存为 CSV。",
        ),
    )


def damaged(name: str) -> FileRefused:
    """The refusal of a file that ends early or whose parts don't fit together."""
    return FileRefused(
        "FILE_DAMAGED",
        Text("the file is damaged or cut off", "文件已损坏或不完整"),
        where=name,
        fix=Text("Ask for the file again and compare its size.", "请重新获取该文件并核对大小。"),
    )


def wrong_type(name: str, real: str) -> FileRefused:
    """The refusal of a file that is no table, naming what it is."""
    return FileRefused(
        "TYPE_MISMATCH",
        Text(f"this is a file of type {real}, not a table", f"该文件的真实类型是 {real}，不是表格"),
        where=name,
        fix=Text("Save it as .xlsx, CSV or Parquet.", "请另存为 .xlsx、CSV 或 Parquet。"),
    )


def _refused(code: str, name: str, problem: Text) -> FileRefused:
    fix = Text("Open it in Excel, save it again as .xlsx, and try again.", "请用 Excel 打开并另存为 .xlsx 后重试。")
    return FileRefused(code, problem, where=name, fix=fix)
