"""Runs, moves, grades and work as programs read and ask for them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from fenji_web.api.forms.customers import Asked, Name
from fenji_web.api.forms.shapes import Count, RunShown, Said, Shown

Kind = Literal["promotion", "demotion", "graded", "ungraded", "new", "gone"]
State = Literal["waiting", "running", "done", "failed", "cancelled"]


class TierShown(Shown):
    """What a tier holds in a run; `tier` is null for the ungraded."""

    tier: str | None
    name: str
    customers: Count
    customer_share: str
    net_revenue: str | None
    revenue_share: str | None
    average_score: str | None


class RunList(Shown):
    """Runs, the newest day first."""

    items: list[RunShown]
    next: str | None


class RunOne(Shown):
    """A run with its tiers; `previous` is the run that moves are told against."""

    run: RunShown
    title: str
    digest: str
    fenji_version: str
    previous: RunShown | None
    moves: dict[str, Count]
    tiers: list[TierShown]


class MovesAsked(Asked):
    """Which moves."""

    kind: Kind | None = None


class MoveShown(Shown):
    """A customer whose tier differs from the run before."""

    customer_id: str
    name: str | None
    kind: Kind
    from_tier: str | None
    to_tier: str | None
    net_revenue: str | None


class MoveList(Shown):
    """A page of moves by customer; `previous` null: there is no run to compare with."""

    run: RunShown
    previous: RunShown | None
    items: list[MoveShown]
    next: str | None


class GradesAsked(Asked):
    """Which grades; an empty tier asks for the ungraded."""

    tier: list[Name] = Field(default=[], max_length=20)


class Graded(Shown):
    """A customer's grade and its reason."""

    customer_id: str
    name: str | None
    tier: str | None
    score: str | None
    reason_code: str
    reason: str
    previous_tier: str | None
    move: str | None


class GradedList(Shown):
    """A page of grades by customer."""

    run: RunShown
    items: list[Graded]
    next: str | None


class StartRun(Said):
    """Grade by a standard, as of a day; without one the day of the last order."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"scheme": "value"}]})

    scheme: Annotated[str, Field(min_length=1, max_length=80)]
    as_of: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", json_schema_extra={"format": "date"})] | None = None
    recalibrate: bool = False


class JobError(Shown):
    """Why work failed: what is wrong, where, what to do."""

    problem: str
    where: str
    fix: str


class JobShown(Shown):
    """Work that was asked for; `result` is what it led to once it is done."""

    id: int
    kind: str
    label: str
    state: State
    share: Annotated[float, Field(ge=0, le=1)]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    result: dict[str, Any] | None
    error: JobError | None


class JobList(Shown):
    """One's own work, the newest first."""

    items: list[JobShown]


class TierChangeShown(Shown):
    """A tier before and after."""

    tier: str | None
    name: str
    customers_before: Count
    customers_after: Count
    net_revenue_before: str | None
    net_revenue_after: str | None


class Me(Shown):
    """Whom the key acts for, and what it may do now."""

    person: str
    role: str
    key: str
    scopes: list[str]
    ends_at: datetime
    sees_contact: bool
    fenji_version: str
