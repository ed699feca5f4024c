"""A standard that may still have mistakes: the parts that could be read, their places, and what could not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from fenji.errors import Issue
from fenji.scheme import wording
from fenji.scheme.marked import Marked, Path
from fenji.scheme.mistakes import mistakes_of, unknown_key
from fenji.scheme.model import Scheme
from fenji.scheme.own_metrics import OwnMetric
from fenji.scheme.parts import Criterion, Judgement, Limit, Part, Shown, Tier, UngradedState

SECTIONS: Mapping[str, type[Part]] = {
    "criteria": Criterion,
    "tiers": Tier,
    "ungraded": UngradedState,
    "limits": Limit,
    "shown": Shown,
    "judgements": Judgement,
    "metrics": OwnMetric,
}


@dataclass(frozen=True)
class Seen:
    """What could be read of one tier."""

    number: int
    key: str
    from_score: Decimal | None
    rest: bool


@dataclass
class Draft:
    """Everything the checks look at: parts by section with their place in the file, and the mistakes so far."""

    name: str
    marked: Marked
    raw: Mapping[str, Any]
    parts: dict[str, dict[int, Any]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    issues: list[tuple[Path, Issue]] = field(default_factory=list)

    @property
    def criteria(self) -> dict[int, Criterion]:
        """The criteria that could be read, by position."""
        return self.parts.get("criteria", {})

    @property
    def tiers(self) -> dict[int, Tier]:
        """The tiers that could be read, by position."""
        return self.parts.get("tiers", {})

    def tiers_seen(self) -> list[Seen]:
        """Every tier as far as it can be read, so that order and ends are judged even where one has a mistake."""
        written = self.raw.get("tiers")
        items = written if isinstance(written, list | tuple) else []
        return [_seen(number, self.tiers.get(number), item) for number, item in enumerate(items)]

    def add(self, path: Path, found: Issue) -> None:
        """Notes a mistake at a place."""
        self.issues.append((path, found))

    def note(self, path: Path, key: str, **values: object) -> None:
        """Notes a known kind of mistake at a place, its words filled in."""
        self.add(path, wording.found(key, **values))

    def where(self, path: Path) -> str:
        """The place as a person finds it: file and line, or the names of the parts."""
        line = self.marked.line(path)
        if line is not None:
            return f"{self.name} line {line}"
        steps = [self._said(path[: end + 1]) for end in range(len(path))]
        return " › ".join([self.name, *(step for step in steps if step)])

    def found(self) -> list[Issue]:
        """The mistakes in the order of the file's lines, errors before warnings on the same line."""
        order = {"error": 0, "warning": 1, "note": 2}
        ranked = sorted(self.issues, key=lambda each: (self.marked.line(each[0]) or 0, order[each[1].level]))
        return [replace(found, where=self.where(path)) for path, found in ranked]

    def _said(self, path: Path) -> str:
        last = path[-1]
        if isinstance(last, int):
            part = self.parts.get(str(path[0]), {}).get(last)
            return str(getattr(part, "key", None) or getattr(part, "name", None) or last + 1)
        return last


def draft_of(scheme: Scheme) -> Draft:
    """A scheme that is already read, for the same checks; places are names instead of lines."""
    parts = {section: dict(enumerate(getattr(scheme, section))) for section in SECTIONS}
    settings = {name: getattr(scheme, name) for name in type(scheme).model_fields if name not in SECTIONS}
    raw = {section: list(each.values()) for section, each in parts.items()} | settings
    return Draft(scheme.name, Marked(), raw, parts, settings)


def read_draft(marked: Marked, name: str) -> Draft:
    """What can be read of a file's data, with every mistake of form noted."""
    if not isinstance(marked.data, Mapping):
        draft = Draft(name, marked, {})
        draft.note((), "form")
        return draft
    draft = Draft(name, marked, marked.data)
    for path in marked.twice:
        draft.note(path, "twice", name=path[-1])
    _read_settings(draft)
    for section, model in SECTIONS.items():
        _read_section(draft, section, model)
    return draft


def _read_settings(draft: Draft) -> None:
    fields = Scheme.model_fields
    for key in draft.raw:
        if key not in fields:
            draft.add((key,), unknown_key(key, fields))
    given = {key: value for key, value in draft.raw.items() if key in fields and key not in SECTIONS}
    try:
        whole = Scheme.model_validate({**given, "tiers": ()})
        draft.settings = {key: getattr(whole, key) for key in fields if key not in SECTIONS}
    except ValidationError as error:
        for path, found in mistakes_of(error, Scheme, given):
            draft.add(path, found)


def _read_section(draft: Draft, section: str, model: type[Part]) -> None:
    written = draft.raw.get(section)
    if written is None:
        return
    if not isinstance(written, list):
        draft.note((section,), "form list", name=section)
        return
    for number, item in enumerate(written):
        try:
            draft.parts.setdefault(section, {})[number] = model.model_validate(item)
        except ValidationError as error:
            for path, found in mistakes_of(error, model, item):
                draft.add((section, number, *path), found)


def _seen(number: int, tier: Tier | None, item: Any) -> Seen:
    if tier is not None:
        return Seen(number, tier.key, tier.from_score, tier.rest)
    written = item if isinstance(item, Mapping) else {}
    score = written.get("from_score")
    is_number = isinstance(score, int | Decimal) and not isinstance(score, bool)
    from_score = Decimal(str(score)) if is_number else None
    return Seen(number, str(written.get("key", number + 1)), from_score, written.get("rest") is True)
