"""A person at the pages of one empty workspace, and a worker that works at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fenji.errors import FenjiError
from fenji.workspace.workspace import Workspace
from fenji_web.runs.models import DONE, FAILED, WAITING, Job
from fenji_web.runs.services import kept_failure, kind_of

ORDERS = "订单号,客户ID,下单时间,金额\nA1,C1,2024-01-01,100\nA2,C2,2024-01-02,never\nA3,C2,2024-01-05,80\n"


@dataclass
class Desk:
    """A person at the pages of one empty workspace."""

    client: Client
    folder: Path
    name: str = ""

    def bring(self, text: str | bytes, name: str = "orders.csv") -> str:
        """Uploads a file and has it looked at; the address of its page."""
        content = text if isinstance(text, bytes) else text.encode()
        answer = self.client.post("/data/upload/", {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 302, answer.content.decode()
        self.work()
        return answer.headers["Location"]

    def work(self) -> None:
        """Everything that was asked for is done."""
        for job in Job.objects.filter(state=WAITING).order_by("id"):
            workspace = replace(Workspace.open(self.folder), asked_by=str(job.created_by))
            try:
                job.result, job.state = kind_of(job.kind).work(workspace, job.arguments, lambda *_: None), DONE
            except FenjiError as error:
                job.error, job.state = kept_failure(error), FAILED
            finally:
                workspace.close()
            job.save()

    def page(self, address: str) -> str:
        """A page's HTML."""
        answer = self.client.get(address, follow=True)
        assert answer.status_code == 200, address
        return answer.content.decode()

    def send(self, address: str, **fields: str) -> Any:
        """Sends a form and has its work done."""
        answer = self.client.post(address, fields)
        self.work()
        return answer

    def imported(self) -> list[tuple[int, str, int, int]]:
        """Number, file, rows taken and not taken of each import."""
        workspace = Workspace.open(self.folder)
        try:
            return [(row["import_id"], row["file"], row["accepted"], row["rejected"]) for row in workspace.imports()]
        finally:
            workspace.close()

    def download(self, address: str) -> bytes:
        """A file that is sent in pieces; `name` is what the browser is told of it."""
        answer: Any = self.client.get(address)
        assert answer.status_code == 200, address
        content = b"".join(answer.streaming_content)
        self.name = answer.headers["Content-Disposition"]
        return content
