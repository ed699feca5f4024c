"""Back-tests that were made, newest first."""

from __future__ import annotations

from fenji_web.runs.models import DONE, Job

KIND = "evaluate"
SHOWN = 12


def made() -> list[Job]:
    """The latest back-tests, for everybody who may see standards."""
    return list(Job.objects.filter(kind=KIND, state=DONE).select_related("created_by").order_by("-id")[:SHOWN])


def one(job_id: int) -> Job | None:
    """A back-test by its number, done or under way."""
    return Job.objects.filter(kind=KIND, pk=job_id).first()
