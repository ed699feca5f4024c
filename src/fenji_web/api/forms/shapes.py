"""What every shape is made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from fenji_web.library import Run

Value = str | int | bool | list[str] | None
Count = Annotated[int, Field(ge=0)]
MOST_ROWS, USUAL_ROWS = 200, 50
NO_NUL = r"^[^\x00]*$"


class Shown(BaseModel):
    """What a program reads."""

    model_config = ConfigDict(frozen=True)


class Said(BaseModel):
    """What a program sends: nothing beside what is asked for, every value of its own type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class RunShown(Shown):
    """A run: a standard's version applied as of a day."""

    id: str
    scheme: str
    scheme_version: int
    as_of: date
    currency: str
    customers: Count
    is_simulated: bool

    @classmethod
    def of(cls, run: Run) -> RunShown:
        """A run in short."""
        return cls(
            id=run.id,
            scheme=run.scheme,
            scheme_version=run.version,
            as_of=run.as_of,
            currency=run.currency,
            customers=run.customers,
            is_simulated=run.is_simulated,
        )


class Problem(Shown):
    """Why a call was not answered as asked (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    id: str
    fix: str | None = None
    where: str | None = None
    scope: str | None = None
    errors: list[Mistake] | None = None


class Mistake(Shown):
    """One thing wrong in what was sent, and where."""

    where: str
    problem: str


def plain(value: Any) -> Value:
    """A value as JSON has it, exact: amounts and other decimals are texts, whole numbers are numbers.

    >>> plain(Decimal("1.50")), plain(date(2024, 6, 1)), plain(3), plain(None)
    ('1.50', '2024-06-01', 3, None)
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return [str(one) for one in value] if isinstance(value, list | tuple) else str(value)


def values(row: Mapping[str, Any], names: list[str]) -> dict[str, Value]:
    """Columns of a row as JSON has them."""
    return {name: plain(row.get(name)) for name in names}
