"""The conditions of a segment as a form: what may be asked, what was chosen, and what is wrong beside each line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Self

from fenji_web import library
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import QueryDict

    from fenji_web.library import Text

Kind = Literal["number", "whole", "text", "day", "truth", "choice"]
Match = Literal["all", "any", "none"]
MATCHES: tuple[Match, ...] = ("all", "any", "none")
OPERATORS: Mapping[Kind, tuple[str, ...]] = {
    "number": ("at_least", "above", "at_most", "below", "is"),
    "whole": ("at_least", "above", "at_most", "below", "known", "unknown"),
    "text": ("is", "is_not", "contains", "starts_with", "known", "unknown"),
    "day": ("within", "on_or_after", "on_or_before", "known", "unknown"),
    "truth": ("is",),
    "choice": ("is", "is_not"),
}
VALUELESS = ("known", "unknown")
MOST_GROUPS, MOST_LINES, LONGEST = 6, 12, 200
_PLAIN = {"one_of": "is", "none_of": "is_not"}


@dataclass(frozen=True)
class Askable:
    """One thing a condition may be about; `written` is how a segment's file names it."""

    key: str
    label: Text
    kind: Kind
    group: Literal["figure", "segment", "profile"]
    written: Mapping[str, Any]
    unit: Text | None = None
    choices: tuple[tuple[str, Text], ...] = ()

    @property
    def operators(self) -> tuple[str, ...]:
        """How it may be compared."""
        return OPERATORS[self.kind]


@dataclass(frozen=True)
class Line:
    """One condition as chosen: what about, how compared, with which values; `problem` where it cannot be read."""

    key: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()
    problem: Text | None = None

    @property
    def value(self) -> str:
        """What stands in its field."""
        return ", ".join(self.values)


@dataclass(frozen=True)
class Group:
    """Conditions that hold together: all of them, any, or none."""

    match: Match = "all"
    lines: tuple[Line, ...] = (Line(),)


@dataclass(frozen=True)
class Draft:
    """A segment as it stands in the form; `name` is empty while it is new, `digest` says what it was made from."""

    name: str = ""
    zh: str = ""
    en: str = ""
    advice: str = ""
    match: Match = "all"
    groups: tuple[Group, ...] = (Group(),)
    digest: str = ""
    problem: Text | None = None

    @property
    def has_problem(self) -> bool:
        """Whether anything in it cannot be used."""
        return self.problem is not None or any(line.problem for group in self.groups for line in group.lines)

    @classmethod
    def read(cls, sent: QueryDict, *, name: str = "") -> Self:
        """The form as it was sent; what is beyond its size is left out."""
        groups = []
        for number in range(MOST_GROUPS):
            lines = tuple(_line(sent, f"g{number}-r{row}") for row in range(MOST_LINES) if f"g{number}-r{row}" in sent)
            if lines:
                groups.append(Group(_match(sent.get(f"g{number}", "")), lines))
        zh, en, advice, digest = (sent.get(key, "").strip()[:LONGEST] for key in ("zh", "en", "advice", "digest"))
        return cls(name, zh, en, advice, _match(sent.get("match", "")), tuple(groups) or (Group(),), digest)

    def changed(self, what: str) -> Draft:
        """The form with a line or group more or less: `line-0`, `drop-0-2`, `group`."""
        kind, *numbers = what.split("-")
        places = [int(each) for each in numbers if each.isdecimal()]
        groups = list(self.groups)
        if kind == "group" and len(groups) < MOST_GROUPS:
            groups.append(Group("any"))
        elif kind == "line" and places and places[0] < len(groups) and len(groups[places[0]].lines) < MOST_LINES:
            group = groups[places[0]]
            groups[places[0]] = replace(group, lines=(*group.lines, Line()))
        elif kind == "drop" and len(places) == 2 and places[0] < len(groups):
            group = groups[places[0]]
            rest = tuple(line for number, line in enumerate(group.lines) if number != places[1])
            groups[places[0]] = replace(group, lines=rest)
            groups = [each for each in groups if each.lines] or [Group()]
        return replace(self, groups=tuple(groups))

    def fitted(self, asked: Mapping[str, Askable]) -> Draft:
        """The same with every line's operator one that fits what it is about."""
        return replace(self, groups=tuple(
            replace(group, lines=tuple(_fitted(line, asked) for line in group.lines)) for group in self.groups
        ))  # fmt: skip

    def written(self, asked: Mapping[str, Askable]) -> tuple[dict[str, Any] | None, Draft]:
        """(the condition as a file has it, None where it cannot be written yet; the form with what is wrong beside)."""
        groups, trees = [], []
        for group in self.groups:
            read = [_read(line, asked) for line in group.lines]
            groups.append(replace(group, lines=tuple(line for line, _ in read)))
            trees.append(_joined(group.match, [leaf for _, leaf in read if leaf is not None]))
        draft = replace(self, groups=tuple(groups))
        return (None if draft.has_problem else _joined(self.match, trees)), draft


def draft_of(own: Any, asked: Mapping[str, Askable]) -> Draft | None:
    """A segment's file as a form; None where it says more than the form can."""
    found, read = own.segmentation, conditions_of(own.segmentation.when, asked)
    if read is None:
        return None
    return replace(
        read, name=found.name, zh=found.title.zh, en=found.title.en, advice=found.advice.zh, digest=own.digest
    )


