"""The forms people type customers, orders, contacts and overrides into: at most six fields each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from fenji_web import library
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.library import Scheme, Text

Kind = Literal["text", "area", "day", "money", "choice", "check", "email", "phone"]
NEXT_STEP, NEXT_DAY, MINE = "next_what", "next_on", "mine"
LOST = ("price", "product", "service", "moved", "competitor", "other")
REASON, WORDS, OTHER = "reason", "text", "other"
CONTACT_KINDS = ("call", "wechat", "store_visit", "email", "sms", "service")
_LONGEST = 500
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[\d\s()./-]{5,30}(\s*(ext|x|转)\.?\s*\d{1,6})?")


@dataclass(frozen=True)
class Field:
    """One field: what is typed, whether it must be, and the column of the import it becomes, if one."""

    name: str
    kind: Kind = "text"
    is_required: bool = False
    column: str | None = None
    choices: tuple[tuple[str, Text], ...] = ()
    has_help: bool = False
    is_wide: bool = False
    most: int = 120


@dataclass(frozen=True)
class Form:
    """A form: its fields, and the table its values become a row of."""

    name: str
    fields: tuple[Field, ...]
    table: str | None = None

    def label(self, field: str) -> Text:
        """What a field is called."""
        return words(f"care.{self.name}_{field}")

    def read(self, typed: Mapping[str, Any]) -> tuple[dict[str, str], list[dict[str, Any]]]:
        """The values typed, blanks around them removed, and what is wrong before anything is asked of the worker."""
        values = {one.name: _plain(str(typed.get(one.name, ""))) for one in self.fields}
        return values, [found for one in self.fields if (found := self._problem(one, values[one.name]))]

    def columns(self, values: Mapping[str, str]) -> dict[str, str]:
        """The values that are imported, by column; every column, so that all files of a form have one shape."""
        return {one.column: values[one.name] for one in self.fields if one.column}

    def field_of(self, column: str) -> str:
        """The field a column is typed in; empty where it is in none."""
        return next((one.name for one in self.fields if one.column == column), "")

    def _problem(self, one: Field, value: str) -> dict[str, Any] | None:
        if one.is_required and not value:
            return problem(one.name, words("care.missing"), words("care.missing_fix", label=self.label(one.name)))
        if len(value) > one.most:
            return problem(one.name, words("care.too_long", n=one.most), words("care.too_long_fix"))
        is_right: dict[str, Callable[[], object]] = {
            "day": lambda: _day(value) is not None,
            "email": lambda: _EMAIL.fullmatch(value),
            "phone": lambda: _PHONE.fullmatch(value),
            "choice": lambda: value in {key for key, _ in one.choices},
        }
        if value and one.kind in is_right and not is_right[one.kind]():
            return problem(one.name, words(f"care.no_{one.kind}"), words(f"care.no_{one.kind}_fix"))
        return None


def problem(field: str, what: Text, fix: Text, *, where: str = "") -> dict[str, Any]:
    """One problem in three parts, as a job keeps it and a page shows it beside its field."""
    return {"field": field, "problem": both(what), "where": both(library.same(where)), "fix": both(fix)}


def both(text: Text) -> dict[str, str]:
    """A text in both languages as a job keeps it."""
    return {"en": text.en, "zh": text.zh}


def customer_form() -> Form:
    """A new customer: the number is made, the day is today."""
    kinds = tuple((key, words(f"customers.kind_{key}")) for key in ("person", "company"))
    return Form(
        "customer",
        (
            Field("name", is_required=True, column="name"),
            Field("kind", "choice", is_required=True, column="kind", choices=kinds),
            Field("mobile", "phone", column="mobile"),
            Field("email", "email", column="email"),
            Field("city", column="city"),
            Field(MINE, "check"),
        ),
        "customers",
    )


def profile_form() -> Form:
    """A customer's own data, corrected."""
    plain: tuple[tuple[str, Kind], ...] = (
        ("mobile", "phone"), ("landline", "phone"), ("email", "email"), ("wechat", "text"), ("province", "text"),
        ("city", "text"), ("district", "text"),
    )  # fmt: skip
    fields = (Field(name, kind, column=name) for name, kind in plain)
    name = Field("name", is_required=True, column="name")
    return Form("profile", (name, *fields, Field("address", column="address", is_wide=True, most=200)), "customers")


