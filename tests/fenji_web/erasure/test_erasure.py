"""A customer is erased from a page: shown what goes, confirmed by another person, gone from the application too."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client, override_settings

from fenji.workspace.certificates import read_certificate
from fenji.workspace.workspace import Workspace
from fenji_web import library
from fenji_web.audit.models import Alias, Event
from fenji_web.bulk.models import Bulk
from fenji_web.care.models import Note, Tag, Task
from fenji_web.data.models import Upload
from fenji_web.erasure import queries
from fenji_web.erasure.models import ASKED, DONE, WITHDRAWN, Wish
from fenji_web.runs.models import Job
from tests.canaries import found_in
from tests.fenji_web.jobs_done import jobs_done

SignIn = Callable[..., Client]
WHO = "C01990"


@pytest.fixture
def place(shop: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the shop of its own, which this test's web app serves."""
    folder = tmp_path / "shop"
    shutil.copytree(shop, folder, ignore=shutil.ignore_patterns("web"))
    (folder / "web" / "uploads").mkdir(parents=True)
    (folder / "web" / "app.sqlite").touch()  # the database of this process stands for it
    with override_settings(FENJI_WORKSPACE=folder, WEB_FOLDER=folder / "web"):
        yield folder


def asked(client: Client, customer: str = WHO) -> Wish:
    answer = client.post("/settings/erasure/", {"customer": customer, "reason": "a letter of 1 June"})
    assert answer.status_code == 302
    return Wish.objects.get()


def test_every_model_that_names_a_customer_loses_the_person() -> None:
    own = set(queries.own_models())
    for model in apps.get_models():
        if not model.__module__.startswith("fenji_web.") or model._meta.label in queries.LEFT:
            continue
        searched = {field.name for field in queries.said_fields(model)}
        for field in model._meta.concrete_fields:
            if "customer" in field.name and field.get_internal_type() not in ("IntegerField", "BooleanField"):
                is_erased = field.name in searched or (field.name == queries.OWN and model in own)
                assert is_erased, f"{model._meta.label}.{field.name} would stay when somebody is erased"
    assert {model._meta.label for model in own} >= {"care.Note", "care.Ownership", "care.Record", "audit.Alias"}


def test_a_wish_is_shown_confirmed_carried_out_and_certified(client_as: SignIn, place: Path) -> None:
    client = client_as("administrator")
    Note.objects.create(customer_id=WHO, text="call C01990 back")
    Note.objects.create(customer_id="C00012", text="knows C01990 well")
    Tag.objects.create(customer_id=WHO, name="new")
    Task.objects.create(customer_id=WHO, what="letter", due_on=date(2024, 7, 1))
    Bulk.objects.create(step="tag", customers=[WHO, "C00012"], changes=[[WHO, 1], ["C00012", 2]], before={WHO: "a"})
    Job.objects.create(kind="care_record", state="done", arguments={"customer": WHO, "values": {"note": "C01990"}})
    Job.objects.create(
        kind="care_profile", state="done", arguments={"customer": WHO, "values": {"email": "was@refused.cn"}}
    )
    upload = place / "web" / "uploads" / "waits.csv"
    upload.write_text(f"customer_id\n{WHO}\n")
    Upload.objects.create(name="waits.csv", kept_as=upload.name, size=1)
    client.get(f"/customers/{WHO}/")
    wish = asked(client)
    assert [job.error for job in jobs_done(place)] == [None]
    page = client.get(f"/settings/erasure/{wish.pk}/").content.decode()
    assert WHO in page
    assert "订单明细" in page
    refused = client.post(f"/settings/erasure/{wish.pk}/confirm/", {"typed": "C00012"})
    assert (refused.status_code, Wish.objects.get().state) == (422, ASKED)
    client.post(f"/settings/erasure/{wish.pk}/confirm/", {"typed": WHO})
    assert [job.error for job in jobs_done(place)] == [None]
    wish.refresh_from_db()
    assert (wish.state, wish.customer_id, wish.number) == (DONE, "", "E0001")
    assert found_in(place, [WHO], leave=["app.sqlite"]) == {}
    kept = json.dumps([list(model.objects.values()) for model in queries.kept_models()], default=str)
    assert WHO not in kept
    assert "was@refused.cn" not in kept  # typed for the person, though it never came into the lake
    assert Note.objects.get().text == "knows … well"
    assert Bulk.objects.get().customers == ["C00012"]
    assert not Upload.objects.exists()
    assert WHO not in json.dumps([one.content for one in Event.objects.all()])
    assert not Alias.objects.filter(customer_id=WHO).exists()
    sealed = client.get(f"/settings/erasure/{wish.pk}/certificate.json")
    assert sealed["Content-Disposition"].startswith("attachment")
    path = place / "erasures" / "certificates" / "E0001.json"
    told = read_certificate(path, library.tombstones.known(place).key)
    assert {one["store"] for one in told["stores"]} >= {"lake", "models", "application", "uploads"}
    assert client.get(f"/settings/erasure/{wish.pk}/certificate.pdf").content.startswith(b"%PDF")
    assert client.get("/settings/erasure/").status_code == 200
    assert client.get(f"/customers/{WHO}/").status_code == 404


def test_where_standards_need_a_second_person_so_does_an_erasure(client_as: SignIn, place: Path) -> None:
    workspace = Workspace.open(place)
    workspace.settings.model_copy(update={"approval": library.Approval()}).write(place)
    wish = asked(client_as("administrator"))
    assert [job.error for job in jobs_done(place)] == [None]
    own = client_as("administrator").post(f"/settings/erasure/{wish.pk}/confirm/", {"typed": WHO})
    assert own.status_code == 404
    other = client_as("steward").post(f"/settings/erasure/{wish.pk}/confirm/", {"typed": WHO})
    assert other.status_code == 302


def test_who_may_not_erase_finds_no_such_page_and_a_wish_withdrawn_forgets_whom(client_as: SignIn, place: Path) -> None:
    for role in ("viewer", "sales", "analyst", "approver", "auditor"):
        assert client_as(role).get("/settings/erasure/").status_code == 404
    client = client_as("steward", lang="en")
    assert client.post("/settings/erasure/", {"customer": "", "reason": ""}).status_code == 422
    wish = asked(client)
    assert asked(client).pk == wish.pk
    client.post(f"/settings/erasure/{wish.pk}/withdraw/")
    wish.refresh_from_db()
    assert (wish.state, wish.customer_id) == (WITHDRAWN, "")
    assert place == settings.FENJI_WORKSPACE


def test_rules_are_kept_and_what_is_past_its_time_is_shown_before_it_goes(client_as: SignIn, place: Path) -> None:
    client = client_as("administrator", lang="en")
    assert client.post("/settings/erasure/rules/", {"jobs_months": "5"}).status_code == 422
    Note.objects.create(customer_id=WHO, text="old")
    Note.objects.update(made_at=datetime(2020, 1, 1, tzinfo=UTC))
    kept = {"orders_months": "12", "notes_months": "24"}
    assert client.post("/settings/erasure/rules/", kept).status_code == 302
    assert [job.error for job in jobs_done(place)] == [None]
    page = client.get("/settings/erasure/rules/").content.decode()
    assert "Orders lose their customer" in page
    assert "Take it out for good" in page
    client.post("/settings/erasure/rules/apply/")
    (done,) = jobs_done(place)
    assert [one["count"] > 0 for one in done.result["due"]] == [True, True]
    assert not Note.objects.exists()
