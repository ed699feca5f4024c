"""How much contact data may be taken away alone, and for how long anything of it is there."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.disclosures.models import Release

SHOWN_FOR = timedelta(minutes=10)
MOST_A_DAY = 50
LONGEST_REASON, SHORTEST_REASON = 300, 4
LONGEST_DAYS = 7


def days_kept() -> int:
    """For how many days a large file can be fetched: FENJI_EXPORT_DAYS, seven at most.

    >>> 1 <= days_kept() <= 7
    True
    """
    written = os.environ.get("FENJI_EXPORT_DAYS", "")
    return min(max(int(written), 1), LONGEST_DAYS) if written.isdecimal() else LONGEST_DAYS


def may_see(person: User, release: Release) -> bool:
    """Who asked, and who may let others' through."""
    return release.asked_by_id == person.pk or person.can("approve_export")


def may_decide(person: User, release: Release) -> bool:
    """Another person than who asked."""
    return person.can("approve_export") and release.asked_by_id != person.pk


def may_fetch(person: User, release: Release) -> bool:
    """Who asked alone, while they may still export and see contact data."""
    return release.asked_by_id == person.pk and person.can("export") and person.can("see_contact")
