"""What happened with a customer, their grades over time; segments."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path as Folder
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router
from ninja.params import functions

from fenji_web.api.access import allowed, caller_of, read
from fenji_web.api.forms.customers import GradeHistory, GradeShown, Id
from fenji_web.api.forms.more import EventList, EventShown, Segmentation, SegmentationList, SegmentShown
from fenji_web.api.forms.runs import JobShown
from fenji_web.api.forms.shapes import RunShown, plain
from fenji_web.api.services import work
from fenji_web.api.services.problems import Problem
from fenji_web.api.views.customers import SCHEME
from fenji_web.one_customer.pages.happened import of_data
from fenji_web.one_customer.services import TIMELINE, ask_for_timeline, timeline_of
from fenji_web.runs.services import kind_of
from fenji_web.segments import queries
from fenji_web.ui.language import current, zone
from fenji_web.ui.reading import reading_of
from fenji_web.ui.words import words

router = Router(tags=["customers"])
What = Literal["order", "interaction", "feedback", "touch", "payment"]
LIMIT = functions.Query(50, ge=1)
_MOST = 200


@router.get("customers/{customer_id}/grades", response=GradeHistory, url_name="grade_history")
@allowed("see")
def list_grade_history(request: HttpRequest, customer_id: Path[Id], scheme: str = SCHEME) -> GradeHistory:
    """A customer's grade in each run of a standard, the newest first."""
    _, of = read(request, scheme)
    row, run = of.result.customer(customer_id).row, of.result.run
    timeline = timeline_of(_folder(request), run)
    try:
        kept = [] if timeline is None else timeline.grades(customer_id, run.scheme)
    finally:
        if timeline is not None:
            timeline.engine.close()
    items = [
        GradeShown(as_of=one.as_of, run_id=one.run_id, tier=one.tier, score=_text(one.score))
        for one in reversed(kept) if one.as_of <= run.as_of
    ]  # fmt: skip
    now = GradeShown(as_of=run.as_of, run_id=run.id, tier=row["tier"], score=_text(row["score"]))
    return GradeHistory(
        customer_id=customer_id, scheme=run.scheme, is_whole=timeline is not None, items=items or [now]
    )  # fmt: skip


@router.get("customers/{customer_id}/events", response=EventList, url_name="events")
@allowed("see")
def list_events(
    request: HttpRequest, customer_id: Path[Id], scheme: str = SCHEME, what: What | None = None, limit: int = LIMIT
) -> EventList:
    """What happened with a customer, the newest first; those of the run's data."""
    _, of = read(request, scheme)
    of.result.customer(customer_id)
    timeline = timeline_of(_folder(request), of.result.run)
    if timeline is None:
        raise Problem(404, "not_gathered")
    try:
        found = timeline.events(customer_id, limit=min(limit, _MOST), what=what)
        counts = timeline.counts(customer_id)
    finally:
        timeline.engine.close()
    lang = current()
    shown = of_data(found, zone(), sees_contact=of.sees_contact)
    items = [
        EventShown(
            what=event.what, on=one.on, at=event.happened_at and event.happened_at.replace(tzinfo=UTC),
            title=one.title.say(lang), details=[part.say(lang) for part in one.details],
            amount=_text(event.amount), is_void=one.is_void,
        )
        for event, one in zip(found, shown, strict=True)
    ]  # fmt: skip
    return EventList(run=RunShown.of(of.result.run), customer_id=customer_id, counts=counts, items=items)


@router.post("timelines", response={202: JobShown}, url_name="gather", tags=["customers"])
@allowed("see")
def gather_events(request: HttpRequest, scheme: str = SCHEME) -> HttpResponse:
    """Gathers what happened with every customer, where that was not done since the run."""
    _, of = read(request, scheme)
    scope, run = kind_of(TIMELINE).permission, of.result.run
    if not caller_of(request).can(scope):
        raise Problem(403, "not_allowed", detail=words("api.lacks", scope=scope), scope=scope)
    return work.ask(request, lambda: ask_for_timeline(run, by=caller_of(request)))


@router.get("segments", response=SegmentationList, url_name="segments", tags=["segments"])
@allowed("see")
def list_segments(request: HttpRequest, scheme: str = SCHEME) -> SegmentationList:
    """The ways in which customers are divided, each segment with its customers and what they bring."""
    reading, of = read(request, scheme)
    lang, result = current(), of.result
    items = []
    for one in queries.defined(reading.workspace_folder):
        if one.name not in result.columns:
            continue
        held = queries.sizes(result, one.name)
        names = {segment.key: segment.name for segment in one.segments()}
        keys = [*names, *([None] if None in held else [])]
        segments = [
            SegmentShown(
                key=key,
                name=(words("customers.unknown") if key is None else names[key]).say(lang),
                customers=held.get(key, queries.NOBODY).customers,
                net_revenue=_text(held.get(key, queries.NOBODY).net_revenue),
            )
            for key in keys
        ]
        items.append(Segmentation(name=one.name, title=one.title.say(lang), kind=one.kind, segments=segments))
    return SegmentationList(run=RunShown.of(result.run), items=items)


def _folder(request: HttpRequest) -> Folder:
    return reading_of(request).workspace_folder


def _text(value: object) -> str | None:
    found = plain(value)
    return None if found is None else str(found)
