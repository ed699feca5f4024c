"""One column of a listing: header, meaning, and how its value is found; and what a listing has shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fenji.language import Text

Kind = Literal[
    "text", "words", "count", "number", "money", "share", "points", "score", "date", "tier", "colour", "symbol"
]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: its header, what it means, and how its value is found in a row."""

    header: Text
    meaning: Text
    value: Callable[[Row], Any]
    kind: Kind = "text"
    width: int = 14
    empty: Text | None = None  # what stands for a missing value; unknown unless said otherwise
    why_unknown: Text | None = None  # where the whole column is unknown by the scheme, not by the data


@dataclass(frozen=True)
class Told:
    """What a listing has shown: its columns and for how many of its rows each was unknown."""

    title: Text
    columns: tuple[Column, ...]
    rows: int
    unknown: tuple[int, ...]
