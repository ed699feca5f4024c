"""What is wrong with the segments people wrote: every file's mistakes, and who falls into a map's gaps and overlaps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.segments.map_check import cell_heads, heads_of
from fenji.workspace import segment_versions as versioned
from fenji.workspace.segment_files import at_line, judge, read_all, read_file
from fenji.workspace.segments import describe_customers

if TYPE_CHECKING:
    from fenji.errors import Issue
    from fenji.segments.grid import Grid
    from fenji.segments.map_check import Heads
    from fenji.workspace.workspace import Workspace

_TABLE = "checked_customers"


def check(workspace: Workspace, file: Path | None = None) -> list[Issue]:
    """Issues of one file, or of all in the workspace; where something was graded, maps are checked with head-counts.

    A file that is not in the workspace is judged beside those that are.
    """
    found, issues = read_all(workspace, heads=lambda grid: heads(workspace, grid))
    if file is None:
        return issues
    segmentation, marked, mistakes = read_file(file)
    if segmentation is None:
        return mistakes
    every = {one.segmentation.name: one.segmentation for one in found} | {segmentation.name: segmentation}
    judged = judge(segmentation, every, heads=lambda grid: heads(workspace, grid))
    return [*mistakes, *(replace(one, where=at_line(file.name, marked, place)) for place, one in judged)]


def heads(workspace: Workspace, grid: Grid) -> Heads | None:
    """The customers of the newest run by cell of a map; None before the first grading."""
    if not workspace.runs():
        return None
    run, lake, engine = workspace.result().run, workspace.lake, workspace.lake.engine
    table = describe_customers(workspace, lake, engine, run, [grid], name=_TABLE)
    try:
        (version,) = versioned.versions_of(lake, engine, table, [grid], run.currency)
        asked = cell_heads(grid, engine.table(table), version.learned)
        return heads_of(grid, engine.rows(engine.compile(asked)))
    finally:
        engine.drop(table)
