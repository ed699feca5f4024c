"""Every address by everybody: who may, whose thing it is, and nothing of others' things; made from the addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from fenji_web import library
from fenji_web.accounts.access import ROLES
from fenji_web.accounts.models import User
from fenji_web.bulk.models import Bulk
from fenji_web.care.models import Override, Ownership, Task
from fenji_web.customers.models import SavedView
from fenji_web.devices.models import Device
from fenji_web.disclosures.models import Release
from fenji_web.runs.models import DONE, Job
from tests.bar.size import sized
from tests.fenji_web.routes import KINDS, asked_for, expected, routes

ClientAs = Callable[..., Client]
VALUES = {
    "customer_id": "C0", "token": "0" * 16, "form": "csv", "kind": "png", "key": "VIP", "colour": "123456",
    "name": "value", "step": "publish", "group": "tag", "part": "tiers", "table": "orders", "run_id": "r",
}  # fmt: skip
NARROWED = "sales of another team"
WHO = [*sorted(ROLES), NARROWED]


def address(route: str, **values: Any) -> str:
    """An address of a route: things named in `values`, others that there are none of."""

    def fill(found: re.Match[str]) -> str:
        name = found[1].rpartition(":")[2]
        return str(values.get(name, VALUES.get(name, 999_999)))

    return "/" + re.sub(r"<([^>]+)>", fill, route)


def posted(client: Client, route: str, **values: Any) -> Iterator[Any]:
    """The answers of an address to both ways of asking."""
    place = address(route, **values)
    yield client.get(place)
    yield client.post(place, {"step": "claim", "text": "x", "name": "x", "reason": "x y z", "what": "x"})


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def known(of: str) -> list[str]:
    return [route for route, one in expected().items() if one.of == of and route in routes()]


@pytest.fixture
def person_of(client_as: ClientAs) -> Callable[[str], Client]:
    """Somebody of a role; or who sells elsewhere and sees nothing of these customers."""

    def find(who: str) -> Client:
        if who != NARROWED:
            return client_as(who)
        client = client_as("sales", lang="en")
        User.objects.filter(pk=client.person.pk).update(reach="own", regions=["Atlantis"])
        client.person.refresh_from_db()
        return client

    return find


@pytest.fixture
def customer(shop: Path, client_as: ClientAs) -> dict[str, Any]:
    """A customer of somebody who sells here, with a mobile number."""
    path = library.newest_file(shop / "runs", "value")
    assert path is not None
    row = next(row for row in library.open_file(path).rows() if row["mobile"] and row["email"])
    owner = client_as("sales").person
    Ownership.objects.create(customer_id=row["customer_id"], owner=str(owner), person=owner)
    return row


def test_every_address_has_its_expectation_and_asks_for_exactly_that() -> None:
    table, there = expected(), routes()
    assert sorted({*there} - {*table}) == [], "decide what these are, then add a line: python -m tests.fenji_web.routes"
    assert sorted({*table} - {*there}) == []
    assert {one.of for one in table.values()} <= {*KINDS}
    for route, view in there.items():
        assert asked_for(view) == table[route].needs, route
        assert hasattr(view, "is_public") == (table[route].of == "public"), route


@pytest.mark.parametrize("who", WHO)
def test_who_lacks_a_permission_finds_no_such_page(person_of: Callable[[str], Client], who: str) -> None:
    client, tried = person_of(who), 0
    for route, one in expected().items():
        if one.of in ("public", "program") or all(client.person.can(each) for each in one.needs):
            continue
        for answer in islice(posted(client, route), sized(1, 2)):
            assert answer.status_code == 404, f"{who} {route}: {answer.status_code}"
        tried += 1
    assert tried or who == "administrator"


def test_a_stranger_is_led_to_the_door_everywhere(shop: object) -> None:
    stranger = Client()
    for route, one in expected().items():
        if one.of in ("public", "program"):
            continue
        for answer in posted(stranger, route):
            assert answer.status_code == 302, route
            assert answer["Location"].startswith("/accounts/sign-in/"), route


def test_a_customer_of_others_is_nobody_on_every_address_that_names_one(
    person_of: Callable[[str], Client], customer: dict[str, Any]
) -> None:
    client = person_of(NARROWED)
    secrets = [str(customer[name]).encode() for name in ("name", "mobile", "email")]
    tried = known("customer")
    assert len(tried) > 10
    for route in tried:
        for customer_id in (customer["customer_id"], "no-such-customer"):
            for answer in posted(client, route, customer_id=customer_id):
                assert answer.status_code in (404, 405), f"{route}: {answer.status_code}"
                assert not any(secret in body(answer) for secret in secrets), route
    assert Ownership.objects.get(pk=customer["customer_id"]).person.role == "sales"
    assert not Task.objects.exists()


def test_ones_own_customer_is_there_on_every_address_that_shows_one(
    person_of: Callable[[str], Client], customer: dict[str, Any]
) -> None:
    client = person_of("sales")
    User.objects.filter(pk=client.person.pk).update(reach="own", regions=["Atlantis"])
    for route in known("customer"):
        if all(client.person.can(one) for one in expected()[route].needs):
            answer = client.get(address(route, customer_id=customer["customer_id"]))
            assert answer.status_code in (200, 302, 405), f"{route}: {answer.status_code}"


def things(person: User, folder: Path, customer_id: str) -> dict[str, Any]:
    """One thing of a person for every address that names such a thing: route → its number."""
    place = folder / "web" / "exports" / "0123456789abcdef" / "secret.csv"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("13800138000,top secret", "utf-8")
    now, made = timezone.now(), {}

    def job(kind: str) -> Job:
        result = {"file": "0123456789abcdef/secret.csv", "run": "r", "problems": [{"what": "13800138000"}]}
        given = {"customer": customer_id, "form": "customer", "values": {"mobile": "13800138000"}, "token": "0" * 16}
        return Job.objects.create(kind=kind, created_by=person, state=DONE, result=result, arguments=given)

    release = Release.objects.create(
        asked_by=person, reason="top secret", rows=1, form="csv", lang="zh", folder="x", job=job("release"),
        ends_at=now + timedelta(days=1), scheme="value", run="r",
    )  # fmt: skip
    bulk = Bulk.objects.create(person=person, step="tag", what="top secret", head_count=1, scheme="value", run="r")
    override = Override.objects.create(
        override_id=1, customer_id=customer_id, scheme="value", tier="VIP", begins_on=date(2024, 1, 1), decided_at=now,
        until=date(2099, 1, 1), reason="top secret", actor="x", state="set",
    )  # fmt: skip
    numbers = {
        "views/": SavedView.objects.create(person=person, name="top secret", query="").pk,
        "care/tasks/": Task.objects.create(
            customer_id=customer_id, what="top secret", due_on=now.date(), person=person
        ).pk,
        "care/typed/": job("care_record").pk,
        "care/overrides/": override.pk,
        "bulk/": bulk.pk,
        "disclosures/": release.pk,
        "accounts/sessions/": Device.objects.create(mark="m", person=person, began_at=now, seen_at=now).pk,
        "data/duplicates/": job("compare_duplicates").pk,
        "privacy/files/": job("contact_list").pk,
    }
    anything = job("list_workbook").pk
    for route in known("mine"):
        made[route] = next((number for part, number in numbers.items() if part in route), anything)
    return made


def test_a_thing_of_one_person_is_not_there_for_others_of_the_same_role(
    person_of: Callable[[str], Client], customer: dict[str, Any], shop: Path
) -> None:
    mine = things(person_of("sales").person, shop, customer["customer_id"])
    before = [list(model.objects.values()) for model in (SavedView, Task, Bulk, Release, Device, Override)]
    for who in (NARROWED, "analyst", "steward"):
        other = person_of(who)
        for route, number in mine.items():
            values = dict.fromkeys(("pk", "job_id", "number"), number)
            for answer in posted(other, route, **values):
                assert answer.status_code in (404, 405, 302), f"{who} {route}: {answer.status_code}"
                for secret in (b"13800138000", b"top secret"):
                    assert secret not in body(answer), f"{who} {route}"
    after = [list(model.objects.values()) for model in (SavedView, Task, Bulk, Release, Device, Override)]
    assert [[row for row in rows if row in was] for rows, was in zip(after, before, strict=True)] == before


def test_numbers_that_are_guessed_lead_nowhere(person_of: Callable[[str], Client], customer: dict[str, Any]) -> None:
    client, numbers = person_of(NARROWED), range(sized(3, 60))
    for route in known("mine"):
        for number in numbers:
            answer = client.get(address(route, pk=number, job_id=number, number=number))
            assert answer.status_code in (404, 405), f"{route} {number}: {answer.status_code}"
