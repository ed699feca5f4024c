"""A program reads what its person may read and its key allows, masked and narrowed as on the pages, and is logged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.fenji_web.api.program import Program
from tests.fenji_web.reading import shown

CONTACT = ("name", "mobile", "landline", "email", "wechat", "address")


def contacts(shop: Path) -> tuple[str, list[str]]:
    """A person with contact data, and what of it is nobody's to read."""
    sql = "SELECT * FROM customers WHERE kind = 'person' AND mobile IS NOT NULL AND email IS NOT NULL LIMIT 1"
    (row,) = shown(shop).engine.rows(sql)
    return row["customer_id"], [str(row[one]) for one in CONTACT if row.get(one)]


def everything(program: Program, customer: str, run: str) -> str:
    places = (
        f"customers/{customer}", f"customers/{customer}/explanation", f"customers/{customer}/grades",
        "customers?limit=200&fields=mobile,landline,email,wechat,city", f"runs/{run}/grades?limit=200",
        f"runs/{run}/moves?limit=200", "customer-fields", "segments",
    )  # fmt: skip
    return "\n".join(program.get(place).content.decode() for place in places)


@pytest.mark.parametrize(
    ("role", "scopes"), [("viewer", None), ("analyst", None), ("administrator", ["see", "see_whole", "export"])]
)
def test_contact_data_is_masked_where_person_or_key_may_not_see_it(
    shop: Path, program_of: Callable[..., Program], role: str, scopes: list[str] | None
) -> None:
    customer, secrets = contacts(shop)
    program = program_of(role, scopes=scopes)
    found = everything(program, customer, shown(shop).run.id)
    assert [one for one in secrets if one in found] == []
    assert "****" in found
    assert program.get(f"customers/{customer}").json()["is_masked"] is True


def test_who_may_see_contact_data_reads_it(shop: Path, program_of: Callable[..., Program]) -> None:
    customer, secrets = contacts(shop)
    found = program_of("administrator").get(f"customers/{customer}").content.decode()
    assert all(one in found for one in secrets[:2])


@pytest.mark.parametrize("word", CONTACT)
def test_what_is_masked_answers_no_question(shop: Path, program_of: Callable[..., Program], word: str) -> None:
    program = program_of("viewer")
    assert program.get("customers", query={"sort": word}).status_code == 422
    assert program.get("customers", query={"where": f"{word}:has:1"}).status_code == 422
    for secret in contacts(shop)[1]:
        answer = program.get("customers", query={"q": secret[:120], "count": "true"})
        assert answer.json()["count"] == 0, secret


def test_a_key_does_no_more_than_its_scopes_and_no_more_than_its_person(
    shop: Path, program_of: Callable[..., Program]
) -> None:
    for role, scopes in (("administrator", ["see"]), ("viewer", ["see", "grade", "export", "import"])):
        program = program_of(role, scopes=scopes)
        for place, body in (
            ("gradings", {"scheme": "value"}),
            ("exports", {}),
            ("schemes/value/simulations", {"changes": {}}),
        ):
            answer = program.post(place, body)
            assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), place
            assert answer.json()["scope"]
    assert program.key.scopes == ["see"]  # what the viewer never had was not given


def test_a_person_who_loses_a_right_takes_it_from_every_key(shop: Path, program_of: Callable[..., Program]) -> None:
    program = program_of("analyst")
    assert program.post("gradings", {"scheme": "value"}).status_code == 202
    person = program.key.person
    person.role = "viewer"
    person.save()
    assert program.post("gradings", {"scheme": "value"}).status_code == 403
    person.is_active = False
    person.save()
    assert program.get("me").status_code == 401


