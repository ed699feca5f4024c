"""Guessing costs the guesser time, never the owner; nobody learns which names exist, from words, status or time."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.test import Client
from django.utils import timezone

from fenji_web.accounts import queries, services
from fenji_web.accounts.models import Attempt, User
from tests.bar.size import sized

GOOD = "a long harbour walk"


@pytest.fixture
def person(shop: Path) -> User:
    return services.add_person(username="Li", role="viewer", password=GOOD)


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """When a password was hashed."""
    seen: list[float] = []
    before: Callable[..., str] = ScryptPasswordHasher.encode

    def encode(self: ScryptPasswordHasher, *given: object, **named: object) -> str:
        seen.append(time.monotonic())
        return before(self, *given, **named)

    monkeypatch.setattr(ScryptPasswordHasher, "encode", encode)
    monkeypatch.setattr(ScryptPasswordHasher, "work_factor", 2**4)
    return seen


def tried(name: str, password: str = "wrong", *, address: str = "203.0.113.5", client: Client | None = None) -> int:
    sent = {"username": name, "password": password}
    return int((client or Client()).post("/accounts/sign-in/", sent, REMOTE_ADDR=address).status_code)


def test_a_flood_of_wrong_passwords_is_turned_away_before_anything_is_hashed(person: User, hashes: list[float]) -> None:
    for _ in range(sized(30, 3000)):
        assert tried("Li") == 422
    assert len(hashes) == queries.MOST_ATTEMPTS


def test_a_flood_over_many_names_from_one_address_is_turned_away_too(shop: Path, hashes: list[float]) -> None:
    for number in range(sized(66, 600)):
        assert tried(f"name-{number}") == 422
    assert len(hashes) == 60


def test_a_stranger_cannot_keep_the_owner_out(person: User, hashes: list[float]) -> None:
    home = Client()
    assert tried("Li", GOOD, address="198.51.100.1", client=home) == 302
    home.post("/accounts/sign-out/")
    for number in range(sized(130, 500)):  # one name from many addresses, more than an hour allows
        Attempt.objects.create(username="li", address=f"203.0.{number // 250}.{number % 250}")
    for _ in range(20):  # and from the owner's own address
        Attempt.objects.create(username="li", address="198.51.100.1")
    assert tried("Li", GOOD, address="203.0.113.77") == 422  # somebody new waits
    assert tried("Li", GOOD, address="198.51.100.1", client=home) == 302  # the owner's own browser
    Attempt.objects.filter(address="198.51.100.1").delete()
    assert tried("Li", GOOD, address="198.51.100.1") == 302  # any browser where the owner was before


def test_a_browser_that_is_known_has_five_tries_of_its_own_and_waits_too(person: User, hashes: list[float]) -> None:
    home = Client()
    assert tried("Li", GOOD, client=home) == 302
    home.post("/accounts/sign-out/")
    before = len(hashes)
    for _ in range(12):
        tried("Li", client=home)
    assert len(hashes) - before == queries.MOST_ATTEMPTS


def test_a_made_up_mark_of_a_known_browser_is_worth_nothing(person: User) -> None:
    for _ in range(10):
        Attempt.objects.create(username="li", address="203.0.113.5")
    for made_up in ("x", "eyJsaSI6ImFiYyJ9:1abc:forged", ""):
        client = Client()
        client.cookies["fenji_known"] = made_up
        assert tried("Li", GOOD, client=client) == 422


def test_each_wrong_one_doubles_the_wait_up_to_an_hour(shop: Path) -> None:
    waits = []
    for count in range(1, 20):
        Attempt.objects.create(username="li", address="a")
        wait = queries.wait_for("Li", "a")
        waits.append(0 if wait is None else round(wait.total_seconds()))
        assert (wait is None) == (count < queries.MOST_ATTEMPTS)
    assert waits[4:8] == [15, 30, 60, 120]
    assert waits[-1] == 3600
    Attempt.objects.update(at=timezone.now() - timedelta(hours=1, seconds=1))
    assert queries.wait_for("Li", "a") is None


def test_waiting_is_not_made_longer_by_trying(person: User) -> None:
    for _ in range(5):
        Attempt.objects.create(username="li", address="203.0.113.5")
    tried("Li")
    tried("Li")
    assert Attempt.objects.count() == 5


def test_only_some_passwords_are_hashed_at_once_and_the_others_are_told(person: User) -> None:
    with services.hashing() as has_place:
        assert has_place
        services._PATIENCE, before = 0.05, services._PATIENCE
        try:
            assert tried("Li", GOOD) == 503
        finally:
            services._PATIENCE = before
    assert tried("Li", GOOD) == 302


def said(name: str) -> tuple[int, str]:
    """Status and page, without the name typed and the page's own token."""
    answer = Client().post("/accounts/sign-in/", {"username": name, "password": "wrong"}, REMOTE_ADDR=f"{name}")
    page = re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": )[="]+\w+', "", answer.content.decode())
    return answer.status_code, page.replace(f'value="{name}"', "")


def test_known_unknown_switched_off_and_not_yet_chosen_look_the_same(person: User) -> None:
    services.add_person(username="gone", role="viewer", password=GOOD)
    User.objects.filter(username="gone").update(is_active=False)
    services.add_person(username="fresh", role="viewer", password="")
    assert len({said(name) for name in ("Li", "gone", "fresh", "nobody")}) == 1
    for name in ("Li", "nobody"):
        for _ in range(6):
            said(name)
    assert said("Li")[0] == said("nobody")[0]
    waits = [re.sub(r"\d+", "n", said(name)[1]) for name in ("Li", "nobody")]
    assert waits[0] == waits[1]


def test_known_and_unknown_names_take_the_same_time(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_ATTEMPTS", 10_000)
    monkeypatch.setattr(queries, "_MOST_OF_ADDRESS", 10_000)
    monkeypatch.setattr(queries, "_MOST_OF_NAME", 10_000)
    monkeypatch.setattr(ScryptPasswordHasher, "work_factor", 2**14)
    services.set_password(person, GOOD)
    services.add_person(username="fresh", role="viewer", password="")
    names = ("Li", "fresh", "nobody")
    taken: dict[str, list[float]] = {name: [] for name in names}
    client = Client()
    for _ in range(sized(5, 200)):
        for name in names:
            since = time.process_time()  # what the machine does beside is no difference
            tried(name, client=client)
            taken[name].append(time.process_time() - since)
    middle = {name: statistics.median(times) for name, times in taken.items()}
    for name in ("Li", "fresh"):
        assert middle[name] == pytest.approx(middle["nobody"], rel=sized(30, 10) / 100), middle
