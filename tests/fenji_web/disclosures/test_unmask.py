"""Hidden contact data is shown for a reason, with the password again, to one person, for a time, and logged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from fenji_web import library
from fenji_web.accounts.models import User
from fenji_web.audit.models import Alias, Event
from fenji_web.disclosures.models import Unmasking

ClientAs = Callable[..., Client]
REASON = "a returned parcel has no address"


@pytest.fixture
def someone(shop: Path) -> dict[str, object]:
    """A customer with a mobile number."""
    path = library.newest_file(shop / "runs", "value")
    assert path is not None
    return next(row for row in library.open_file(path).rows() if row["mobile"] and row["kind"] != "company")


@pytest.fixture
def analyst(client_as: ClientAs) -> Client:
    client = client_as("analyst")
    client.person.set_password("Correct-horse-9")
    client.person.save()
    client.force_login(client.person)
    return client


def address(someone: dict[str, object]) -> str:
    return f"/disclosures/customers/{someone['customer_id']}/"


def test_it_is_shown_for_a_reason_with_the_password_and_noted(analyst: Client, someone: dict[str, object]) -> None:
    before = analyst.get(address(someone))
    assert str(someone["mobile"]) not in before.content.decode()
    answer = analyst.post(address(someone), {"reason": REASON, "password": "Correct-horse-9"}, follow=True)
    assert str(someone["mobile"]) in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    noted = Event.objects.filter(action="disclosures:shown").latest("number")
    assert (noted.who, noted.subject) == (analyst.person.username, Alias.of(str(someone["customer_id"])))
    assert noted.facts["reason"] == REASON
    assert "mobile" in noted.facts["fields"]
    assert str(someone["mobile"]) not in str(noted.facts)


def test_every_time_it_is_shown_stands_in_the_log(analyst: Client, someone: dict[str, object]) -> None:
    analyst.post(address(someone), {"reason": REASON, "password": "Correct-horse-9"})
    assert Event.objects.filter(action="disclosures:shown").count() == Unmasking.objects.count() == 1
    analyst.get(address(someone))
    assert Event.objects.filter(action="disclosures:unmask", outcome="200").exists()


@pytest.mark.parametrize("typed", [{"password": "Correct-horse-9"}, {"reason": "  ", "password": "Correct-horse-9"},
                                   {"reason": REASON, "password": "wrong"}, {"reason": REASON}])  # fmt: skip
def test_without_a_reason_or_the_password_nothing_is_shown(
    analyst: Client, someone: dict[str, object], typed: dict[str, str]
) -> None:
    answer = analyst.post(address(someone), typed)
    assert answer.status_code == 422
    assert str(someone["mobile"]) not in answer.content.decode()
    assert not Unmasking.objects.exists()


def test_wrong_passwords_make_the_next_ones_wait(analyst: Client, someone: dict[str, object]) -> None:
    for _ in range(8):
        analyst.post(address(someone), {"reason": REASON, "password": "wrong"})
    answer = analyst.post(address(someone), {"reason": REASON, "password": "Correct-horse-9"})
    assert answer.status_code == 422
    assert not Unmasking.objects.exists()


def test_it_is_over_after_ten_minutes_and_never_anybody_elses(
    analyst: Client, client_as: ClientAs, someone: dict[str, object]
) -> None:
    analyst.post(address(someone), {"reason": REASON, "password": "Correct-horse-9"})
    other = client_as("approver").get(address(someone)).content.decode()
    assert str(someone["mobile"]) not in other
    assert str(someone["mobile"]) not in analyst.get(f"/customers/{someone['customer_id']}/").content.decode()
    Unmasking.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert str(someone["mobile"]) not in analyst.get(address(someone)).content.decode()


@pytest.mark.parametrize("role", ["viewer", "auditor"])
def test_who_may_not_ask_finds_no_such_page(client_as: ClientAs, someone: dict[str, object], role: str) -> None:
    assert client_as(role).get(address(someone)).status_code == 404
    assert client_as(role).post(address(someone), {"reason": REASON}).status_code == 404


def test_of_a_customer_one_does_not_see_there_is_no_page(analyst: Client, someone: dict[str, object]) -> None:
    User.objects.filter(pk=analyst.person.pk).update(regions=["Atlantis"])
    assert analyst.get(address(someone)).status_code == 404


def test_a_day_has_an_end(analyst: Client, someone: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fenji_web.disclosures.access.MOST_A_DAY", 0)
    answer = analyst.post(address(someone), {"reason": REASON, "password": "Correct-horse-9"})
    assert answer.status_code == 422
    assert not Unmasking.objects.exists()
