"""A list as programs ask for it: the same question as on the page, and nothing left out in silence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fenji_web.api.services.problems import Problem
from fenji_web.customers.access import TAGS
from fenji_web.customers.forms import DEFAULT_SORT, View
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import QueryDict

    from fenji_web.customers.access import Readable

USUAL = ("score", "move", "net_revenue", "last_ordered_on")
MOVING = ("owner", TAGS)
"""What people change at any time: no order of pages can rest on it."""


def view_of(of: Readable, said: QueryDict) -> View:
    """The question in the words of the list's page; what of it cannot be understood is a problem."""
    view, problems = View.read(said, of.columns)
    if problems:
        raise Problem(422, "refused", detail=problems[0], fix=words("api.see_fields"))
    sort = said.get("sort", DEFAULT_SORT)
    if not may_sort(of, sort.removeprefix("-")):
        raise Problem(422, "refused", detail=words("customers.no_sort", name=sort), fix=words("api.see_fields"))
    return view


def may_sort(of: Readable, name: str) -> bool:
    """Whether pages can go by a field: what a key may not read orders nothing, or the order would tell it."""
    if name == "name":
        return of.sees_contact
    return name in of.columns and of.columns[name].is_open and name not in MOVING


def fields_of(of: Readable, asked: Sequence[str]) -> list[str]:
    """The fields asked for, those of daily work where none are."""
    wanted = [one for one in asked if one] or [one for one in USUAL if one in of.columns]
    for name in wanted:
        if name not in of.columns:
            raise Problem(422, "refused", detail=words("api.no_field", name=name[:60]), fix=words("api.see_fields"))
    return list(dict.fromkeys(wanted))
