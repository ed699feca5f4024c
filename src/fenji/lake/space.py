"""Is there room for what is about to be written? Asked before the work, not found out in its middle."""

from __future__ import annotations

import shutil
from pathlib import Path

from fenji.engines.translate import of_disk
from fenji.errors import DiskFull
from fenji.language import Text

_MEGABYTE = 1_000_000


def require_space(folder: Path, *, bytes_needed: int, what: str) -> None:
    """Raises DiskFull, with both figures, when the folder's disk has less room than `what` will need."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise of_disk(error, str(folder)) from error
    if free >= bytes_needed:
        return
    problem = Text(
        "{what} needs {needed} MB and the disk has {free} MB left; nothing was changed",
        "{what} 需要 {needed} MB，磁盘仅剩 {free} MB，未作任何更改",
    ).fill(what=what, needed=_up(bytes_needed), free=free // _MEGABYTE)
    raise DiskFull(problem, where=str(folder), fix=Text("Free some space and try again.", "请释放磁盘空间后重试。"))


def _up(size: int) -> int:
    return -(-size // _MEGABYTE)
