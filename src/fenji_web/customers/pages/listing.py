"""The list as its page shows it: heads, rows in words, facets, what is asked, and the way to every other view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from django.urls import reverse

from fenji_web import library
from fenji_web.customers.access import MISSING, TAGS, Column, Readable, masked
from fenji_web.customers.forms import DEFAULT_COLUMNS, OPERATORS, VALUELESS, View
from fenji_web.customers.pages.asked import NAME, Chip, chips, value_words
from fenji_web.customers.queries import MOST_VALUES
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.customers.queries import Page, Summary
    from fenji_web.library import Language, Text

FACETS = ("tier", "move", "stage", "owner", TAGS, "rfm_class", "province")
GROUPS = ("grade", "figure", "segment", "profile")
_MILLION = Decimal(1_000_000)
_TONES = {"promotion": "good", "demotion": "bad", "ungraded": "bad"}
_ICONS = {"promotion": "up", "demotion": "down", "ungraded": "minus", "new": "plus", "graded": "plus"}
CellKind = Literal["plain", "number", "faint", "tier", "name", "score", "move", "tags"]


@dataclass(frozen=True)
class Head:
    """A column's head: its words, the view sorted by it, and how it is sorted now (empty: not by it)."""

    name: str
    label: Text
    url: str
    sorted: Literal["", "ascending", "descending"]
    is_number: bool


@dataclass(frozen=True)
class Cell:
    """One value in words; `value` is what the words stand for, where the page draws it."""

    kind: CellKind
    words: str = ""
    value: Any = None
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """One customer."""

    customer_id: str
    name: str
    url: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Facet:
    """One choice in the margin: its values with numbers, and the view with each."""

    name: str
    label: Text
    values: tuple[FacetValue, ...]
    is_cut: bool = False


@dataclass(frozen=True)
class FacetValue:
    """One value of a choice; `tier` is the key where it is a tier."""

    words: Text
    count: int
    share: Decimal
    url: str
    is_chosen: bool
    tier: str | None = None


@dataclass(frozen=True)
class Choice:
    """A column in a menu."""

    column: Column
    is_shown: bool = False
    operators: str = ""


@dataclass(frozen=True)
class Listing:
    """All of the list's page."""

    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    count: int
    total: int
    next_url: str
    previous_url: str
    groups: tuple[tuple[Text, tuple[Choice, ...]], ...]
    shown: tuple[Column, ...]
    hidden: tuple[tuple[str, str], ...]
    export_query: str
    closest_url: str
    reset_url: str
    is_masked: bool
    search: str = ""
    problems: tuple[Text, ...] = field(default=())


def shown(of: Readable, view: View) -> list[Column]:
    """The columns of a view in its order; by default those of daily work, as far as they are known."""
    every = {**of.columns, "name": NAME}
    wanted = view.columns or tuple(name for name in DEFAULT_COLUMNS if name in every)
    if view.sort.removeprefix("-") == MISSING and MISSING not in wanted:
        wanted = (*wanted[:3], MISSING, *wanted[3:])
    return [every[name] for name in wanted if name in every]


def listing(
    of: Readable, view: View, page: Page, summary: Summary, lang: Language, *, problems: Sequence[Text]
) -> Listing:
    """The page of a view."""
    columns = shown(of, view)
    last, first = (page.rows[-1], page.rows[0]) if page.rows else (None, None)
    following = view.address(after=page.place(last)) if page.has_next and last else ""
    back = view.address(before=page.place(first)) if page.has_previous and first else ""
    return Listing(
        heads=tuple(_head(of, view, column) for column in columns),
        rows=tuple(_row(of, row, columns, lang) for row in page.rows),
        facets=tuple(_facets(of, view, summary)),
        chips=tuple(chips(of, view)),
        count=summary.count,
        total=of.result.run.customers,
        next_url=following,
        previous_url=back,
        groups=tuple(_groups(of, columns)),
        shown=tuple(columns),
        hidden=tuple(_hidden(view)),
        export_query=view.address(),
        closest_url=view.address(sort=MISSING) if MISSING in of.columns and view.sort != MISSING else "",
        reset_url=view.address(columns=()),
        is_masked=not of.sees_contact,
        search=view.search,
        problems=tuple(problems),
    )


def figure(column: Column, value: Any, currency: str, lang: Language) -> str:
    """A value in words, as short as a list allows."""
    if value is None:
        return "—"
    if column.name == MISSING:
        return _padded(library.say_number(Decimal(value) / _MILLION, lang, decimals=1), 1)
    if column.kind == "money":
        return library.say_money(value, currency, lang)
    if column.kind in ("number", "share"):
        if column.kind == "share":
            return library.say_share(value, lang, decimals=1)
        said = library.say_number(value, lang)
        return _padded(said, 2) if isinstance(value, Decimal) else said
    said = column.choice(value).say(lang) if column.kind == "choice" else str(value)
    return library.say_date(value, lang) if column.kind == "day" else said


