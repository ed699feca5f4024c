"""The SHA-256 of every file of the lake: recorded before a commit, compared before an answer is trusted."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fenji.engines.translate import of_disk
from fenji.errors import DiskFull, LakeDamaged
from fenji.language import Text

HASH_FILE = "hashes.sqlite"
_CHUNK = 1 << 20
_TABLE = """CREATE TABLE IF NOT EXISTS file_hashes (
    path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, recorded_at TEXT NOT NULL)"""
_seen: dict[tuple[str, int, int, int], str] = {}


@dataclass(frozen=True)
class Seal:
    """What a file was when it was written: its SHA-256 and its size."""

    sha256: str
    bytes: int


def hash_file(path: Path) -> Seal:
    """The seal of a file as it lies on the disk now."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return Seal(digest.hexdigest(), size)


def hash_file_once(path: Path) -> str:
    """The SHA-256 of a file, read once a process as long as its size and time of change stay the same."""
    status = path.stat()
    key = (str(path), status.st_size, status.st_mtime_ns, status.st_ino)
    if key not in _seen:
        _seen[key] = hash_file(path).sha256
    return _seen[key]


def record(folder: Path, seals: Mapping[str, Seal]) -> None:
    """Keeps the seals of new files (paths relative to the lake's data folder); on disk when this returns."""
    now = datetime.now(UTC).isoformat()
    with _book(folder) as book, book:
        rows = [(path, seal.sha256, seal.bytes, now) for path, seal in sorted(seals.items())]
        book.executemany("INSERT OR REPLACE INTO file_hashes VALUES (?, ?, ?, ?)", rows)


def recorded(folder: Path) -> dict[str, Seal]:
    """Every seal that was kept, by path relative to the data folder."""
    with _book(folder) as book:
        rows = book.execute("SELECT path, sha256, bytes FROM file_hashes").fetchall()
    return {path: Seal(sha256, size) for path, sha256, size in rows}


def forget(folder: Path, paths: Iterable[str]) -> None:
    """Drops the seals of files that are gone."""
    with _book(folder) as book, book:
        book.executemany("DELETE FROM file_hashes WHERE path = ?", [(path,) for path in paths])


def sync_file(path: Path) -> None:
    """Waits until a file's content, or a folder's list of names, is on the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _book(folder: Path) -> Iterator[sqlite3.Connection]:
    path = folder / HASH_FILE
    try:
        with closing(sqlite3.connect(path, timeout=30)) as book:
            book.execute("PRAGMA synchronous = EXTRA")
            book.execute(_TABLE)
            yield book
    except OSError as error:
        raise of_disk(error, str(path)) from error
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise DiskFull(
                Text("there is no space left on the disk; nothing was changed", "磁盘空间不足，未作任何更改"),
                where=HASH_FILE,
                fix=Text("Free some space and try again.", "请释放磁盘空间后重试。"),
            ) from error
        raise _damaged(path, error) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> LakeDamaged:
    problem = Text("the list of hashes cannot be read: {detail}", "文件校验值列表无法读取：{detail}").fill(detail=error)
    return LakeDamaged(problem, where=path.name, fix=Text("Restore it from a backup.", "请从备份恢复。"))
