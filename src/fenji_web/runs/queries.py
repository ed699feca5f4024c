"""Questions about jobs and runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji_web.runs.models import RUNNING, WAITING, Job

if TYPE_CHECKING:
    from fenji_web.accounts.models import User


def job_under_way() -> Job | None:
    """The job that runs, else the one that waits longest."""
    jobs = Job.objects.filter(state__in=(RUNNING, WAITING)).select_related("created_by")
    return jobs.order_by("state", "created_at").first()


def job_of(person: User, pk: int) -> Job | None:
    """A job, where it is the person's own or the person administers."""
    found = Job.objects.filter(pk=pk).select_related("created_by").first()
    return found if found and (found.created_by_id == person.pk or person.can("people")) else None


def recent_jobs(count: int = 12) -> list[Job]:
    """The newest jobs, of everybody."""
    return list(Job.objects.select_related("created_by")[:count])
