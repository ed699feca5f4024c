"""A strategy as a form: what is typed becomes plain data, and a mistake in the data finds the field it was typed in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import QueryDict

    from fenji_web.library import Issue, Strategy

Place = tuple[str | int, ...]
WORDED = ("title", "company", "slogan")
LISTS: Mapping[str, tuple[str, int]] = {
    # what a row of the form is called → the part of the file it is in, and how many the file may have
    "goal": ("goals", 4),
    "action": ("actions", 24),
    "aim": ("evaluation", 8),
    "practice": ("practices", 6),
}
LONGEST = 2000
SHOWN_SEGMENTS = 3
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?%?")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_HEADS = {"goal": "goal-zh", "action": "action-zh", "aim": "aim-measure", "practice": "practice-zh"}


@dataclass(frozen=True)
class Mistake:
    """One mistake with the field it stands beside: its name and the row of that name, or none."""

    field: str
    row: int
    problem: Text
    fix: Text


@dataclass
class Typed:
    """The form's content as plain data, the form's rows behind each list, and what could not be read."""

    data: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


def typed(sent: QueryDict) -> Typed:
    """What was sent, as a strategy's plain data: empty fields and rows are left out."""
    found = Typed()
    for name in WORDED:
        _put(found.data, name, _words(sent.get(f"{name}-zh", ""), sent.get(f"{name}-en", "")))
    colour, logo = sent.get("colour", "").strip(), sent.get("logo", "").strip()
    _put(found.data, "colour", colour)
    if colour and not _COLOUR.fullmatch(colour):
        found.mistakes.append(Mistake("colour", 0, words("strategy.colour_wrong"), words("strategy.colour_fix")))
        del found.data["colour"]
    _put(found.data, "logo", logo)
    if "/" in logo or "\\" in logo:
        found.mistakes.append(Mistake("logo", 0, words("strategy.logo_elsewhere"), words("strategy.logo_fix")))
        del found.data["logo"]
    for row in LISTS:
        _rows(sent, row, found)
    promised = zip(*(sent.getlist(f"promise-{part}") for part in ("tier", "zh", "en")), strict=False)
    _put(found.data, "promises", {tier: said for tier, zh, en in promised if (said := _words(zh, en))})
    _put(found.data, "segments", list(dict.fromkeys(one for one in sent.getlist("segments") if one)))
    return found


def _rows(sent: QueryDict, row: str, found: Typed) -> None:
    """The rows of one list, in the order in which they stand in the form."""
    part, most = LISTS[row]
    columns = {name: sent.getlist(f"{row}-{name}") for name in _COLUMNS[row]}
    listed, places = [], []
    for number in range(min(max(len(values) for values in columns.values()), most + 10)):
        values = {name: column[number].strip() if number < len(column) else "" for name, column in columns.items()}
        one = _row(row, values)
        if one:
            _number(one, row, number, found)
            listed.append(one)
            places.append(number)
    _put(found.data, part, listed)
    found.rows[part] = places


_COLUMNS = {
    "goal": ("zh", "en", "measure", "target", "by"),
    "action": ("tier", "zh", "en", "owner-zh", "owner-en", "due"),
    "aim": ("measure", "target"),
    "practice": ("zh", "en"),
}


def _row(row: str, values: Mapping[str, str]) -> Any:
    """One row as the file has it; empty where nothing was typed (a tier alone is nothing typed)."""
    said = _words(values.get("zh", ""), values.get("en", ""))
    if row == "practice":
        return said
    one: dict[str, Any] = {}
    if row == "goal":
        _put(one, "say", said)
    if row == "action":
        _put(one, "what", said)
        _put(one, "owner", _words(values["owner-zh"], values["owner-en"]))
    for name in ("measure", "target", "by", "due"):
        _put(one, name, values.get(name, ""))
    return {"tier": values["tier"], **one} if row == "action" and one else one


def _number(one: Any, row: str, number: int, found: Typed) -> None:
    """The target as a number: 500, 1,400,000 or 12%."""
    if not isinstance(one, dict) or "target" not in one:
        return
    plain = one["target"].replace(",", "").replace("，", "").strip()
    if not _NUMBER.fullmatch(plain):
        del one["target"]
        wrong = Mistake(f"{row}-target", number, words("strategy.number_wrong"), words("strategy.number_fix"))
        found.mistakes.append(wrong)
        return
    value = Decimal(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)
    one["target"] = int(value) if value == value.to_integral_value() else value.normalize()


def _words(zh: str, en: str) -> str | dict[str, str]:
    zh, en = zh.strip()[:LONGEST], en.strip()[:LONGEST]
    return {"zh": zh, "en": en} if zh and en and zh != en else zh or en


