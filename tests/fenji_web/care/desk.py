"""People at the pages of one graded shop, and a worker that works at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.test import Client

from fenji.errors import FenjiError
from fenji.workspace.workspace import Workspace
from fenji_web.runs.models import DONE, FAILED, WAITING, Job
from fenji_web.runs.services import kept_failure, kind_of

OWNED, FREE = "C00001", "C00394"  # 沈一鸣 looks after one, nobody after the other


@dataclass
class Desk:
    """People at the pages of one graded shop."""

    folder: Path
    client_as: Callable[..., Any]

    def work(self) -> None:
        """Everything that was asked for is done."""
        for job in Job.objects.filter(state=WAITING).order_by("id"):
            workspace = replace(
                Workspace.open(self.folder), asked_by=job.created_by.username if job.created_by else None
            )
            try:
                job.result, job.state = kind_of(job.kind).work(workspace, job.arguments, lambda *_: None), DONE
            except FenjiError as error:
                job.error, job.state = kept_failure(error), FAILED
            finally:
                workspace.close()
            job.save()

    def send(self, client: Client, address: str, /, **fields: str) -> str:
        """Sends a form, has its work done, and gives the page that follows."""
        answer = client.post(address, fields)
        assert answer.status_code == 302, answer.content.decode()
        self.work()
        page = client.get(answer.headers["Location"], follow=True)
        assert page.status_code == 200
        return page.content.decode()

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """What the workspace's data says."""
        workspace = Workspace.open(self.folder)
        try:
            return workspace.lake.engine.rows(sql)
        finally:
            workspace.close()

    def grade(self, day: date) -> None:
        """The shop graded again as of a day."""
        workspace = Workspace.open(self.folder)
        try:
            workspace.grade("value", as_of=day)
        finally:
            workspace.close()
