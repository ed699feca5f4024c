"""What is typed to see or take away contact data: a reason, and the password again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from fenji_web.accounts.queries import wait_for
from fenji_web.accounts.services import hashing, lane_of, note_attempt, wait_words
from fenji_web.disclosures.access import LONGEST_REASON, SHORTEST_REASON
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fenji_web.accounts.models import User
    from fenji_web.library import Text

_JUST_NOW = timedelta(minutes=10)


def read_reason(typed: str) -> str:
    """A reason with spaces as they are said; empty where it says too little."""
    reason = " ".join(typed.replace("\x00", "").split())[:LONGEST_REASON]
    return reason if len(reason) >= SHORTEST_REASON else ""


def needs_password(person: User) -> bool:
    """Whether the person has a password here; who signs in elsewhere signs in there again instead."""
    return person.has_usable_password()


def refused(request: HttpRequest, person: User) -> Text | None:
    """Why who sits there is not taken for the person, in words; None where the password was right."""
    if not needs_password(person):
        is_fresh = person.last_login is not None and timezone.now() - person.last_login < _JUST_NOW
        return None if is_fresh else words("disclosures.sign_in_again")
    lane = lane_of(request, person.username)
    wait = wait_for(person.username, lane)
    if wait is not None:
        return wait_words(wait)
    with hashing() as has_place:
        is_right = has_place and person.check_password(request.POST.get("password", "")[:200])
    if not is_right:
        note_attempt(person.username, lane)
        return words("accounts.wrong_password")
    return None
