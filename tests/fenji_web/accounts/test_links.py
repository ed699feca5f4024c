"""Links that let somebody in: on the console alone, once, for a time, to this host; at first nobody is there."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from fenji_web.accounts import services
from fenji_web.accounts.models import Link, User
from fenji_web.audit.models import Event
from fenji_web.serving.serve import _greeting

GOOD = "a long harbour walk"
SignIn = Callable[..., Client]
WEIRD = (
    "{}",
    "[]",
    "[object Object]",
    "null",
    "undefined",
    "0",
    "' OR 1=1 --",
    "%00",
    "a" * 5000,
    "..%2f..%2f",
    "{$ne:1}",
)


@pytest.fixture
def person(shop: Path) -> User:
    return services.add_person(username="Li", role="viewer", password=GOOD)


@pytest.mark.parametrize("token", WEIRD)
def test_a_token_of_another_shape_opens_nothing(person: User, token: str) -> None:
    services.make_link("password", person)
    for client in (Client(), Client(headers={"content-type": "application/json"})):
        address = f"/accounts/password/{token}/"
        assert client.get(address).status_code in (400, 404)
        assert client.post(address, {"password": "another long walk"}).status_code in (400, 404)
        body = json.dumps({"token": {"$ne": None}, "password": ["another long walk"]})
        assert client.post(address, body, content_type="application/json").status_code in (400, 404)
    assert User.objects.get(pk=person.pk).check_password(GOOD)


def test_a_token_that_is_used_or_late_or_for_something_else_opens_nothing(person: User) -> None:
    used, sent = services.make_link("password", person), {"password": "another long walk"}
    assert Client().post(f"/accounts/password/{used}/", sent).status_code == 302
    late = services.make_link("password", person)
    Link.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    other = services.make_link("enter", person)
    for token in (used, late, other, other[:-1], other + "x"):
        assert Client().get(f"/accounts/password/{token}/").status_code == 400
        assert Client().post(f"/accounts/password/{token}/", sent).status_code == 400


def test_a_password_chosen_otherwise_ends_the_link(person: User) -> None:
    token = services.make_link("password", person)
    services.set_password(person, "another long walk")
    assert Client().get(f"/accounts/password/{token}/").status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "testserver:evil"},
        {"host": "testserver@evil.example"},
        {"host": "evil.example#x"},
    ],
)
def test_another_host_is_refused_before_a_link_is_made(
    client_as: SignIn, person: User, headers: dict[str, str]
) -> None:
    answer = client_as("administrator").post(f"/accounts/people/{person.pk}/link/", headers=headers)
    assert answer.status_code == 400
    assert not Link.objects.exists()


def test_a_link_leads_to_the_configured_host_whatever_a_proxy_says(client_as: SignIn, person: User) -> None:
    poisoned = {"x-forwarded-host": "evil.example", "x-host": "evil.example", "forwarded": "host=evil.example"}
    client = client_as("administrator")
    page = client.post(f"/accounts/people/{person.pk}/link/", headers=poisoned).content.decode()
    assert "evil.example" not in page
    assert 'value="http://testserver/accounts/password/' in page
    with override_settings(PUBLIC_ADDRESS="https://crm.example.com"):
        page = client.post(f"/accounts/people/{person.pk}/link/", headers=poisoned).content.decode()
    assert 'value="https://crm.example.com/accounts/password/' in page


def test_at_the_first_start_nobody_is_there_and_only_the_console_tells_the_link(
    shop: Path, caplog: pytest.LogCaptureFixture
) -> None:
    User.objects.all().delete()
    caplog.set_level(logging.DEBUG)
    (line,), link = _greeting("http://127.0.0.1:8000", is_demo=False)
    token = link.split("/accounts/setup/")[1].strip("/")
    assert token in line.en
    assert User.objects.count() == 0
    assert Client().post("/accounts/sign-in/", {"username": "admin", "password": "admin"}).status_code == 422
    sent = {"username": "boss", "name": "", "password": GOOD}
    assert Client().post(f"/accounts/setup/{token}/", sent).status_code == 302
    assert User.objects.count() == 1
    assert token not in caplog.text
    assert not [one for one in Event.objects.all() if token in f"{one.subject} {one.facts} {one.action}"]
    assert token not in str(list(Link.objects.values_list()))
    assert Client().get(f"/accounts/setup/{token}/").status_code == 404
    assert Client().post(f"/accounts/setup/{token}/", {**sent, "username": "second"}).status_code == 404
    assert User.objects.count() == 1
    assert _greeting("http://127.0.0.1:8000", is_demo=False) == ([], "")


def test_a_set_up_link_ends_after_half_an_hour(shop: Path) -> None:
    User.objects.all().delete()
    _, link = _greeting("http://127.0.0.1:8000", is_demo=False)
    address = link.removeprefix("http://127.0.0.1:8000")
    kept = Link.objects.get()
    assert timedelta(minutes=29) < kept.ends_at - timezone.now() <= timedelta(minutes=30)
    assert Client().get(address).status_code == 200
    Link.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    sent = {"username": "boss", "name": "", "password": GOOD}
    assert Client().get(address).status_code == 404
    assert Client().post(address, sent).status_code == 404
    assert User.objects.count() == 0
