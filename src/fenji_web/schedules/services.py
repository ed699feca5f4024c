"""What is done with schedules: set up, switched, fired when due, exactly once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from fenji_web import library
from fenji_web.runs.services import enqueue
from fenji_web.schedules.models import BUSY, FETCH, GRADE, MONTH_END, OWNER, TODAY, Firing, Schedule

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.library import Settings
    from fenji_web.runs.models import Job

LATE = timedelta(minutes=10)
KINDS = {GRADE: "grade", FETCH: "fetch_grade"}  # the rest looks at quality
_MOST_MISSED = 1000


def company() -> Settings:
    """The settings of the workspace as they are now."""
    return library.Settings.read(Path(settings.FENJI_WORKSPACE))


def keep(schedule: Schedule, *, now: datetime | None = None) -> Schedule:
    """Writes a schedule down, with the time it falls due next."""
    schedule.next_at = _next(schedule, now or timezone.now(), company()) if schedule.is_on else None
    schedule.save()
    return schedule


def switch(schedule: Schedule, *, is_on: bool) -> None:
    """Switches a schedule on or off; what was due meanwhile is not made up for."""
    schedule.is_on, schedule.halted = is_on, ""
    keep(schedule)


def retime(*, now: datetime | None = None) -> None:
    """Times of all schedules anew: the zone or the holidays changed."""
    for schedule in Schedule.objects.filter(is_on=True):
        keep(schedule, now=now)


@transaction.atomic
def run_now(schedule: Schedule, *, by: User) -> Job:
    """Does it once, now, in the name of who asks; the next time stays."""
    now = timezone.now()
    job = _asked(schedule, by, now, now, 0)
    Firing.objects.create(schedule=schedule, due_at=now, fired_at=now, job=job)
    return job


def bring_forward(now: datetime) -> int:
    """Sets times anew that lie later than their rule's next, because the clock had been ahead; how many.

    What was fired at a time then isn't fired at that time again.
    """
    house = company()
    count = 0
    for one in Schedule.objects.filter(is_on=True, next_at__gt=now):
        first = _next(one, now, house)
        if first is not None and one.next_at is not None and first < one.next_at:
            count += Schedule.objects.filter(pk=one.pk, is_on=True, next_at=one.next_at).update(next_at=first)
    return count


def fire_due(now: datetime) -> int:
    """Makes jobs of the schedules that are due; how many. Two workers that ask at once make one.

    A time missed while nothing ran is made up for once, late: the newest; those before it are counted.
    """
    due = list(Schedule.objects.filter(is_on=True, next_at__lte=now).select_related("created_by"))
    if not due:
        return 0
    house = company()
    return sum(_fire(schedule, now, house) for schedule in due)


@transaction.atomic
def _fire(schedule: Schedule, now: datetime, house: Settings) -> int:
    due = schedule.next_at
    assert due is not None
    missed, onward = _missed(schedule, due, now, house)
    mine = Schedule.objects.filter(pk=schedule.pk, is_on=True, next_at=due)
    if not mine.update(next_at=onward):
        return 0  # another worker was quicker, or somebody switched it off
    fired = Firing(schedule=schedule, due_at=missed[-1] if missed else due, fired_at=now, skipped=len(missed))
    if Firing.objects.filter(schedule=schedule, due_at=fired.due_at).exists():
        return 0
    before = schedule.firings.exclude(job=None).select_related("job").first()
    if before is not None and before.job is not None and before.job.is_open:
        fired.refusal = BUSY
    elif schedule.created_by is None:
        fired.refusal = OWNER
    else:
        try:
            fired.job = _asked(schedule, schedule.created_by, fired.due_at, now, fired.skipped)
        except PermissionDenied:
            fired.refusal = OWNER
    if fired.refusal == OWNER:
        mine = Schedule.objects.filter(pk=schedule.pk)
        mine.update(is_on=False, next_at=None, halted=OWNER)
    fired.save()
    return int(fired.job is not None)


def _asked(schedule: Schedule, by: User, due: datetime, now: datetime, skipped: int) -> Job:
    arguments: dict[str, Any] = {}
    if schedule.what in KINDS:
        if not by.can("grade"):
            raise PermissionDenied
        day = day_of(schedule.as_of, due.astimezone(ZoneInfo(company().zone)).date())
        arguments = {"scheme": schedule.scheme, "as_of": day.isoformat()}
    if schedule.what == FETCH:
        arguments["source"] = schedule.source
    minutes = int((now - due).total_seconds() // 60) if now - due >= LATE else 0
    arguments["schedule"] = {"id": schedule.pk, "due_at": due.isoformat(), "late": minutes, "skipped": skipped}
    return enqueue(KINDS.get(schedule.what, "check_quality"), by=by, **arguments)


def day_of(as_of: str, due: date) -> date:
    """The day to grade as of: yesterday, today, or the newest month's end that is not after the day it fell due.

    >>> str(day_of("month_end", date(2025, 3, 5))), str(day_of("month_end", date(2025, 3, 31)))
    ('2025-02-28', '2025-03-31')
    """
    if as_of == TODAY:
        return due
    tomorrow = due + timedelta(days=1)
    if as_of == MONTH_END:
        return tomorrow.replace(day=1) - timedelta(days=1)
    return due - timedelta(days=1)


def _next(schedule: Schedule, after: datetime, house: Settings) -> datetime | None:
    found = library.next_times(schedule.rule, house.zone, after, 1, conventions=house.conventions)
    return found[0] if found else None


def _missed(
    schedule: Schedule, due: datetime, now: datetime, house: Settings
) -> tuple[list[datetime], datetime | None]:
    """The times after the one that is due which passed too, and the first that is to come."""
    missed: list[datetime] = []
    after = due
    while len(missed) < _MOST_MISSED:
        batch = library.next_times(schedule.rule, house.zone, after, 50, conventions=house.conventions)
        for one in batch:
            if one > now:
                return missed, one
            missed.append(one)
        if not batch:
            return missed, None
        after = batch[-1]
    return missed, _next(schedule, now, house)
