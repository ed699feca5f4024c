"""Questions about the second step: who has one, who needs one, and by when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from fenji_web.config.place import IS_DEMO
from fenji_web.two_factor.models import RecoveryCode, Rule, Secret

if TYPE_CHECKING:
    from fenji_web.accounts.models import User

WHO = ("exporters", "everybody", "nobody")
"""Who needs a second step: administrators and those who may export, everybody, nobody."""
GRACE = (0, 3, 7, 14, 30)
"""Days to set it up in that one may choose from."""
_STRONG = ("people", "settings", "export")


def rule() -> Rule:
    """Who needs a second step: as set, else administrators and those who may export, within seven days."""
    return Rule.objects.filter(pk=1).first() or Rule(pk=1)


def secret_of(person: User) -> Secret | None:
    """What a person's app shares with fenji; None where they have no second step."""
    return Secret.objects.filter(person_id=person.pk).first()


def codes_left(person: User) -> int:
    """How many recovery codes a person has not used yet."""
    return RecoveryCode.objects.filter(person_id=person.pk).count()


def is_needed(person: User, kept: Rule | None = None) -> bool:
    """Whether a person has to have a second step, by what they may do.

    The person of the demonstration needs none: it is served on its own machine alone, with a new password each time.
    """
    if IS_DEMO and person.username == "demo":
        return False
    who = (kept or rule()).who
    return who == "everybody" or (who == "exporters" and any(person.can(one) for one in _STRONG))


def due_at(person: User) -> datetime | None:
    """Until when a person has to set it up; None where they have it or need none.

    The days count from when the person was added, or from when the rule was changed.
    """
    kept = rule()
    if not is_needed(person, kept) or secret_of(person) is not None:
        return None
    return max(filter(None, (person.created_at, kept.changed_at))) + timedelta(days=kept.grace_days)


def is_due(person: User) -> bool:
    """Whether a person can do nothing else before they have set it up."""
    until = due_at(person)
    return until is not None and until <= timezone.now()


def standing(person: User) -> dict[str, object]:
    """How a person stands with the second step, as pages show it."""
    kept = secret_of(person)
    return {
        "secret": kept is not None, "since": kept.since if kept else None, "left": codes_left(person),
        "is_needed": is_needed(person), "due": due_at(person),
    }  # fmt: skip
