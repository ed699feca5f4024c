"""Requests with their clocks, decisions by people, opt-outs and consents at once, contact lists, copies of data."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from fenji_web.privacy.models import Case
from fenji_web.privacy.services import is_in_force
from tests.fenji_web.jobs_done import jobs_done

Who = Callable[..., Client]


@pytest.fixture
def lake(shop: Path, tmp_path: Path) -> Iterator[Path]:
    """What jobs write into the shop's lake is taken back."""
    kept = tmp_path / "lake"
    shutil.copytree(shop / "lake", kept)
    yield shop
    shutil.rmtree(shop / "lake")
    shutil.copytree(kept, shop / "lake")
    (shop / "runs" / "consents.duckdb").unlink(missing_ok=True)


def somebody(client: Client) -> str:
    """A VIP of the shop."""
    from fenji_web.library import newest_file, open_file

    path = newest_file(Path(client.get("/privacy/lists/").wsgi_request.fenji.workspace_folder) / "runs", "value")  # type: ignore[attr-defined]
    assert path is not None
    result = open_file(path)
    try:
        return str(next(iter(result.rows(["customer_id"], limit=1)))["customer_id"])
    finally:
        result.engine.close()


def ask(client: Client, customer: str, kind: str, words: str = "我不同意这个等级") -> Case:
    answer = client.post("/privacy/new/", {"kind": kind, "customer": customer, "words": words, "came_by": "热线"})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return Case.objects.latest("id")


def test_an_objection_is_looked_at_by_a_person_who_answers_with_a_reason(client_as: Who) -> None:
    steward = client_as("steward")
    case = ask(steward, somebody(client_as()), "objection")
    assert (case.state, case.days_left, bool(case.tier), bool(case.run)) == ("open", 15, True, True)
    page = steward.get("/privacy/").content.decode()
    assert "剩 15 天" in page
    assert steward.post(f"/privacy/cases/{case.pk}/decide/", {"outcome": "changed", "reason": " "}).status_code == 422
    steward.post(f"/privacy/cases/{case.pk}/decide/", {"outcome": "changed", "reason": "数据有误，已更正"})
    case.refresh_from_db()
    assert (case.state, case.outcome, case.decided_by) == ("closed", "changed", steward.person)  # type: ignore[attr-defined]
    assert "数据有误，已更正" in steward.get(f"/privacy/cases/{case.pk}/").content.decode()


def test_a_late_request_says_by_how_much(client_as: Who) -> None:
    steward = client_as("steward", lang="en")
    case = ask(steward, somebody(client_as()), "access")
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(days=3, hours=1))
    assert "3 days late" in steward.get("/privacy/").content.decode()


@pytest.mark.parametrize("kind", ["credit_stop", "contract_end"])
def test_a_significant_decision_takes_two_people_and_an_appeal_opens_it_again(client_as: Who, kind: str) -> None:
    first, other = client_as("steward"), client_as()
    case = ask(first, somebody(other), kind, "连续三个月逾期")
    first.post(f"/privacy/cases/{case.pk}/decide/", {"outcome": "done", "reason": "逾期未付"})
    case.refresh_from_db()
    assert (case.state, is_in_force(case)) == ("second", False)
    assert first.post(f"/privacy/cases/{case.pk}/second/", {"agrees": "yes"}).status_code == 404
    case.refresh_from_db()
    assert (case.state, is_in_force(case)) == ("second", False)
    assert other.post(f"/privacy/cases/{case.pk}/second/", {"agrees": "yes"}).status_code == 302
    case.refresh_from_db()
    assert (case.state, is_in_force(case), case.due_at - case.made_at) == ("closed", True, timedelta(days=3))
    assert other.post(f"/privacy/cases/{case.pk}/appeal/", {"words": "已付清", "came_by": "来信"}).status_code == 302
    appeal = Case.objects.latest("id")
    assert (appeal.appeals, appeal.state, is_in_force(case)) == (case, "open", False)
    for judge in (first, other):
        assert (
            judge.post(f"/privacy/cases/{appeal.pk}/decide/", {"outcome": "upheld", "reason": "x"}).status_code == 404
        )
    third = client_as("steward", lang="en")
    third.post(f"/privacy/cases/{appeal.pk}/decide/", {"outcome": "changed", "reason": "paid"})
    assert not is_in_force(case)


def test_nothing_but_a_person_decides(client_as: Who) -> None:
    """Jobs, schedules and grading know no way to a decision."""
    import ast

    import fenji_web

    place = Path(fenji_web.__file__).parent
    found = {path.relative_to(place).as_posix(): ast.parse(path.read_text("utf-8")) for path in place.rglob("*.py")}
    users = [
        name
        for name, tree in found.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for one in node.names
        if f"{node.module}.{one.name}".startswith("fenji_web.privacy.services")
    ]
    assert users == ["privacy/views/__init__.py"]


