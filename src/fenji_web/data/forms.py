"""What a person says of a file: its table, what each column is, how it is read; and why an import is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from fenji_web import library
from fenji_web.library import Text
from fenji_web.ui.words import words

_CURRENCIES = ("CNY", "USD", "EUR", "GBP", "JPY", "HKD", "TWD", "SGD")
_ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "shift_jis", "cp1252")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "date_order": ("ymd", "dmy", "mdy"),
    "calendar": ("gregorian", "roc", "buddhist"),
    "decimal_mark": (".", ","),
    "units": ("read", "reject"),
    "negative_amount": ("refund", "reject"),
    "identical_lines": ("keep", "drop"),
    "two_row_header": ("true", "false"),
    "unclear_headers": ("ask", "letters"),
    "stated_window": ("all", "12 months"),
    "file_is": ("partial", "complete"),
    "accepts_missing": ("yes",),
}
_ALWAYS = ("sheet", "header_row", "date_order", "currency")
_OTHERS = ("encoding", "decimal_mark", "units", "calendar", "two_row_header", "unclear_headers")
_OF_TABLE: Mapping[str, tuple[str, ...]] = {
    "orders": ("negative_amount", "identical_lines"),
    "order_lines": ("negative_amount", "identical_lines"),
    "customers": ("stated_on", "stated_window"),
}
_READING = ("sheet", "header_row", "encoding", "two_row_header", "unclear_headers")  # they decide what the columns are
_BESIDE = ("file_is", "accepts_missing")  # not options of a mapping
TABLES = ("orders", "customers", "order_lines", "payments", "products", "interactions", "feedback", "touches",
          "contacts")  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One setting of how a file is read; `is_asked` where the file leaves it open."""

    name: str
    label: Text
    value: str
    choices: tuple[tuple[str, Text], ...] = ()
    kind: str = "select"
    is_asked: bool = False


@dataclass(frozen=True)
class Read:
    """What the form said: how the file is wanted, and mistakes beside the columns they are of."""

    given: dict[str, Any]
    mistakes: dict[int, Text]


