"""What a run tells of its customers, page by page; and how endpoints stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q

from fenji_web import library
from fenji_web.webhooks.models import DEAD, DEMOTED, ENTERED, LEFT, PROMOTED, SENT, WAITING, WARNED, Endpoint

if TYPE_CHECKING:
    from pathlib import Path

    from fenji_web.library import Result

_MOVES = {PROMOTED: "promotion", DEMOTED: "demotion"}
_PAGE = """
SELECT customer_id, CAST({before} AS VARCHAR) AS before, CAST({now} AS VARCHAR) AS now
FROM customers WHERE ({condition}) AND customer_id > ? ORDER BY customer_id LIMIT ?
"""
_COUNT = "SELECT count(*) AS n FROM customers WHERE {condition}"


@dataclass(frozen=True)
class Told:
    """Which customers a kind of event tells of, in SQL over columns that the file has."""

    condition: str
    before: str
    now: str
    segmentation: str = ""


def told_of(result: Result, event: str) -> Told:
    """The customers of one kind of event: `customer.promoted`, or `segment.entered:rfm_segment`."""
    kind, _, segmentation = event.partition(":")
    if kind in _MOVES:
        return Told(f"move = '{_MOVES[kind]}'", "previous_tier", "tier")
    if kind == WARNED:
        return Told(_warned(result), "tier", "tier")
    if segmentation not in compared_segmentations(result):
        return Told("FALSE", "NULL", "NULL", segmentation)
    before, now = library.quoted(f"previous_{segmentation}"), library.quoted(segmentation)
    side = now if kind == ENTERED else before
    return Told(f"{side} IS NOT NULL AND {before} IS DISTINCT FROM {now}", before, now, segmentation)


def events_of(result: Result, wanted: Sequence[str]) -> list[str]:
    """The wanted kinds as this run can tell them: nothing moved in a first run; segments one by one."""
    moved = () if is_first(result) else tuple(one for one in (PROMOTED, DEMOTED) if one in wanted)
    warned = (WARNED,) if WARNED in wanted and "warned_on" in result.columns else ()
    ways = compared_segmentations(result)
    return [*moved, *warned, *(f"{one}:{way}" for one in (ENTERED, LEFT) if one in wanted for way in ways)]


def is_first(result: Result) -> bool:
    """Whether there is no run of fenji before it: grades a company brought along are no event."""
    return result.previous is None or result.previous.is_before_fenji


def compared_segmentations(result: Result) -> tuple[str, ...]:
    """The ways to divide customers that this run and the one before it share."""
    known = set(result.columns)
    shared = (name.removeprefix("previous_") for name in result.columns if name.startswith("previous_"))
    return tuple(sorted(name for name in shared if name in known and name != "tier"))


def page(result: Result, told: Told, *, after: str, size: int) -> list[dict[str, Any]]:
    """The next customers by id: id, where they were, where they are."""
    sql = _PAGE.format(before=told.before, now=told.now, condition=told.condition)
    return result.engine.rows(sql, [after, size])


def counts(result: Result, events: Sequence[str]) -> dict[str, int]:
    """How many customers each kind tells of."""
    found = {}
    for event in events:
        told = told_of(result, event)
        found[event] = int(result.engine.rows(_COUNT.format(condition=told.condition))[0]["n"])
    return found


def run_files(runs_folder: Path) -> dict[str, Path]:
    """The newest read model of every run that has one, by the run's id."""
    found: dict[str, Path] = {}
    for path in sorted(runs_folder.glob(f"*{library.SUFFIX}"), key=lambda one: (one.stat().st_mtime_ns, one.name)):
        found[path.name.removesuffix(library.SUFFIX).rpartition(".")[0]] = path
    return found


@dataclass(frozen=True)
class Line:
    """An endpoint in the list."""

    endpoint: Endpoint
    waiting: int
    dead: int
    last: Any


def lines() -> list[Line]:
    """Every endpoint with what waits, what was given up, and when something was taken last."""
    states = {
        "waiting": Count("messages", filter=Q(messages__state=WAITING)),
        "dead": Count("messages", filter=Q(messages__state=DEAD)),
        "last": Max("messages__ended_at", filter=Q(messages__state=SENT)),
    }
    found: Sequence[Mapping[str, Any]] = Endpoint.objects.annotate(**states).values("pk", *states)
    known = {one["pk"]: one for one in found}
    return [
        Line(one, known[one.pk]["waiting"], known[one.pk]["dead"], known[one.pk]["last"])
        for one in Endpoint.objects.select_related("created_by")
    ]


def _warned(result: Result) -> str:
    """Warned since the run before; what was held back over 春节 is told once it is over."""
    condition = library.warned_condition(result)
    if result.previous is None or is_first(result) or condition == "FALSE":
        return condition
    since = result.previous.as_of
    pause = library.spring_pause(since.year)
    if pause and pause[0] <= since <= pause[1]:
        since = pause[0] - timedelta(days=1)
    return f"({condition}) AND warned_on > DATE '{since.isoformat()}'"
