"""What was shown to whom, and which large exports wait, are there or are over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from fenji_web.disclosures.models import WAITING, Release, Unmasking

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fenji_web.accounts.models import User

_MOST_SHOWN = 100


def shown_now(person: User, customer_id: str) -> Unmasking | None:
    """The contact data of a customer that is shown to a person at this moment."""
    return Unmasking.objects.filter(person=person, customer_id=customer_id, ends_at__gt=timezone.now()).first()


def shown_today(person: User) -> int:
    """How many customers' contact data a person was shown in the last day."""
    since = timezone.now() - timedelta(days=1)
    return Unmasking.objects.filter(person=person, at__gt=since).count()


def own(person: User) -> list[Release]:
    """The large exports a person asked for, newest first."""
    return list(_all().filter(asked_by=person)[:_MOST_SHOWN])


def others(person: User) -> list[Release]:
    """Those that others asked for, those that wait first."""
    found = list(_all().exclude(asked_by=person)[:_MOST_SHOWN])
    return sorted(found, key=lambda one: one.state != WAITING)


def waiting_for(person: User) -> int:
    """How many wait for this person's word."""
    if not person.can("approve_export"):
        return 0
    return Release.objects.filter(state=WAITING).exclude(asked_by=person).count()


def release_of(person: User, pk: int) -> Release | None:
    """One that this person may see."""
    from fenji_web.disclosures.access import may_see

    found = _all().filter(pk=pk).first()
    return found if found is not None and may_see(person, found) else None


def _all() -> QuerySet[Release]:
    return Release.objects.select_related("asked_by", "decided_by", "job")