def emptied(form: Form, values: Mapping[str, str], was: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields that had a value and shall have none."""
    return tuple(one for one in form.fields if was.get(one.name) and not values[one.name])


def lost_form() -> Form:
    """Why a customer is lost; said in words where it is none of the usual reasons."""
    reasons = tuple((key, words(f"care.lost_{key}")) for key in LOST)
    return Form(
        "lost",
        (
            Field(REASON, "choice", is_required=True, choices=reasons),
            Field(WORDS, "area", has_help=True, most=300),
        ),
    )


def read_lost(typed: Mapping[str, Any]) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The reason of churn, and what is wrong with it."""
    values, problems = lost_form().read(typed)
    if values[REASON] == OTHER and not values[WORDS]:
        problems.append(problem(WORDS, words("care.missing"), words("care.missing_fix", label=words("care.lost_text"))))
    return values, problems


def order_form() -> Form:
    """An order of one customer."""
    return Form(
        "order",
        (
            Field("amount", "money", is_required=True, column="amount", has_help=True, most=40),
            Field("ordered_on", "day", is_required=True, column="ordered_at"),
            Field("number", column="order_id", has_help=True, most=60),
            Field("channel", column="channel", most=60),
            Field("store", column="store", most=60),
        ),
        "orders",
    )


def contact_form() -> Form:
    """A contact with a customer, and the next one."""
    known = {one.text.en: one.text for one in library.interactions.KINDS}
    kinds = tuple((known[key].zh, words(f"care.kind_{key}")) for key in CONTACT_KINDS)
    ways = tuple((key, words(f"customers.{key}")) for key in ("out", "in"))
    return Form(
        "contact",
        (
            Field("kind", "choice", is_required=True, column="kind", choices=kinds),
            Field("direction", "choice", is_required=True, column="direction", choices=ways),
            Field("happened_on", "day", is_required=True, column="happened_at"),
            Field("subject", "area", is_required=True, column="subject", most=_LONGEST),
            Field(NEXT_DAY, "day", has_help=True),
            Field(NEXT_STEP, most=200),
        ),
        "interactions",
    )


def override_form(scheme: Scheme) -> Form:
    """A tier set by a person, with reason and last day."""
    tiers = tuple((tier.key, tier.name) for tier in scheme.tiers)
    return Form(
        "override",
        (
            Field("tier", "choice", is_required=True, choices=tiers),
            Field("until", "day", is_required=True, has_help=True),
            Field("reason", "area", is_required=True, most=_LONGEST),
        ),
    )


def first_values(form: Form, today: date) -> dict[str, str]:
    """What a new form shows before anything is typed."""
    first = {one.name: one.choices[0][0] for one in form.fields if one.kind == "choice" and form.name != "override"}
    first |= {
        name: today.isoformat() for name in ("ordered_on", "happened_on") for one in form.fields if one.name == name
    }
    if form.name == "override":
        first["until"] = (today + timedelta(days=90)).isoformat()
    return first


def read_task(typed: Mapping[str, Any]) -> tuple[str, date | None, list[dict[str, Any]]]:
    """What is to be done and by when."""
    what, written = _plain(str(typed.get("what", "")))[:200], str(typed.get("due_on", ""))
    due_on = _day(written)
    problems = [] if what else [problem("what", words("care.missing"), words("care.task_fix"))]
    if due_on is None:
        problems.append(problem("due_on", words("care.no_day"), words("care.no_day_fix")))
    return what, due_on, problems


def read_words(typed: str, most: int) -> str:
    """Words without invisible signs, cut to a length."""
    return _plain(typed)[:most].strip()


def _plain(written: str) -> str:
    seen = (sign for sign in written.replace("\r\n", "\n") if sign == "\n" or unicodedata.category(sign)[0] != "C")
    return "".join(seen).strip()


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
