"""A job is done by the rights its asker has while it is done: taken away, it ends, leaves nothing and is logged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fenji_web.accounts.models import User
from fenji_web.audit.models import Event
from fenji_web.library import Text
from fenji_web.runs.models import RUNNING, Job
from fenji_web.runs.services import _KINDS, job
from fenji_web.serving import child, in_whose_name
from fenji_web.serving.in_whose_name import RightsChanged

ClientAs = Callable[..., Client]
LOSSES = {
    "another role": {"role": "viewer"},
    "switched off": {"is_active": False},
    "sees fewer customers": {"regions": ["Atlantis"]},
    "sees their own alone": {"reach": "own"},
}


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A kind of work that calls `meanwhile` in its middle and notes what it gave away."""
    told: dict[str, Any] = {"meanwhile": lambda: None, "given": []}
    monkeypatch.setattr(in_whose_name, "EVERY", 0.0)
    monkeypatch.setattr(child, "_BETWEEN", -1.0)

    @job("probe", label=Text("Probe", "探测"), permission="export")
    def probe(workspace: Any, arguments: dict[str, Any], progress: Any) -> dict[str, Any]:
        del workspace, arguments
        progress(Text("first", "一"), 0.1)
        told["meanwhile"]()
        for number in range(3):
            progress(Text("row", "行"), 0.5)
            told["given"].append(number)
        return {"file": "x"}

    yield told
    _KINDS.pop("probe")


def asked(person: User) -> Job:
    return Job.objects.create(kind="probe", created_by=person, state=RUNNING, turn=1)


def test_with_the_rights_it_began_with_it_is_done(shop: Path, client_as: ClientAs, work: dict[str, Any]) -> None:
    state, fields = child._done(asked(client_as("sales").person), 1)
    assert (state, fields["result"]) == ("done", {"file": "x", "rights": ["sales", "all", None, []]})
    assert not Event.objects.filter(action="job:probe").exists()


@pytest.mark.parametrize("loss", LOSSES)
def test_rights_taken_away_while_it_runs_end_it(
    shop: Path, client_as: ClientAs, work: dict[str, Any], loss: str
) -> None:
    person = client_as("sales").person
    work["meanwhile"] = lambda: User.objects.filter(pk=person.pk).update(**LOSSES[loss])
    with pytest.raises(RightsChanged):
        child._done(asked(person), 1)
    assert work["given"] == []
    noted = Event.objects.get(action="job:probe")
    assert (noted.who, noted.outcome, noted.facts["why"]) == (person.username, "refused", "rights")


def test_rights_taken_away_before_it_begins_keep_it_from_beginning(
    shop: Path, client_as: ClientAs, work: dict[str, Any]
) -> None:
    person = client_as("sales").person
    waits = asked(person)
    User.objects.filter(pk=person.pk).update(role="viewer")
    with pytest.raises(RightsChanged):
        child._done(Job.objects.get(pk=waits.pk), 1)
    assert work["given"] == []


def test_rights_taken_away_after_the_last_row_keep_the_result_back(
    shop: Path, client_as: ClientAs, work: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = client_as("sales").person
    monkeypatch.setattr(in_whose_name, "EVERY", 3600.0)
    work["meanwhile"] = lambda: User.objects.filter(pk=person.pk).update(role="viewer")
    with pytest.raises(RightsChanged):
        child._done(asked(person), 1)


def test_a_workbook_asked_for_with_sight_of_contact_data_is_masked_once_that_is_gone(
    shop: Path, client_as: ClientAs
) -> None:
    from tests.fenji_web.jobs_done import jobs_done

    person = client_as("sales").person
    run = client_as("viewer").get("/customers/").context["fenji"].result.run.id
    arguments = {"run": run, "lang": "zh", "sees_contact": True}
    Job.objects.create(kind="workbook", created_by=person, arguments=arguments)
    User.objects.filter(pk=person.pk).update(role="analyst")
    (done,) = jobs_done(shop)
    book = shop / "web" / "exports" / str(done.result["file"])
    from python_calamine import CalamineWorkbook

    sheets = CalamineWorkbook.from_path(book)
    cells = {
        str(cell) for name in sheets.sheet_names for row in sheets.get_sheet_by_name(name).to_python() for cell in row
    }
    assert any("****" in cell for cell in cells)
    assert not any(cell.startswith("199") and cell.isdigit() and len(cell) == 11 for cell in cells)
