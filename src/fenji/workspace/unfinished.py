"""Files beside their places that a process was killed over: nobody reads them, and the clean-up takes them away."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

_PATTERNS = (
    "runs/*.part",  # lists being written
    "originals/.*.part",
    "rejects/.*.part",
    "exports/**/.workbook-*",
    "web/exports/*/.workbook-*",
    ".backup-*",
    "lake/tmp/intake-*",
)
_LONG = timedelta(hours=6)  # longer than any of them takes: what is younger may be somebody's who still writes


def remove_unfinished(folder: Path, *, older_than: timedelta = _LONG) -> tuple[str, ...]:
    """Removes what writers left half-written in a workspace; gives the paths, relative to it."""
    until = time.time() - older_than.total_seconds()
    gone = [path for path in _unfinished(folder) if path.lstat().st_mtime <= until]
    for path in gone:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()
    return tuple(sorted(path.relative_to(folder).as_posix() for path in gone))


def _unfinished(folder: Path) -> Iterator[Path]:
    for pattern in _PATTERNS:
        yield from folder.glob(pattern)