def test_an_opt_out_and_a_consent_kept_on_the_customers_page_show_at_once(client_as: Who, lake: Path) -> None:
    client = client_as()
    customer = somebody(client)
    panel = f"/privacy/customers/{customer}/panel/"
    assert "不会列入联系名单" in client.get(panel).content.decode()
    consent = {"purpose": "marketing", "channel": "sms", "event": "granted", "source": "门店", "text_version": "v2"}
    client.post(f"/privacy/customers/{customer}/consent/", consent)
    client.post(f"/privacy/customers/{customer}/opt/", {"step": "out", "words": "不同意画像", "came_by": "来信"})
    assert [job.state for job in jobs_done(lake)] == ["done", "done"]
    page = client.get(panel).content.decode()
    assert "营销 · 短信" in page
    assert "已同意" in page
    assert "起拒绝画像" in page
    people = client.get("/privacy/people/").content.decode()
    assert "不同意画像" in people
    client.post(f"/privacy/customers/{customer}/consent/", {**consent, "event": "withdrawn"})
    jobs_done(lake)
    assert "已撤回" in client.get(panel).content.decode()


def test_a_contact_list_holds_who_consented_and_is_fetched_by_who_asked_alone(client_as: Who, lake: Path) -> None:
    client = client_as()
    customer = somebody(client)
    given = {"purpose": "marketing", "channel": "sms", "event": "granted", "source": "门店", "text_version": "v2"}
    client.post(f"/privacy/customers/{customer}/consent/", given)
    client.post("/privacy/lists/make/", {"purpose": "marketing", "channel": "sms", "form": "csv"})
    job = jobs_done(lake)[-1]
    assert job.state == "done", job.error
    page = client.get("/privacy/lists/").content.decode()
    assert "未取得此项同意" in page
    answer = client.get(f"/privacy/files/{job.pk}/")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert [row["客户ID"] for row in rows] in ([customer], [])
    assert len(rows) == job.result["customers"]
    assert client_as("sales").get(f"/privacy/files/{job.pk}/").status_code == 404
    assert client_as("viewer").get("/privacy/lists/").status_code == 404


def test_a_copy_of_a_persons_data_is_for_who_answers_them(client_as: Who, lake: Path) -> None:
    steward = client_as("steward")
    customer = somebody(client_as())
    assert client_as("sales").post(f"/privacy/customers/{customer}/export/", {"form": "json"}).status_code == 404
    steward.post(f"/privacy/customers/{customer}/export/", {"form": "json"})
    job = jobs_done(lake)[-1]
    assert job.state == "done", job.error
    told = json.loads(b"".join(steward.get(f"/privacy/files/{job.pk}/").streaming_content))  # type: ignore[attr-defined]
    assert told["customer_id"] == customer
    assert told["grades"]
    assert client_as().get(f"/privacy/files/{job.pk}/").status_code == 404


def test_who_may_not_answer_people_sees_no_request(client_as: Who) -> None:
    case = ask(client_as("steward"), somebody(client_as()), "access")
    for role in ("viewer", "sales", "analyst", "approver", "auditor"):
        assert client_as(role).get("/privacy/").status_code == 404
        assert client_as(role).get(f"/privacy/cases/{case.pk}/").status_code == 404


def test_an_unknown_customer_is_told(client_as: Who) -> None:
    given = {"kind": "access", "customer": "nobody", "words": "x", "came_by": "y"}
    answer = client_as("steward").post("/privacy/new/", given)
    assert answer.status_code == 422
    assert "没有该ID的客户" in answer.content.decode()


def test_the_fairness_of_the_standard_is_shown_and_turned_round(client_as: Who, lake: Path) -> None:
    steward = client_as("steward", lang="en")
    page = steward.get("/privacy/fairness/").content.decode()
    assert "Not tried yet" in page
    assert "Gender" in page
    assert "29 CFR 1607.4 D" in page
    steward.post("/privacy/fairness/turn/")
    assert jobs_done(lake)[-1].result == {"flipped": 0}
    assert "nobody&#x27;s tier changes" in steward.get("/privacy/fairness/").content.decode()


def test_the_record_of_processing_is_written(client_as: Who, lake: Path) -> None:
    steward = client_as("steward")
    steward.post("/privacy/record/")
    job = jobs_done(lake)[-1]
    assert job.state == "done", job.error
    answer = steward.get(f"/privacy/files/{job.pk}/")
    assert b"".join(answer.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert f"/privacy/files/{job.pk}/" in steward.get("/privacy/record/").content.decode()


def test_a_copy_holds_what_people_wrote_about_the_customer_and_of_nobody_else(client_as: Who, lake: Path) -> None:
    from fenji_web.library import Workspace, subject_export

    client = client_as()
    customer = somebody(client)
    client.post(f"/care/{customer}/note/", {"text": "canary-note-of-this-one"})
    client.post("/care/C00001/note/", {"text": "canary-note-of-another"})
    ask(client, customer, "objection", "canary-request")
    words = subject_export.to_json(subject_export.subject(Workspace.open(lake), customer))
    assert "canary-note-of-this-one" in words
    assert "canary-request" in words
    assert "canary-note-of-another" not in words


def test_a_message_to_other_systems_with_contact_data_is_refused(client_as: Who) -> None:
    from fenji_web.library import FenjiError
    from fenji_web.webhooks.services import announce

    with pytest.raises(FenjiError, match="mobile"):
        announce("run.finished", "run", {"customers": 3, "mobile": "13800000000"})
