"""Jobs done where they were asked for, as the worker's child does them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fenji.errors import FenjiError
from fenji.workspace.workspace import Workspace
from fenji_web.runs.models import DONE, FAILED, WAITING, Job
from fenji_web.runs.services import kept_failure, kind_of


def jobs_done(folder: Path) -> list[Job]:
    """Does everything that waits, in order; the jobs as they ended."""
    done = []
    for job in Job.objects.filter(state=WAITING).order_by("id"):
        asked_by = job.created_by.username if job.created_by else None
        workspace = replace(Workspace.open(folder), asked_by=asked_by)
        try:
            job.result, job.state = dict(kind_of(job.kind).work(workspace, job.arguments, lambda *_: None) or {}), DONE
        except FenjiError as error:
            job.error, job.state = kept_failure(error), FAILED
        finally:
            workspace.close()
        job.save()
        done.append(job)
    return done
