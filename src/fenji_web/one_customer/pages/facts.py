"""What is known of one customer, what was corrected since the run laid over it, and every correction there was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.customers.access import Readable, masked
from fenji_web.customers.pages.listing import figure
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from datetime import datetime

    from fenji_web.care.models import Change
    from fenji_web.library import Language, Text

FACTS = ("owner", "stage", "rfm_segment", "abc", "mobile", "landline", "email", "wechat", "province", "city",
         "district", "address", "industry", "size", "customer_source", "registered_on", "gender", "age_band",
         "parent_id", "note")  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One thing known; `is_newer`: corrected since the run."""

    label: Text
    value: str
    is_newer: bool = False


@dataclass(frozen=True)
class Corrected:
    """One correction: what, from what to what, who and when; a blank value was unknown."""

    label: Text
    before: str
    after: str
    who: str
    at: datetime


def facts(of: Readable, row: Mapping[str, Any], laid: Mapping[str, str], lang: Language) -> Iterator[Fact]:
    """What is known of the customer, label by label; masked as the person may read it."""
    read = row if of.sees_contact else masked(row)
    yield Fact(words("customers.customer_id"), str(row["customer_id"]))
    for name in FACTS:
        column = of.columns.get(name)
        if column is None:
            continue
        if name == "owner" and read.get("owner") is None:
            yield Fact(column.label, words("customers.pool").say(lang))
        elif read.get(name) not in (None, ""):
            yield Fact(column.label, figure(column, read[name], of.result.run.currency, lang), name in laid)


def corrected(changes: Sequence[Change], *, sees_contact: bool, is_company: bool) -> tuple[Corrected, ...]:
    """Every correction, newest first; contact data as the person may read it."""
    return tuple(
        Corrected(
            label_of(one.what),
            shown_value(one.what, one.before, sees_contact=sees_contact, is_company=is_company),
            shown_value(one.what, one.after, sees_contact=sees_contact, is_company=is_company),
            "" if one.made_by is None else str(one.made_by),
            one.made_at,
        )
        for one in changes
    )


def label_of(column: str) -> Text:
    """What a column of the customers is called."""
    columns = library.CANONICAL["customers"].columns
    return next((one.label for one in columns if one.name == column), library.same(column))


def shown_value(column: str, value: str, *, sees_contact: bool, is_company: bool = False) -> str:
    """A value as a person may read it: masked, or not at all where no part of it may be seen."""
    if sees_contact or not value:
        return value
    is_personal = next((one.is_personal for one in library.CANONICAL["customers"].columns if one.name == column), True)
    if column in library.masks.SHOWN:
        return str(library.masks.mask(column, value, is_company=is_company))
    return "***" if is_personal else value
