"""Questions about browsers in which people are signed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from fenji_web.devices.models import Device, Limits

if TYPE_CHECKING:
    from fenji_web.accounts.models import User

IDLE = (30, 2 * 60, 8 * 60, 24 * 60)
"""Minutes without a request that one may choose from."""
WHOLE = (1, 7, 14, 30)
"""Days after which everybody signs in again that one may choose from."""


def limits() -> Limits:
    """How long somebody stays signed in: as set, else eight hours without a request and seven days in all."""
    return Limits.objects.filter(pk=1).first() or Limits(pk=1)


def is_over(device: Device, now: datetime) -> bool:
    """Whether a browser has to sign in again: it was ended, unused for too long, or signed in too long ago."""
    allowed = limits()
    return (
        device.ended_at is not None
        or now - device.seen_at > timedelta(minutes=allowed.idle_minutes)
        or now - device.began_at > timedelta(days=allowed.whole_days)
    )


def devices_of(person: User) -> list[Device]:
    """Every browser in which a person is signed in now, the one used last first."""
    now = timezone.now()
    return [one for one in person.devices.filter(ended_at=None) if not is_over(one, now)]
