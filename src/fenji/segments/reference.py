"""The reference page of segments, computed from the code: `python -m fenji.segments.reference`."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import cleandoc
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from fenji.language import Text
from fenji.segments.abc import Abc, ShareClass
from fenji.segments.attributes import ATTRIBUTES
from fenji.segments.by_rule import ByRule
from fenji.segments.grid import Area, Grid
from fenji.segments.leaves import FieldIs, SegmentIs
from fenji.segments.levels import Level, Levels
from fenji.segments.lifecycle import Lifecycle
from fenji.segments.rfm8 import Rfm8
from fenji.segments.rfm_named import rfm_named
from fenji.segments.scale import Scale
from fenji.segments.segmentation import Segment
from fenji.segments.split import Split

HEAD = """# Segments 客群

How a segmentation is written, every setting, and the ready-made ones. Computed from `fenji.segments` by
`python -m fenji.segments.reference`: don't edit.
How to use them 用法: [segments and lifecycle](../how-to/segments-and-lifecycle.md).
客群划分的写法、全部设置与现成客群。本页由 `python -m fenji.segments.reference` 生成，请勿手工修改。

One YAML file each in the workspace's `segments/` folder; its name is the file's unless `name:` is written.
A file of the name of a ready-made one takes its place. Words are one text, or `{zh: …, en: …}`.
每个客群划分一个 YAML 文件，放在工作区的 `segments/` 文件夹；
未写 `name:` 时以文件名为名，与现成的同名时取而代之。
"""
KINDS: tuple[tuple[str, type[BaseModel], Text], ...] = (
    ("lifecycle", Lifecycle, Text("lifecycle stages", "生命周期阶段")),
    ("rfm8", Rfm8, Text("RFM eight classes", "RFM 八类")),
    ("grid", Grid, Text("a map of segments", "客群图")),
    ("abc", Abc, Text("classes by share of revenue", "按金额占比分类")),
    ("levels", Levels, Text("levels by one figure", "按单一指标分级")),
    ("rule", ByRule, Text("a segment by conditions", "按条件的客群")),
)
PARTS: tuple[tuple[str, type[BaseModel], Text], ...] = (
    ("recency, frequency, money of rfm8", Split, Text("where an axis is divided", "轴的划分点")),
    ("recency, frequency, money of grid", Scale, Text("an axis of a map", "客群图的轴")),
    ("segments of grid", Area, Text("an area of a map", "客群图的区域")),
    ("segments of abc", ShareClass, Text("a class", "类")),
    ("segments of levels", Level, Text("a level", "级")),
    ("field: in when", FieldIs, Text("an attribute compared", "属性条件")),
    ("segment: in when", SegmentIs, Text("another segmentation's segment", "客群条件")),
)


def page() -> str:
    """The whole page in Markdown, both languages."""
    lines = [HEAD]
    for name, model, title in KINDS:
        lines += [f"## kind: {name} – {title.en} {title.zh}", "", *_described(model)]
    lines.append("## Parts 各部分\n")
    for name, model, title in PARTS:
        lines += [f"### {name}: {title.en} {title.zh}", "", *_described(model)]
    lines += ["## Fields 字段\n", "| field | type | meaning |", "| --- | --- | --- |"]
    lines += [f"| `{one.name}` | {one.type} | {one.label.en} {one.label.zh} |" for one in ATTRIBUTES.values()]
    lines += ["", "## Ready-made segments 现成客群", ""]
    for each in (Lifecycle(), Rfm8(), rfm_named(), Abc(), Levels()):
        lines += [f"### {each.name}: {each.title.en} {each.title.zh}", "", f"{each.about.en} {each.about.zh}", ""]
        lines += [*_segments(each.segments()), ""]
    return "\n".join(lines)


def reference_pages() -> dict[str, str]:
    """Every page of the segments' reference, name → Markdown."""
    return {"segments.md": page()}


def write(folder: Path) -> Path:
    """Writes the page into a folder and says where."""
    path = folder / "segments.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(), encoding="utf-8")
    return path


def _described(model: type[BaseModel]) -> list[str]:
    return [cleandoc(model.__doc__ or ""), "", *_settings(model), ""]


def _settings(model: type[BaseModel]) -> list[str]:
    plain = {"one_of": "is", "none_of": "is_not"} if model in (FieldIs, SegmentIs) else {}
    rows = ["| key | needed | otherwise |", "| --- | --- | --- |"]
    for name, info in model.model_fields.items():
        if name == "kind":
            continue
        is_needed = info.is_required()
        rows.append(f"| `{plain.get(name) or info.alias or name}` | {'yes' if is_needed else ''} | {_default(info)} |")
    return rows


def _default(info: Any) -> str:
    value = None if info.is_required() or info.default_factory else info.default
    if value is None or value in ((), "", Text("", "")):
        return ""
    if isinstance(value, Text):
        return f"{value.en} {value.zh}"
    if isinstance(value, Split):
        return value.text.en
    if isinstance(value, Scale):
        return f"`{value.parts}`"
    return "as below" if isinstance(value, tuple) else f"`{value}`"


def _segments(segments: Sequence[Segment]) -> list[str]:
    rows = ["| key | 名称 | name | asks for | 建议 |", "| --- | --- | --- | --- | --- |"]
    for one in segments:
        also = f"（{'、'.join(one.also_called)}）" if one.also_called else ""
        rows.append(f"| `{one.key}` | {one.name.zh}{also} | {one.name.en} | {one.advice.en} | {one.advice.zh} |")
    return rows


if __name__ == "__main__":
    write(Path("docs") / "reference")
