"""Conditions on customers: the grades' closed tree, its leaves extended to attributes, dates and other segments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from fenji.grades.rule import AllOf, AnyOf, Comparison, Not, Rule, usual_window
from fenji.metrics.window import Window
from fenji.segments.leaves import FieldIs, SegmentIs
from fenji.segments.segmentation import mistake


def read_condition(value: Any) -> Any:
    """A condition as written: `all`, `any`, `not`, or a leaf that names a `metric`, a `field` or a `segment`."""
    if isinstance(value, Rule):
        return value
    if not isinstance(value, Mapping):
        raise mistake(
            "a condition is {metric: …}, {field: …}, {segment: …}, {all: […]}, {any: […]} or {not: …}",
            "条件写作 {metric: …}、{field: …}、{segment: …}、{all: […]}、{any: […]} 或 {not: …}",
        )
    for key, group in (("all", AllOf), ("any", AnyOf)):
        if key in value:
            parts = value[key]
            return group.model_validate({**value, key: _each(parts, key) if isinstance(parts, list | tuple) else parts})
    if "not" in value:
        return Not.model_validate({**value, "not": _each([value["not"]], "not")[0]})
    kind = FieldIs if "field" in value else SegmentIs if "segment" in value else Comparison
    return kind.model_validate(value)


def _each(parts: Sequence[Any], key: str) -> list[Any]:
    """Every part read; the mistakes of all of them together, each with its place."""
    read: list[Any] = []
    found: list[InitErrorDetails] = []
    for number, part in enumerate(parts):
        place = (key,) if key == "not" else (key, number)
        try:
            read.append(read_condition(part))
        except ValidationError as error:
            found += [_placed(each, place) for each in error.errors(include_url=False)]
        except PydanticCustomError as error:
            found.append(InitErrorDetails(type=error, loc=place, input=part))
    if found:
        raise ValidationError.from_exception_data("condition", found)
    return read


def _placed(error: ErrorDetails, place: tuple[str | int, ...]) -> InitErrorDetails:
    context = error.get("ctx", {})
    kind = mistake(context["en"], context["zh"]) if error["type"] == "written" else error["type"]
    return InitErrorDetails(type=kind, loc=(*place, *error["loc"]), input=error["input"], ctx=context)


def leaves(rule: Rule) -> Iterator[Rule]:
    """Every leaf of a tree, in the order written."""
    if isinstance(rule, Not):
        yield from leaves(rule.part)
    elif isinstance(rule, AllOf | AnyOf):
        for part in rule.all if isinstance(rule, AllOf) else rule.any:
            yield from leaves(part)
    else:
        yield rule


def with_windows(rule: Rule, window: Window) -> Rule:
    """The same tree where every metric says its window: the metric's usual one where none was written."""
    if isinstance(rule, Comparison):
        return rule.model_copy(update={"window": rule.window or usual_window(rule.metric, window)})
    if isinstance(rule, Not):
        return Not(part=with_windows(rule.part, window))
    if isinstance(rule, AllOf):
        return AllOf(all=tuple(with_windows(part, window) for part in rule.all))
    if isinstance(rule, AnyOf):
        return AnyOf(any=tuple(with_windows(part, window) for part in rule.any))
    return rule
