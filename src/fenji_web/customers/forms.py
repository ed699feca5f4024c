"""What a list shows, as its address says it: search, choices, conditions, sorting, columns, the place of the page."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from fenji_web import library
from fenji_web.customers.access import Column
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import QueryDict

    from fenji_web.library import Text

OPERATORS: Mapping[str, tuple[str, ...]] = {
    "text": ("has", "is", "begins", "known", "unknown"),
    "number": ("at_least", "at_most", "is", "known", "unknown"),
    "money": ("at_least", "at_most", "is", "known", "unknown"),
    "share": ("at_least", "at_most", "is", "known", "unknown"),
    "day": ("from", "until", "is", "known", "unknown"),
    "choice": ("is", "is_not", "has", "known", "unknown"),
    "tags": ("with", "without", "known", "unknown"),
}
VALUELESS = ("known", "unknown")
ADDED = ("add", "operator", "value")  # the fields of the form that adds a condition
ORDER = "order"  # of the columns, where a form says it apart from them
DEFAULT_SORT = "tier"
DEFAULT_COLUMNS = ("tier", "name", "score", "net_revenue", "last_ordered_on", "stage", "rfm_class", "owner", "move")
"""What fits a screen of 1440 points in both languages; tags, orders a month and others are added under Columns."""
SHORT_COLUMNS = ("tier", "name", "score", "move")
_LONGEST, _MOST = 200, 20
_ALWAYS = ("name",)


@dataclass(frozen=True)
class Condition:
    """One condition on one column: a closed operator and a value of the column's own type; None where it takes none."""

    column: str
    operator: str
    value: str | Decimal | date | None = None

    @property
    def written(self) -> str:
        """As the address has it."""
        return f"{self.column}:{self.operator}" + ("" if self.value is None else f":{self.value}")


@dataclass(frozen=True)
class View:
    """One state of the list. `chosen`: the values asked of each choice (an empty one: unknown).

    `only` are customers chosen one by one; no address says them. `sort` is a column, `-` before it descending. `after`
    and `before` are the sorting values of the row next to the page; at most one of them is given.
    """

    search: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    sort: str = DEFAULT_SORT
    columns: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    after: tuple[Any, ...] | None = None
    before: tuple[Any, ...] | None = None

    @property
    def asked(self) -> tuple[Any, ...]:
        """What decides which customers are found; equal for equal questions, whatever the page and its columns."""
        return (self.search, tuple(sorted(self.chosen.items())), self.conditions, self.only)

    @property
    def is_everyone(self) -> bool:
        """Whether nothing is asked."""
        return not (self.search or self.chosen or self.conditions or self.only)

    def address(self, **changes: Any) -> str:
        """The query of this view with changes; another question or order begins at the first page."""
        changed = replace(self, **{"after": None, "before": None, **changes})
        pairs: list[tuple[str, str]] = [("q", changed.search)] if changed.search else []
        pairs += [(name, value) for name, values in changed.chosen.items() for value in values]
        pairs += [("where", one.written) for one in changed.conditions]
        pairs += [("sort", changed.sort)] if changed.sort != DEFAULT_SORT else []
        pairs += [("columns", ",".join(changed.columns))] if changed.columns else []
        pairs += [(way, packed(key)) for way, key in (("after", changed.after), ("before", changed.before)) if key]
        return "?" + urlencode(pairs)

    def toggled(self, column: str, value: str) -> Mapping[str, tuple[str, ...]]:
        """The choices with one value more, or without it where it was chosen."""
        now = self.chosen.get(column, ())
        then = tuple(one for one in now if one != value) if value in now else (*now, value)
        rest = {name: values for name, values in self.chosen.items() if name != column}
        return {**rest, column: then} if then else rest

    @classmethod
    def read(cls, asked: QueryDict, columns: Mapping[str, Column]) -> tuple[Self, list[Text]]:
        """The view of an address, and what of it could not be understood and is left out."""
        problems: list[Text] = []
        conditions = []
        added = ":".join(asked.get(name, "") for name in ADDED if asked.get(name)) if asked.get("add") else ""
        for written in [*asked.getlist("where"), *([added] if added else [])][:_MOST]:
            found = _condition(written, columns)
            if isinstance(found, Condition):
                conditions.append(found)
            else:
                problems.append(found)
        sort = asked.get("sort", DEFAULT_SORT)
        if sort.removeprefix("-") not in {**columns, "name": None} or not _may(columns, sort.removeprefix("-")):
            problems.append(words("customers.no_sort", name=sort))
            sort = DEFAULT_SORT
        wanted = [one for one in ",".join(asked.getlist("columns")).split(",") if one in columns or one in _ALWAYS]
        places = {name: place for place, name in enumerate(asked.get(ORDER, "").split(","))}
        wanted.sort(key=lambda name: places.get(name, len(places)))
        chosen = {name: tuple(asked.getlist(name)[:_MOST]) for name, column in columns.items()
                  if column.kind in ("choice", "tags") and column.is_open and name in asked}  # fmt: skip
        after, before = unpacked(asked.get("after", "")), unpacked(asked.get("before", ""))
        return cls(
            search=asked.get("q", "").strip()[:_LONGEST],
            chosen=chosen,
            conditions=tuple(dict.fromkeys(conditions)),
            sort=sort,
            columns=tuple(dict.fromkeys(wanted)),
            after=after,
            before=None if after else before,
        ), problems


def packed(key: tuple[Any, ...]) -> str:
    """The sorting values of a row as an address has them.

    >>> unpacked(packed((Decimal("1.50"), date(2024, 6, 1), None, "C1")))
    ('1.50', '2024-06-01', None, 'C1')
    """
    plain = [None if value is None else value if isinstance(value, int | str) else str(value) for value in key]
    return base64.urlsafe_b64encode(json.dumps(plain, ensure_ascii=False).encode()).decode().rstrip("=")


def unpacked(written: str) -> tuple[Any, ...] | None:
    """The sorting values of an address; None where it has none that can be read."""
    try:
        found = json.loads(base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)))
    except ValueError:
        return None
    is_key = isinstance(found, list) and 0 < len(found) <= _MOST
    is_plain = is_key and all(value is None or isinstance(value, str | int) for value in found)
    return tuple(found) if is_plain else None


def _may(columns: Mapping[str, Column], name: str) -> bool:
    if name == "name":  # hidden as contact data is: its order would tell it
        return all(one.is_open for one in columns.values())
    return columns[name].is_open and columns[name].kind != "tags" if name in columns else True


def _condition(written: str, columns: Mapping[str, Column]) -> Condition | Text:
    name, _, rest = written.partition(":")
    operator, _, value = rest.partition(":")
    column = columns.get(name)
    if column is None or not column.is_open or operator not in OPERATORS[column.kind]:
        return words("customers.no_condition", words=written[:60])
    if operator in VALUELESS:
        return Condition(name, operator)
    if not value.strip():
        return words("customers.no_value", label=column.label, value="")
    found = _value(column, value.strip()[:_LONGEST])
    return words("customers.no_value", label=column.label, value=value[:60]) if found is None else (
        Condition(name, operator, found)
    )  # fmt: skip


def _value(column: Column, written: str) -> str | Decimal | date | None:
    """A value of the column's type; None where it is none."""
    try:
        if column.kind == "day":
            return date.fromisoformat(written)
        if column.kind in ("text", "choice", "tags"):
            return written or None
        percent = column.kind == "share" and written.endswith("%")
        number = library.read_decimal(written.removesuffix("%").replace(",", ""))
    except ValueError:
        return None
    if number is None or abs(number) >= Decimal(10) ** 15:
        return None
    return number / 100 if percent else number
