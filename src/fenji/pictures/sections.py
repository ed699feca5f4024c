"""What a report is made of, whatever it is written as: sections of sentences, tables, bars and a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Shown:
    """A table: its headings and rows as said; the first column is words, the others are figures."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Bars:
    """Figures to draw as bars where a chart of its own is made: labels, values, what the values are."""

    labels: tuple[str, ...]
    values: tuple[Decimal, ...]
    of: str


@dataclass(frozen=True)
class Section:
    """One question of the report."""

    title: str
    said: tuple[str, ...] = ()
    tables: tuple[Shown, ...] = ()
    drawing: str | None = None
    bars: Bars | None = None


@dataclass(frozen=True)
class Tile:
    """A key figure: label, value, change against the span before, and against the year before where there is one."""

    label: str
    value: str
    change: str
    tone: str
    year: str | None


@dataclass(frozen=True)
class Report:
    """A whole report in one language."""

    title: str
    company: str
    subtitle: str
    mark: str | None
    footer: str
    tiles: Sequence[Tile]
    summary: Sequence[str]
    sections: Sequence[Section]