def _put(data: dict[str, Any], name: str, value: Any) -> None:
    if value:
        data[name] = value


def beside(wrong: Sequence[tuple[Place, Issue]], found: Typed, tiers: Sequence[str]) -> list[Mistake]:
    """The library's mistakes, each at its field."""
    return found.mistakes + [Mistake(*_field(place, found, tiers), one.problem, fix_of(one)) for place, one in wrong]


def _field(place: Place, found: Typed, tiers: Sequence[str]) -> tuple[str, int]:
    part = str(place[0]) if place else ""
    if part in WORDED:
        return f"{part}-zh", 0
    if part == "promises" and len(place) > 1:
        return "promise-zh", tiers.index(str(place[1])) if place[1] in tiers else 0
    row = next((name for name, (listed, _) in LISTS.items() if listed == part), None)
    if row is None:
        return part, 0
    number = place[1] if len(place) > 1 and isinstance(place[1], int) else 0
    rows = found.rows.get(part, [])
    column = str(place[2]) if len(place) > 2 else ""
    column = "owner-zh" if column == "owner" else column
    name = f"{row}-{column}" if column in _COLUMNS[row] else _HEADS[row]
    return name, rows[number] if number < len(rows) else 0


def without_room(where: str) -> list[Mistake]:
    """The fields whose words found no room on the sheet, from the places that the sheet names."""
    found = []
    for place in where.partition(":")[2].split(","):
        told = _PLACE.fullmatch(place.strip())
        if told:
            first, number = _ROOM[told[1]], int(told[2] or 0)
            row = number - 1 if told[1] in ("goal", "practice") else number
            found.append(Mistake(first, row, words("strategy.no_room"), words("strategy.no_room_fix")))
    return found


_ROOM = {"goal": "goal-zh", "practice": "practice-zh", "tiers.promise": "promise-zh", "title.said": "title-zh",
         "title.slogan": "slogan-zh", "title.under": "company-zh"}  # fmt: skip
_PLACE = re.compile(rf"({'|'.join(map(re.escape, _ROOM))})(\d*)(?:\.\w+)?")


def fix_of(one: Issue) -> Text:
    """What to do on the page: the form says of each field what it holds."""
    return words("strategy.form_fix") if one.code == "form" else one.fix


def shown(written: Strategy, tiers: Sequence[str]) -> dict[str, Any]:
    """A strategy as the form's fields."""

    def row(one: Any, *names: str) -> dict[str, Any]:
        return {name.replace("-", "_"): _plain(getattr(one, name)) for name in names}

    return {
        **{name: _both(getattr(written, name)) for name in WORDED if name in written.model_fields_set},
        "colour": written.colour if "colour" in written.model_fields_set else "",
        "logo": written.logo or "",
        "goals": [{**_both(one.say), **row(one, "measure", "target", "by")} for one in written.goals],
        "actions": [{**_both(one.what), "owner": _both(one.owner), **row(one, "tier", "due")}
                    for one in written.actions],
        "aims": [row(one, "measure", "target") for one in written.evaluation],
        "practices": [_both(one) for one in written.practices],
        "promises": [(tier, _both(written.promises.get(tier, library.Text("", "")))) for tier in tiers],
        "segments": [*written.segments, *[""] * SHOWN_SEGMENTS][:max(SHOWN_SEGMENTS, len(written.segments))],
    }  # fmt: skip


def as_sent(sent: QueryDict) -> dict[str, Any]:
    """The form's fields as they were typed, mistakes and all."""

    def rows(name: str, *columns: str) -> list[dict[str, Any]]:
        listed = [sent.getlist(f"{name}-{column}") for column in columns]
        return [dict(zip((one.replace("-", "_") for one in columns), values, strict=False))
                for values in zip(*listed, strict=False)]  # fmt: skip

    actions = rows("action", *_COLUMNS["action"])
    for one in actions:
        one["owner"] = {"zh": one["owner_zh"], "en": one["owner_en"]}
    return {
        **{name: {lang: sent.get(f"{name}-{lang}", "") for lang in ("zh", "en")} for name in WORDED},
        "colour": sent.get("colour", ""),
        "logo": sent.get("logo", ""),
        "goals": rows("goal", *_COLUMNS["goal"]),
        "actions": actions,
        "aims": rows("aim", *_COLUMNS["aim"]),
        "practices": rows("practice", *_COLUMNS["practice"]),
        "promises": [(one["tier"], one) for one in rows("promise", "tier", "zh", "en")],
        "segments": sent.getlist("segments"),
    }


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": "" if text.en == text.zh else text.en}


def _plain(value: Any) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
