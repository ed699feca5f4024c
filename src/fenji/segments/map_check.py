"""Whether a map of segments covers every cell exactly once: gaps and overlaps, with head-counts where there is data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji.errors import Issue
from fenji.language import Text
from fenji.segments.grid import Cell, Grid

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.segments.segmentation import Learned

Heads = Mapping[Cell, int]
_SHOWN = 12


@dataclass(frozen=True)
class Coverage:
    """Which cells nobody claims, and which are claimed by several areas (in the order written)."""

    cells: int
    gaps: tuple[Cell, ...]
    overlaps: tuple[tuple[Cell, tuple[str, ...]], ...]

    @property
    def is_exact(self) -> bool:
        """Every cell in exactly one area: complete and exclusive."""
        return not self.gaps and not self.overlaps


def coverage(grid: Grid) -> Coverage:
    """Every cell of a map looked at once.

    >>> from fenji.segments.rfm_named import rfm_named
    >>> coverage(rfm_named()).is_exact
    True
    """
    claimed = {cell: tuple(area.key for area in grid.claims(cell)) for cell in grid.cells()}
    gaps = () if grid.rest is not None else tuple(cell for cell, names in claimed.items() if not names)
    return Coverage(len(claimed), gaps, tuple((cell, names) for cell, names in claimed.items() if len(names) > 1))


def check_map(grid: Grid, heads: Heads | None = None) -> list[Issue]:
    """What is wrong with a map. Gaps are errors unless there is a rest; overlaps unless the first area wins.

    `heads`: customers by cell, from `cell_heads`; without it issues count cells only.
    """
    found = coverage(grid)
    issues = []
    if found.gaps:
        issues.append(_issue("gap", _GAP, found.gaps, _CLOSE, grid=grid, heads=heads))
    pairs: dict[tuple[str, ...], list[Cell]] = {}
    for cell, names in found.overlaps:
        pairs.setdefault(names, []).append(cell)
    for names, cells in pairs.items():
        if grid.overlaps == "first":
            issues.append(_issue("overlap", _FIRST, cells, _MEANT, grid=grid, heads=heads, names=names, level="note"))
        else:
            issues.append(_issue("overlap", _OVERLAP, cells, _PART, grid=grid, heads=heads, names=names))
    return issues


def cell_heads(grid: Grid, table: ir.Table, learned: Learned) -> ir.Table:
    """Customers by cell, one row each: the scores by axis, and `n`."""
    scores = grid.scores(table, learned)
    scored = table.select(**scores)
    known = scored.filter(scored[next(iter(scores))].notnull())
    return known.group_by(list(scores)).aggregate(n=known.count())


def heads_of(grid: Grid, rows: Iterable[Mapping[str, Any]]) -> dict[Cell, int]:
    """The rows of `cell_heads` as head-counts."""
    return {tuple(int(row[axis]) for axis in grid.axes): int(row["n"]) for row in rows}


_GAP = Text(
    "{n} cell{n:s} {n:belongs|belong} to no segment: {cells}{people}", "有 {n} 个格子不属于任何客群：{cells}{people}"
)
_OVERLAP = Text("{n} cells belong to {names} at once: {cells}{people}", "有 {n} 个格子同时属于{names}：{cells}{people}")
_FIRST = Text(
    "{n} cell{n:s} {n:lies|lie} in {names}; the first of them takes these: {cells}{people}",
    "有 {n} 个格子同时在{names}之内，归排在前面的客群：{cells}{people}",
)
_CLOSE = Text(
    "Widen a segment, or add `rest: {key: others, name: Others}`.",
    "请扩大某个客群的范围，或添加 `rest: {key: others, name: 其他客户}`。",
)
_PART = Text(
    "Narrow one of them, or write `overlaps: first` if the order is meant.",
    "请缩小其中一个的范围；如有意按先后顺序归类，请写 `overlaps: first`。",
)
_MEANT = Text("Nothing to do if that is meant.", "如属有意，无需处理。")
_PEOPLE = Text("; {n} customer{n:s} {n:is|are} there", "；其中有 {n} 位客户")


def _issue(
    code: str,
    words: Text,
    cells: Sequence[Cell],
    fix: Text,
    *,
    grid: Grid,
    heads: Heads | None,
    names: Sequence[str] = (),
    level: str = "error",
) -> Issue:
    people = Text("", "")
    if heads is not None:
        people = _PEOPLE.fill(n=sum(heads.get(cell, 0) for cell in cells))
    said = [grid.segment(name).name for name in names]
    joined = Text(" and ".join(name.en for name in said), "、".join(f"“{name.zh}”" for name in said))
    problem = words.fill(n=len(cells), names=joined, cells=_cells(grid, cells), people=people)
    return Issue(level, grid.name, problem, fix, code=code)  # type: ignore[arg-type]


def _cells(grid: Grid, cells: Sequence[Cell]) -> Text:
    letters = [axis[0].upper() for axis in grid.axes]
    said = ["".join(f"{letter}{score}" for letter, score in zip(letters, cell, strict=True)) for cell in cells]
    more = len(said) - _SHOWN
    tail = ("", "") if more <= 0 else (f" and {more} more", f" 等 {len(said)} 个")
    return Text(", ".join(said[:_SHOWN]) + tail[0], "、".join(said[:_SHOWN]) + tail[1])
