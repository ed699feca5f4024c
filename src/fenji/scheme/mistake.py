"""What a kind of mistake is: its code, how grave it is, what is wrong and what to do, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fenji.language import Text

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Mistake:
    """One kind of mistake; `{name}` in its words is filled in where it is found."""

    code: str
    level: Level
    problem: Text
    fix: Text


def kind(key: str, problem: Text, fix: Text, *, level: Level = "error") -> tuple[str, Mistake]:
    """A kind by its key; the code is the key's first word, so that several wordings share one code."""
    return key, Mistake(key.split(" ", maxsplit=1)[0], level, problem, fix)
