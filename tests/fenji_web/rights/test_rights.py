"""What a role sees, shown as it is asked; teams and regions set by administrators alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from fenji_web import library
from fenji_web.accounts.access import ROLES
from fenji_web.accounts.models import Team, User
from fenji_web.ui.reading import reading_for

ClientAs = Callable[..., Client]


@pytest.fixture
def administrator(client_as: ClientAs) -> Client:
    return client_as("administrator", lang="en")


def seen(client: Client, who: object) -> tuple[object, str]:
    answer = client.get(f"/settings/rights/?who={who}")
    assert answer.status_code == 200
    return answer.context["seen"], answer.content.decode()


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_is_shown_with_its_pages_customers_and_fields(administrator: Client, role: str) -> None:
    shown, page = seen(administrator, role)
    states = {one.label.en: one.state for one in shown.sample}
    expected = "shown" if "see_contact" in ROLES[role] else "masked"
    assert states["Mobile"] == states["Name"] == expected
    assert {one for one, yes in shown.permissions if yes} <= ROLES[role]
    assert (shown.customers < shown.everyone) is (role == "sales")
    assert "****" in page or expected == "shown"


def test_the_example_is_what_that_role_reads_and_no_more(administrator: Client, shop: Path) -> None:
    path = library.newest_file(shop / "runs", "value")
    assert path is not None
    mobiles = {row["mobile"] for row in library.open_file(path).rows(["mobile"]) if row["mobile"]}
    _, page = seen(administrator, "viewer")
    assert not any(mobile in page for mobile in mobiles)


def test_a_person_is_shown_with_the_customers_they_really_see(administrator: Client) -> None:
    person = User.objects.create(username="li", name="Li", role="viewer", regions=["上海市"])
    shown, _ = seen(administrator, person.pk)
    with reading_for(person) as reading:
        assert reading.result is not None
        assert shown.customers == reading.result.run.customers
    assert not {label.en: yes for label, yes in shown.pages}["Reports"]


@pytest.mark.parametrize("who", ["nobody", "0", "999999", "viewer'--"])
def test_of_somebody_unknown_there_is_no_page(administrator: Client, who: str) -> None:
    assert administrator.get("/settings/rights/", {"who": who}).status_code == 404


def test_a_team_and_regions_are_given_and_hold_from_the_next_page_on(
    administrator: Client, client_as: ClientAs
) -> None:
    other = client_as("viewer")
    before = other.get("/customers/").context["list"].count
    administrator.post("/settings/rights/teams/", {"name": " East  China "})
    team = Team.objects.get(name="East China")
    sent = {"team": team.pk, "reach": "", "regions": ["上海市", "上海市"]}
    assert administrator.post(f"/settings/rights/people/{other.person.pk}/", sent).status_code == 302
    other.person.refresh_from_db()
    assert (other.person.team, other.person.regions, other.person.reach) == (team, ["上海市"], "")
    after = other.get("/customers/")
    assert 0 < after.context["list"].count < before
    assert "上海市" in after.content.decode()


@pytest.mark.parametrize("sent", [{"reach": "everything"}, {"team": "999"}, {"regions": ["Atlantis"]}])
def test_what_is_not_on_offer_changes_nothing(administrator: Client, client_as: ClientAs, sent: dict) -> None:
    person = client_as("viewer").person
    assert administrator.post(f"/settings/rights/people/{person.pk}/", sent).status_code == 422
    person.refresh_from_db()
    assert (person.reach, person.team, person.regions) == ("all", None, [])


def test_a_region_that_left_the_data_stays_until_it_is_taken_away(administrator: Client, client_as: ClientAs) -> None:
    person = client_as("viewer").person
    User.objects.filter(pk=person.pk).update(regions=["Atlantis"])
    address = f"/settings/rights/people/{person.pk}/"
    assert "Atlantis" in administrator.get(address).content.decode()
    assert administrator.post(address, {"regions": ["Atlantis"]}).status_code == 302
    administrator.post(address, {})
    person.refresh_from_db()
    assert person.regions == []


def test_a_dissolved_team_leaves_its_people(administrator: Client) -> None:
    team = Team.objects.create(name="West")
    person = User.objects.create(username="li", role="sales", team=team)
    administrator.post(f"/settings/rights/teams/{team.pk}/", {"name": "East"})
    team.refresh_from_db()
    assert team.name == "East"
    administrator.post(f"/settings/rights/teams/{team.pk}/", {"remove": "1"})
    person.refresh_from_db()
    assert person.team is None


def test_two_teams_have_two_names(administrator: Client) -> None:
    Team.objects.create(name="West")
    administrator.post("/settings/rights/teams/", {"name": "west"})
    administrator.post("/settings/rights/teams/", {"name": " "})
    assert Team.objects.count() == 1


@pytest.mark.parametrize("role", sorted({*ROLES} - {"administrator"}))
def test_nobody_else_sets_what_somebody_sees(client_as: ClientAs, role: str) -> None:
    client, address = client_as(role), "/settings/rights/people/{}/"
    assert client.get("/settings/rights/").status_code == 404
    assert client.post(address.format(client.person.pk), {"reach": "all"}).status_code == 404
    assert client.post("/settings/rights/teams/", {"name": "mine"}).status_code == 404
