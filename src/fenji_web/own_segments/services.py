"""What conditions may ask about; a form as a segment; who meets it, as the newest run has its customers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from fenji_web import library
from fenji_web.own_segments import queries
from fenji_web.own_segments.forms import Askable, Kind
from fenji_web.ui.remembered import kept
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from pathlib import Path

    from fenji_web.library import ByRule, OwnFile, Result, Text
    from fenji_web.own_segments.forms import Draft
    from fenji_web.segments.queries import Held
    from fenji_web.ui.reading import Reading

_KINDS: Mapping[str, Kind] = {"text": "text", "number": "whole", "date": "day", "truth": "truth"}
_LEFT_OUT = ("source", "note", "parent_id", "name")


def own_segments(folder: Path) -> dict[str, OwnFile]:
    """The segments by conditions that people of this company wrote, by name."""
    return {name: one for name, one in library.own_files(folder).items() if one.segmentation.kind == "rule"}


def askable(reading: Reading, *, sees_contact: bool, but: str = "") -> dict[str, Askable]:
    """All that a condition may ask about, in the order of menus; never the segment itself, nor what rests on it."""
    result = reading.result
    assert result is not None
    every = library.segmentations_in(reading.workspace_folder)
    found = [*_figures(result), *_segments(result, every, but), *_profile(result, sees_contact)]
    return {one.key: one for one in found}


def segment_of(draft: Draft, asked: Mapping[str, Askable], taken: set[str]) -> tuple[ByRule | None, Draft]:
    """(the segment that a form describes, None while something is wrong; the form with what is wrong)."""
    when, draft = draft.written(asked)
    if when is None:
        return None, draft
    name = draft.name or free_name(draft.zh or draft.en, taken)
    title = {"zh": draft.zh or draft.en or name, "en": draft.en or draft.zh or name}
    written: dict[str, Any] = {"name": name, "title": title, "when": when}
    written |= {"advice": draft.advice} if draft.advice else {}
    found, issues = library.read_written(written)
    if found is None:
        return None, replace(draft, problem=issues[0].problem)
    return cast("ByRule", found), draft


def held(reading: Reading, segment: ByRule) -> dict[str | None, Held] | None:
    """Who meets a segment's conditions in the newest run, by tier; None where that run does not know."""
    result = reading.result
    return None if result is None else queries.held_by(result, segment.when)


def suggestions(reading: Reading, draft: Draft, asked: Mapping[str, Askable]) -> dict[str, list[str]]:
    """For text fields in use: the values that most customers have, to choose from; nobody's contact data."""
    texts = {line.key for group in draft.groups for line in group.lines if line.key in asked}
    columns = {key: str(asked[key].written.get("field", "")) for key in texts if asked[key].kind == "text"}
    personal = {*library.masks.hidden_columns(), *library.masks.SHOWN}
    return {key: _values(reading, column) for key, column in columns.items() if column not in personal}


def _values(reading: Reading, column: str) -> list[str]:
    return kept(reading, ("values", column), lambda result: queries.values_of(result, column))


def free_name(title: str, taken: set[str]) -> str:
    """A name for the file from the title: letters, digits and Chinese characters; another number where it is taken."""
    bare = re.sub(r"[^\w-]+", "_", title).strip("_-")[:30] or "segment"
    name = bare if not bare[0].isdigit() else f"s_{bare}"
    found = (each for number in range(1, 1000) if (each := name if number == 1 else f"{name}_{number}") not in taken)
    return next(found)


def _figures(result: Result) -> Iterator[Askable]:
    own = {one.column: library.criterion_label(one) for one in result.scheme.scheme.criteria}
    measures = [
        one for one in result.scheme.measures() if one.column in result.columns and one.metric in library.METRICS
    ]
    for one in measures:
        metric = library.METRICS.get(one.metric)
        if metric.type == "date":
            continue
        label = own.get(one.column) or metric.label
        if one.window.kind != "all":
            label = words("customers.windowed", label=label, window=one.window.text)
        written: dict[str, Any] = {"metric": one.metric, "window": str(one.window)}
        written |= {"options": dict(one.options)} if one.options else {}
        yield Askable(f"figure:{one.column}", label, "number", "figure", written,
                      unit=_money(result.run.currency) if metric.is_money else metric.unit.text)  # fmt: skip


def _money(currency: str) -> Text:
    return library.Text(currency, library.say_money(0, currency, "zh").removeprefix("0"))


def _segments(result: Result, every: tuple[Any, ...], but: str) -> Iterator[Askable]:
    resting = {one.name for one in every if but and but in one.rests_on()} | {but}
    for one in every:
        if one.name in result.columns and one.name not in resting:
            choices = tuple((segment.key, segment.name) for segment in one.segments())
            yield Askable(f"segment:{one.name}", one.title, "choice", "segment", {"segment": one.name}, choices=choices)


def _profile(result: Result, sees_contact: bool) -> Iterator[Askable]:
    personal = {*library.masks.hidden_columns(), *library.masks.SHOWN}
    for name, one in library.ATTRIBUTES.items():
        if name in result.columns and name not in _LEFT_OUT and (sees_contact or name not in personal):
            yield Askable(f"field:{name}", one.label, _KINDS[one.type], "profile", {"field": name})
