"""Standards, segments, imports, files and events as programs read and ask for them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue

from fenji_web.api.forms.shapes import Count, RunShown, Said, Shown

Text80 = Annotated[str, Field(max_length=80)]
Text120 = Annotated[str, Field(max_length=120)]
Text200 = Annotated[str, Field(max_length=200)]


class SchemeShown(Shown):
    """A standard: its version that grades, and the run that lists show."""

    name: str
    title: str
    origin: Literal["ready-made", "workspace", "drafted"]
    published_version: int | None
    newest_version: int | None
    newest_run: RunShown | None


class SchemeList(Shown):
    """The standards at hand."""

    items: list[SchemeShown]


class TierRule(Shown):
    """A tier and how it is reached."""

    key: str
    name: str
    reached: str


class CriterionShown(Shown):
    """A criterion, its weight and how it earns points."""

    name: str
    label: str
    metric: str
    measured: str
    weight: str | None
    earns: str
    left_out: bool


class VersionShown(Shown):
    """A version of a standard and its state."""

    version: int
    state: str
    digest: str
    decided_at: datetime | None
    actor: str | None
    reason: str | None


class SchemeOne(Shown):
    """A standard in words."""

    name: str
    title: str
    about: str
    version: int | None
    tiers: list[TierRule]
    criteria: list[CriterionShown]
    versions: list[VersionShown]


class Simulate(Said):
    """What a changed standard would do: changes by path, or the standard as YAML."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"changes": {"tiers.VIP.from_score": 75}}]})

    changes: Annotated[dict[Text200, JsonValue], Field(max_length=200)] | None = None
    yaml: Annotated[str, Field(max_length=200_000)] | None = None
    recalibrate: bool = False


class SegmentShown(Shown):
    """One segment of a way to divide: how many customers, what they bring."""

    key: str | None
    name: str
    customers: Count
    net_revenue: str | None


class Segmentation(Shown):
    """A way to divide the customers, with its segments in the newest run."""

    name: str
    title: str
    kind: str
    segments: list[SegmentShown]


class SegmentationList(Shown):
    """The ways in which the customers of a run are divided."""

    run: RunShown
    items: list[Segmentation]


class ImportShown(Shown):
    """An import: what came, what of it was taken."""

    import_id: int
    file: str
    table: str
    imported_at: datetime
    actor: str | None
    rows_in: Count | None
    accepted: Count | None
    rejected: Count | None
    duplicates_skipped: Count | None
    blank: Count | None
    is_undone: bool
    findings: list[str]


class ImportList(Shown):
    """Imports, the newest first."""

    items: list[ImportShown]
    next: str | None


class Export(Said):
    """A list as a file: the question of the list, its fields, the form."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"scheme": "value", "tier": ["VIP"], "format": "csv"}]})

    scheme: Text80 = ""
    q: Text120 = ""
    tier: list[Text80] = Field(default=[], max_length=20)
    where: list[Text120] = Field(default=[], max_length=10)
    sort: Text80 = "tier"
    fields: list[Text80] = Field(default=[], max_length=100)
    format: Literal["csv", "xlsx"] = "csv"


class EventShown(Shown):
    """One thing that happened with a customer; what a key may not read is left out of `details`."""

    what: str
    on: date | None
    at: datetime | None
    title: str
    details: list[str]
    amount: str | None
    is_void: bool


class EventList(Shown):
    """What happened with a customer, the newest first."""

    run: RunShown
    customer_id: str
    counts: dict[str, Count]
    items: list[EventShown]
