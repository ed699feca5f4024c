"""Questions of the log: lines by person, day and action; whether it is what was written; what somebody took away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q

from fenji_web import library
from fenji_web.audit.access import SEEN
from fenji_web.audit.models import Alias, Event
from fenji_web.audit.services import ASKED, marks_place
from fenji_web.config.place import kept_key

if TYPE_CHECKING:
    from pathlib import Path

    from django.db.models import QuerySet

    from fenji_web.library import Break, Mark

PAGE = 100
_COLUMNS = ("number", "seal", "at", "who", "role", "address", "action", "subject", "outcome", "facts")


@dataclass(frozen=True)
class Wanted:
    """Which lines: of whom, of which action, from which local day until which, both included."""

    who: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Verdict:
    """What a look through the whole log came to."""

    lines: int
    marks: int
    breaks: tuple[Break, ...]


def lines(wanted: Wanted, zone: str) -> QuerySet[Event]:
    """The lines asked for, the newest first; what was asked for and ended stands once, by its end."""
    found = Event.objects.exclude(outcome=ASKED)
    if wanted.who:
        found = found.filter(who__iexact=wanted.who)
    if wanted.action:
        found = found.filter(action=wanted.action)
    if wanted.since is not None:
        found = found.filter(at__gte=_midnight(wanted.since, zone))
    if wanted.until is not None:
        found = found.filter(at__lt=_midnight(wanted.until + timedelta(days=1), zone))
    return found


def people_and_actions() -> tuple[list[str], list[str]]:
    """Who stands in the log, and what was done, by name."""
    ended = Event.objects.exclude(outcome=ASKED).order_by()
    names = ended.exclude(who="").values_list("who", flat=True).distinct()
    return sorted(names), sorted(ended.values_list("action", flat=True).distinct())


def customers_named() -> dict[str, str]:
    """The log's words for customers, each with the customer's number."""
    return dict(Alias.objects.values_list("alias", "customer_id"))


def verify(places: tuple[Path, ...] = ()) -> Verdict:
    """Reads the whole log in order and compares it with itself and with what was noted outside."""
    marks = [mark for place in places or (marks_place(),) for mark in _marks(place)]
    counted = _Counted()
    found = tuple(library.breaks(kept_key("audit"), counted.links(), marks))
    return Verdict(counted.count, len(marks), found)


def taken(wanted: Wanted, zone: str) -> dict[str, Any]:
    """What somebody saw and took away over some days: for the report of an incident."""
    found = lines(wanted, zone)
    seen = found.filter(action__in=SEEN, outcome="200")
    files = found.filter(facts__has_key="file")
    entries = found.filter(action__in=("accounts:sign_in", "accounts:enter"))
    opened = list(seen.order_by("subject").values_list("subject", flat=True).distinct()[:1000])
    names = Alias.names((*opened, *files.values_list("subject", flat=True)))
    span = found.aggregate(first=Min("at"), last=Max("at"), places=Count("address", distinct=True))
    return {
        "who": wanted.who,
        "lines": found.count(),
        "first": span["first"],
        "last": span["last"],
        "addresses": sorted(found.order_by().values_list("address", flat=True).distinct()),
        "customers_opened": seen.order_by().values("subject").distinct().count(),
        "customers": sorted(names.get(one, one) for one in opened),
        "files": [_file(one, names) for one in files.order_by("number")],
        "changes": dict(
            found.filter(~Q(action__in=SEEN), ~Q(facts__has_key="file"))
            .order_by("action")
            .values_list("action")
            .annotate(n=Count("number"))
        ),
        "sign_ins": entries.filter(outcome="302").count(),
        "sign_ins_refused": Event.objects.filter(
            action="accounts:sign_in", outcome="422", facts__username__iexact=wanted.who
        ).count(),
    }


class _Counted:
    """Reads the lines as links and counts them on the way."""

    def __init__(self) -> None:
        self.count = 0

    def links(self) -> Iterator[library.Link]:
        for row in Event.objects.order_by("number").values_list(*_COLUMNS).iterator(10_000):
            self.count += 1
            number, seal, at, *rest = row
            content = {"at": at.astimezone(UTC).isoformat(), **dict(zip(_COLUMNS[3:], rest, strict=True))}
            yield library.Link(number, content, seal)


def _marks(place: Path) -> Iterator[Mark]:
    if not place.is_file():
        return
    with place.open(encoding="utf-8") as file:
        for line in file:
            said = json.loads(line)
            yield library.Mark(said["number"], said["seal"])


def _file(event: Event, names: Mapping[str, str]) -> dict[str, Any]:
    subject = " ".join(names.get(word, word) for word in event.subject.split(" "))
    return {"at": event.at, "action": event.action, "subject": subject, "kind": event.facts["file"]}


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(zone))
