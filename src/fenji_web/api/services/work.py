"""Work that programs ask for: jobs in their words, and calls that start one."""

from __future__ import annotations

import hashlib
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from fenji_web.api.access import caller_of
from fenji_web.api.forms.runs import JobError, JobShown
from fenji_web.api.services.problems import Problem
from fenji_web.api.services.repeats import once
from fenji_web.runs.queries import job_of
from fenji_web.runs.services import enqueue, kind_of
from fenji_web.ui.language import current
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from fenji_web.runs.models import Job

TOLD: dict[str, tuple[str, ...]] = {
    "grade": ("run", "scheme"),
    "import_file": ("import_id", "is_repeat", "table"),
    "api_simulate": ("as_of", "currency", "customers", "moved", "kinds", "tiers", "notes"),
    "api_export": ("run", "rows", "bytes"),
}
"""Kind of work → what programs are told of its result; of others nothing, for it may hold what a file held."""


def shown(job: Job) -> JobShown:
    """A job in the caller's language."""
    lang, told = current(), TOLD.get(job.kind, ())
    error: dict[str, Any] = job.error or {}
    said = {part: str((error.get(part) or {}).get(lang, "")) for part in ("problem", "where", "fix")}
    return JobShown(
        id=job.pk,
        kind=job.kind,
        label=kind_of(job.kind).label.say(lang),
        state=job.state,
        share=min(max(job.share, 0.0), 1.0),
        created_at=job.created_at.astimezone(UTC),
        started_at=job.started_at and job.started_at.astimezone(UTC),
        finished_at=job.finished_at and job.finished_at.astimezone(UTC),
        result={name: _said(job.result[name]) for name in told if name in job.result} if job.result else None,
        error=JobError(**said) if error else None,
    )


def find(request: HttpRequest, number: int) -> Job:
    """A job of the caller; for others there is none."""
    found = job_of(caller_of(request), number) if number < 2**63 else None
    if found is None:
        raise Problem(404)
    return found


def start(request: HttpRequest, kind: str, *, body: str = "", **arguments: Any) -> HttpResponse:
    """Asks for work, once however often the call is sent, and says where it stands (202)."""
    return ask(request, lambda: begin(request, kind, **arguments), body=body)


def begin(request: HttpRequest, kind: str, **arguments: Any) -> Job:
    """Asks for work in the caller's name."""
    try:
        return enqueue(kind, by=caller_of(request), **arguments)
    except PermissionDenied:
        scope = kind_of(kind).permission
        raise Problem(403, "not_allowed", detail=words("api.lacks", scope=scope), scope=scope) from None


def ask(request: HttpRequest, act: Callable[[], Job], *, body: str = "") -> HttpResponse:
    """The answer to a call that starts work: the job, and its address."""

    def answer() -> HttpResponse:
        job = act()
        said = HttpResponse(shown(job).model_dump_json(), status=202, content_type="application/json; charset=utf-8")
        said["Location"] = f"/api/v1/jobs/{job.pk}"
        return said

    return once(request, caller_of(request), body or hashlib.sha256(request.body).hexdigest(), answer)


def _said(value: Any) -> Any:
    """A result with its texts in the caller's language."""
    if isinstance(value, dict):
        return value[current()] if set(value) == {"en", "zh"} else {name: _said(one) for name, one in value.items()}
    return [_said(one) for one in value] if isinstance(value, list) else value
