"""Reports in the web: made by the worker, masked, looked at page by page, downloaded, removed, kept for a time."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fenji_web.accounts.models import User
from fenji_web.care.models import Loss
from fenji_web.reports.models import Report
from fenji_web.reports.pages import spans
from fenji_web.reports.services import folder_of
from fenji_web.runs.models import Job
from tests.fenji_web.jobs_done import jobs_done
from tests.fenji_web.reading import shown

SignIn = Callable[..., Client]
HOME = "/insights/reports/"


@pytest.fixture
def place(shop: Path, tmp_path: Path) -> Iterator[Path]:
    """The web app, its files in a folder of this test."""
    with override_settings(WEB_FOLDER=tmp_path / "web"):
        yield shop


def best(place: Path) -> str:
    return str(next(iter(shown(place).rows(["customer_id"])))["customer_id"])


def newest_quarter(place: Path) -> str:
    day = shown(place).run.as_of
    return f"{day.year}-Q{(day.month + 2) // 3}"


def asked(client: Client, place: Path, **other: object) -> Report:
    """A report that was asked for."""
    sent = {"span": newest_quarter(place), "language": "zh", "forms": ["pdf", "pptx", "html"], **other}
    answer = client.post(f"{HOME}make/", sent)
    assert answer.status_code == 302, answer.content.decode()
    return Report.objects.get()


def pretended(report: Report, names: str = "") -> None:
    """Files as the worker would have written them."""
    folder = folder_of(report.folder)
    folder.mkdir(parents=True)
    (folder / "page-001.png").write_bytes(b"\x89PNG")
    for form in report.forms:
        (folder / f"report.{form}").write_text(names, "utf-8")


def test_a_report_is_made_in_every_form_with_masked_names_and_its_pages_are_seen(
    client_as: SignIn, place: Path
) -> None:
    client = client_as("sales", lang="en")
    lost = Loss.objects.create(customer_id=best(place), reason="price", made_by=User.objects.first())
    Loss.objects.filter(pk=lost.pk).update(made_at=datetime.combine(shown(place).run.as_of, time(4), UTC))
    report = asked(client, place)
    assert "hx-get" in client.get(f"{HOME}{report.pk}/").content.decode()
    (job,) = jobs_done(place)
    assert job.state == "done", job.error
    page = client.get(f"{HOME}{report.pk}/").content.decode()
    numbers = [int(one) for one in re.findall(rf'src="{HOME}{report.pk}/page-(\d+).png"', page)]
    assert numbers == list(range(1, job.result["pages"] + 1))
    assert len(numbers) >= 4
    starts = {"pdf": b"%PDF", "pptx": b"PK", "html": b"<!doctype html"}
    for form, start in starts.items():
        answer = client.get(f"{HOME}{report.pk}/file.{form}")
        assert answer.getvalue().startswith(start)
        assert f'filename="{newest_quarter(place)}-value-zh.{form}"' in answer["Content-Disposition"]
    text = (folder_of(report.folder) / "report.html").read_text("utf-8")
    assert re.search(r"价格 1|Price 1", text), "why a customer was lost is what people recorded on its page"
    names = [row["name"] for row in shown(place).rows(["name", "kind"]) if row["name"] and row["kind"] == "person"]
    assert names
    assert [name for name in names if len(name) > 1 and f">{name}<" in text] == []
    assert "2026" in client.get(HOME).content.decode()


def test_names_are_for_those_who_may_see_them_and_ask_for_them(client_as: SignIn, place: Path) -> None:
    analyst = client_as("analyst", lang="en")
    assert "names" not in re.findall(r'name="(\w+)"', analyst.get(HOME).content.decode())
    assert not asked(analyst, place, names="on").has_names
    Report.objects.all().delete()
    report = asked(client_as("sales", lang="en"), place, names="on")
    assert report.has_names
    assert Job.objects.order_by("-id")[0].arguments["has_names"]
    pretended(report, "王小明")
    listed = analyst.get(HOME).content.decode()
    assert "holds names" in listed
    for address in ("", "page-1.png", "file.pdf"):
        assert analyst.get(f"{HOME}{report.pk}/{address}").status_code == 404
    assert client_as("administrator").get(f"{HOME}{report.pk}/file.pdf").getvalue() == "王小明".encode()


def test_periods_are_those_the_data_covers(client_as: SignIn, place: Path) -> None:
    client = client_as("sales", lang="en")
    page = client.get(HOME).content.decode()
    as_of = shown(place).run.as_of
    assert f'<option value="{newest_quarter(place)}" selected>' in page
    assert f'<option value="{as_of.year + 1}"' not in page
    known = spans(date(2017, 8, 1), date(2017, 11, 30))
    found = {kind: [(one.key, one.is_whole) for one in listed] for kind, listed in known}
    assert found["quarter"] == [("2017-Q4", False), ("2017-Q3", False)]
    assert found["month"][0] == ("2017-11", True)
    assert found["half"] == [("2017-H2", False)]
    for wrong in ({"span": "1999-Q1"}, {"span": newest_quarter(place)}):
        answer = client.post(f"{HOME}make/", {**wrong, "language": "zh"})
        assert answer.status_code == 422
    assert not Report.objects.exists()


def test_a_report_is_removed_by_whoever_made_it_or_looks_after_people(client_as: SignIn, place: Path) -> None:
    maker = client_as("sales")
    report = asked(maker, place)
    pretended(report)
    assert client_as("analyst").post(f"{HOME}{report.pk}/remove/").status_code == 404
    assert client_as("viewer").get(f"{HOME}{report.pk}/page-1.png").getvalue() == b"\x89PNG"
    assert client_as("viewer").get(f"{HOME}{report.pk}/file.pdf").status_code == 404
    assert maker.post(f"{HOME}{report.pk}/remove/").status_code == 302
    assert not Report.objects.exists()
    assert not folder_of(report.folder).exists()


def test_reports_go_when_their_time_is_over(client_as: SignIn, place: Path) -> None:
    administrator = client_as("administrator")
    report = asked(administrator, place)
    pretended(report)
    Report.objects.update(at=timezone.now() - timedelta(days=31))
    administrator.get(HOME)
    assert Report.objects.exists()
    assert client_as("sales").post(f"{HOME}keep/", {"days": "30"}).status_code == 404
    assert administrator.post(f"{HOME}keep/", {"days": "7"}).status_code == 404
    administrator.post(f"{HOME}keep/", {"days": "90"})
    assert administrator.get(f"{HOME}{report.pk}/").status_code == 200
    administrator.post(f"{HOME}keep/", {"days": "30"})
    assert not Report.objects.exists()
    assert not folder_of(report.folder).exists()


def test_the_list_asks_as_few_questions_for_many_reports_as_for_one(client_as: SignIn, place: Path) -> None:
    client = client_as("administrator")
    counts = []
    for number in (1, 20):
        for one in range(number):
            Report.objects.create(
                run_id="r", scheme="value", span="2024-Q4", folder=f"{number}-{one}", by=client.person
            )
        with CaptureQueriesContext(connection) as asked_of_it:
            assert client.get(HOME).status_code == 200
        counts.append(len(asked_of_it))
    assert counts[0] == counts[1]


def test_a_report_that_was_stopped_or_failed_leaves_nothing_behind(client_as: SignIn, place: Path) -> None:
    client = client_as("sales", lang="en")
    report = asked(client, place)
    Job.objects.update(state="cancelled")
    assert "cancelled" in client.get(f"{HOME}{report.pk}/").content.decode()
    Job.objects.update(state="waiting", arguments={**Job.objects.get().arguments, "span": "1901"})
    (job,) = jobs_done(place)
    assert job.state == "failed"
    assert list(folder_of(report.folder).parent.glob("*")) == []
    page = client.get(f"{HOME}{report.pk}/").content.decode()
    assert "Choose a span the data covers." in page
    shutil.rmtree(folder_of(report.folder).parent, ignore_errors=True)
