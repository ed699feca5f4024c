"""A delimited text file taken apart at a line end, so that two threads read it at once; small ones stay whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from fenji.intake.staged import PARQUET_NAME, RAGGED_NAME

Found = TypeVar("Found")
_WORTH_IT = 8 * 1024 * 1024  # bytes from which on a second thread saves more than it costs
_AHEAD = 1 << 20


@dataclass(frozen=True)
class Part:
    """Some rows of a file: its bytes from start to end, lines to skip first, the number and line of its first row."""

    start: int
    end: int
    skip: int
    first: int
    lines: int
    place: int = 0

    @property
    def rows_name(self) -> str:
        """The file its rows are staged in."""
        return self._named(PARQUET_NAME)

    @property
    def ragged_name(self) -> str:
        """The file its rows of another width are staged in."""
        return self._named(RAGGED_NAME)

    def _named(self, name: str) -> str:
        return name.replace(".parquet", f"-{self.place + 1}.parquet") if self.place else name


def parts_of(path: Path, *, first: int, lines: int, can_part: bool) -> list[Part]:
    """The file as one part, or as two where every newline ends a row (`can_part`) and it is large."""
    size = path.stat().st_size
    whole = Part(0, size, lines, first, lines)
    middle = _after_newline(path, size // 2) if can_part and size >= _WORTH_IT and _cores() > 1 else size
    if middle >= size:
        return [whole]
    rows = _newlines(path, middle) - lines
    return [Part(0, middle, lines, first, lines), Part(middle, size, 0, first + rows, lines + rows, 1)]


def all_at_once(parts: list[Part], read: Callable[[Part], Found]) -> list[Found]:
    """Every part read, each in a thread of its own; the first error of any is the error."""
    if len(parts) == 1:
        return [read(parts[0])]
    with ThreadPoolExecutor(len(parts)) as threads:
        return list(threads.map(read, parts))


class Share:
    """How far the reading has come, told by several threads."""

    def __init__(self, whole: int, tell: Callable[[float], None]) -> None:
        self._whole, self._tell, self._done, self._lock = max(whole, 1), tell, 0, Lock()

    def add(self, size: int) -> None:
        """So many bytes more are done."""
        with self._lock:
            self._done += size
            self._tell(min(0.1 + 0.9 * self._done / self._whole, 1.0))


def opened(path: Path, part: Part) -> Any:
    """The bytes of the part as Arrow reads them."""
    import pyarrow as pa

    with pa.memory_map(str(path)) as file:
        return pa.BufferReader(file.read_buffer().slice(part.start, part.end - part.start))


def _after_newline(path: Path, place: int) -> int:
    with path.open("rb") as file:
        file.seek(place)
        while piece := file.read(_AHEAD):
            at = piece.find(b"\n")
            if at >= 0:
                return place + at + 1
            place += len(piece)
    return place


def _newlines(path: Path, end: int) -> int:
    found = 0
    with path.open("rb") as file:
        while end > 0 and (piece := file.read(min(_AHEAD, end))):
            found += piece.count(b"\n")
            end -= len(piece)
    return found


def _cores() -> int:
    return len(os.sched_getaffinity(0))
