"""From draft to grading: who may do what, four eyes, and what everybody sees."""

from __future__ import annotations

import re

import pytest

from fenji.workspace.approval import Approval
from fenji.workspace.workspace import Workspace
from fenji_web.runs.models import Job
from tests.fenji_web.schemes.conftest import Office
from tests.fenji_web.schemes.test_editor import HALF, begun


@pytest.fixture
def strict(office: Office) -> Office:
    """The shop with four eyes."""
    workspace = Workspace.open(office.folder)
    workspace.settings.model_copy(update={"approval": Approval()}).write(office.folder)
    return office


def steps(page: str) -> list[str]:
    """The steps a page offers."""
    return re.findall(r'formaction="/schemes/value/v\d+/(\w+)/"', page)


def test_the_list_shows_what_grades_and_what_waits(office: Office) -> None:
    office.send("/schemes/value/save/", **begun(office), **HALF)
    page = office.page("/schemes/", "viewer")
    assert "Customer value" in page
    assert "v1 · published" in page
    assert "v2 · draft" in page
    assert "Membership" in page  # ready-made
    assert "Upload YAML" not in page


def test_the_analyst_edits_and_the_approver_approves(strict: Office) -> None:
    hidden = begun(strict)
    page = strict.send("/schemes/value/save/", "analyst", **hidden, **HALF, do="submit").content.decode()
    assert "v2 · waiting for approval" in page
    assert steps(page) == []  # an analyst hands in, no more
    assert steps(strict.page("/schemes/value/?version=2", "approver")) == ["approve", "reject"]
    page = strict.send("/schemes/value/v2/approve/", "approver", reason="agreed").content.decode()
    assert "v2 · approved" in page
    assert steps(page) == ["publish"]
    page = strict.send("/schemes/value/v2/publish/", "approver").content.decode()
    assert "v2 · published" in page
    assert [one.state for one in strict.versions()] == ["retired", "published"]
    assert strict.versions()[1].people("approved") == ("approver-en",)
    page = strict.send("/schemes/value/v1/rollback/", "approver").content.decode()
    assert "v1 · published" in page


def test_who_decides_on_a_version_sees_what_it_would_change(strict: Office) -> None:
    strict.send("/schemes/value/save/", "analyst", **begun(strict), **HALF, do="submit")
    assert 'hx-get="/schemes/value/v2/effect/"' in strict.page("/schemes/value/?version=2", "approver")
    page = strict.page("/schemes/value/v2/effect/", "approver")
    assert "would move" in page
    assert "Monetary value +" in page
    assert "Names are masked" in page
    assert strict.client_as("approver").get("/schemes/value/v9/effect/").status_code == 404


def test_nobody_approves_their_own_draft(strict: Office) -> None:
    hidden = begun(strict)
    strict.send("/schemes/value/save/", "administrator", **hidden, **HALF, do="submit")
    page = strict.send("/schemes/value/v2/approve/", "administrator").content.decode()
    assert "may not approve it too" in page
    assert strict.versions()[1].state == "submitted"


def test_a_rejection_needs_a_reason(strict: Office) -> None:
    strict.send("/schemes/value/save/", "analyst", **begun(strict), **HALF, do="submit")
    assert "reason" in strict.send("/schemes/value/v2/reject/", "approver").content.decode()
    assert strict.versions()[1].state == "submitted"
    page = strict.send("/schemes/value/v2/reject/", "approver", reason="too few VIPs").content.decode()
    assert "v2 · rejected" in page
    assert "too few VIPs" in page


def test_without_a_policy_the_analyst_publishes(office: Office) -> None:
    office.send("/schemes/value/save/", "analyst", **begun(office), **HALF)
    page = office.send("/schemes/value/v2/publish/", "analyst").content.decode()
    assert "v2 · published" in page


@pytest.mark.parametrize("role", ["viewer", "sales", "steward", "approver"])
def test_who_may_not_edit_finds_no_editor(office: Office, role: str) -> None:
    hidden = begun(office)
    client = office.client_as(role, lang="en")
    assert client.get("/schemes/value/edit/").status_code == 404
    assert client.get("/schemes/-/upload/").status_code == 404
    for step in ("live", "save", "keep"):
        assert client.post(f"/schemes/value/{step}/", {**hidden, **HALF}).status_code == 404
    assert client.get("/schemes/value/").status_code == 200


def test_a_step_that_is_not_offered_is_refused(strict: Office) -> None:
    strict.send("/schemes/value/save/", "analyst", **begun(strict), **HALF)
    count = Job.objects.count()
    for role, step in (("analyst", "approve"), ("viewer", "submit"), ("approver", "publish"), ("analyst", "dance")):
        assert strict.client_as(role, lang="en").post(f"/schemes/value/v2/{step}/").status_code == 404
    assert Job.objects.count() == count


def test_two_versions_are_compared_in_words(office: Office) -> None:
    office.send("/schemes/value/save/", **begun(office), **HALF)
    page = office.page("/schemes/value/compare/?before=1&after=2", "viewer")
    assert "Weight of Monetary value: 30% → 50%" in page
    assert office.client_as("viewer").get("/schemes/value/compare/?before=1&after=9").status_code == 404


def test_a_standard_is_read_in_words_with_its_cut_points(office: Office) -> None:
    page = office.page("/schemes/value/", "viewer")
    assert "score 80 and above, 80 included" in page
    assert "A visit at least monthly" in page or "a visit at least monthly" in page
    assert "kept at its first grading" in page
    assert "Edit" not in re.findall(r"</svg>(\w+)</a>", page)
