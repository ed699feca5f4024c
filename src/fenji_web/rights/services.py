"""Whose customers a person sees is changed; a role or a person is looked at as they would look themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.accounts.access import BY_ROLE, ROLES
from fenji_web.accounts.models import Team, User
from fenji_web.customers.access import masked
from fenji_web.reach.queries import places_of
from fenji_web.reach.services import said
from fenji_web.ui.frame import ENTRIES, SETTINGS
from fenji_web.ui.reading import opened, reading_for
from fenji_web.ui.remembered import once
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from fenji_web.library import Text

SHOWN, MASKED, HIDDEN = "shown", "masked", "hidden"
PROBED = ("customer_id", "tier", "net_revenue", "province", "city", "owner")
_ORDER = (*PROBED[:1], "name", "mobile", "landline", "email", "wechat", "wecom_id", "address", *PROBED[1:], "gender",
          "born_on", "note")  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One thing known of a customer, as somebody reads it."""

    label: Text
    value: Any
    state: str
    kind: str = "text"


@dataclass(frozen=True)
class Seen:
    """What somebody sees: which customers and how many, which pages and how many addresses, and one customer."""

    who: Text
    customers: int | None
    everyone: int | None
    pages: tuple[tuple[Text, bool], ...]
    permissions: tuple[tuple[str, bool], ...]
    sample: tuple[Field, ...]
    currency: str


def places(folder: Path, scheme: str) -> dict[str, list[str]]:
    """The provinces and cities there are, from the newest run; nothing before the first grading."""
    path = library.newest_file(folder / "runs", scheme)
    return {} if path is None else once((path, "reach", "places"), lambda: places_of(opened(path)))


def change_reach(person: User, *, reach: str, team: Team | None, regions: Sequence[str]) -> None:
    """Which customers a person sees from the next request on; jobs of theirs that run end."""
    person.reach, person.team, person.regions = reach, team, list(regions)
    person.save(update_fields=["reach", "team", "regions"])


def somebody_of(role: str) -> User:
    """Somebody who has that role and nothing else: no name, no team, no customers of their own."""
    return User(role=role, username="")


def seen_by(person: User, scheme: str, *, whole: int | None) -> Seen:
    """What a person sees, asked as that person asks."""
    with reading_for(person, scheme) as reading:
        result = reading.result
        row = None if result is None else _sample(result)
        return Seen(
            who=said(person),
            customers=None if result is None else result.run.customers,
            everyone=whole,
            pages=tuple(_pages(person)),
            permissions=tuple((one, person.can(one)) for one in sorted(set().union(*ROLES.values()))),
            sample=() if row is None or result is None else tuple(_fields(row, person)),
            currency=reading.currency,
        )


def is_narrowable(person: User) -> bool:
    """Whether a person's role lets an administrator narrow what they see; other duties concern all customers."""
    return person.role in BY_ROLE


def _pages(person: User) -> Iterator[tuple[Text, bool]]:
    return ((entry.label, person.can(entry.permission)) for entry in (*ENTRIES[:-1], *SETTINGS))


def _sample(result: library.Result) -> Mapping[str, Any] | None:
    """The first customer of whom most is known."""
    known = [name for name in ("mobile", "email", "wechat", "address") if name in result.columns]
    found = list(result.rows(limit=50))
    return max(
        found, key=lambda row: (row["kind"] == "person", sum(row[name] is not None for name in known)), default=None
    )


def _fields(row: Mapping[str, Any], person: User) -> Iterator[Field]:
    sees_contact, labels = person.can("see_contact"), {one.name: one for one in library.CANONICAL["customers"].columns}
    read = row if sees_contact else masked(row)
    for name in _ORDER:
        if name not in row or (row[name] is None and name not in ("mobile", "email")):
            continue
        state = SHOWN if read[name] == row[name] else HIDDEN if read[name] is None else MASKED
        label = labels[name].label if name in labels else words(f"rights.field_{name}")
        kind = name if name in ("tier", "net_revenue", "born_on") else "text"
        yield Field(label, read[name], state, kind)
    notes = person.can("see_notes")
    yield Field(words("rights.field_notes"), words("rights.notes_shown") if notes else None, SHOWN if notes else HIDDEN,
                "words")  # fmt: skip
