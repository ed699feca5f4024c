"""The file that a job wrote is fetched by the rights that it was written by, and by no others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from fenji_web.accounts.models import User
from fenji_web.api_keys.services import SCOPES, make_key
from fenji_web.runs.models import Job
from fenji_web.runs.services import enqueue
from fenji_web.serving.child import _done
from fenji_web.ui.reading import reading_for

SignIn = Callable[..., Client]
KNOWN = "C00001"
FILES = {
    "list_workbook": {"lang": "en", "query": "?columns=mobile", "only": []},
    "api_export": {"lang": "en", "query": "", "fields": ["mobile"], "format": "csv", "scopes": [*SCOPES]},
}


def written(person: User, kind: str) -> Job:
    """A list with mobile numbers as the worker's child writes it."""
    with reading_for(person, "value") as reading:
        assert reading.result is not None
        run = reading.result.run.id
    job = enqueue(kind, by=person, scheme="value", run=run, **FILES[kind])
    state, fields = _done(job, job.turn)
    Job.objects.filter(pk=job.pk).update(state=state, **fields)
    return job


def status(client: Client, address: str, **headers: str) -> int:
    """What an address says, its file read to the end."""
    answer = client.get(address, **headers)
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return answer.status_code


def answers(client: Client, key: str, job: Job) -> set[int]:
    """What every address says that gives away a job's file."""
    found = {status(client, f"/runs/jobs/{job.pk}/file/")}
    if job.kind == "api_export":
        found.add(status(client, f"/api/v1/exports/{job.pk}/file", HTTP_AUTHORIZATION=f"Bearer {key}"))
    return found


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("change", [{"role": "analyst"}, {"reach": "own"}, {"regions": ["Atlantis"]}])
def test_a_file_is_closed_to_who_reads_less_by_now(
    client_as: SignIn, shop: Path, monkeypatch: pytest.MonkeyPatch, kind: str, change: dict[str, object]
) -> None:
    monkeypatch.setenv("FENJI_MOST_ROWS_ALONE", "100000")
    client = client_as("sales")
    person = User.objects.get(pk=client.person.pk)
    job = written(person, kind)
    _, key = make_key(person, "shop", SCOPES, days=1)
    assert answers(client, key, job) == {200}
    was = {name: getattr(person, name) for name in change}
    User.objects.filter(pk=person.pk).update(**change)
    assert answers(client, key, job) <= {403, 404}
    User.objects.filter(pk=person.pk).update(**was)
    assert answers(client, key, job) == {200}


def test_a_person_s_data_is_closed_to_who_answers_no_such_requests_by_now(client_as: SignIn, shop: Path) -> None:
    client = client_as("steward")
    person = User.objects.get(pk=client.person.pk)
    job = enqueue("subject_export", by=person, customer=KNOWN, form="json", lang="en")
    state, fields = _done(job, job.turn)
    Job.objects.filter(pk=job.pk).update(state=state, **fields)
    assert status(client, f"/privacy/files/{job.pk}/") == 200
    User.objects.filter(pk=person.pk).update(role="sales")
    assert status(client, f"/privacy/files/{job.pk}/") == 404
    assert status(client, f"/runs/jobs/{job.pk}/file/") == 404
