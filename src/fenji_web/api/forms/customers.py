"""Customers as programs read them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from fenji_web.api.forms.shapes import MOST_ROWS, NO_NUL, USUAL_ROWS, Count, RunShown, Shown, Value

Words = Annotated[str, Field(max_length=120, pattern=NO_NUL)]
Name = Annotated[str, Field(max_length=80, pattern=NO_NUL)]
Id = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]


class Asked(BaseModel):
    """Which page of a list."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1)] = USUAL_ROWS
    cursor: Annotated[str, Field(pattern=r"^([A-Za-z0-9_-]{40,1500})?$")] = ""

    @property
    def size(self) -> int:
        """How many rows are given: no more than there is room for, whatever is asked."""
        return min(self.limit, MOST_ROWS)


class CustomersAsked(Asked):
    """Which customers, in which order, and what of them."""

    scheme: Name = ""
    q: Words = ""
    tier: list[Name] = Field(default=[], max_length=20)
    where: list[Words] = Field(default=[], max_length=10)
    sort: Name = "tier"
    fields: Annotated[str, Field(max_length=600, pattern=NO_NUL)] = ""
    count: bool = False


class CustomerShown(Shown):
    """One customer of a list: who, which tier, and the fields asked for."""

    customer_id: str
    name: str | None
    tier: str | None
    values: dict[str, Value]


class CustomerList(Shown):
    """A page of customers of one run; `next` leads on in the same run, whatever is graded meanwhile."""

    run: RunShown
    items: list[CustomerShown]
    next: str | None
    count: Count | None = None


class Field_(Shown):  # noqa: N801 - `Field` is Pydantic's
    """A field of customers: what it is, and what may be asked of it."""

    model_config = ConfigDict(frozen=True, title="CustomerField")

    name: str
    label: str
    kind: Literal["text", "number", "money", "share", "day", "choice", "tags"]
    group: Literal["grade", "figure", "segment", "profile"]
    unit: str | None
    choices: list[str]
    operators: list[str]
    may_sort: bool


class FieldList(Shown):
    """The fields of a standard's customers."""

    run: RunShown
    items: list[Field_]


class CustomerOne(Shown):
    """One customer: all that the key may read."""

    run: RunShown
    customer_id: str
    name: str | None
    tier: str | None
    values: dict[str, Value]
    is_masked: bool


class Part(Shown):
    """What one criterion adds to the score; the parts sum to the score exactly."""

    criterion: str
    label: str
    value: Value
    band: str
    points: str | None
    weight: str
    adds: str | None
    left_out: bool
    origin: str | None


class Explained(Shown):
    """Why a customer has the grade, and what would change it."""

    run: RunShown
    customer_id: str
    name: str | None
    tier: str | None
    tier_name: str | None
    score: str | None
    reason_code: str
    reason: str
    system_tier: str | None
    system_reason_code: str
    system_reason: str | None
    contributions: list[Part]
    text: list[str]
    next_tier: str | None
    missing: str | None
    rises: list[str]
    rises_together: bool
    keeps: list[str]


class GradeShown(Shown):
    """A customer's grade in one run."""

    as_of: date
    run_id: str
    tier: str | None
    score: str | None


class GradeHistory(Shown):
    """A customer's grades, the newest first; `is_whole` false: earlier ones are being gathered."""

    customer_id: str
    scheme: str
    is_whole: bool
    items: list[GradeShown]
