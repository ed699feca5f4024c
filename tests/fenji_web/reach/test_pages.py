"""Every page of somebody who sees a part tells of the part, whoever read the same address before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from fenji_web import library
from fenji_web.accounts.models import User
from fenji_web.care.models import Record
from tests.fenji_web.reading import questions

ClientAs = Callable[..., Client]
PLACES = ("广东省", "上海市")
SPEC = "/insights/charts/tier_share/spec.json"
WITHHELD = ("/runs/", "/insights/reports/", "/insights/pictures/", "/insights/journey/", "/data/", "/gone/",
            "/insights/charts/cohort_retention/", "/insights/charts/tier_history/spec.json",
            "/schemes/-/back-test/")  # fmt: skip


@pytest.fixture
def people(client_as: ClientAs) -> dict[str, Client]:
    """Who sees all, and two who see a region each."""
    found = {"": client_as("viewer")}
    for number, (place, lang) in enumerate(zip(PLACES, ("zh", "en"), strict=True)):
        client = client_as("viewer", lang=lang) if number else client_as("auditor")
        User.objects.filter(pk=client.person.pk).update(role="viewer", regions=[place])
        found[place] = client
    return found


def count_of(client: Client) -> int:
    return int(client.get("/customers/").context["list"].count)


def test_each_reads_their_own_part_of_one_address_by_turns(people: dict[str, Client]) -> None:
    counts = {place: count_of(client) for place, client in people.items()}
    assert 0 < counts[PLACES[1]] < counts[""] > counts[PLACES[0]] != counts[PLACES[1]]
    for place, client in [*people.items()] * 2:
        ladder = client.get("/").context["ladder"]
        assert sum(rung.summary.customers for rung in ladder) == counts[place] == count_of(client)
        assert client.get("/insights/").status_code == 200
        pool = client.get("/care/pool/").context["count"]
        assert pool <= counts[place]
    drawn = {place: client.get(SPEC).content for place, client in people.items()}
    assert len({*drawn.values()}) == len(people)


def test_what_was_counted_for_all_is_not_there(people: dict[str, Client]) -> None:
    for address in WITHHELD:
        assert people[PLACES[0]].get(address).status_code == 404, address


def test_a_page_says_whose_customers_it_tells_of(people: dict[str, Client]) -> None:
    assert PLACES[0] in people[PLACES[0]].get("/").content.decode()


def test_findings_and_segments_are_told_of_the_part(people: dict[str, Client]) -> None:
    client, most = people[PLACES[1]], count_of(people[PLACES[1]])
    for sentence in client.get("/playbook/findings/").context["sentences"]:
        assert (sentence.finding.customers or 0) <= most
    page = client.get("/insights/segments/rfm_segment/")
    assert page.status_code == 200
    assert client.get("/insights/segments/own/").status_code == 200


def test_lists_as_files_hold_the_part(people: dict[str, Client]) -> None:
    client = people[PLACES[1]]
    User.objects.filter(pk=client.person.pk).update(role="analyst")
    lines = b"".join(client.get("/customers/export.csv?columns=city").streaming_content).decode("utf-8-sig")
    assert len(lines.splitlines()) - 1 == count_of(client)
    assert client.get("/insights/numbers.xlsx").status_code == 200


def test_a_bulk_change_of_all_found_reaches_no_others(people: dict[str, Client], shop: Path) -> None:
    from fenji_web.care.models import Tag

    client = people[PLACES[1]]
    User.objects.filter(pk=client.person.pk).update(role="sales", reach="all")
    query, page = "?tier=VIP", client.get("/customers/?tier=VIP")
    run = page.context["fenji"].result.run.id
    sent = {"query": query, "all": "1", "run": run, "count": page.context["list"].count, "step": "tag", "what": "mine"}
    client.post("/bulk/do/tag/", sent)
    tagged = {*Tag.objects.filter(name="mine").values_list("customer_id", flat=True)}
    path = library.newest_file(shop / "runs", "value")
    assert path is not None
    there = library.open_file(path).engine.rows(
        "SELECT customer_id FROM customers WHERE tier = 'VIP' AND (province = ? OR city = ?)", [PLACES[1]] * 2
    )
    assert tagged == {row["customer_id"] for row in there}
    assert tagged


def test_who_was_typed_in_by_others_is_not_there_before_the_next_run(people: dict[str, Client]) -> None:
    client = people[PLACES[1]]
    User.objects.filter(pk=client.person.pk).update(role="sales", reach="own")
    for number, by in enumerate((client.person, people[""].person)):
        Record.objects.create(token=str(number), customer_id=f"W-{number}", kind="customer", values={"name": "x"},
                              import_id=1, snapshot=10**6, made_by=by)  # fmt: skip
    assert client.get("/care/W-0/panel/").status_code == 200
    assert client.get("/care/W-1/panel/").status_code == 404


def test_a_part_is_asked_with_few_questions(
    people: dict[str, Client], monkeypatch: pytest.MonkeyPatch, django_asked: Callable[[], list[object]]
) -> None:
    client = people[PLACES[0]]
    client.get("/customers/")
    for address in ("/customers/?sort=-net_revenue", "/customers/?tier=VIP"):
        with questions(monkeypatch) as asked:
            client.get(address)
        assert len(asked) <= 15, address
        assert len(django_asked()) <= 15, address


@pytest.fixture
def django_asked() -> Callable[[], list[object]]:
    """What the application database is asked by one page of the list, somebody seeing a part."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def ask() -> list[object]:
        client = Client()
        client.force_login(User.objects.get(regions=[PLACES[0]]))
        client.get("/")
        with CaptureQueriesContext(connection) as found:
            client.get("/customers/")
        return list(found)

    return ask
