"""A graded shop of its own for each test of standards, people of any role, and a worker that works at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from fenji.errors import FenjiError
from fenji.workspace.preview_file import write_preview_file
from fenji.workspace.standards_file import write_standards
from fenji.workspace.versions import Version, versions
from fenji.workspace.workspace import Workspace


@dataclass
class Office:
    """The standards' pages of one shop."""

    client_as: Callable[..., Client]
    folder: Path

    def work(self) -> int:
        """Everything that was asked for is done; how much that was."""
        from fenji_web.runs.models import DONE, FAILED, WAITING, Job
        from fenji_web.runs.services import kept_failure, kind_of

        waiting = list(Job.objects.filter(state=WAITING).order_by("id"))
        for job in waiting:
            assert job.created_by is not None
            workspace = replace(Workspace.open(self.folder), asked_by=job.created_by.username)
            try:
                job.result, job.state = kind_of(job.kind).work(workspace, job.arguments, lambda *_: None), DONE
            except FenjiError as error:
                job.error, job.state = kept_failure(error), FAILED
            finally:
                workspace.close()
            assert job.state == DONE or job.kind == "decide_standard", job.error
            job.save()
        return len(waiting)

    def page(self, address: str, role: str = "administrator") -> str:
        """A page's HTML in English, after the jobs it waits for."""
        client = self.client_as(role, lang="en")
        answer = client.get(address, follow=True)
        while self.work():
            answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        return answer.content.decode()

    def send(self, address: str, role: str = "administrator", **fields: object) -> Any:
        """Sends a form, has its work done, and gives the page it leads to."""
        client = self.client_as(role, lang="en")
        answer = client.post(address, fields)
        self.work()
        return client.get(answer.headers["Location"], follow=True) if answer.status_code == 302 else answer

    def versions(self, name: str = "value") -> list[Version]:
        """The versions the workspace keeps."""
        workspace = Workspace.open(self.folder)
        try:
            return versions(workspace.lake, name)
        finally:
            workspace.close()


@pytest.fixture(scope="session")
def measured_shop(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop with what pages about standards read: standards, and customers measured for previews of one."""
    folder = tmp_path_factory.mktemp("measured") / "shop"
    shutil.copytree(shop, folder, ignore=shutil.ignore_patterns("web", "exports"))
    workspace = Workspace.open(folder)
    try:
        write_standards(workspace)
        write_preview_file(workspace, "value")
    finally:
        workspace.close()
    return folder


@pytest.fixture
def office(tmp_path: Path, measured_shop: Path, client_as: Callable[..., Client]) -> Iterator[Office]:
    """The shop's standards, to be changed freely."""
    folder = tmp_path / "shop"
    shutil.copytree(measured_shop, folder)
    with override_settings(FENJI_WORKSPACE=folder):
        yield Office(client_as, folder)