def fields_of(found: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[list[Field], list[Field]]:
    """The settings to show: those that are open or often meant, and the others."""
    asked = asked_of(found)
    own = _OF_TABLE.get(found.get("table") or "", ())
    shown = [name for name in (*_ALWAYS, *own[:1]) if name != "sheet" or len(found.get("sheets", ())) > 1]
    shown += [name for name in ("sheet", *_OTHERS, *own, *_BESIDE) if name in asked and name not in shown]
    rest = [name for name in (*_OTHERS, *own, "file_is") if name not in shown and not _is_idle(name, found)]
    values = {**found["mapping"]["options"], **{name: given.get(name) for name in _BESIDE}}
    return tuple([_field(name, values, found, asked) for name in part] for part in (shown, rest))  # type: ignore[return-value]


def asked_of(found: Mapping[str, Any]) -> set[str]:
    """The settings that the file leaves open."""
    missing = ("file_is", "accepts_missing") if found.get("code") == "MOSTLY_MISSING" else ()
    return {found.get("option") or "", *found.get("answers", {}), *missing}


def read_form(post: Mapping[str, str], found: Mapping[str, Any], given: Mapping[str, Any]) -> Read:
    """How the person wants the file read; a new table or sheet has its columns recognised anew."""
    table = post.get("table") or found.get("table") or None
    was, asked = found["mapping"]["options"], asked_of(found)
    options = dict(was)
    for name in (*_ALWAYS, *_OTHERS, *dict.fromkeys(one for own in _OF_TABLE.values() for one in own)):
        said = post.get(f"opt-{name}", "").strip()
        is_untouched = name not in asked and said == _field(name, was, found, asked).value
        if f"opt-{name}" not in post or is_untouched:
            continue
        value = _option(name, said)
        if value is None:
            options.pop(name, None)
        else:
            options[name] = value
    now: dict[str, Any] = {"table": table, "options": options, "file_is": post.get("opt-file_is") or "partial"}
    now["accepts_missing"] = bool(post.get("opt-accepts_missing"))
    is_new = table != found.get("table") or any(options.get(name) != was.get(name) for name in _READING)
    if is_new:
        return Read({**now, "columns": None}, {})
    columns, mistakes = _columns(post, found)
    was_columns = found["mapping"]["columns"]
    is_open = found["state"] == "question" and columns == was_columns and given.get("columns") is None
    return Read({**now, "columns": None if is_open else columns}, mistakes)


def is_as_previewed(now: Mapping[str, Any], found: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whether the form still says what the preview was made of."""
    mapping = found["mapping"]
    return bool(
        found["state"] == "preview"
        and now["table"] == mapping["table"]
        and now["columns"] == mapping["columns"]
        and now["options"] == mapping["options"]
        and now["file_is"] == (given.get("file_is") or "partial")
    )


class UndoForm(forms.Form):
    """Why an import is taken back, and whether later ones go with it."""

    reason = forms.CharField(max_length=300, strip=True)
    cascade = forms.BooleanField(required=False)


def _columns(post: Mapping[str, str], found: Mapping[str, Any]) -> tuple[dict[str, str], dict[int, Text]]:
    known = {choice["name"]: choice["label"] for choice in found["choices"]}
    chosen: dict[str, str] = {}
    mistakes: dict[int, Text] = {}
    for index, column in enumerate(found["columns"]):
        name = post.get(f"col-{index}", column["column"] or "")
        if not name or name not in known:
            continue
        if name in chosen:
            mistakes[index] = words("data.twice", column=Text(**known[name]), one=chosen[name], two=column["header"])
            continue
        chosen[name] = column["header"]
    return chosen, mistakes


def _option(name: str, said: str) -> Any:
    """The option's value as a mapping has it; None where nothing was said, or nothing that can be meant."""
    if name == "header_row":
        return int(said) if said.isdigit() and 0 < int(said) < 10_000 else None
    if name == "two_row_header":
        return True if said == "true" else None
    if name in _CHOICES:
        defaults = {"identical_lines": "keep", "unclear_headers": "ask"}
        return said if said in _CHOICES[name] and said != defaults.get(name) else None
    if name == "currency":
        return said.upper() if len(said) == 3 and said.isascii() and said.isalpha() else None
    return said[:200] or None


def _field(name: str, values: Mapping[str, Any], found: Mapping[str, Any], asked: set[str]) -> Field:
    value = values.get(name)
    answers = found.get("answers", {}).get(name, {})
    is_asked = name in asked
    if value is None:
        value = answers.get("suggested", "") if is_asked else ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    label = words(f"data.opt_{name}")
    if name == "header_row":
        return Field(name, label, text or str(found.get("header_row") or 1), kind="number", is_asked=is_asked)
    if name == "stated_on":
        return Field(name, label, text, kind="date", is_asked=is_asked)
    choices = _choices(name, text, found, answers, is_asked=is_asked)
    return Field(name, label, text or _default(name, found), choices, is_asked=is_asked)


def _choices(
    name: str, value: str, found: Mapping[str, Any], answers: Mapping[str, Any], *, is_asked: bool
) -> tuple[tuple[str, Text], ...]:
    if name in _CHOICES:
        listed = [(one, words(f"data.{name}_{one}")) for one in _CHOICES[name]]
        listed += [(value, library.same(value))] if value and value not in _CHOICES[name] else []
    else:
        own = {"sheet": found.get("sheets", ()), "currency": _CURRENCIES, "encoding": _ENCODINGS}[name]
        every = dict.fromkeys([*answers.get("choices", ()), *own, *([value] if value else [])])
        listed = [(one, library.same(one)) for one in every]
    has_default = name in ("identical_lines", "unclear_headers", "file_is")
    nothing = words("data.pick_one") if is_asked else words("data.by_file")
    return tuple(listed) if has_default or (is_asked and value) else (("", nothing), *listed)


def _default(name: str, found: Mapping[str, Any]) -> str:
    if name == "sheet":
        return str(found.get("sheet") or "")
    return {"identical_lines": "keep", "unclear_headers": "ask", "file_is": "partial"}.get(name, "")


def _is_idle(name: str, found: Mapping[str, Any]) -> bool:
    """Whether a setting means nothing for a file of this kind."""
    return name == "encoding" and found.get("kind") != "csv"
