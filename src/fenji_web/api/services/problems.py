"""Errors as programs read them: problem details (RFC 9457), each with an id that stands in the server's log too."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from fenji_web import library
from fenji_web.ui.language import current
from fenji_web.ui.remedies import for_pages
from fenji_web.ui.words import words, words_of

if TYPE_CHECKING:
    from fenji_web.library import FenjiError, Text

MEDIA_TYPE = "application/problem+json"
CODES = {
    400: "malformed", 401: "no_key", 403: "not_allowed", 404: "not_found", 405: "no_method", 406: "not_acceptable",
    409: "under_way", 410: "gone", 411: "no_length", 413: "too_large", 415: "wrong_type", 422: "refused",
    429: "too_many", 500: "broken", 503: "not_now",
}  # fmt: skip
PAGE = "/api/"
_LOG = logging.getLogger("fenji_web.api")


class Problem(Exception):
    """A call that cannot be answered as asked; `more` are members of the answer beside those of every problem."""

    def __init__(
        self,
        status: int,
        code: str = "",
        *,
        detail: Text | None = None,
        fix: Text | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.fix = status, code or CODES[status], detail, fix
        self.headers, self.more = dict(headers or {}), more


def problem(found: Problem, *, number: str = "") -> HttpResponse:
    """The answer to a call that cannot be answered as asked."""
    lang = current()
    known = words_of("api")
    fix = found.fix or known.get(f"problem_{found.code}_fix")
    body: dict[str, Any] = {
        "type": f"{PAGE}#problem-{found.code}",
        "title": words(f"api.problem_{found.code}").say(lang),
        "status": found.status,
        "detail": (found.detail or words(f"api.problem_{found.code}_about")).say(lang),
        "code": found.code,
        "id": number or new_id(),
    }
    if fix is not None:
        body["fix"] = fix.say(lang)
    answer = HttpResponse(json.dumps({**body, **found.more}, ensure_ascii=False), status=found.status)
    answer["Content-Type"] = MEDIA_TYPE
    for name, value in found.headers.items():
        answer[name] = value
    return answer


def of_ours(error: FenjiError) -> Problem:
    """An error a person can act on, in its three parts; a remedy of the terminal becomes one of the pages."""
    is_unknown = isinstance(error, library.UnknownCustomer)
    where: dict[str, Any] = {} if error.where.startswith("--") or not error.where else {"where": error.where}
    if is_unknown:
        return Problem(404, "no_customer")
    return Problem(422, "refused", detail=error.problem, fix=for_pages(error.fix), **where)


def broken(error: BaseException | None) -> HttpResponse:
    """A bug of ours: the program gets an id and nothing else, the log the id and what happened."""
    number = new_id()
    _LOG.error("problem %s", number, exc_info=error)
    return problem(Problem(500), number=number)


def of_status(answer: HttpResponse) -> HttpResponse:
    """An answer that another part of the web app refused with, as a problem; its headers for programs stay."""
    status = answer.status_code if answer.status_code in CODES else 500 if answer.status_code >= 500 else 400
    if status == 500:
        return broken(None)
    kept = {name: answer[name] for name in ("Allow", "Retry-After") if name in answer}
    return problem(Problem(status, headers=kept))


def is_problem(answer: HttpResponse) -> bool:
    """Whether an answer is a problem already."""
    return answer.get("Content-Type", "").startswith(MEDIA_TYPE)


def new_id() -> str:
    """By which a program's people and the server's log speak of the same call."""
    return secrets.token_hex(8)
