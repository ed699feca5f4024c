"""What a workspace knows for its advice: the playbook in force, what that may speak of, the findings of a run."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.advice.overview import Finding, overview
from fenji.advice.playbook import PLAYBOOK_FILE, Known, Playbook, playbook_of
from fenji.scheme.load import standards
from fenji.workspace.model_file import graded_schemes, newest_file, open_file
from fenji.workspace.segment_files import segmentations_in

if TYPE_CHECKING:
    from fenji.errors import SchemeIssues
    from fenji.result import Result


def known_in(folder: Path) -> Known:
    """The tiers of every standard that was graded or comes with fenji, and the segments of every segmentation."""
    tiers = [tier.key for standard in standards().values() for tier in standard.tiers]
    for name in graded_schemes(folder / "runs"):
        path = newest_file(folder / "runs", name)
        tiers += _tiers_of(path) if path is not None else ()
    segments = {one.name: tuple(segment.key for segment in one.segments()) for one in segmentations_in(folder)}
    return Known(tuple(dict.fromkeys(tiers)), segments)


def playbook_in(folder: Path) -> tuple[Playbook, SchemeIssues | None]:
    """The playbook in force; where its file has mistakes the shipped one, and the mistakes."""
    path = folder / PLAYBOOK_FILE
    stat = path.stat() if path.is_file() else None
    return _read(folder, None if stat is None else (stat.st_mtime_ns, stat.st_size, stat.st_ino))


def findings_of(folder: Path, result: Result, limit: int | None = None) -> tuple[Finding, ...]:
    """A run's findings, the largest prize first; segments are called as the workspace calls them."""
    return overview(result, limit, segmentations=segmentations_in(folder))


@lru_cache(maxsize=8)
def _read(folder: Path, _stamp: tuple[int, ...] | None) -> tuple[Playbook, SchemeIssues | None]:
    return playbook_of(folder, known_in(folder))


@lru_cache(maxsize=32)
def _tiers_of(path: Path) -> tuple[str, ...]:
    """The tiers of a read model's scheme; the file never changes."""
    result = open_file(path)
    try:
        return tuple(tier.key for tier in result.scheme.scheme.tiers)
    finally:
        result.engine.close()
