"""Sessions: another at each sign-in; dead after sign-out, a new password, rest, age; seen and ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from fenji_web.accounts import services as accounts
from fenji_web.accounts.models import User
from fenji_web.devices import queries, services
from fenji_web.devices.models import Device

GOOD = "a long harbour walk"
PAGE = "/accounts/me/"
SignIn = Callable[..., Client]


def signed_in(person: User, agent: str = "") -> Client:
    client = Client(headers={"user-agent": agent})
    client.post("/accounts/sign-in/", {"username": person.username, "password": GOOD})
    assert client.get(PAGE).status_code == 200
    return client


def stolen(client: Client) -> Client:
    """Another browser with the same cookies."""
    other = Client()
    other.cookies.load(client.cookies.output(header=""))
    for name, one in client.cookies.items():
        other.cookies[name] = one.value
    return other


def is_in(client: Client) -> bool:
    return bool(client.get(PAGE).status_code == 200)


@pytest.fixture
def person(shop: Path) -> User:
    return accounts.add_person(username="Li", role="viewer", password=GOOD)


def test_a_sign_in_gives_another_session_than_the_one_that_came(person: User) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = client.cookies["fenji_session"] = session.session_key
    client.post("/accounts/sign-in/", {"username": "Li", "password": GOOD})
    assert client.cookies["fenji_session"].value != planted
    thief = Client()
    thief.cookies["fenji_session"] = planted
    assert not is_in(thief)


def _sign_out(client: Client, person: User) -> None:
    client.post("/accounts/sign-out/")


def _new_password(client: Client, person: User) -> None:
    sent = {"old": GOOD, "new": "another long walk"}
    assert client.post(PAGE, sent).status_code == 302


def _given_password(client: Client, person: User) -> None:
    accounts.set_password(person, "another long walk")


def _switched_off(client: Client, person: User) -> None:
    accounts.change_person(person, name="", role="viewer", is_active=False)


def _by_administrator(client: Client, person: User) -> None:
    services.end(person)


def _everywhere_else(client: Client, person: User) -> None:
    signed_in(person).post("/accounts/sessions/end/")


def _rested(client: Client, person: User) -> None:
    Device.objects.filter(person=person).update(seen_at=timezone.now() - timedelta(hours=8, minutes=1))


def _old(client: Client, person: User) -> None:
    Device.objects.filter(person=person).update(began_at=timezone.now() - timedelta(days=7, minutes=1))


@pytest.mark.parametrize(
    "ending",
    [
        _sign_out,
        _new_password,
        _given_password,
        _switched_off,
        _by_administrator,
        _everywhere_else,
        _rested,
        _old,
    ],
)
def test_an_old_cookie_is_dead_on_the_next_request(person: User, ending: Callable[[Client, User], None]) -> None:
    client = signed_in(person)
    thief = stolen(client)
    assert is_in(thief)
    ending(client, person)
    assert not is_in(thief)
    assert thief.get(PAGE)["Location"].startswith("/accounts/sign-in/")


def test_whoever_changes_the_password_stays_in_in_this_browser_alone(person: User) -> None:
    here, there = signed_in(person), signed_in(person)
    _new_password(here, person)
    assert is_in(here)
    assert not is_in(there)


def test_browsers_are_listed_with_where_and_when_and_one_is_ended(person: User) -> None:
    edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0"
    here, there = signed_in(person, "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0"), signed_in(person, edge)
    page = here.get(PAGE).content.decode()
    assert "Firefox · Linux" in page
    assert "Edge · Windows" in page
    assert "127.0.0.1" in page
    other = next(one for one in queries.devices_of(person) if "Edg" in one.agent)
    here.post(f"/accounts/sessions/{other.pk}/end/")
    assert is_in(here)
    assert not is_in(there)


def test_nobody_ends_the_sessions_of_others_but_an_administrator(person: User, client_as: SignIn) -> None:
    client = signed_in(person)
    device = queries.devices_of(person)[0]
    assert client_as("analyst").post(f"/accounts/sessions/{device.pk}/end/").status_code == 302
    assert client_as("analyst").post(f"/accounts/sessions/of/{person.pk}/end/").status_code == 404
    assert is_in(client)
    client_as("administrator").post(f"/accounts/sessions/of/{person.pk}/end/")
    assert not is_in(client)


def test_what_the_database_keeps_of_a_browser_lets_nobody_in(person: User) -> None:
    client = signed_in(person)
    kept = Device.objects.get(person=person).mark
    assert kept not in str(dict(client.session))
    thief = Client()
    thief.cookies["fenji_session"] = kept
    assert not is_in(thief)


def test_limits_are_set_for_everybody_at_once(person: User, client_as: SignIn) -> None:
    client = signed_in(person)
    Device.objects.filter(person=person).update(seen_at=timezone.now() - timedelta(minutes=31))
    sent = {"who": "exporters", "grace_days": "7", "idle_minutes": "30", "whole_days": "1"}
    assert client_as("administrator").post("/settings/sign-in/", sent).status_code == 302
    assert not is_in(client)
