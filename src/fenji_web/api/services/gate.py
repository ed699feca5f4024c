"""The gate of the interface: who asks, by which key, how often; and what every answer carries."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from fenji_web.api.models import Caller
from fenji_web.api.services import limits, problems
from fenji_web.api.services.problems import Problem
from fenji_web.api_keys.services import SIGN, find_key
from fenji_web.ui.language import asked_language, current, speak

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fenji_web.api.services.limits import Room

PREFIX = "/api/v1/"
OPEN = frozenset({f"{PREFIX}openapi.json"})
"""Addresses that are answered without a key: they say nothing of the workspace."""
_MOST_BODY = 1_000_000


class ApiMiddleware:
    """Lets a call in by its key alone, as its person; a session of a browser counts for nothing here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One request; those of pages pass."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.asked_language = asked_language(request)  # type: ignore[attr-defined]
        speak(request.asked_language or "zh")  # type: ignore[attr-defined]
        request.session = {}  # type: ignore[assignment]
        request.COOKIES = {}
        rooms: list[Room] = []
        try:
            _come_in(request, rooms)
            answer = self.get_response(request)
        except Problem as found:
            answer = problems.problem(found)
        if 300 <= answer.status_code < 400:  # a page would lead the person elsewhere first: a second step, a password
            answer = problems.problem(Problem(403, "not_ready"))
        if answer.status_code >= 400 and not problems.is_problem(answer):
            answer = problems.of_status(answer)
        return _dressed(request, answer, rooms)


class ProblemsMiddleware:
    """Around all others: what refuses a call before it comes to the gate refuses it as a problem too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One request; those of pages pass."""
        answer = self.get_response(request)
        if not request.path_info.startswith(PREFIX) or answer.status_code < 400 or problems.is_problem(answer):
            return answer
        speak(asked_language(request) or "zh")
        return problems.of_status(answer)


def _come_in(request: HttpRequest, rooms: list[Room]) -> None:
    """Sets `request.user` to the key's person, or refuses."""
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    address = str(request.META.get("REMOTE_ADDR", ""))[:64]
    _count(rooms, "address", address)
    if request.path_info in OPEN:
        return
    token = _token(request)
    if token is None:
        raise Problem(401, headers={"WWW-Authenticate": 'Bearer realm="fenji"'})
    if (wrong := limits.take("wrong", address, only_look=True)).is_full:
        rooms.append(wrong)
        raise _too_many(wrong)
    key = find_key(token)
    if key is None:
        limits.take("wrong", address)
        raise Problem(401, headers={"WWW-Authenticate": 'Bearer realm="fenji", error="invalid_token"'})
    _count(rooms, "person", str(key.person_id))
    _count(rooms, "key", str(key.pk))
    person = key.person
    person.__class__ = Caller
    caller = cast("Caller", person)
    caller.scopes, caller.key = frozenset(key.scopes), key
    request.user = caller
    request.api_key = key  # type: ignore[attr-defined]
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if request.headers.get("Transfer-Encoding") and not length.isdigit():
        raise Problem(411)
    is_file = request.content_type == "application/octet-stream"
    if not is_file and int(length or 0) > _MOST_BODY:
        raise Problem(413)


def _token(request: HttpRequest) -> str | None:
    """What was sent as a key; None where nothing like a key was."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    is_one = kind.lower() == "bearer" and token.startswith(SIGN) and len(token) < 100 and token.isascii()
    return token.strip() if is_one else None


def _count(rooms: list[Room], name: str, whose: str) -> None:
    room = limits.take(name, whose)
    rooms.append(room)
    if room.is_full:
        raise _too_many(room)


def _too_many(room: Room) -> Problem:
    return Problem(429, headers={"Retry-After": str(room.wait)})


def _dressed(request: HttpRequest, answer: HttpResponse, rooms: list[Room]) -> HttpResponse:
    """What every answer carries: its language, who may keep it, what room is left; and whether it is news."""
    answer["Content-Language"] = "zh-CN" if current() == "zh" else "en"
    answer.setdefault("Cache-Control", "no-store")
    answer["Vary"] = "Authorization, Accept-Language"
    if rooms:
        answer["RateLimit-Policy"] = ", ".join(f'"{one.name}";q={one.most};w={limits.SPAN:.0f}' for one in rooms)
        least = min(rooms, key=lambda one: (one.left, -one.reset))
        answer["RateLimit"] = f'"{least.name}";r={least.left};t={least.reset}'
    if request.method == "GET" and answer.status_code == 200 and not answer.streaming:
        return _if_new(request, answer)
    return answer


def _if_new(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """304 where the program has this answer already. Its tag is of the person too: nobody's answer is another's."""
    about = f"{request.user.pk}:{current()}:{request.get_full_path()}:".encode()
    tag = f'"{hashlib.sha256(about + answer.content).hexdigest()[:32]}"'
    answer["ETag"] = tag
    asked = request.headers.get("If-None-Match", "")
    if asked.strip() != "*" and tag not in [one.strip().removeprefix("W/") for one in asked.split(",")]:
        return answer
    answer.status_code, answer.content = 304, b""
    for name in ("Content-Type", "Content-Length"):
        del answer[name]
    return answer
