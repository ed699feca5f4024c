"""A journey as it stands in the editor: stages with their notes, touchpoints with what they take, in their order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from fenji_web import library
from fenji_web.library import Text

if TYPE_CHECKING:
    from django.http import QueryDict

    from fenji_web.library import Journey, Language

MOST_STAGES, MOST_POINTS, LONGEST = 9, 60, 400
NOTES = ("pains", "chances", "actions")
FIRST_COLUMN = {"interactions": "kind", "feedback": "kind", "touches": "campaign", "orders": "channel"}
CHOSEN_BY = ("kind", "campaign", "channel", "direction", "response")


@dataclass(frozen=True)
class StageLine:
    """One stage: its names and what people noted, a note a line."""

    key: str = ""
    zh: str = ""
    en: str = ""
    owner: str = ""
    pains: str = ""
    chances: str = ""
    actions: str = ""


@dataclass(frozen=True)
class PointLine:
    """One touchpoint: its names, its stage, and which rows of which table it takes: column → values."""

    key: str = ""
    zh: str = ""
    en: str = ""
    stage: str = ""
    table: str = "interactions"
    which: str = "every"
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def values(self, column: str) -> tuple[str, ...]:
        """The values of a column that it takes; empty for all."""
        return dict(self.chosen).get(column, ())


@dataclass(frozen=True)
class Draft:
    """The whole journey in the form; the digest is that of the file it began from."""

    stages: tuple[StageLine, ...]
    points: tuple[PointLine, ...]
    digest: str = ""

    @classmethod
    def of(cls, journey: Journey, lang: Language, *, digest: str) -> Self:
        """A journey as the form shows it; notes in the reader's language."""
        stages = []
        for stage in journey.stages:
            note = journey.of(stage.key)
            lines = {name: "\n".join(one.say(lang) for one in getattr(note, name)) for name in NOTES}
            stages.append(StageLine(stage.key, *_both(stage.name), owner=note.owner.say(lang), **lines))
        points = tuple(
            PointLine(one.key, *_both(one.name), one.stage, one.table, one.which, tuple(one.asked().items()))
            for one in journey.touchpoints
        )
        return cls(tuple(stages), points, digest)

    @classmethod
    def read(cls, sent: QueryDict) -> Self:
        """The form as it was sent; what is beyond its size is left out."""
        stages = tuple(
            StageLine(
                *(sent.get(f"s{n}-{name}", "").strip()[: LONGEST * 20] for name in StageLine.__dataclass_fields__)
            )
            for n in range(MOST_STAGES + 1)
            if f"s{n}-key" in sent
        )
        points = tuple(_point(sent, n) for n in range(MOST_POINTS) if f"p{n}-key" in sent)
        order = sent.get("order", "").split(",")
        place = {key: number for number, key in enumerate(order)}
        points = tuple(sorted(points, key=lambda one: place.get(one.key, len(order))))
        return cls(stages, points, sent.get("digest", "")[:40])

    def changed(self, what: str, sent: QueryDict, rows: Sequence[Mapping[str, Any]]) -> Draft:
        """The form after a button: a stage or touchpoint more, less or elsewhere, or events assigned."""
        name, _, rest = what.partition(":")
        act = _ACTS.get(name)
        return self if act is None else act(self, rest, sent, rows)

    def journey(self, before: Journey) -> Journey:
        """The journey that the form describes; title and themes stay, and both languages of untouched notes."""
        notes = [note for stage in self.stages if (note := _note(stage, before))]
        return library.Journey.model_validate(
            {
                "title": before.title,
                "themes": before.themes,
                "stages": [{"key": one.key, "name": _words(one.zh, one.en)} for one in self.stages],
                "touchpoints": [
                    {"key": one.key, "name": _words(one.zh, one.en), "stage": one.stage, "table": one.table,
                     "which": one.which, **dict(one.chosen)}
                    for one in self.points
                ],
                "annotations": notes,
            }
        )  # fmt: skip

    @property
    def nameless(self) -> bool:
        """Whether a stage or touchpoint has no name yet."""
        lines: tuple[StageLine | PointLine, ...] = (*self.stages, *self.points)
        return any(not (one.zh or one.en) for one in lines)


def _point(sent: QueryDict, n: int) -> PointLine:
    key, zh, en, stage, table, which = (
        sent.get(f"p{n}-{name}", "").strip()[:LONGEST] for name in ("key", "zh", "en", "stage", "table", "which")
    )
    table = table if table in library.journey.COLUMNS else "interactions"
    which = which if which in library.journey.WHICHES[table] else "every"
    chosen = ((name, tuple(sent.getlist(f"p{n}-{name}"))) for name in library.journey.COLUMNS[table])
    return PointLine(key, zh, en, stage, table, which, tuple((name, values) for name, values in chosen if values))


def _add_stage(draft: Draft, _rest: str, _sent: QueryDict, _rows: object) -> Draft:
    if len(draft.stages) >= MOST_STAGES:
        return draft
    key = _free("stage", {one.key for one in draft.stages})
    return replace(draft, stages=(*draft.stages, StageLine(key)))


