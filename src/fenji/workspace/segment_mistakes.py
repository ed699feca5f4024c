"""Mistakes of form in a segment file, in words a person can act on, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from fenji.errors import Issue
from fenji.grades.rule import Comparison
from fenji.language import Text
from fenji.scheme.mistakes import Path, issue, unknown_name
from fenji.scheme.mistakes import mistakes_of as scheme_mistakes
from fenji.segments.abc import ShareClass
from fenji.segments.grid import Area
from fenji.segments.leaves import FieldIs, SegmentIs
from fenji.segments.levels import Level
from fenji.segments.segmentation import Segment

_ITEMS: Mapping[str, type[BaseModel]] = {"grid": Area, "abc": ShareClass, "levels": Level}
_SETTING = Text("setting", "设置项")
_SHOWN = Text(
    "Write it as docs/how-to/segments-and-lifecycle.md shows.", "写法见 docs/how-to/segments-and-lifecycle.md。"
)


def mistakes_of(error: ValidationError, model: type[BaseModel], data: Any) -> list[tuple[Path, Issue]]:
    """Every mistake: its place in the file, and what to do. `where` of each issue is filled in later."""
    ordinary = iter(scheme_mistakes(error, model, data))
    return [_one(each, other, data) for each, other in zip(error.errors(include_url=False), ordinary, strict=True)]


def _one(each: ErrorDetails, other: tuple[Path, Issue], data: Any) -> tuple[Path, Issue]:
    path, found = other
    if each["type"] == "written":
        context = each["ctx"]
        return path, issue("form", Text(context["en"], context["zh"]), _SHOWN)
    if each["type"] == "extra_forbidden":
        name = str(each["loc"][-1])
        return path, unknown_name(_SETTING, name, _keys(path, data), code="key")
    is_form = found.code == "form"
    return path, issue("form", found.problem, _SHOWN) if is_form else found


def _keys(path: Path, data: Any) -> set[str]:
    """The keys that may stand beside the one at a place."""
    from fenji.workspace.segment_files import KINDS

    holder: type[BaseModel] = KINDS[str(data.get("kind", "rule"))]
    inside = data
    for step in path[:-1]:
        inside = inside[step]
        if step == "segments":
            holder = _ITEMS.get(str(data.get("kind")), Segment)
        elif step == "rest":
            holder = Segment
        elif "when" in path and isinstance(inside, Mapping):
            holder = _leaf(inside)
    return set(_written(holder))


def _leaf(inside: Mapping[str, Any]) -> type[BaseModel]:
    return FieldIs if "field" in inside else SegmentIs if "segment" in inside else Comparison


def _written(holder: type[BaseModel]) -> Iterator[str]:
    plain = {"one_of": "is", "none_of": "is_not"} if holder in (FieldIs, SegmentIs) else {}
    for name, info in holder.model_fields.items():
        yield plain.get(name) or info.alias or name
    if holder is Comparison:
        yield from ("between", "all", "any", "not")
