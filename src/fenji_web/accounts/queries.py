"""Questions about people."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from fenji_web.accounts.models import Attempt, Link, SignIn, User
from fenji_web.accounts.services import hashed

if TYPE_CHECKING:
    from django.db.models import QuerySet

PAUSE = timedelta(minutes=10)
MOST_ATTEMPTS = 8


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


def must_wait(username: str, address: str) -> bool:
    """Whether too many sign-ins failed of late, for this name from this address."""
    since = timezone.now() - PAUSE
    failed = Attempt.objects.filter(username=username.lower()[:60], address=address, at__gt=since)
    return failed.count() >= MOST_ATTEMPTS


def other_administrators(person: User) -> bool:
    """Whether somebody else could still administer."""
    return User.objects.filter(role="administrator", is_active=True).exclude(pk=person.pk).exists()