def test_a_key_that_ended_or_was_revoked_opens_nothing(shop: Path, program_of: Callable[..., Program]) -> None:
    from fenji_web.api_keys.models import Key
    from fenji_web.api_keys.services import revoke

    ended, revoked = program_of("viewer"), program_of("viewer")
    Key.objects.filter(pk=ended.key.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    revoke(revoked.key, by=revoked.key.person)
    assert [one.get("me").status_code for one in (ended, revoked)] == [401, 401]


def test_who_sells_reads_their_own_customers_and_the_pools_alone(
    shop: Path, program_of: Callable[..., Program]
) -> None:
    from fenji_web.care.models import Ownership

    everybody = [row["customer_id"] for row in shown(shop).rows(["customer_id"])]
    program = program_of("sales")
    person = program.key.person
    person.reach = "own"
    person.save()
    for one in everybody:
        Ownership.objects.update_or_create(pk=one, defaults={"owner": "somebody else"})
    mine = everybody[7]
    Ownership.objects.filter(pk=mine).update(owner=person.username, person=person)
    run = shown(shop).run.id
    assert [one["customer_id"] for one in program.get("customers").json()["items"]] == [mine]
    assert [one["customer_id"] for one in program.get(f"runs/{run}/grades").json()["items"]] == [mine]
    assert program.get(f"customers/{mine}").status_code == 200
    for part in ("", "/explanation", "/grades", "/events"):
        assert program.get(f"customers/{everybody[3]}{part}").status_code == 404
    assert program.get("runs").status_code == 403


def test_every_call_that_reads_customers_or_changes_something_is_logged_with_its_key(
    shop: Path, program_of: Callable[..., Program]
) -> None:
    from fenji_web.audit.models import Alias, Event

    program, customer = program_of("analyst"), contacts(shop)[0]
    calls = [
        program.get(f"customers/{customer}"),
        program.get("customers"),
        program.post("gradings", {"scheme": "value"}),
    ]
    assert [one.status_code for one in calls] == [200, 200, 202]
    lines = list(Event.objects.filter(who=program.key.person.username).order_by("number"))
    assert [(one.action, one.outcome) for one in lines] == [
        ("api:customer", "200"), ("api:customers", "200"), ("api:start_run", "asked"), ("api:start_run", "202"),
    ]  # fmt: skip
    assert {one.facts["key"] for one in lines} == {f"{program.key.prefix} {program.key.name}"}
    assert lines[0].subject == Alias.of(customer)
    assert program.token not in str([(one.facts, one.subject) for one in lines])


def test_an_export_is_written_as_key_and_person_allow_and_given_to_no_lesser_key(
    shop: Path, program_of: Callable[..., Program]
) -> None:
    from fenji_web.api.jobs import export
    from fenji_web.runs.models import DONE, Job
    from fenji_web.runs.services import export_folder

    assert export_folder(shop)
    customer, secrets = contacts(shop)
    whole = program_of("administrator")
    lesser = program_of("administrator", scopes=["see", "export"])
    bodies = {}
    for name, program in (("whole", whole), ("lesser", lesser)):
        job = Job.objects.get(pk=program.post("exports", {"q": customer, "fields": ["mobile", "tier"]}).json()["id"])
        asked: Any = type("Workspace", (), {"folder": shop, "asked_by": program.key.person.username})()
        job.result = export(asked, job.arguments, lambda *_: None)
        job.state = DONE
        job.save()
        answer = program.get(f"exports/{job.pk}/file")
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")
        bodies[name] = (job.pk, b"".join(answer.streaming_content).decode())
    assert any(one in bodies["whole"][1] for one in secrets)
    assert [one for one in secrets if one in bodies["lesser"][1]] == []
    assert lesser.get(f"exports/{bodies['whole'][0]}/file").status_code == 403
    assert program_of("analyst").get(f"exports/{bodies['whole'][0]}/file").status_code == 404


def test_a_key_is_shown_once_and_never_kept(shop: Path, client_as: Callable[..., Client]) -> None:
    from fenji_web.api_keys.models import Key

    client = client_as("analyst", lang="en")
    page = client.post("/settings/keys/", {"name": "ERP sync", "scopes": ["see"], "days": "90"})
    key = Key.objects.get(name="ERP sync")
    token = page.content.decode().split('readonly value="')[1].split('"')[0]
    assert token.startswith("fk_")
    assert token[:10] == key.prefix
    assert page["Cache-Control"] == "no-store"
    assert token not in str({**key.__dict__})
    assert token not in client.get("/settings/keys/").content.decode()
    assert client_as("viewer").post(f"/settings/keys/{key.pk}/revoke/").status_code == 404
    client.post(f"/settings/keys/{key.pk}/revoke/")
    assert Client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_key_can_be_given_what_the_interface_asks_for_and_nothing_else() -> None:
    from fenji_web.api.access import NEEDED
    from fenji_web.api.services.document import document
    from fenji_web.api_keys.services import SCOPES

    assert document("en")
    assert {one for needed in NEEDED.values() for one in needed} | {"see_contact"} == set(SCOPES)


def test_nobody_gives_a_key_what_they_have_not(shop: Path, client_as: Callable[..., Client]) -> None:
    from fenji_web.api_keys.models import Key

    answer = client_as("viewer").post("/settings/keys/", {"name": "x", "scopes": ["see", "people"], "days": "90"})
    assert answer.status_code == 422
    assert not Key.objects.filter(name="x").exists()


def test_much_contact_data_leaves_by_no_key_without_a_second_person(
    shop: Path, program_of: Callable[..., Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    from fenji_web.api.jobs import export
    from fenji_web.library import FenjiError
    from fenji_web.runs.models import Job

    program, asked = program_of("administrator"), {"fields": ["mobile"]}
    monkeypatch.setenv("FENJI_MOST_ROWS_ALONE", "1000000")
    job = Job.objects.get(pk=program.post("exports", asked).json()["id"])
    monkeypatch.setenv("FENJI_MOST_ROWS_ALONE", "5")
    answer = program.post("exports", asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "needs_second")
    assert program.get("customers?fields=mobile").json()["code"] == "needs_second"
    assert program.get("customers?fields=score").status_code == 200
    workspace: Any = type("Workspace", (), {"folder": shop, "asked_by": program.key.person.username})()
    with pytest.raises(FenjiError):
        export(workspace, job.arguments, lambda *_: None)
    assert program_of("administrator", scopes=["see", "export"]).post("exports", asked).status_code == 202
