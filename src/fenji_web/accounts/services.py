"""What is done with people: made, changed, let in by a link."""

from __future__ import annotations

import hashlib
import math
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone

from fenji_web.accounts.models import Attempt, Link, SignIn, User
from fenji_web.devices import services as devices
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fenji_web.library import Text

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_KNOWN, _KNOWN_NAMES = "known", 5
_YEAR = 365 * 24 * 3600
_PLACES, _WAITING = threading.BoundedSemaphore(1), threading.BoundedSemaphore(4)  # in each of the server's processes
_PATIENCE = 4.0  # seconds


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
    """A new password; sessions of the person end by that, and links that were not used."""
    person.set_password(password)
    person.save(update_fields=["password"])
    Link.objects.filter(person=person).delete()


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


def note_attempt(username: str, lane: str) -> None:
    """Keeps a failed sign-in; those older than a day go."""
    Attempt.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()
    Attempt.objects.create(username=username.lower()[:60], address=lane[:64])


def forget_attempts(username: str, lane: str) -> None:
    """A sign-in worked: earlier failures in its lane are forgotten."""
    Attempt.objects.filter(username=username.lower()[:60], address=lane[:64]).delete()


def lane_of(request: HttpRequest, username: str) -> str:
    """What wrong passwords of a name are counted under: a browser that it signed in with before, else the address.

    So a stranger's wrong passwords never make a person wait in their own browser.
    """
    known = _known(request).get(username.lower())
    return f"browser {known}" if known else request.META.get("REMOTE_ADDR", "")


def enter(request: HttpRequest, person: User, way: str, *, onward: str = "/") -> HttpResponse:
    """Lets a person in: a new session, noted with its browser, which is known by the person's name from now on."""
    forget_attempts(person.username, lane_of(request, person.username))
    login(request, person, backend=_BACKEND)
    note_sign_in(person, request.META.get("REMOTE_ADDR", ""), way)
    devices.begin(request, person, way)
    response = redirect(onward)
    known = _known(request)
    name = person.username.lower()
    kept = dict([(name, known.pop(name, "") or secrets.token_urlsafe(12)), *known.items()][:_KNOWN_NAMES])
    response.set_cookie(
        settings.KNOWN_COOKIE, signing.dumps(kept, salt=_KNOWN), max_age=_YEAR, httponly=True, samesite="Lax",
        secure=settings.IS_HTTPS,
    )  # fmt: skip
    return response


@contextmanager
def hashing() -> Iterator[bool]:
    """A place among those whose passwords are hashed at this moment; False where none was free in time.

    Hashing is slow on purpose: a flood of sign-ins may not take the machine from those who are in.
    """
    if not _WAITING.acquire(blocking=False):
        yield False
        return
    has_place = False
    try:
        has_place = _PLACES.acquire(timeout=_PATIENCE)
        yield has_place
    finally:
        _WAITING.release()
        if has_place:
            _PLACES.release()


def wait_words(wait: timedelta) -> Text:
    """How long one has to wait, in words."""
    seconds = max(1, math.ceil(wait.total_seconds()))
    return words("accounts.wait_seconds", n=seconds) if seconds < 90 else words(
        "accounts.wait_minutes", n=math.ceil(seconds / 60))  # fmt: skip


def _known(request: HttpRequest) -> dict[str, str]:
    """The names that signed in with this browser, each with a word that is this browser's own."""
    try:
        kept = signing.loads(request.COOKIES.get(settings.KNOWN_COOKIE, ""), salt=_KNOWN, max_age=_YEAR)
    except signing.BadSignature:
        return {}
    return {str(name): str(mark) for name, mark in kept.items()} if isinstance(kept, dict) else {}


@transaction.atomic
def demo_person(password: str) -> User:
    """The person of the demonstration, with a new password."""
    person = User.objects.filter(username="demo").first() or User(username="demo")
    person.role, person.is_active = "administrator", True
    person.set_password(password)
    person.save()
    return person
