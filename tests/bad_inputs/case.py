"""The shape of one bad input: how its file is made, and what must happen to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tests.bad_inputs.made_files import Make


@dataclass(frozen=True)
class Bad:
    """One problem of one row: code, Excel's row number, column letter, header, the value as it stands in the file."""

    code: str
    row: int
    letter: str = ""
    header: str = ""
    value: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Case:
    """One row of the table of bad inputs, or one side of it.

    `verdict` F refuse, R reject rows, Q ask, W warn, A accept; `code` is that of the refusal, question or warning.
    `answers` are options that answer a question; with them, and with a mapping where `columns`
    are given, `accepted` rows come in. `says` must be in the message.
    """

    number: str
    name: str
    make: Make
    verdict: Literal["F", "R", "Q", "W", "A"]
    code: str = ""
    table: str = "orders"
    options: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    accepted: int = 1
    blank: int = 0
    bad: tuple[Bad, ...] = ()
    lines: Mapping[int, int] = field(default_factory=dict)
    says: str = ""
    rows: tuple[tuple[Any, ...], ...] = ()
    seconds: float = 0

    @property
    def id(self) -> str:
        """The case as the test names it."""
        return f"{self.number} {self.name}"

    def file(self, folder: Path) -> Path:
        """The file itself, made anew."""
        return self.make(folder)