def conditions_of(when: Any, asked: Mapping[str, Askable]) -> Draft | None:
    """A rule as a form; None where it says more than the form can."""
    keys = {_identity(one.written): one.key for one in asked.values()}
    tree = when.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    match, parts = _parts(tree)
    groups = [_group(part, keys) for part in parts]
    if all(_is_leaf(part) for part in parts):
        groups = [_group(tree, keys)]
        match = "all"
    if not groups or any(group is None for group in groups):
        return None
    return Draft(match=match, groups=tuple(group for group in groups if group))


def _parts(tree: Mapping[str, Any]) -> tuple[Match, list[Any]]:
    if "all" in tree:
        return "all", list(tree["all"])
    if "any" in tree:
        return "any", list(tree["any"])
    return "all", [tree]


def _is_leaf(tree: Mapping[str, Any]) -> bool:
    return not {"all", "any", "not"} & set(tree)


def _group(tree: Mapping[str, Any], keys: Mapping[Any, str]) -> Group | None:
    if "not" in tree:
        match, parts = _parts(tree["not"])
        if match == "all" and not _is_leaf(tree["not"]):
            return None
        match = "none"
    else:
        match, parts = _parts(tree)
    if not all(_is_leaf(part) for part in parts):
        return None
    found = [_lines(part, keys) for part in parts]
    if any(lines is None or (len(lines) > 1 and match != "all") for lines in found):
        return None
    return Group(match, tuple(line for lines in found for line in lines or ()))


def _lines(leaf: Mapping[str, Any], keys: Mapping[Any, str]) -> list[Line] | None:
    """A leaf as lines, one an operator; None where it asks for something the form has not."""
    key = keys.get(_identity(leaf))
    if key is None:
        return None
    lines = []
    for name, value in leaf.items():
        if name in ("metric", "field", "segment", "window", "options"):
            continue
        operator, values = _PLAIN.get(name, name), tuple[str, ...]()
        if name == "is_known":
            operator = "known" if value else "unknown"
        elif name == "within":
            values = (str(value).split(" ")[0],)
        else:
            values = tuple(map(str, value)) if isinstance(value, list) else (_number(str(value)),)
        lines.append(Line(key, operator, values))
    return lines


def _number(written: str) -> str:
    """A number without the zeros behind it; anything else as it is."""
    return written.rstrip("0").rstrip(".") if re.fullmatch(r"-?\d+\.\d+", written) else written


def _identity(written: Mapping[str, Any]) -> tuple[Any, ...]:
    options = tuple(sorted((written.get("options") or {}).items()))
    kind = next(name for name in ("metric", "field", "segment") if name in written)
    return (kind, written[kind], str(written.get("window") or ""), options)


def _line(sent: QueryDict, place: str) -> Line:
    values = [each.strip()[:LONGEST] for each in sent.getlist(f"{place}-value")[:MOST_LINES] if each.strip()]
    return Line(sent.get(place, "")[:LONGEST], sent.get(f"{place}-operator", ""), tuple(values))


def _match(written: str) -> Match:
    return next((one for one in MATCHES if one == written), "all")


def _fitted(line: Line, asked: Mapping[str, Askable]) -> Line:
    about = asked.get(line.key)
    if about is None or line.operator in about.operators:
        return line
    return Line(line.key, about.operators[0])


def _read(line: Line, asked: Mapping[str, Askable]) -> tuple[Line, dict[str, Any] | None]:
    """A line with what is wrong with it, and its leaf."""
    about = asked.get(line.key)
    if about is None:
        return replace(line, problem=words("own_segments.choose")), None
    line = _fitted(line, asked)
    if line.operator in VALUELESS:
        return line, {**about.written, "is_known": line.operator == "known"}
    values = _values(about, line)
    if not values:
        return replace(line, problem=words(f"own_segments.needs_{_needed(about, line.operator)}")), None
    several = about.kind in ("text", "choice") and line.operator in ("is", "is_not")
    value: Any = list(values) if several else f"{values[0]} days" if line.operator == "within" else values[0]
    return line, {**about.written, line.operator: value == "true" if about.kind == "truth" else value}


def _needed(about: Askable, operator: str) -> str:
    return "days" if operator == "within" else {"whole": "number", "truth": "choice"}.get(about.kind, about.kind)


def _values(about: Askable, line: Line) -> tuple[str, ...]:
    """The values in the form a file has them; nothing where they cannot be read."""
    known = {key for key, _ in about.choices} or {"true", "false"}
    if about.kind in ("choice", "truth"):
        return tuple(each for each in line.values if each in known)
    if about.kind == "text":
        is_list = line.operator in ("is", "is_not")
        parts = re.split(r"[,，、;；]", ",".join(line.values)) if is_list else line.values
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
    return tuple(_exact(about, line))


def _exact(about: Askable, line: Line) -> Iterator[str]:
    bare = "".join(line.values[:1]).replace(" ", "")
    try:
        if line.operator == "within" or about.kind == "whole":
            number = int(bare.replace(",", ""))
            yield from [str(number)] if 0 < number < 100_000 or (about.kind == "whole" and number == 0) else []
        elif about.kind == "day":
            yield date.fromisoformat(bare.replace("/", "-")).isoformat()
        else:
            found = library.read_decimal(bare.replace(",", "").replace("，", ""))
            yield from [f"{found:f}"] if found is not None and abs(found) < Decimal(10) ** 15 else []
    except ValueError:
        return


def _joined(match: Match, parts: list[dict[str, Any]]) -> dict[str, Any]:
    if match == "none":
        return {"not": parts[0] if len(parts) == 1 else {"any": parts}}
    return parts[0] if len(parts) == 1 else {match: parts}
