"""What a view of the list asks, in words: as chips above the list, as lines on the cover of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.customers.access import TAGS, Column, Readable
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.customers.forms import View
    from fenji_web.library import Text

NAME = Column("name", words("customers.name"), "text", "profile")
_NONE = {"owner": "pool", "tier": "not_graded", TAGS: "untagged"}


@dataclass(frozen=True)
class Chip:
    """One thing asked, and the view without it."""

    words: Text
    url: str


def chips(of: Readable, view: View) -> Iterator[Chip]:
    """All that a view asks."""
    if view.search:
        yield Chip(words("customers.chip_search", words=view.search), view.address(search=""))
    for name, values in view.chosen.items():
        for value in values:
            column = of.columns[name]
            said = value_words(column, value or None)
            text = words("customers.chip_choice", label=column.label, value=said)
            yield Chip(text, view.address(chosen=view.toggled(name, value)))
    for one in view.conditions:
        column, operator = of.columns[one.column], words(f"customers.op_{one.operator}")
        rest = tuple(other for other in view.conditions if other != one)
        said_value = None if one.value is None else _condition_value(column, one.value)
        key = "customers.chip_bare" if said_value is None else "customers.chip"
        yield Chip(words(key, label=column.label, operator=operator, value=said_value), view.address(conditions=rest))


def _condition_value(column: Column, value: Any) -> Text | str:
    if column.kind == "share":
        return library.say_share(value, "en", decimals=1)
    if column.kind in ("number", "money"):
        return library.say_number(value, "en")
    return column.choice(value) if column.kind == "choice" else str(value)


def asked_lines(of: Readable, view: View) -> list[tuple[Text, Text]]:
    """What a view asks and how it is sorted, line by line."""
    asked = [chip.words for chip in chips(of, view)]
    if view.only:
        asked.append(words("customers.one_by_one", n=len(view.only)))
    column = {**of.columns, "name": NAME}[view.sort.removeprefix("-")]
    way = words("customers.downwards" if view.sort.startswith("-") else "customers.upwards", label=column.label)
    head = words("customers.asked")
    return [*((head, one) for one in asked or [words("customers.everybody")]), (words("customers.order"), way)]


def value_words(column: Column, key: str | None) -> Text:
    """A value of a choice; what its absence is called."""
    return words(f"customers.{_NONE[column.name]}") if key is None and column.name in _NONE else column.choice(key)
