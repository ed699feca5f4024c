"""A large file of contact data: asked for, let through by another, marked, fetched by one person, gone in time."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from fenji_web.accounts.models import User
from fenji_web.audit.models import Event
from fenji_web.disclosures import services
from fenji_web.disclosures.models import Release
from fenji_web.runs.models import FAILED, Job
from tests.fenji_web.jobs_done import jobs_done

ClientAs = Callable[..., Client]
QUERY = "?tier=VIP&columns=name,mobile,city"
REASON = "the letter of autumn"


@pytest.fixture
def sales(client_as: ClientAs) -> Client:
    return client_as("sales")


def asked(client: Client, form: str = "csv") -> Release:
    answer = client.post(f"/disclosures/ask/{QUERY}&form={form}", {"reason": REASON})
    assert answer.status_code == 302
    return Release.objects.latest("id")


def let_through(client_as: ClientAs, release: Release, shop: Path) -> Release:
    client_as("approver").post(f"/disclosures/{release.pk}/decide/", {"step": "approve"})
    jobs_done(shop)
    release.refresh_from_db()
    return release


def fetched(client: Client, release: Release) -> bytes:
    answer = client.get(f"/disclosures/{release.pk}/file/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("way", ["csv", "bulk csv", "bulk xlsx"])
def test_a_large_list_with_contact_data_leads_to_the_question_and_gives_nothing(sales: Client, way: str) -> None:
    if way == "csv":
        answer = sales.get(f"/customers/export.csv{QUERY}")
    else:
        answer = sales.post("/bulk/export/", {"query": QUERY, "all": "1", "kind": way.rpartition(" ")[2]})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/disclosures/ask/?")
    assert REASON not in answer["Location"]


def test_remarks_are_contact_data_too(sales: Client) -> None:
    answer = sales.get("/customers/export.csv?tier=VIP&columns=note")
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/disclosures/ask/")


def test_without_contact_columns_nobody_is_asked(sales: Client) -> None:
    assert sales.get("/customers/export.csv?tier=VIP&columns=city").status_code == 200
    assert sales.get("/disclosures/ask/?tier=VIP&columns=city").status_code == 302


def test_who_sees_no_contact_data_takes_masks_away_and_needs_nobody(client_as: ClientAs) -> None:
    answer = client_as("analyst").get(f"/customers/export.csv{QUERY}")
    assert answer.status_code == 200
    assert "****" in b"".join(answer.streaming_content).decode()
    assert client_as("analyst").get(f"/disclosures/ask/{QUERY}").status_code == 404


def test_nobody_lets_their_own_through(client_as: ClientAs) -> None:
    administrator = client_as("administrator")
    release = asked(administrator)
    assert administrator.post(f"/disclosures/{release.pk}/decide/", {"step": "approve"}).status_code == 404
    release.refresh_from_db()
    assert (release.state, release.job) == ("waiting", None)


@pytest.mark.parametrize("role", ["viewer", "sales", "analyst", "steward", "auditor"])
def test_only_who_may_lets_it_through(client_as: ClientAs, sales: Client, role: str) -> None:
    release = asked(sales)
    other = client_as(role, lang="en")
    assert other.post(f"/disclosures/{release.pk}/decide/", {"step": "approve"}).status_code == 404
    release.refresh_from_db()
    assert release.state == "waiting"


def test_the_file_holds_the_columns_asked_for_and_who_why_and_until_when(
    client_as: ClientAs, sales: Client, shop: Path
) -> None:
    release = let_through(client_as, asked(sales), shop)
    rows = list(csv.reader(io.StringIO(fetched(sales, release).decode("utf-8-sig"))))
    assert len(rows[0]) == 4  # the id, and the three asked for
    assert len(rows) == release.rows + 2
    for told in (REASON, str(sales.person), "approver", release.ends_at.date().isoformat()):
        assert told in rows[-1][0]


def test_the_workbook_carries_it_on_its_cover_under_every_sheet_and_in_its_properties(
    client_as: ClientAs, sales: Client, shop: Path
) -> None:
    release = let_through(client_as, asked(sales, "xlsx"), shop)
    with zipfile.ZipFile(io.BytesIO(fetched(sales, release))) as book:
        names = book.namelist()
        sheets = [book.read(name).decode() for name in names if name.startswith("xl/worksheets/sheet")]
        assert all(REASON in one.partition("<oddFooter>")[2] for one in sheets)
        assert REASON in book.read("docProps/core.xml").decode()
        assert REASON in "".join(
            book.read(name).decode() for name in names if "sharedStrings" in name or "sheet1" in name
        )


def test_only_who_asked_fetches_it(client_as: ClientAs, sales: Client, shop: Path) -> None:
    release = let_through(client_as, asked(sales), shop)
    for other in (client_as("sales", lang="en"), client_as("administrator"), client_as("approver")):
        assert other.get(f"/disclosures/{release.pk}/file/").status_code == 404
        assert other.get(f"/runs/jobs/{release.job_id}/file/").status_code == 404
    assert fetched(sales, release)


def test_it_is_gone_after_seven_days_at_most(client_as: ClientAs, sales: Client, shop: Path) -> None:
    release = let_through(client_as, asked(sales), shop)
    assert release.ends_at - timezone.now() <= timedelta(days=7)
    place = services.place_of(release)
    assert place.is_file()
    Release.objects.update(ends_at=timezone.now())
    assert sales.get(f"/disclosures/{release.pk}/file/").status_code == 404
    assert services.remove_expired() == 1
    assert not place.exists()
    assert Event.objects.filter(action="disclosures:expired", subject=str(release.pk)).exists()


@pytest.mark.parametrize(("days", "kept"), [("3", 3), ("30", 7), ("0", 1), ("x", 7)])
def test_a_company_may_want_it_shorter_and_never_longer(monkeypatch: pytest.MonkeyPatch, days: str, kept: int) -> None:
    from fenji_web.disclosures.access import days_kept

    monkeypatch.setenv("FENJI_EXPORT_DAYS", days)
    assert days_kept() == kept


def test_a_right_lost_before_it_is_written_leaves_no_file(client_as: ClientAs, sales: Client, shop: Path) -> None:
    release = asked(sales)
    client_as("approver").post(f"/disclosures/{release.pk}/decide/", {"step": "approve"})
    User.objects.filter(pk=sales.person.pk).update(regions=["Atlantis"])
    (done,) = jobs_done(shop)
    assert done.state == FAILED
    release.refresh_from_db()
    assert not release.folder


def test_a_right_lost_afterwards_closes_the_file(client_as: ClientAs, sales: Client, shop: Path) -> None:
    release = let_through(client_as, asked(sales), shop)
    User.objects.filter(pk=sales.person.pk).update(role="analyst")
    assert sales.get(f"/disclosures/{release.pk}/file/").status_code == 404


def test_refused_or_withdrawn_nothing_is_written(client_as: ClientAs, sales: Client, shop: Path) -> None:
    refused, withdrawn = asked(sales), asked(sales)
    client_as("approver").post(f"/disclosures/{refused.pk}/decide/", {"step": "refuse", "answer": "fewer columns"})
    sales.post(f"/disclosures/{withdrawn.pk}/withdraw/")
    client_as("approver").post(f"/disclosures/{withdrawn.pk}/decide/", {"step": "approve"})
    assert not Job.objects.filter(kind="release").exists()
    page = sales.get("/disclosures/").content.decode()
    assert "fewer columns" in page
    assert "已撤回" in page


def test_asking_and_deciding_stand_in_the_log_with_the_reason(client_as: ClientAs, sales: Client) -> None:
    release = asked(sales)
    client_as("approver").post(f"/disclosures/{release.pk}/decide/", {"step": "refuse"})
    lines = Event.objects.filter(subject=str(release.pk), action__in=("disclosures:asked", "disclosures:refused"))
    assert {(one.who, one.facts["reason"], one.facts["rows"]) for one in lines} == {
        (sales.person.username, REASON, release.rows),
        ("approver-zh", REASON, release.rows),
    }


def test_a_job_that_somebody_made_by_hand_writes_no_large_file(sales: Client, shop: Path) -> None:
    run = sales.get("/customers/").context["fenji"].result.run.id
    asked_for = {"scheme": "value", "run": run, "query": QUERY, "only": [], "lang": "zh"}
    Job.objects.create(kind="list_workbook", created_by=sales.person, arguments=asked_for)
    (done,) = jobs_done(shop)
    assert done.state == FAILED


def test_without_a_reason_nothing_is_asked(sales: Client) -> None:
    assert sales.post(f"/disclosures/ask/{QUERY}", {"reason": " "}).status_code == 422
    assert not Release.objects.exists()
