"""Customers of a list by segment and stage: what `--segment` and `--stage` mean, and the segments of each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fenji.errors import UnknownName, WorkspaceError
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.segments.segmentation import Segmentation
    from fenji.workspace.workspace import Workspace

STAGE = "stage"


def segment_filter(
    workspace: Workspace, result: Result, *, segment: str | None, stage: str | None
) -> dict[str, object]:
    """The columns and values that rows must have: `rfm_class=important_value`, a segment's key or name; a stage's."""
    from fenji.workspace.members import find_segment

    if segment is None and stage is None:
        return {}
    every = _definitions(workspace)
    where: dict[str, object] = {}
    if segment is not None:
        segmentation, found = find_segment(every, segment, where="--segment")
        where[segmentation.name] = found.key
    if stage is not None:
        where[STAGE] = _stage(every, stage)
    for name in where:
        if name not in result.columns:
            problem = Text("this run has no '{name}'", "该批次没有“{name}”").fill(name=name)
            fix = Text("Grade again to keep it: `fenji grade`.", "请重新评级以保存：`fenji grade`。")
            raise WorkspaceError(problem, where=result.run.id, fix=fix)
    return where


def segments_of(workspace: Workspace, result: Result, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each row's segments by segmentation, as the run kept them."""
    names = [one.name for one in _definitions(workspace) if one.name in result.columns]
    return [{name: row[name] for name in names} for row in rows]


def _definitions(workspace: Workspace) -> list[Segmentation]:
    from fenji.workspace.segment_files import read_all

    return [one.segmentation for one in read_all(workspace)[0]]


def _stage(every: Sequence[Segmentation], words: str) -> str:
    stages = next(one for one in every if one.name == STAGE).segments()
    known = {word.casefold(): each.key for each in stages for word in (each.key, each.name.en, each.name.zh)}
    wanted = words.strip().casefold()
    if wanted not in known:
        kind = Text("lifecycle stage", "生命周期阶段")
        raise UnknownName(kind, words, known=[each.key for each in stages], where="--stage")
    return known[wanted]
