"""Which spans the data covers, and which reports there are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from fenji_web import library
from fenji_web.care.models import Loss
from fenji_web.reports.models import FOREVER, Keeping, Report

if TYPE_CHECKING:
    from fenji_web.library import Result


def first_month(result: Result) -> date | None:
    """The month of the first order that the run knows; None without orders."""
    if result.bought is None:
        return None
    rows = result.engine.rows(f"SELECT min(cohort) AS first FROM {result.bought}")
    found: date | None = rows[0]["first"]
    return found


def keeping_days() -> int:
    """How many days reports are kept; 0 is for ever."""
    return int(Keeping.objects.values_list("days", flat=True).first() or FOREVER)


def losses(zone: str) -> list[library.Loss] | None:
    """Why customers were lost, the newest word of each; reopened ones are not in it. None where nobody recorded any."""
    newest: dict[str, Loss] = {}
    for one in Loss.objects.order_by("made_at", "id").iterator():
        newest[one.customer_id] = one
    found = [
        library.Loss(one.customer_id, one.reason, timezone.localdate(one.made_at, ZoneInfo(zone)))
        for one in newest.values()
        if one.reason
    ]
    return found if newest else None


def reports() -> list[Report]:
    """Every report that is kept, newest first."""
    days = keeping_days()
    return [one for one in Report.objects.select_related("by", "job") if not _is_older(one, days)]


def expired() -> list[Report]:
    """Reports whose time is over."""
    days = keeping_days()
    return [one for one in Report.objects.select_related("job") if _is_older(one, days)]


def is_over(one: Report) -> bool:
    """Whether a report's time is over."""
    return _is_older(one, keeping_days())


def _is_older(one: Report, days: int) -> bool:
    return days != FOREVER and one.at < timezone.now() - timedelta(days=days)
