"""One thing of a standard that is edited in a field: where it stands, of what kind it is, what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Keys = tuple[str | int, ...]
Kind = Literal[
    "weight", "from", "points", "bins", "from_score", "limit", "words", "colour", "shape", "pattern",
    "number", "whole", "days", "length", "choice", "switch", "text", "unknown",
]  # fmt: skip
NUMBERS: frozenset[str] = frozenset({"weight", "from", "points", "bins", "from_score", "limit", "number", "whole"})


@dataclass(frozen=True)
class Setting:
    """One thing that can be edited: its path, as in previews, and where it stands in the written standard.

    `value` is what a field shows: a weight in percent without its sign, a number, or words. `of` is the criterion, tier
    or limit it belongs to; `metric` and `operator` say what the limit of a rule is about. What is `optional` may be
    left empty, and is then not written; a `choice` is one of `choices`.
    """

    path: str
    keys: Keys
    kind: Kind
    value: str
    of: str
    metric: str = ""
    operator: str = ""
    choices: tuple[str, ...] = ()
    optional: bool = False


def plain(number: Decimal) -> str:
    """A number as people type it.

    >>> plain(Decimal("80.00"))
    '80'
    """
    return f"{number.normalize():f}"
