"""A request sent twice with the same `Idempotency-Key` does its work once and is answered twice, byte for byte.

What the request does and its answer are written in one transaction: whatever is killed when, either both are there or
neither is, and sending again leads to the end.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import OperationalError, transaction
from django.http import HttpResponse
from django.utils import timezone

from fenji_web.api.models import Repeat
from fenji_web.api.services import problems
from fenji_web.api.services.problems import Problem
from fenji_web.library import FenjiError

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fenji_web.api.models import Caller

HEADER, REPLAYED = "Idempotency-Key", "Idempotent-Replayed"
KEPT = timedelta(hours=48)
LONGEST = 255
_KEY = re.compile(r"[!-~]{1,255}")
_HEADERS = ("Content-Type", "Location", "Retry-After")


def once(request: HttpRequest, caller: Caller, body: str, act: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer to a call that changes something; `body` is the hash of what was sent.

    With a key: the kept answer where there is one; a problem where the key was used for something else. What is kept
    is every answer since the work began, errors too; what is refused before it begins can be sent again.
    """
    key = request.headers.get(HEADER)
    if key is None:
        with transaction.atomic():
            return act()
    if _KEY.fullmatch(key) is None:
        raise Problem(400, "wrong_repeat")
    fingerprint = hashlib.sha256(f"{request.method} {request.get_full_path()} {body}".encode()).hexdigest()
    try:
        return _once(caller, key, fingerprint, act)
    except OperationalError as error:
        if "lock" not in str(error):
            raise
        # the same call, or somebody else's, has held the database for too long
        raise Problem(409, "under_way", headers={"Retry-After": "1"}) from None


def _once(caller: Caller, key: str, fingerprint: str, act: Callable[[], HttpResponse]) -> HttpResponse:
    """One writer at a time holds a key: a second one waits here until the first is through, and finds its answer."""
    with transaction.atomic():
        _forget_old()
        kept, is_new = Repeat.objects.get_or_create(person_id=caller.pk, key=key, defaults={"fingerprint": fingerprint})
        if not is_new:
            return _again(kept, fingerprint)
        answer = _answer(act)
        headers = {name: answer[name] for name in _HEADERS if name in answer}
        Repeat.objects.filter(pk=kept.pk).update(status=answer.status_code, headers=headers, body=answer.content)
    return answer


def _answer(act: Callable[[], HttpResponse]) -> HttpResponse:
    """What the work is answered with; where it fails its half is taken back, and the failure is the answer."""
    try:
        with transaction.atomic():
            return act()
    except OperationalError:
        raise
    except Problem as found:
        return problems.problem(found)
    except FenjiError as refused:
        return problems.problem(problems.of_ours(refused))
    except Exception as error:  # noqa: BLE001 - a bug is an answer too, and the same one when asked again
        return problems.broken(error)


def _again(kept: Repeat, fingerprint: str) -> HttpResponse:
    if kept.fingerprint != fingerprint:
        raise Problem(422, "other_repeat")
    answer = HttpResponse(bytes(kept.body), status=kept.status)
    for name, value in kept.headers.items():
        answer[name] = value
    answer[REPLAYED] = "true"
    return answer


def _forget_old() -> None:
    Repeat.objects.filter(made_at__lt=timezone.now() - KEPT).delete()