def _drop_stage(draft: Draft, key: str, _sent: QueryDict, _rows: object) -> Draft:
    """A stage less; its touchpoints go to its neighbour."""
    keys = [one.key for one in draft.stages]
    if key not in keys or len(keys) == 1:
        return draft
    place = keys.index(key)
    heir = keys[place - 1] if place else keys[1]
    points = tuple(replace(one, stage=heir) if one.stage == key else one for one in draft.points)
    return replace(draft, stages=tuple(one for one in draft.stages if one.key != key), points=points)


def _shift_stage(draft: Draft, rest: str, _sent: QueryDict, _rows: object) -> Draft:
    key, _, way = rest.partition(":")
    return replace(draft, stages=_shifted(draft.stages, key, -1 if way == "left" else 1))


def _shift_point(draft: Draft, rest: str, _sent: QueryDict, _rows: object) -> Draft:
    """A touchpoint to the stage beside it, or before or after another of its stage: who stands first takes first."""
    key, _, way = rest.partition(":")
    one = next((point for point in draft.points if point.key == key), None)
    if one is None:
        return draft
    keys = [stage.key for stage in draft.stages]
    if way in ("left", "right"):
        at = keys.index(one.stage) + (-1 if way == "left" else 1) if one.stage in keys else 0
        moved = replace(one, stage=keys[min(max(at, 0), len(keys) - 1)])
        return replace(draft, points=tuple(moved if point.key == key else point for point in draft.points))
    mates = [n for n, point in enumerate(draft.points) if point.stage == one.stage]
    place = mates.index(draft.points.index(one)) + (-1 if way == "up" else 1)
    if not 0 <= place < len(mates):
        return draft
    points = list(draft.points)
    here, there = points.index(one), mates[place]
    points.insert(there, points.pop(here))
    return replace(draft, points=tuple(points))


def _drop_point(draft: Draft, key: str, _sent: QueryDict, _rows: object) -> Draft:
    return replace(draft, points=tuple(one for one in draft.points if one.key != key))


def _add_point(draft: Draft, stage: str, _sent: QueryDict, _rows: object) -> Draft:
    if len(draft.points) >= MOST_POINTS:
        return draft
    key = _free("point", {one.key for one in draft.points})
    return replace(draft, points=(*draft.points, PointLine(key, stage=stage)))


def _take(draft: Draft, rest: str, sent: QueryDict, rows: Sequence[Mapping[str, Any]]) -> Draft:
    """Events not assigned yet: to a touchpoint that takes such rows, or as a new one at the front of a stage."""
    if not rest.isdecimal() or int(rest) >= len(rows):
        return draft
    row, to = rows[int(rest)], sent.get(f"take-{rest}", "")
    column = FIRST_COLUMN[row["table"]]
    value = row["channel"] if column == "channel" else row["kind"]
    kind, _, key = to.partition(":")
    if kind == "stage":
        key_new = _free("point", {one.key for one in draft.points})
        said = str(value or "")
        chosen = ((column, (said,)),) if said else ()
        new = PointLine(key_new, said, "", key, row["table"], row["which"], chosen)
        return replace(draft, points=(new, *draft.points))
    points = []
    for one in draft.points:
        if kind == "point" and one.key == key and value is not None:
            chosen_by = {**dict(one.chosen), column: (*one.values(column), str(value))}
            one = replace(one, chosen=tuple(chosen_by.items()))  # noqa: PLW2901 - the line as it is now
        points.append(one)
    return replace(draft, points=tuple(points))


_ACTS = {
    "stage-add": _add_stage,
    "stage-drop": _drop_stage,
    "stage-move": _shift_stage,
    "point-add": _add_point,
    "point-drop": _drop_point,
    "point-move": _shift_point,
    "take": _take,
}


def _shifted(lines: tuple[StageLine, ...], key: str, by: int) -> tuple[StageLine, ...]:
    keys = [one.key for one in lines]
    if key not in keys or not 0 <= keys.index(key) + by < len(keys):
        return lines
    moved = list(lines)
    moved.insert(keys.index(key) + by, moved.pop(keys.index(key)))
    return tuple(moved)


def _free(name: str, taken: set[str]) -> str:
    return next(key for n in range(1, 1000) if (key := f"{name}_{n}") not in taken)


def _note(stage: StageLine, before: Journey) -> dict[str, Any] | None:
    """What was noted for a stage, as the file has it; None where nothing was."""
    was = before.of(stage.key)
    noted: dict[str, Any] = {}
    if stage.owner:
        noted["owner"] = _kept(stage.owner, (was.owner,))
    for name in NOTES:
        lines = [line.strip() for line in re.split(r"[\r\n]+", getattr(stage, name)) if line.strip()]
        if lines:
            noted[name] = [_kept(line, getattr(was, name)) for line in lines]
    return {"stage": stage.key, **noted} if noted else None


def _kept(said: str, before: Sequence[Text]) -> Text:
    """The words in both languages where they are those that stood there, else as they were typed."""
    return next((one for one in before if said in (one.zh, one.en)), Text(said, said))


def _words(zh: str, en: str) -> Text:
    return Text(en or zh, zh or en)


def _both(text: Text) -> tuple[str, str]:
    return text.zh, "" if text.en == text.zh else text.en
