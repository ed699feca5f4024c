"""Who may sign in, what a role may see, and that somebody always administers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from fenji_web.accounts import queries, services
from fenji_web.accounts.access import ROLES
from fenji_web.accounts.models import User

GOOD = "a long harbour walk"
SignIn = Callable[..., Client]


def test_a_stranger_is_sent_to_the_sign_in(shop: Path) -> None:
    answer = Client().get("/accounts/people/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/sign-in/?next=/accounts/people/")


def test_name_and_password_let_a_person_in_whatever_the_case_of_the_name(shop: Path) -> None:
    services.add_person(username="Li", role="viewer", password=GOOD)
    client = Client()
    answer = client.post("/accounts/sign-in/", {"username": "li", "password": GOOD, "next": "/runs/"})
    assert (answer.status_code, answer["Location"]) == (302, "/runs/")


def test_a_sign_in_never_leads_to_another_host(shop: Path) -> None:
    services.add_person(username="Li", role="viewer", password=GOOD)
    sent = {"username": "Li", "password": GOOD, "next": "https://evil.example/"}
    assert Client().post("/accounts/sign-in/", sent)["Location"] == "/"


def test_many_wrong_passwords_make_one_wait_even_with_the_right_one(shop: Path) -> None:
    services.add_person(username="Li", role="viewer", password=GOOD)
    for _ in range(queries.MOST_ATTEMPTS):
        services.note_attempt("Li", "127.0.0.1")
    assert Client().post("/accounts/sign-in/", {"username": "Li", "password": GOOD}).status_code == 422


def test_somebody_switched_off_is_out_at_once(client_as: SignIn) -> None:
    client = client_as("viewer")
    assert client.get("/runs/").status_code == 200
    User.objects.filter(pk=client.person.pk).update(is_active=False)
    assert client.get("/runs/").status_code == 302


@pytest.mark.parametrize(
    ("role", "status"), [("administrator", 200), ("viewer", 404), ("sales", 404), ("analyst", 404)]
)
def test_people_are_for_administrators_and_for_others_there_is_no_such_page(
    client_as: SignIn, role: str, status: int
) -> None:
    assert client_as(role).get("/accounts/people/").status_code == status


def test_an_administrator_adds_a_person_and_a_weak_password_is_named_beside_its_field(client_as: SignIn) -> None:
    client = client_as("administrator", lang="en")
    weak = client.post("/accounts/people/", {"username": "wang", "role": "sales", "password": "short"})
    assert weak.status_code == 422
    assert "Use at least 12 characters." in weak.content.decode()
    client.post("/accounts/people/", {"username": "wang", "role": "sales", "password": GOOD})
    assert User.objects.get(username="wang").role == "sales"


def test_the_last_administrator_cannot_step_down(client_as: SignIn) -> None:
    client = client_as("administrator")
    User.objects.exclude(pk=client.person.pk).delete()
    client.post(f"/accounts/people/{client.person.pk}/", {"name": "", "role": "viewer", "is_active": "on"})
    assert User.objects.get(pk=client.person.pk).role == "administrator"


def test_an_administrator_gives_a_new_password_and_a_weak_one_is_refused(client_as: SignIn) -> None:
    person = services.add_person(username="Li", role="viewer", password=GOOD)
    client = client_as("administrator", lang="en")
    sent = {"name": "Li", "role": "sales", "is_active": "on"}
    refused = client.post(f"/accounts/people/{person.pk}/", {**sent, "password": "short"}, follow=True)
    assert "Use at least 12 characters." in refused.content.decode()
    client.post(f"/accounts/people/{person.pk}/", {**sent, "password": "another long walk"})
    changed = User.objects.get(pk=person.pk)
    assert (changed.role, changed.check_password("another long walk")) == ("sales", True)


def test_a_set_up_link_makes_one_administrator_and_works_once(shop: Path) -> None:
    User.objects.all().delete()
    token = services.make_link("setup")
    sent = {"username": "boss", "name": "", "password": GOOD}
    assert Client().get(f"/accounts/setup/{token}/").status_code == 200
    assert Client().post(f"/accounts/setup/{token}/", sent).status_code == 302
    assert User.objects.get().can("people")
    assert Client().post(f"/accounts/setup/{token}/", {**sent, "username": "second"}).status_code == 404


def test_a_link_to_enter_works_once(shop: Path) -> None:
    person = services.add_person(username="Li", role="viewer", password=GOOD)
    token = services.make_link("enter", person)
    assert Client().get(f"/accounts/enter/{token}/").status_code == 302
    assert Client().get(f"/accounts/enter/{token}/").status_code == 404


def test_a_new_password_needs_the_old_one(client_as: SignIn) -> None:
    person = services.add_person(username="Li", role="viewer", password=GOOD)
    client = Client()
    client.force_login(person)
    assert client.post("/accounts/me/", {"old": "wrong", "new": "another long walk"}).status_code == 422
    assert client.post("/accounts/me/", {"old": GOOD, "new": "another long walk"}).status_code == 302
    assert client.get("/accounts/me/").status_code == 200
    assert User.objects.get(pk=person.pk).check_password("another long walk")


def test_a_person_without_a_password_chooses_one_by_a_link_that_works_once(client_as: SignIn) -> None:
    client = client_as("administrator", lang="en")
    page = client.post("/accounts/people/", {"username": "wang", "role": "sales", "password": ""}).content.decode()
    token = page.split("/accounts/password/")[1].split("/")[0]
    stranger = Client()
    weak = stranger.post(f"/accounts/password/{token}/", {"password": "short"})
    assert weak.status_code == 422
    assert stranger.post(f"/accounts/password/{token}/", {"password": GOOD}).status_code == 302
    assert User.objects.get(username="wang").check_password(GOOD)
    assert stranger.get("/accounts/me/").status_code == 200
    assert Client().get(f"/accounts/password/{token}/").status_code == 400


def test_a_new_link_ends_the_earlier_one_and_is_not_shown_again(client_as: SignIn) -> None:
    client = client_as("administrator")
    person = services.add_person(username="Li", role="viewer", password=GOOD)
    first, second = (
        client.post(f"/accounts/people/{person.pk}/link/")
        .content.decode()
        .split("/accounts/password/")[1]
        .split("/")[0]
        for _ in range(2)
    )
    assert Client().get(f"/accounts/password/{first}/").status_code == 400
    assert Client().get(f"/accounts/password/{second}/").status_code == 200
    assert "/accounts/password/" not in client.get(f"/accounts/people/{person.pk}/").content.decode()
    assert client_as("analyst").post(f"/accounts/people/{person.pk}/link/").status_code == 404


def test_sign_ins_are_kept_with_way_and_place_the_newest_only(client_as: SignIn) -> None:
    person = services.add_person(username="Li", role="viewer", password=GOOD)
    Client().post("/accounts/sign-in/", {"username": "li", "password": GOOD})
    page = client_as("administrator", lang="en").get(f"/accounts/people/{person.pk}/").content.decode()
    assert "127.0.0.1" in page
    for number in range(services.KEPT_SIGN_INS + 5):
        services.note_sign_in(person, f"10.0.0.{number}", "link")
    assert person.sign_ins.count() == services.KEPT_SIGN_INS


def test_what_each_role_may_do_stands_in_a_table(client_as: SignIn) -> None:
    page = client_as("administrator", lang="en").get("/accounts/people/").content.decode()
    table = page.split('class="table table-low table-plain rights"')[1].split("</table>")[0]
    assert table.count('aria-label="yes"') == sum(len(rights) for rights in ROLES.values())
