"""Work that was asked for; whom a key acts for."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from fenji_web.api.access import allowed, caller_of
from fenji_web.api.forms.runs import JobList, JobShown, Me
from fenji_web.api.services import work
from fenji_web.library import __version__
from fenji_web.runs.models import Job
from fenji_web.runs.services import stop

router = Router(tags=["jobs"])
Number = Annotated[int, Path(ge=1)]
_MOST = 50


@router.get("me", response=Me, url_name="me")
@allowed("see")
def get_me(request: HttpRequest) -> Me:
    """Whom the key acts for, and what it may do now."""
    caller = caller_of(request)
    key = caller.key
    assert key is not None
    return Me(
        person=caller.username,
        role=caller.role,
        key=key.name,
        scopes=[one for one in key.scopes if caller.can(one)],
        ends_at=key.ends_at.astimezone(UTC),
        sees_contact=caller.can("see_contact"),
        fenji_version=__version__,
    )


@router.get("jobs", response=JobList, url_name="jobs")
@allowed("see")
def list_jobs(request: HttpRequest) -> JobList:
    """The caller's own work of late."""
    mine = Job.objects.filter(created_by_id=caller_of(request).pk)[:_MOST]
    return JobList(items=[work.shown(one) for one in mine])


@router.get("jobs/{job_id}", response=JobShown, url_name="job")
@allowed("see")
def get_job(request: HttpRequest, job_id: Number) -> JobShown:
    """One piece of work: how far it is, what it led to."""
    return work.shown(work.find(request, job_id))


@router.post("jobs/{job_id}/stop", response={202: JobShown}, url_name="stop_job")
@allowed("see")
def stop_job(request: HttpRequest, job_id: Number) -> HttpResponse:
    """Asks work to stop; nothing of it stays."""
    found = work.find(request, job_id)

    def act() -> Job:
        stop(found)
        found.refresh_from_db()
        return found

    return work.ask(request, act)
