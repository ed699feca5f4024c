"""Fields that no form has change nothing: sent with every form, to every address, by every role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from fenji_web.accounts.access import ROLES
from fenji_web.accounts.models import Link, Team, User
from fenji_web.bulk.models import Bulk
from fenji_web.care.models import Note, Override, Ownership, Task
from fenji_web.customers.models import SavedView
from fenji_web.disclosures.models import WAITING, Release
from fenji_web.runs.models import Job
from tests.bar.size import sized
from tests.fenji_web.routes import expected
from tests.fenji_web.test_matrix import address

ClientAs = Callable[..., Client]
NAMED = ("is_staff", "is_superuser", "role", "owner", "id", "pk", "grade", "tier", "approved_by", "decided_by", "state",
         "person", "person_id", "made_by", "created_by", "asked_by", "is_active", "team", "reach", "regions", "ends_at",
         "customer_id", "permission", "username")  # fmt: skip
MINE = {"text": "a word", "what": "a word", "name": "a word", "reason": "a good reason", "due_on": "2025-01-31",
        "query": "", "step": "claim"}  # fmt: skip


def every_field() -> list[str]:
    """The names of all fields of all our tables, and those that attackers try first."""
    models = [one for one in apps.get_models() if one.__module__.startswith("fenji_web.")]
    return sorted({*NAMED, *(field.name for one in models for field in one._meta.get_fields())} - {*MINE})


def extra(other: User) -> dict[str, Any]:
    """What is sent beside a form: somebody else, the highest role, whatever decides."""
    values = dict.fromkeys(every_field(), "administrator")
    numbers = ("id", "pk", "person", "person_id", "made_by", "created_by", "asked_by", "decided_by", "owner", "by")
    return values | dict.fromkeys(numbers, str(other.pk)) | {"is_staff": "1", "is_active": "on", "state": "approved"}


@pytest.fixture
def customer_id(client_as: ClientAs) -> str:
    """Somebody whom nobody looks after."""
    page = client_as("administrator").get("/care/pool/")
    return str(page.context["rows"][0]["customer_id"])


def standing() -> list[dict[str, Any]]:
    """What decides what people may do."""
    held = ("pk", "username", "role", "is_active", "team_id", "reach", "regions")
    return list(User.objects.order_by("pk").values(*held))


@pytest.mark.parametrize("role", sorted({*ROLES} - {"administrator"}))
def test_no_form_makes_anybody_more_than_they_are(client_as: ClientAs, customer_id: str, role: str) -> None:
    client, other = client_as(role), client_as("administrator").person
    before, sent = standing(), {**extra(other), **MINE}
    routes = [
        one.route for one in expected().values() if one.of not in ("public", "program") and _may(client, one.needs)
    ]
    for route in routes[:: sized(2, 1)]:
        client.post(address(route, customer_id=customer_id, pk=1, number=1, name="value", token="x"), sent)
    assert standing() == before
    assert not Link.objects.filter(person=other).exists()
    assert not Team.objects.exists()
    assert not Override.objects.exclude(approver="").exists()
    assert not Release.objects.exclude(state=WAITING, asked_by=client.person, decided_by=None).exists()
    for model, by in (
        (Note, "made_by"),
        (Task, "made_by"),
        (SavedView, "person"),
        (Bulk, "person"),
        (Job, "created_by"),
    ):
        assert not model.objects.exclude(**{by: client.person}).exists(), model
    assert not Ownership.objects.exclude(person=client.person).exists()


def test_what_a_form_makes_is_its_senders_and_as_new_as_it_is(client_as: ClientAs, customer_id: str) -> None:
    client, other = client_as("sales"), client_as("administrator").person
    sent = {**extra(other), **MINE}
    for place in ("note", "task", "owner"):
        client.post(f"/care/{customer_id}/{place}/", sent)
    client.post("/customers/views/", sent)
    note, task, view = Note.objects.get(), Task.objects.get(), SavedView.objects.get()
    assert (note.made_by, note.customer_id, note.text) == (client.person, customer_id, "a word")
    assert (task.made_by, task.person, task.done_at) == (client.person, client.person, None)
    assert view.person == client.person
    assert Ownership.objects.get(pk=customer_id).person == client.person


def test_ones_own_account_takes_a_password_and_nothing_else(client_as: ClientAs) -> None:
    client = client_as("viewer")
    client.person.set_password("Correct-horse-9")
    client.person.save()
    client.force_login(client.person)
    sent = extra(client_as("administrator").person)
    before = standing()
    sent = {**sent, "old": "Correct-horse-9", "new": "Another-horse-10"}
    client.post("/accounts/me/", sent)
    assert standing() == before


def _may(client: Client, needs: frozenset[str]) -> bool:
    return all(client.person.can(one) for one in needs)
