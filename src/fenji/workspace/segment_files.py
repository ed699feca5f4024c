"""The segmentations at hand: the ready-made ones and a workspace's own, one YAML file each in segments/."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from fenji.errors import Issue, SchemeIssues
from fenji.language import Text
from fenji.metrics.metric import METRICS
from fenji.scheme.marked import Marked, YamlError, read_marked
from fenji.scheme.mistakes import issue, unknown_name
from fenji.segments.abc import Abc
from fenji.segments.attributes import ATTRIBUTES
from fenji.segments.by_rule import ByRule
from fenji.segments.condition import leaves
from fenji.segments.grid import Grid
from fenji.segments.leaves import FieldIs, SegmentIs
from fenji.segments.levels import Levels
from fenji.segments.lifecycle import Lifecycle
from fenji.segments.map_check import Heads, check_map, coverage
from fenji.segments.rfm8 import Rfm8
from fenji.segments.rfm_named import rfm_named
from fenji.segments.rhythm import COLUMNS as RHYTHM
from fenji.segments.segmentation import Segmentation
from fenji.workspace.segment_mistakes import mistakes_of

if TYPE_CHECKING:
    from fenji.workspace.workspace import Workspace

FOLDER = "segments"
KINDS: Mapping[str, type[Segmentation]] = {
    "rfm8": Rfm8,
    "grid": Grid,
    "abc": Abc,
    "levels": Levels,
    "rule": ByRule,
    "lifecycle": Lifecycle,
}
RESULT = frozenset({
    "customer_id", "tier", "rung", "reason", "total", "score", "move", "previous_tier", "stated", "run_id",
    "system_tier", "system_rung", "system_reason", "buying_days", "gap_days", "gap_basis", "return_gap_days",
    "gap_at_return",
})  # fmt: skip
_LARGEST = 1_000_000
HeadCount = Callable[[Grid], Heads | None]


@dataclass(frozen=True)
class Definition:
    """A segmentation at hand, and where it is from; `path` is None for a ready-made one."""

    segmentation: Segmentation
    origin: Literal["workspace", "ready-made"]
    path: Path | None = None


def ready_made() -> tuple[Segmentation, ...]:
    """Lifecycle stages, the eight classes, the ten named segments, ABC and frequency classes."""
    return (Lifecycle(), Rfm8(), rfm_named(), Abc(), Levels())


def definitions(workspace: Workspace) -> tuple[Definition, ...]:
    """Every segmentation, the ready-made first; a workspace's own takes the place of a ready-made of the same name.

    All mistakes of all files at once are an error: with half of them customers would seem to leave segments.
    """
    found, issues = read_all(workspace)
    errors = [one for one in issues if one.level == "error"]
    if errors:
        raise SchemeIssues(str(workspace.folder / FOLDER), errors, of=_SEGMENTS)
    return found


def segmentations_in(folder: Path) -> tuple[Segmentation, ...]:
    """The segmentations of a workspace's folder by its files alone, the ready-made first; unreadable ones left out."""
    found = {one.name: one for one in ready_made()}
    for path in sorted((folder / FOLDER).glob("*.y*ml")):
        segmentation, _, _ = read_file(path)
        if segmentation is not None:
            found[segmentation.name] = segmentation
    return tuple(found.values())


def read_all(workspace: Workspace, heads: HeadCount | None = None) -> tuple[tuple[Definition, ...], list[Issue]]:
    """Every segmentation that could be read, and what is wrong with the files; `heads` counts by a map's cells."""
    by_name = {one.name: Definition(one, "ready-made") for one in ready_made()}
    issues: list[Issue] = []
    read: list[tuple[Path, Segmentation, Marked]] = []
    for path in sorted((workspace.folder / FOLDER).glob("*.y*ml")):
        segmentation, marked, found = read_file(path)
        issues += found
        if segmentation is not None:
            read.append((path, segmentation, marked))
    for path, segmentation, _ in read:
        earlier = by_name.get(segmentation.name)
        if earlier is not None and earlier.path is not None:
            where, name = f"{path.name} line 1", segmentation.name
            issues.append(_at(where, issue("twice", _TWICE.fill(name=name, other=earlier.path.name), _RENAME)))
        by_name[segmentation.name] = Definition(segmentation, "workspace", path)
    every = {name: definition.segmentation for name, definition in by_name.items()}
    for path, segmentation, marked in read:
        issues += [_at(at_line(path.name, marked, at), found) for at, found in judge(segmentation, every, heads)]
    return tuple(by_name.values()), [*issues, *_rings(every, {one.name: path for path, one, _ in read})]


def read_file(path: Path) -> tuple[Segmentation | None, Marked, list[Issue]]:
    """The segmentation of a file, or its mistakes with their lines; the file's own name is its name unless written."""
    try:
        text = path.read_bytes().decode("utf-8-sig") if path.stat().st_size <= _LARGEST else None
        marked = read_marked(text) if text is not None else None
    except (OSError, UnicodeDecodeError) as error:
        problem = Text("the file cannot be read: {why}", "文件无法读取：{why}").fill(why=error)
        return None, Marked(), [_at(path.name, issue("unreadable", problem, _UTF8))]
    except YamlError as error:
        problem = Text("the YAML cannot be read: {why}", "YAML 格式有误，无法读取：{why}").fill(why=error)
        return None, Marked(), [_at(f"{path.name} line {error.line or 1}", issue("unreadable", problem, _MEND))]
    if marked is None or not isinstance(marked.data, Mapping):
        return None, Marked(), [_at(path.name, issue("form", _FORM, _START))]
    return _read(path, marked)