def _padded(said: str, places: int) -> str:
    """A number with as many decimals as the others of its column, so that they stand below each other.

    >>> _padded("1,234", 2), _padded("11.5", 2)
    ('1,234.00', '11.50')
    """
    whole, _, rest = said.partition(".")
    return f"{whole}.{rest.ljust(places, '0')}"


def _head(of: Readable, view: View, column: Column) -> Head:
    now = view.sort.removeprefix("-") == column.name
    is_down = view.sort.startswith("-")
    starts_down = column.kind in ("number", "money", "share", "day") and column.name not in (MISSING, "recency_days")
    goes_down = starts_down if not now else not is_down
    then = f"-{column.name}" if goes_down else column.name
    may = (of.sees_contact or (column.is_open and column.name != "name")) and column.kind != "tags"
    is_number = column.kind in ("number", "money", "share") and column.name != "score"
    way: Literal["", "ascending", "descending"] = "" if not now else "descending" if is_down else "ascending"
    return Head(column.name, column.label, view.address(sort=then) if may else "", way, is_number)


def _row(of: Readable, row: dict[str, Any], columns: Sequence[Column], lang: Language) -> Row:
    read = row if of.sees_contact else masked(row)
    cells = tuple(cell(of, read, column, lang) for column in columns)
    return Row(
        read["customer_id"],
        str(read.get("name") or read["customer_id"]),
        reverse("customers:one", args=[read["customer_id"]]),
        cells,
    )


def cell(of: Readable, row: Mapping[str, Any], column: Column, lang: Language) -> Cell:
    """One value of a row as the list shows it."""
    value, is_number = row.get(column.name), column.kind in ("number", "money", "share")
    found: Cell | None = None
    if column.name == "tier":
        found = Cell("tier", value=value)
    elif column.name == "name":
        found = Cell("name", words=value or row["customer_id"], value=row["customer_id"] if value else "")
    elif column.name == "score" and value is not None:
        found = Cell("score", _padded(library.say_number(value, lang, decimals=1), 1), Decimal(value) / 100)
    elif column.name == "move" and value in _ICONS:
        found = Cell("move", column.choice(value).say(lang), _ICONS[value], _TONES.get(value, ""))
    elif column.kind == "tags" and value:
        found = Cell("tags", value=value, words=" · ".join(value) if len(value) > 2 else "")
    elif column.name == "owner" and value is None:
        found = Cell("faint", words("customers.pool").say(lang))
    elif value is None or (column.name == "move" and value == "same"):
        found = Cell("faint", "—", tone="num" if is_number else "")
    said = "" if found else figure(column, value, of.result.run.currency, lang)
    return found or Cell("number" if is_number else "plain", said)


def _facets(of: Readable, view: View, summary: Summary) -> Iterator[Facet]:
    for name, counted in summary.facets.items():
        column, chosen = of.columns[name], view.chosen.get(name, ())
        found = dict(counted)
        if not chosen and set(found) <= {None}:
            continue
        order = [key for key, _ in column.choices if key in found] if column.choices else []
        order += [key for key, _ in counted if key is not None and key not in order][:MOST_VALUES]
        order += [key for key in chosen if key and key not in order]
        keys: list[str | None] = [*order, *([None] if None in found or "" in chosen else [])]
        most = max(found.values(), default=1)
        yield Facet(
            name,
            column.label,
            tuple(_facet_value(view, column, key, found.get(key, 0), most) for key in keys),
            is_cut=len(counted) > MOST_VALUES,
        )


def _facet_value(view: View, column: Column, key: str | None, count: int, most: int) -> FacetValue:
    is_tier = column.name == "tier"
    return FacetValue(
        words=value_words(column, key),
        count=count,
        share=Decimal(count) / max(most, 1),
        url=view.address(chosen=view.toggled(column.name, key or "")),
        is_chosen=(key or "") in view.chosen.get(column.name, ()),
        tier=key if is_tier else None,
    )


def _groups(of: Readable, columns: Sequence[Column]) -> Iterator[tuple[Text, tuple[Choice, ...]]]:
    now = {column.name for column in columns}
    for group in GROUPS:
        every = [column for column in of.columns.values() if column.group == group and column.name != "name"]
        choices = [Choice(one, one.name in now, " ".join(OPERATORS[one.kind]) if one.is_open else "") for one in every]
        if choices:
            yield words(f"customers.group_{group}"), tuple(choices)


def _hidden(view: View) -> Iterator[tuple[str, str]]:
    """All of a view but its search and its place, as fields that forms of the page carry along."""
    for name, values in view.chosen.items():
        yield from ((name, value) for value in values)
    yield from (("where", one.written) for one in view.conditions)
    if view.sort != View().sort:
        yield "sort", view.sort
    if view.columns:
        yield "columns", ",".join(view.columns)


__all__ = ["FACETS", "OPERATORS", "VALUELESS", "Listing", "cell", "figure", "listing", "shown"]
