"""What the pages of care show of tiers, fields, overrides and typed rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.care.forms import Field, Form
    from fenji_web.care.models import Override, Record
    from fenji_web.library import Scheme


@dataclass(frozen=True)
class Shown:
    """A field as the page shows it: with its value, and what is wrong with it."""

    field: Field
    label: Text
    help: Text | None
    value: str
    problems: tuple[Mapping[str, Any], ...]


def fields_shown(form: Form, values: Mapping[str, str], problems: Sequence[Mapping[str, Any]]) -> list[Shown]:
    """A form's fields in order, each with its own problems."""
    return [
        Shown(
            one,
            form.label(one.name),
            words(f"care.{form.name}_{one.name}_help") if one.has_help else None,
            values.get(one.name, ""),
            tuple(each for each in problems if each["field"] == one.name),
        )
        for one in form.fields
    ]


def pool_tiers(scheme: Scheme, counts: Mapping[str | None, int], chosen: str | None) -> list[dict[str, Any]]:
    """The tiers to choose from, with how many of each are in the pool."""
    named: list[tuple[str, str | None, Text]] = [(tier.key, tier.key, tier.name) for tier in scheme.tiers]
    named.append(("-", None, words("ui.ungraded")))
    return [
        {"value": value, "label": label, "n": counts.get(key, 0), "is_on": value == chosen}
        for value, key, label in named
        if counts.get(key, 0) or value == chosen
    ]


def overrides_shown(found: Sequence[Override], day: date) -> list[dict[str, Any]]:
    """Overrides with their states in words as of a day."""
    tones = {"waiting": "warn", "set": "good", "rejected": "bad"}
    states = [("expired" if one.state == "set" and one.until < day else one.state, one) for one in found]
    return [{"of": one, "state": f"care.state_{state}", "tone": tones.get(state, "")} for state, one in states]


def records_shown(found: Sequence[Record], currency: str, *, sees_contact: bool) -> list[Text]:
    """What was typed since the run, one line each; what a customer said only to those who may see contact data."""
    return [_line(one, currency, sees_contact=sees_contact) for one in found]


def _line(one: Record, currency: str, *, sees_contact: bool) -> Text:
    values = one.values
    if one.kind == "order":
        return words("care.newer_order", day=values["ordered_on"], amount=_amount(values["amount"], currency))
    if one.kind == "contact":
        line = words("care.newer_contact", day=values["happened_on"])
        said = values["subject"] if sees_contact else ""
        return Text(f"{line.en}: {said}", f"{line.zh}：{said}") if said else line
    if one.kind == "profile":
        labels = [words(f"care.profile_{name}") for name in values]
        said = Text(", ".join(each.en for each in labels), "、".join(each.zh for each in labels))
        return words("care.newer_profile", labels=said)
    return words("care.newer_customer")


def _amount(typed: str, currency: str) -> Text:
    amount = library.read_decimal(typed.replace(",", ""))
    if amount is None:
        return library.same(typed)
    return Text(library.say_money(amount, currency, "en"), library.say_money(amount, currency, "zh"))
