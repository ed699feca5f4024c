"""Which customers of a read model a person sees, as a condition on its rows; the values that condition names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth import get_user_model

from fenji_web import library
from fenji_web.beside.queries import TABLE, owned_so

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.library import Result

_FREE = "coalesce(owner, '') = ''"
_SAID_HERE = f"SELECT place FROM {TABLE} WHERE is_owned"
_PLACES = ("province", "city")
_MOST_OWNERS = 20_000


def owners_of(result: Result) -> tuple[str, ...]:
    """The names of owners that stand in a file."""
    sql = f"SELECT DISTINCT owner AS v FROM customers WHERE owner IS NOT NULL LIMIT {_MOST_OWNERS}"
    return tuple(row["v"] for row in result.engine.rows(sql)) if "owner" in result.columns else ()


def places_of(result: Result) -> dict[str, list[str]]:
    """The provinces and cities that customers of a file live in: city → under its province, both in order."""
    if not {*_PLACES} & {*result.columns}:
        return {}
    named = [f"coalesce({name}, '')" if name in result.columns else "''" for name in _PLACES]
    sql = f"SELECT {named[0]} AS province, {named[1]} AS city, count(*) AS n FROM customers GROUP BY ALL ORDER BY ALL"
    found: dict[str, list[str]] = {}
    for row in result.engine.rows(sql):
        cities = found.setdefault(row["province"] or row["city"], [])
        if row["city"] and row["city"] not in (row["province"], *cities):
            cities.append(row["city"])
    return {place: cities for place, cities in found.items() if place}


def mates_of(person: User) -> list[User]:
    """The people of a person's team with the person; alone where they have none."""
    if person.team_id is None:
        return [person]
    every: Any = get_user_model().objects.filter(team_id=person.team_id)
    return [person, *every.exclude(pk=person.pk)]


def condition(
    result: Result,
    *,
    reach: str,
    people: Sequence[int],
    names: Collection[str],
    regions: Sequence[str],
    is_laid: bool,
) -> str:
    """Customers of these people (by their numbers here, by their names in the list), and of others as far as asked.

    `reach` says of others: `all` of them, or those whom nobody looks after; `regions` narrows them to places. What is
    not known of a customer lies in no region.
    """
    others = ["true" if reach == "all" else _pooled(result, is_laid=is_laid)]
    if regions:
        there = [name for name in _PLACES if name in result.columns]
        others.append(f"({' OR '.join(f'{name} IN ({_listed(regions)})' for name in there) or 'false'})")
    return f"({_own(result, people, names, is_laid=is_laid)} OR ({' AND '.join(others)}))"


def ownership_of(customer_id: str) -> Any:
    """What the application says of a customer's owner; None where nothing."""
    return apps.get_model("care", "Ownership").objects.filter(pk=customer_id).first()


def _own(result: Result, people: Sequence[int], names: Collection[str], *, is_laid: bool) -> str:
    named = f"owner IN ({_listed(names)})" if names else "false"
    ways = []
    if is_laid:
        numbers = ", ".join(str(int(one)) for one in people) or "NULL"
        mine = f"person IN ({numbers}) OR (person IS NULL AND {named})"
        ways.append(f"rowid IN ({_SAID_HERE} AND ({mine}))")
    if "owner" in result.columns:
        ways.append(f"({named} AND rowid NOT IN ({_SAID_HERE}))" if is_laid else named)
    return f"({' OR '.join(ways) or 'false'})"


def _pooled(result: Result, *, is_laid: bool) -> str:
    if "owner" in result.columns:
        return owned_so(_FREE) if is_laid else _FREE
    return f"rowid NOT IN (SELECT place FROM {TABLE} WHERE NOT {_FREE})" if is_laid else "true"


def _listed(values: Collection[str]) -> str:
    return ", ".join(library.literal(value) for value in sorted(values))
