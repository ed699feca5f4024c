"""Which customers a person sees: their own, their team's, the pool's, those of their regions."""

from __future__ import annotations

import unicodedata
from hashlib import sha256
from typing import TYPE_CHECKING

from fenji_web import library
from fenji_web.beside.services import laid
from fenji_web.reach import queries
from fenji_web.ui.reading import Narrowing
from fenji_web.ui.remembered import once
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fenji_web.accounts.models import User
    from fenji_web.library import Result, Text


def narrowing(person: User, path: Path, result: Result) -> Narrowing:
    """Which customers of a file a person sees at this moment; whoever is narrowed is asked about on every reading.

    One's own are those given to the person here and those of the customer list under their name; a name that a
    colleague with an account has too is a colleague's as much as theirs until somebody gives the customer to one here.
    """
    stamp = laid(path, result)
    people = queries.mates_of(person) if person.reaches == "team" else [person]
    meant = {folded(name) for one in people for name in (one.name, one.username) if name}
    listed = once((path, "reach", "owners"), lambda: queries.owners_of(result))
    condition = queries.condition(
        result,
        reach=person.reaches,
        people=[one.pk for one in people if one.pk is not None],
        names={name for name in listed if folded(name) in meant},
        regions=[str(one) for one in person.regions],
        is_laid=bool(stamp),
    )
    key = sha256(f"{condition}|{stamp}".encode()).hexdigest()[:20]
    return Narrowing(condition, said(person), key)


def said(person: User) -> Text:
    """Which customers a person sees, in words."""
    places = [str(one) for one in person.regions]
    where = words("reach.seen_in", places=_listed(places)) if places else library.same("")
    return words(f"reach.seen_{person.reaches}", where=where) if person.is_narrowed else words("reach.seen_whole")


def folded(name: str) -> str:
    """A name as it is compared: whatever its width, capitals and spaces.

    >>> folded("Ｗang  Li") == folded("wang li")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _listed(places: Sequence[str], most: int = 4) -> Text:
    shown = list(places[:most])
    more = len(places) - len(shown)
    named = library.Text(", ".join(shown), "、".join(shown))
    return words("reach.places_more", places=named, n=more) if more else named
