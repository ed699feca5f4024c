"""What is done with the second step: set up, asked for, used up, taken away; whoever needs it is led to it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from fenji_web import library
from fenji_web.accounts import services as accounts
from fenji_web.accounts.models import User
from fenji_web.two_factor.models import RecoveryCode, Rule, Secret
from fenji_web.two_factor.queries import due_at, is_due, secret_of
from fenji_web.ui.language import lang_of, zone
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest

STEP = 30
CODES = 10
ELSEWHERE = "second_step_elsewhere"
_HALF = "half_way"
_PENDING = "second_step_pending"
_MINUTES = 10
_TRIES = 5
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_OPEN = {"accounts:me", "accounts:sign_out", "ui:choose", "devices:end_one", "devices:end_others"}


def let_in(request: HttpRequest, person: User, *, way: str, onward: str = "/") -> HttpResponse:
    """Whoever proved who they are comes in, or is asked for the second step where they have one."""
    if secret_of(person) is None:
        response = accounts.enter(request, person, way, onward=onward)
        if until := due_at(person):
            day = library.say_date(until.astimezone(zone()).date(), lang_of(request))
            messages.warning(request, words("two_factor.due_page", at=day).say(lang_of(request)))
        return response
    request.session.cycle_key()
    request.session[_HALF] = {
        "person": person.pk, "way": way, "onward": onward, "at": time.time(), "tries": 0,
        "as": person.get_session_auth_hash(),
    }  # fmt: skip
    return redirect("two_factor:step")


def half_way(request: HttpRequest) -> User | None:
    """Who gave a right password less than ten minutes ago and owes the second step."""
    half = request.session.get(_HALF)
    if not half or time.time() - half["at"] > _MINUTES * 60 or half["tries"] >= _TRIES:
        request.session.pop(_HALF, None)
        return None
    person = User.objects.filter(pk=half["person"], is_active=True).first()
    return person if person and hmac.compare_digest(person.get_session_auth_hash(), half["as"]) else None


def failed(request: HttpRequest) -> None:
    """A code was wrong: after five of them one begins again with the password."""
    half = request.session[_HALF]
    request.session[_HALF] = {**half, "tries": half["tries"] + 1}


def finish(request: HttpRequest, person: User) -> HttpResponse:
    """The second step was right: in."""
    half = request.session.pop(_HALF)
    return accounts.enter(request, person, half["way"], onward=half["onward"])


def is_right(person: User, code: str, *, now: float | None = None) -> bool:
    """Whether a code is one of a person's app, of this half minute or one beside it; each is good once."""
    kept, typed = secret_of(person), "".join(code.split())
    if kept is None or len(typed) != 6 or not typed.isascii() or not typed.isdigit():
        return False
    step = _step_of(kept.secret, typed, time.time() if now is None else now)
    if step is None:
        return False
    return Secret.objects.filter(pk=kept.pk, last_step__lt=step).update(last_step=step) == 1


def use_recovery(person: User, code: str) -> bool:
    """Whether a code is one of a person's recovery codes; it is gone by that."""
    count, _ = RecoveryCode.objects.filter(person=person, code_hash=_hashed(person, code)).delete()
    return count == 1


def pending(request: HttpRequest) -> str:
    """The secret that a person is about to set up: one a session, until it is proven; it rests encrypted."""
    keys = library.keys_of(settings.FENJI_WORKSPACE)
    kept = request.session.get(_PENDING)
    if kept is None:
        kept = keys.encrypt(base64.b32encode(secrets.token_bytes(20)).decode(), purpose=_PENDING)
        request.session[_PENDING] = kept
    return keys.decrypt(kept, purpose=_PENDING)


def address(person: User, secret: str, company: str) -> str:
    """What the app reads from the picture."""
    label = quote(f"{company}:{person.username}")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(company)}&algorithm=SHA1&digits=6&period={STEP}"


def picture(content: str) -> str:
    """A QR code as an address of its own: black on white, in every theme."""
    return str(segno.make(content, error="m").svg_data_uri(scale=4, border=3, dark="#000", light="#fff"))


@transaction.atomic
def set_up(request: HttpRequest, person: User, code: str) -> list[str] | None:
    """Sets the second step up where the app shows the right code; the recovery codes, else None."""
    secret = pending(request)
    step = _step_of(secret, "".join(code.split()), time.time())
    if step is None:
        return None
    Secret.objects.update_or_create(person=person, defaults={"secret": secret, "last_step": step})
    request.session.pop(_PENDING, None)
    return new_codes(person)


@transaction.atomic
def new_codes(person: User) -> list[str]:
    """Ten recovery codes; earlier ones are good no more. They are told this once."""
    codes = ["-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4)) for _ in range(CODES)]
    RecoveryCode.objects.filter(person=person).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, code_hash=_hashed(person, one)) for one in codes)
    return codes


@transaction.atomic
def take_away(person: User) -> None:
    """No second step any more: switched off, or the phone is lost."""
    Secret.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()


@transaction.atomic
def keep_rule(*, who: str, grace_days: int) -> None:
    """Who needs a second step from now on; the days to set it up count anew."""
    Rule.objects.update_or_create(pk=1, defaults={"who": who, "grace_days": grace_days, "changed_at": timezone.now()})


class TwoFactorMiddleware:
    """Who needs a second step and did not set it up in time can do nothing else first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, values: object) -> HttpResponse | None:
        """Leads to the set-up."""
        del args, values
        match = request.resolver_match
        is_open = match is None or "two_factor" in match.app_names or match.view_name in _OPEN
        if is_open or getattr(view, "is_public", False) or not request.user.is_authenticated:
            return None
        if request.session.get(ELSEWHERE) or not is_due(request.user):
            return None
        if getattr(request, "htmx", False):
            return HttpResponse(status=204, headers={"HX-Redirect": reverse("two_factor:set_up")})
        return redirect("two_factor:set_up")


def _step_of(secret: str, code: str, now: float) -> int | None:
    """The half minute that a code belongs to, where it is this one or one beside it."""
    app = TOTP(base64.b32decode(secret), 6, SHA1(), STEP, enforce_key_length=False)  # noqa: S303 - RFC 6238
    steps = [int(now // STEP) + beside for beside in (0, -1, 1)]
    found: list[Any] = [step for step in steps if hmac.compare_digest(app.generate(step * STEP), code.encode())]
    return found[0] if found else None


def _hashed(person: User, code: str) -> str:
    """What is kept of a recovery code: 79 random bits need no slow hash."""
    plain = "".join(one for one in code.lower() if one in _ALPHABET)
    return hashlib.sha256(f"{person.pk} {plain}".encode()).hexdigest()
