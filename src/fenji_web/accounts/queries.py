"""Questions about people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max
from django.utils import timezone

from fenji_web.accounts.models import Attempt, Link, SignIn, User
from fenji_web.accounts.services import hashed

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST_ATTEMPTS = 5
"""Wrong passwords that cost no waiting; from then on each doubles it."""
_FIRST, _LONGEST = timedelta(seconds=15), timedelta(hours=1)
_MOST_OF_ADDRESS, _MOST_OF_NAME = 60, 100
_LONGEST_OF_MANY = timedelta(minutes=5)
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_SEEN_FOR = timedelta(days=30)


def people() -> QuerySet[User]:
    """Everybody, those who may sign in first."""
    return User.objects.order_by("-is_active", "username")


def sign_ins_of(person: User, count: int = 10) -> list[SignIn]:
    """The newest times a person came in."""
    return list(person.sign_ins.all()[:count])


def is_first_start() -> bool:
    """Whether nobody can sign in yet."""
    return not User.objects.exists()


def link_of(token: str, purpose: str) -> Link | None:
    """The link with that token, while it holds."""
    kept = Link.objects.filter(token_hash=hashed(token), purpose=purpose, ends_at__gt=timezone.now())
    return kept.select_related("person").first()


def wait_for(username: str, lane: str, *, is_known: bool = True) -> timedelta | None:
    """How long a name has to wait in its lane (an address, or a browser that it knows); None where it may try.

    Five wrong ones are free, then each doubles the wait: 15 seconds, 30, a minute, at most an hour. Whoever is not
    known also waits where many names failed from one address, or one name from many; so nobody keeps a person out of
    their own browser, or away from where they signed in before.
    """
    name, now = username.lower()[:60], timezone.now()
    of_day = Attempt.objects.filter(username=name, address=lane[:64], at__gt=now - _DAY)
    waits = [_left(of_day, now, free=MOST_ATTEMPTS, longest=_LONGEST)]
    if not is_known:
        of_address = Attempt.objects.filter(address=lane[:64], at__gt=now - _HOUR)
        of_name = Attempt.objects.filter(username=name, at__gt=now - _HOUR)
        waits += [_left(of_address, now, free=_MOST_OF_ADDRESS, longest=_LONGEST_OF_MANY)]
        waits += [_left(of_name, now, free=_MOST_OF_NAME, longest=_LONGEST_OF_MANY)]
    return max((one for one in waits if one is not None), default=None)


def _left(failed: QuerySet[Attempt], now: datetime, *, free: int, longest: timedelta) -> timedelta | None:
    found = failed.aggregate(count=Count("pk"), last=Max("at"))
    if found["count"] < free:
        return None
    wait: timedelta = min(_FIRST * 2 ** min(found["count"] - free, 20), longest)
    left: timedelta = found["last"] + wait - now
    return left if left > timedelta() else None


def was_here(username: str, address: str) -> bool:
    """Whether somebody of that name came in from that address of late."""
    since = timezone.now() - _SEEN_FOR
    return SignIn.objects.filter(person__username__iexact=username, address=address[:64], at__gt=since).exists()


def other_administrators(person: User) -> bool:
    """Whether somebody else could still administer."""
    return User.objects.filter(role="administrator", is_active=True).exclude(pk=person.pk).exists()
