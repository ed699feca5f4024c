"""The shape of one bad input inside cells: what was imported before, the file, and what must happen to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ORDERS = "order_id,customer_id,ordered_at,amount\n"


@dataclass(frozen=True)
class Wrong:
    """One problem of one row: code, row number as Excel counts, column letter, header, the cell as it is, detail."""

    code: str
    row: int
    letter: str = ""
    header: str = ""
    value: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Before:
    """A file that was imported earlier."""

    content: str
    table: str = "orders"
    source: str = "shop"


@dataclass(frozen=True)
class CellCase:
    """One row of the table of bad inputs, or one side of it.

    `verdict` R reject rows, Q ask, W warn, A accept; `code` is that of the question or warning. `answers` answer a
    question; with them `accepted` rows come in. `ask` is a query whose answer must be `rows`.
    """

    number: int
    name: str
    content: str
    verdict: Literal["R", "Q", "W", "A"] = "A"
    code: str = ""
    table: str = "orders"
    before: tuple[Before, ...] = ()
    file_name: str = "file.csv"
    source: str = "shop"
    options: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    accepted: int = 1
    skipped: int = 0
    wrong: tuple[Wrong, ...] = ()
    ask: str = ""
    rows: tuple[tuple[Any, ...], ...] = ()

    @property
    def id(self) -> str:
        """The case as the test names it."""
        return f"{self.number} {self.name}"


def orders(*rows: str) -> str:
    """A file of orders with these rows."""
    return ORDERS + "".join(f"{row}\n" for row in rows)


def amount(cell: str) -> str:
    """A file of one order with this amount."""
    return orders(f"A1,C1,2024-01-05,{cell}")


def day(cell: str) -> str:
    """A file of one order on this day."""
    return orders(f"A1,C1,{cell},5")


def names(*cells: str) -> str:
    """A file of customers with these names, numbered C1, C2 …"""
    return "customer_id,name\n" + "".join(f"C{number},{cell}\n" for number, cell in enumerate(cells, 1))
