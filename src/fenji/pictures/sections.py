"""What a report is made of, whatever it is written as: sections of sentences, tables, bars and a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from unicodedata import east_asian_width

from fenji.language import UNKNOWN

Form = Literal["count", "money", "share", "score"]
WORDY = 18
UNSAID = ("–", *UNKNOWN.values())


def wide_of(words: str) -> int:
    """How much room words take: a Chinese character takes that of two letters.

    >>> wide_of("VIP客户")
    7
    """
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in words)


def _is_worded(cell: str) -> bool:
    return wide_of(cell) > WORDY or (cell not in UNSAID and not any(letter.isdigit() for letter in cell))


@dataclass(frozen=True)
class Bars:
    """Figures of a table's rows to draw as bars: values in the order of the rows, and what the values are.

    `colours` are those of the rows where they have any (tiers), else the company's.
    """

    values: tuple[Decimal, ...]
    of: str
    form: Form = "count"
    colours: tuple[str, ...] = ()

    def shares(self) -> list[float]:
        """Each value as a share of the largest; what is below nothing has no length."""
        most = max((value for value in self.values), default=Decimal(0))
        return [float(max(value, Decimal(0)) / most) if most > 0 else 0.0 for value in self.values]


@dataclass(frozen=True)
class Shown:
    """A table: its headings and rows as said; the first column is words, the others are figures."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str | None = None
    note: str | None = None
    bars: Bars | None = None

    def words(self) -> list[int]:
        """The columns that hold words, not figures: the first, those without a digit, those with a long cell."""
        cells = [[row[x] for row in self.rows] for x in range(len(self.heads))]
        return [x for x, each in enumerate(cells) if x == 0 or any(_is_worded(cell) for cell in each)]


@dataclass(frozen=True)
class Section:
    """One question of the report; so many tables may stand `beside` each other, a drawing is `drawn_wide` percent.

    `plotted` is what slides draw as a chart of their own in place of the drawing: labels and their figures.
    """

    title: str
    said: tuple[str, ...] = ()
    tables: tuple[Shown, ...] = ()
    drawing: str | None = None
    beside: int = 1
    drawn_wide: int = 100
    plotted: tuple[tuple[str, ...], Bars] | None = None


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
    """A whole report in one language, in the company's colour, with its logo (SVG) where it has one."""

    title: str
    company: str
    subtitle: str
    mark: str | None
    footer: str
    tiles: Sequence[Tile]
    summary: Sequence[str]
    sections: Sequence[Section]
    colour: str = "#1F5AA6"
    logo: str | None = None