def judge(
    segmentation: Segmentation, every: Mapping[str, Segmentation], heads: HeadCount | None = None
) -> list[tuple[tuple[Any, ...], Issue]]:
    """What is wrong with a segmentation that could be read: names that don't exist, gaps and overlaps of a map."""
    found: list[tuple[tuple[Any, ...], Issue]] = []
    name = segmentation.name
    if name in (*RESULT, *METRICS, *ATTRIBUTES, *RHYTHM) or name.startswith(("points_", "previous_")):
        found.append((("name",), issue("name", _TAKEN.fill(name=name), _RENAME)))
    for metric in _metrics(segmentation):
        if metric not in METRICS:
            found.append((("when",), unknown_name(_METRIC, metric, METRICS, code="metric")))
        elif METRICS.get(metric).type == "date":
            found.append((("when",), issue("date", _DATE.fill(name=metric), _FIELD)))
    if isinstance(segmentation, Grid):
        counted = heads(segmentation) if heads is not None and not coverage(segmentation).is_exact else None
        found += [(("segments",), one) for one in check_map(segmentation, counted)]
    if isinstance(segmentation, ByRule):
        found += [(("when",), one) for leaf in leaves(segmentation.when) for one in _leaf(leaf, every)]
    return found


def _leaf(leaf: object, every: Mapping[str, Segmentation]) -> Iterable[Issue]:
    if isinstance(leaf, FieldIs) and leaf.field not in ATTRIBUTES:
        yield unknown_name(_ATTRIBUTE, leaf.field, ATTRIBUTES, code="field")
    if isinstance(leaf, SegmentIs):
        if leaf.segment not in every:
            yield unknown_name(_SEGMENTATION, leaf.segment, every, code="segment")
            return
        known = [segment.key for segment in every[leaf.segment].segments()]
        for key in leaf.keys:
            if key not in known:
                yield unknown_name(_SEGMENT, key, known, code="segment")


def _metrics(segmentation: Segmentation) -> Sequence[str]:
    if isinstance(segmentation, ByRule):
        return [each.metric for each in segmentation.comparisons()]
    return [segmentation.metric] if isinstance(segmentation, Abc | Levels) else []


def _read(path: Path, marked: Marked) -> tuple[Segmentation | None, Marked, list[Issue]]:
    data = dict(marked.data)
    kind = data.get("kind", "rule")
    if kind not in KINDS:
        return (
            None,
            marked,
            [_at(at_line(path.name, marked, ("kind",)), unknown_name(_KIND, str(kind), KINDS, code="kind"))],
        )
    model = KINDS[str(kind)]
    given = {"name": path.stem if kind != "lifecycle" else "stage", **data}
    if "title" not in given and model.model_fields["title"].is_required():
        given["title"] = str(given["name"])
    issues = [_at(at_line(path.name, marked, at), issue("twice", _KEY.fill(name=at[-1]), _ONE)) for at in marked.twice]
    try:
        return model.model_validate(given), marked, issues
    except ValidationError as error:
        found = mistakes_of(error, model, data)
        return None, marked, issues + [_at(at_line(path.name, marked, at), one) for at, one in found]


def _rings(every: Mapping[str, Segmentation], paths: Mapping[str, Path]) -> list[Issue]:
    """Segmentations that rest on each other in a ring."""
    done: set[str] = set()
    waiting = dict(every)
    while ready := [name for name, one in waiting.items() if not (set(one.rests_on()) & set(every)) - done]:
        done |= set(ready)
        waiting = {name: one for name, one in waiting.items() if name not in done}
    if not waiting:
        return []
    names = sorted(waiting)
    where = paths[names[0]].name if names[0] in paths else names[0]
    return [_at(where, issue("ring", _RING.fill(names=", ".join(names)), _BREAK))]


def at_line(name: str, marked: Marked, path: tuple[Any, ...]) -> str:
    """A place in a file as a person finds it: its name and the line."""
    line = marked.line(path)
    return name if line is None else f"{name} line {line}"


def _at(where: str, found: Issue) -> Issue:
    return replace(found, where=where)


_SEGMENTS = Text("the folder of segments", "客群文件")
_METRIC, _ATTRIBUTE = Text("metric", "指标"), Text("field", "字段")
_SEGMENTATION, _SEGMENT, _KIND = Text("segmentation", "客群划分"), Text("segment", "客群"), Text("kind", "类型")
_UTF8 = Text("Save it as UTF-8, at most 1 MB.", "请另存为 UTF-8，不超过 1 MB。")
_MEND = Text("Mend this line: indentation, quotes, colons.", "请检查该行的缩进、引号与冒号。")
_FORM = Text("this is no segmentation", "这不是客群划分")
_START = Text("Start with `title:` and `when:`, or `kind: grid`.", "请写 `title:` 与 `when:`，或 `kind: grid`。")
_TWICE = Text("'{name}' is defined in {other} too", "“{name}”在 {other} 中也有定义")
_RENAME = Text("Write another `name:`.", "请换一个 `name:`。")
_TAKEN = Text("'{name}' is the name of a column of every result", "“{name}”与评级结果的列名相同")
_KEY, _ONE = Text("'{name}' is written twice", "“{name}”重复出现"), Text("Keep one of them.", "请保留其中一个。")
_DATE = Text("'{name}' is a day and cannot be compared with numbers", "“{name}”是日期，不能与数值比较")
_FIELD = Text("Use recency_days or tenure_days.", "请改用 recency_days 或 tenure_days。")
_RING = Text("these rest on each other in a ring: {names}", "以下客群互相引用，成为循环：{names}")
_BREAK = Text("Take one of the references out.", "请去掉其中一处引用。")
