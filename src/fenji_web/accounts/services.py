"""What is done with people: made, changed, let in by a link."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from fenji_web.accounts.models import Attempt, Link, SignIn, User


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


KEPT_SIGN_INS = 50


@transaction.atomic
def add_person(*, username: str, role: str, password: str, name: str = "", language: str = "") -> User:
    """A new person; without a password one chooses it by a link."""
    person = User(username=username, name=name, role=role, language=language)
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    person.save()
    return person


@transaction.atomic
def change_person(person: User, *, name: str, role: str, is_active: bool) -> None:
    """Another name, role or standing; who may no longer sign in is signed out by that."""
    person.name, person.role, person.is_active = name, role, is_active
    person.save(update_fields=["name", "role", "is_active"])


@transaction.atomic
def set_password(person: User, password: str) -> None:
    """A new password; other sessions of the person end."""
    person.set_password(password)
    person.save(update_fields=["password"])


@transaction.atomic
def make_link(purpose: str, person: User | None = None, *, lasts: timedelta = timedelta(hours=24)) -> str:
    """The token of a new link that works once; earlier links of that purpose end."""
    Link.objects.filter(purpose=purpose, person=person).delete()
    token = secrets.token_urlsafe(24)
    Link.objects.create(token_hash=hashed(token), purpose=purpose, person=person, ends_at=timezone.now() + lasts)
    return token


@transaction.atomic
def use_link(link: Link) -> bool:
    """Uses a link up; False where somebody was quicker."""
    count, _ = Link.objects.filter(pk=link.pk).delete()
    return count == 1


@transaction.atomic
def note_sign_in(person: User, address: str, way: str) -> None:
    """Keeps that somebody came in; of each person the newest."""
    SignIn.objects.create(person=person, address=address[:64], way=way)
    kept = person.sign_ins.values_list("pk", flat=True)[:KEPT_SIGN_INS]
    person.sign_ins.exclude(pk__in=list(kept)).delete()


def note_attempt(username: str, address: str) -> None:
    """Keeps a failed sign-in; those older than a day go."""
    Attempt.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()
    Attempt.objects.create(username=username.lower()[:60], address=address[:64])


def forget_attempts(username: str) -> None:
    """A sign-in worked: earlier failures are forgotten."""
    Attempt.objects.filter(username=username.lower()[:60]).delete()


@transaction.atomic
def demo_person(password: str) -> User:
    """The person of the demonstration, with a new password."""
    person = User.objects.filter(username="demo").first() or User(username="demo")
    person.role, person.is_active = "administrator", True
    person.set_password(password)
    person.save()
    return person
