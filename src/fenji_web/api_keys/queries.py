"""Questions about keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from fenji_web.api_keys.models import Key

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fenji_web.accounts.models import User

_MOST_SHOWN = 200


def keys_of(person: User) -> list[Key]:
    """A person's keys: those that open something first, then the others, the newest first."""
    found = list(Key.objects.filter(person=person).select_related("person")[:_MOST_SHOWN])
    return sorted(found, key=lambda key: not key.is_active)


def keys_of_others(person: User) -> list[Key]:
    """Everybody else's keys that are neither ended nor revoked."""
    return list(_open().exclude(person=person).select_related("person").order_by("person__username")[:_MOST_SHOWN])


def open_keys(person: User) -> int:
    """How many keys of a person are neither ended nor revoked."""
    return _open().filter(person=person).count()


def key_for(person: User, pk: int) -> Key | None:
    """A key that a person may revoke: one's own, and everybody's for those who look after people."""
    mine = Q() if person.can("people") else Q(person=person)
    return Key.objects.select_related("person").filter(mine, pk=pk).first()


def _open() -> QuerySet[Key]:
    return Key.objects.filter(revoked_at=None, ends_at__gt=timezone.now())
