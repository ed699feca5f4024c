"""What the map's page shows, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fenji_web.library import Text
from fenji_web.segment_map.forms import SCORES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fenji_web.library import Grid
    from fenji_web.segment_map.forms import MapDraft

COLOURS = 10
WORDS = {
    "new": Text("New map", "新建客群图"),
    "edit": Text("Change the map", "修改客群图"),
    "change": Text("Change the map", "修改客群图"),
    "about": Text(
        "Areas on the grid of recency and frequency scores, 5 the best; every cell belongs to exactly one segment.",
        "在最近购买与购买频率各 1–5 分（5 分最好）的方格上划分区域；每一格恰好属于一个客群。",
    ),
    "name": Text("Name of the map", "客群图名称"),
    "name_en": Text("Name in English", "英文名称"),
    "areas": Text("Areas", "区域"),
    "area": Text("Segment {n}", "客群 {n}"),
    "segment": Text("Segment", "客群"),
    "recency": Text("Recency", "最近购买"),
    "frequency": Text("Frequency", "购买频率"),
    "from": Text("from", "从"),
    "to": Text("to", "至"),
    "add": Text("Add an area", "添加区域"),
    "drop": Text("Take this area away", "删除该区域"),
    "rest": Text("Everything else belongs to", "其余各格归入"),
    "rest_none": Text("nothing: every cell must be claimed", "留空：每一格都须划入某个区域"),
    "overlaps": Text("The first area in the list wins where areas overlap", "区域重叠时归排在前面的客群"),
    "check": Text("Coverage", "覆盖检查"),
    "complete": Text("Every cell belongs to exactly one segment.", "每一格都恰好属于一个客群。"),
    "counting": Text("Counting customers by cell", "正在统计各格客户数"),
    "counted": Text("Small numbers: customers of the run as of {day}.", "小字为 {day} 批次的客户数。"),
    "gap": Text("gap", "空缺"),
    "save": Text("Save the map", "保存客群图"),
    "nameless": Text("the map and every area need a name", "请填写客群图及每个区域的名称"),
    "axes": Text("R {n}", "R{n}"),
    "axes_f": Text("F {n}", "F{n}"),
}


@dataclass(frozen=True)
class CellShown:
    """One cell: the segments that claim it, how it looks, how many customers are in it (None: not counted)."""

    names: tuple[Text, ...]
    look: str
    customers: int | None


@dataclass(frozen=True)
class RowShown:
    """One line of the grid: a recency score, cells by frequency."""

    recency: int
    cells: tuple[CellShown, ...]


def drawn(grid: Grid, heads: Mapping[tuple[int, ...], int] | None) -> list[RowShown]:
    """The grid, the most recent on top, the least frequent first."""
    order = {area.key: number for number, area in enumerate(grid.areas)}
    rows = []
    for recency in reversed(SCORES):
        cells = []
        for frequency in SCORES:
            claims = grid.claims((recency, frequency))
            shown = claims[:1] if grid.overlaps == "first" else claims
            look = f"area-{order[claims[0].key] % COLOURS}" if len(shown) == 1 else "overlap"
            if not claims:
                look = "gap" if grid.rest is None else "rest"
            names = tuple(one.name for one in shown) or (() if grid.rest is None else (grid.rest.name,))
            cells.append(CellShown(names, look, None if heads is None else heads.get((recency, frequency), 0)))
        rows.append(RowShown(recency, tuple(cells)))
    return rows


def spans(draft: MapDraft) -> list[dict[str, object]]:
    """The areas as fields: number, name, and both spans."""
    return [
        {"number": number, "look": number % COLOURS, "line": line, "spans": (("r", WORDS["recency"], line.recency),
                                                   ("f", WORDS["frequency"], line.frequency))}
        for number, line in enumerate(draft.areas)
    ]  # fmt: skip
