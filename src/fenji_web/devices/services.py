"""What is done with signed-in browsers: noted, seen, ended, and sent back to the sign-in where their time is over."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import logout
from django.db import transaction
from django.utils import timezone

from fenji_web.devices.models import Device, Limits
from fenji_web.devices.queries import is_over

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest, HttpResponse

    from fenji_web.accounts.models import User

_KEY = "device"
_SEEN_EVERY = timedelta(minutes=1)
_KEPT = timedelta(days=60)
_BROWSERS = (("Edge", r"\bEdg"), ("Opera", r"\bOPR/"), ("WeCom", r"wxwork"), ("WeChat", r"MicroMessenger"),
             ("DingTalk", r"DingTalk"), ("Feishu", r"Lark|Feishu"), ("Firefox", r"Firefox|FxiOS"),
             ("Chrome", r"Chrome|CriOS"), ("Safari", r"Safari"))  # fmt: skip
_SYSTEMS = (("Android", r"Android"), ("iOS", r"iPhone|iPad"), ("HarmonyOS", r"HarmonyOS|OpenHarmony"),
            ("Windows", r"Windows"), ("macOS", r"Mac OS X|Macintosh"), ("Linux", r"Linux"))  # fmt: skip


def begin(request: HttpRequest, person: AbstractBaseUser, way: str = "") -> Device:
    """Notes the browser that somebody signed in with; what ended long ago is forgotten."""
    token, now = secrets.token_urlsafe(24), timezone.now()
    request.session[_KEY] = token
    Device.objects.filter(seen_at__lt=now - _KEPT).delete()
    return Device.objects.create(
        mark=_hashed(token),
        person_id=person.pk,
        address=request.META.get("REMOTE_ADDR", "")[:64],
        agent=request.headers.get("User-Agent", "")[:300],
        way=way,
        began_at=now,
        seen_at=now,
    )


def here(request: HttpRequest) -> Device | None:
    """The browser that asks."""
    token = request.session.get(_KEY, "")
    return Device.objects.filter(mark=_hashed(token), person_id=request.user.pk).first() if token else None


def end(person: User, *, but: Device | None = None, only: int | None = None) -> int:
    """Ends a person's sessions: one, or all, or all but one; how many. The next request of each finds the sign-in."""
    ended = Device.objects.filter(person=person, ended_at=None)
    if only is not None:
        ended = ended.filter(pk=only)
    if but is not None:
        ended = ended.exclude(pk=but.pk)
    return ended.update(ended_at=timezone.now())


@transaction.atomic
def keep_limits(*, idle_minutes: int, whole_days: int) -> None:
    """Another time to stay signed in, for everybody at once."""
    Limits.objects.update_or_create(pk=1, defaults={"idle_minutes": idle_minutes, "whole_days": whole_days})


def browser_of(agent: str) -> str:
    """Browser and system in words, from what a browser says of itself.

    >>> browser_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0")
    'Edge · Windows'
    """
    found = [next((name for name, sign in kinds if re.search(sign, agent)), "") for kinds in (_BROWSERS, _SYSTEMS)]
    return " · ".join(filter(None, found))


class DevicesMiddleware:
    """Whose time is over, or whom somebody signed out, is nobody from here on; others are seen once a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One request."""
        if request.user.is_authenticated:
            self._see(request)
        return self.get_response(request)

    @staticmethod
    def _see(request: HttpRequest) -> None:
        device, now = here(request), timezone.now()
        if device is None:
            if request.session.get(_KEY):
                logout(request)
            else:
                begin(request, request.user)  # type: ignore[arg-type] # signed in
        elif is_over(device, now):
            logout(request)
        elif now - device.seen_at > _SEEN_EVERY:
            Device.objects.filter(pk=device.pk).update(seen_at=now, address=request.META.get("REMOTE_ADDR", "")[:64])


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
