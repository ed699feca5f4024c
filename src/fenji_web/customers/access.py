"""What a person may read of a customer: the columns there are, and what hides contact data from who may not see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from fenji_web import library
from fenji_web.accounts.access import most_alone
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.finding.queries import Ids
    from fenji_web.library import Result, Segmentation, Text

Kind = Literal["text", "number", "money", "share", "day", "choice", "tags"]
MISSING = "missing_total"
TAGS = "tags"
MOVES = ("promotion", "demotion", "new", "graded", "ungraded", "same")
_PLACES = ("kind", "country", "province", "city", "district", "industry", "size", "customer_source", "owner",
           "department", "gender", "age_band", "income", "education", "existing_grade")  # fmt: skip
_LEFT_OUT = ("customer_id", "source", "import_id", "is_listed", "name")


@dataclass(frozen=True)
class Column:
    """One thing known of customers: how it is called, what kind of value it has, where it stands in menus.

    `unit` is said after a number. `choices` are a choice's values with their names, in order; without them its values
    are their own names. `is_contact`: masked for those who may not see contact data, who can neither filter nor sort
    by it.
    """

    name: str
    label: Text
    kind: Kind
    group: Literal["grade", "figure", "segment", "profile"]
    unit: Text | None = None
    choices: tuple[tuple[str, Text], ...] = ()
    is_contact: bool = False
    is_open: bool = True

    def choice(self, value: str | None) -> Text:
        """A value of a choice by name."""
        if value is None or value == "":
            return words("customers.unknown")
        return next((text for key, text in self.choices if key == value), library.same(value))


@dataclass(frozen=True)
class Readable:
    """A result as one person may read it: its columns by name, and the types of all that it rests in.

    `laid` says how new the owners and tags are that people set here, laid beside the file; empty where there are none.
    """

    result: Result
    columns: Mapping[str, Column]
    types: Mapping[str, str]
    ids: Ids
    sees_contact: bool
    laid: str = ""

    @cached_property
    def derived(self) -> Mapping[str, str]:
        """The columns that follow from others, each with its expression."""
        return {one.name: one.sql for one in library.derived(self.result)}


def columns(result: Result, segmentations: Sequence[Segmentation], *, sees_contact: bool) -> dict[str, Column]:
    """The columns of a result that a person may read, by name, in the order of menus."""
    every = (*_grade(result), *_figures(result), *_segments(result, segmentations), *_profile(sees_contact))
    there = {*result.columns, *(one.name for one in library.derived(result)), TAGS}
    return {one.name: one for one in every if one.name in there}


def masked(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without what only those may see who may see contact data."""
    is_company = row.get("kind") == "company"
    hidden = {*library.masks.hidden_columns()}
    mask = library.masks.mask
    return {name: None if name in hidden else mask(name, value, is_company=is_company) for name, value in row.items()}


def needs_second(of: Readable, shown: Sequence[Column], count: int) -> bool:
    """Whether a file of so many customers in these columns is let through by a second person only."""
    return of.sees_contact and count > most_alone() and any(one.is_contact for one in shown)


def _grade(result: Result) -> Iterator[Column]:
    tiers = tuple((tier.key, tier.name) for tier in result.scheme.scheme.tiers)
    yield Column("tier", words("customers.tier"), "choice", "grade", choices=tiers)
    yield Column("score", words("customers.score"), "number", "grade")
    yield Column(MISSING, words("customers.to_next"), "number", "grade")
    yield Column("move", words("customers.move"), "choice", "grade",
                 choices=tuple((kind, words(f"customers.move_{kind}")) for kind in MOVES))  # fmt: skip
    yield Column("previous_tier", words("customers.previous_tier"), "choice", "grade", choices=tiers)
    yield Column("warned_on", words("today.warned_on"), "day", "grade")


def _figures(result: Result) -> Iterator[Column]:
    """What the standard measured, called as the standard calls it; the window is said where one name stands twice."""
    measures = result.scheme.measures()
    own = {one.column: library.criterion_label(one) for one in result.scheme.scheme.criteria}
    labels = {one.column: own.get(one.column) or library.METRICS.get(one.metric).label for one in measures}
    for one in measures:
        metric = library.METRICS.get(one.metric)
        label = labels[one.column]
        if [text.en for text in labels.values()].count(label.en) > 1 and one.window.kind != "all":
            label = words("customers.windowed", label=label, window=one.window.text)
        unit = metric.unit.name
        kind: Kind = "money" if metric.is_money else "share" if unit == "share" else "number"
        kind = "day" if metric.type == "date" else kind
        yield Column(one.column, label, kind, "figure", unit=metric.unit.text if kind == "number" else None)
    for follows in library.derived(result):
        yield Column(follows.name, follows.label, follows.kind, "figure", unit=follows.unit)


def _segments(result: Result, segmentations: Sequence[Segmentation]) -> Iterator[Column]:
    for one in segmentations:
        if one.name in result.columns:
            choices = tuple((segment.key, segment.name) for segment in one.segments())
            title = words("customers.stage") if one.name == "stage" else one.title
            yield Column(one.name, title, "choice", "segment", choices=choices)
            before = words("insights.segment_before", title=title)
            yield Column(f"previous_{one.name}", before, "choice", "segment", choices=choices)


def _profile(sees_contact: bool) -> Iterator[Column]:
    kinds = tuple((kind, words(f"customers.kind_{kind}")) for kind in ("person", "company"))
    hidden = library.masks.hidden_columns()
    contact = {*library.masks.SHOWN, *hidden}
    for one in library.CANONICAL["customers"].columns:
        if one.name in _LEFT_OUT or (one.name in hidden and not sees_contact):
            continue
        is_hidden = one.name in contact and not sees_contact
        kind: Kind = "day" if one.type == "date" else "choice" if one.name in _PLACES else "text"
        choices = kinds if one.name == "kind" else ()
        yield Column(one.name, one.label, kind, "profile", choices=choices, is_contact=one.name in contact,
                     is_open=not is_hidden)  # fmt: skip
        if one.name == "owner":
            yield Column(TAGS, words("customers.tags"), "tags", "profile")
