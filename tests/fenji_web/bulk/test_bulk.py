"""One change for many customers: counted, confirmed, carried out with rights and reasons, told, undone."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fenji_web.bulk import access, services
from fenji_web.bulk.models import Bulk
from fenji_web.care.models import Change, Ownership, Tag, Task
from fenji_web.care.services import add_tag, assign, claim
from fenji_web.customers.access import Readable
from tests.fenji_web.care.desk import Desk

HTMX = {"HX-Request": "true"}


def some(of: Readable, where: str = "true", number: int = 3) -> list[str]:
    sql = f"SELECT customer_id FROM customers WHERE {where} ORDER BY customer_id LIMIT {number}"
    return [row["customer_id"] for row in of.result.engine.rows(sql)]


def number(of: Readable, where: str) -> int:
    return int(of.result.engine.rows(f"SELECT count(*) AS n FROM customers WHERE {where}")[0]["n"])


def asked(client: Client, group: str, **fields: Any) -> str:
    """The dialog, for these customers or for all."""
    return client.post(f"/bulk/ask/{group}/", fields, headers=HTMX).content.decode()


def confirmed(client: Client, group: str, dialog: str, **fields: Any) -> Any:
    """What the dialog was filled with, sent as it stands."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', dialog)
    sent: dict[str, Any] = {}
    for name, value in hidden:
        sent.setdefault(name, []).append(unescape(value))
    return client.post(f"/bulk/do/{group}/", {**sent, **fields}, headers=HTMX)


def told(client: Client) -> str:
    page = client.get("/customers/").content.decode()
    found = re.search(r'id="bulk-told".*?</form></div>', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])) if found else ""


def change(client: Client, group: str, customers: list[str], **fields: Any) -> str:
    answer = confirmed(client, group, asked(client, group, ids=customers), **fields)
    assert answer.headers.get("HX-Refresh") == "true", answer.content.decode()
    return told(client)


def test_the_dialog_says_for_how_many_and_the_result_how_many_and_why_not(desk: Desk, of: Readable) -> None:
    client = desk.client_as("sales", lang="en")
    first, second, third = some(of)
    add_tag(second, "call", by=client.person)
    dialog = asked(client, "tag", ids=[first, second, third, "nobody"])
    assert "for 3 customers" in dialog
    assert "Change 3 customers" in dialog
    assert confirmed(client, "tag", dialog, step="tag", what="call").headers["HX-Refresh"] == "true"
    assert "was added to 2 customers. 1 not changed: 1 had the tag already" in told(client)
    assert Tag.objects.filter(name="call").count() == 3
    kept = Change.objects.filter(what="tag", after="call").order_by("id")
    assert [(one.customer_id, one.before, str(one.made_by)) for one in kept] == [
        (customer, "", "sales-en") for customer in (second, first, third)
    ], "each change is kept as a single one is"


def test_a_bulk_change_keeps_the_same_history_as_single_ones(desk: Desk, of: Readable) -> None:
    boss = desk.client_as("administrator", lang="en")
    person, customers = boss.person, some(of, "owner IS NOT NULL", 4)
    for one in customers[:2]:
        assign(of.result, one, person, by=person)
    change(boss, "owner", customers[2:], step="assign", to=str(person.pk))
    kept = [(one.what, one.before, one.after, one.made_by) for one in Change.objects.order_by("id")]
    owners = {
        row["customer_id"]: row["owner"] for row in of.result.engine.rows("SELECT customer_id, owner FROM customers")
    }
    assert kept[:2] == [("owner", owners[one], str(person), person) for one in customers[:2]], "one by one"
    assert {*kept[2:]} == {("owner", owners[one], str(person), person) for one in customers[2:]}, "together"
    rows = Ownership.objects.values_list("owner", "person").distinct()
    assert list(rows) == [(str(person), person.pk)]


def test_all_that_match_are_changed_by_the_worker_and_can_be_taken_back(
    desk: Desk, of: Readable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "AT_ONCE", 20)
    monkeypatch.setattr(services, "AT_ONCE", 33)
    client, count = desk.client_as("sales", lang="en"), number(of, "tier = 'VIP'")
    dialog = asked(client, "tag", all="1", query="?tier=VIP")
    assert f"Change {count} customers" in dialog
    confirmed(client, "tag", dialog, step="tag", what="gift")
    assert Tag.objects.count() == 0, "nothing happens in the request"
    desk.work()
    assert Tag.objects.filter(name="gift").count() == Change.objects.filter(after="gift").count() == count
    assert f"added to {count} customers" in told(client)
    assert f'<span class="strong">{count} customers' in client.get("/customers/?tags=gift").content.decode()
    done = Bulk.objects.get()
    assert client.post(f"/bulk/{done.pk}/undo/", headers=HTMX).headers["HX-Refresh"] == "true"
    desk.work()
    assert Tag.objects.count() == 0
    assert Change.objects.filter(before="gift", after="").count() == count
    assert f"Taken back for {count} customers." in told(client)
    assert client.post(f"/bulk/{done.pk}/undo/").status_code == 404, "once"


def test_a_job_that_is_stopped_leaves_whole_parts_that_can_be_taken_back(
    desk: Desk, of: Readable, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = desk.client_as("sales", lang="en")
    monkeypatch.setattr(services, "AT_ONCE", 10)
    bulk = Bulk.objects.create(person=client.person, step="tag", what="half", head_count=50)

    def stopped(looked_at: int) -> None:
        if looked_at == 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.carry_out(bulk, [(one, None) for one in some(of, number=50)], stopped)
    bulk.refresh_from_db()
    assert (bulk.done, Tag.objects.count(), bulk.is_broken_off, bulk.can_be_undone) == (30, 30, True, True)
    assert "Stopped before its end." in told(client)
    client.post(f"/bulk/{bulk.pk}/undo/", headers=HTMX)
    assert Tag.objects.count() == 0


def test_a_run_that_is_no_longer_the_newest_changes_nobody_and_says_why(
    desk: Desk, of: Readable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "AT_ONCE", 5)
    client = desk.client_as("sales", lang="en")
    confirmed(client, "tag", asked(client, "tag", all="1", query="?tier=VIP"), step="tag", what="late")
    Bulk.objects.update(run="value-v1-2020-01-01")
    desk.work()
    assert Tag.objects.count() == 0
    page = client.get("/customers/").content.decode()
    assert "Customers were graded anew in the meantime" in page
    assert "Look at the list again and confirm once more." in page


def test_rights_are_those_of_each_customer(desk: Desk, of: Readable) -> None:
    sales, boss = desk.client_as("sales", lang="en"), desk.client_as("administrator", lang="en")
    free, taken = some(of, "owner IS NULL", 2), some(of, "owner IS NOT NULL", 2)
    said = change(sales, "owner", [*free, *taken], step="claim")
    assert "2 customers are yours now. 2 not changed: 2 have an owner" in said
    assert "1 are" not in said
    said = change(sales, "owner", [free[0], *taken], step="return")
    assert "1 customer went back to the pool. 2 not changed: 2 are not yours to return" in said
    dialog = asked(sales, "owner", ids=taken)
    assert 'value="assign"' not in dialog
    assert confirmed(sales, "owner", dialog, step="assign", to=str(sales.person.pk)).status_code == 422
    assert "1 not changed: 1 had no owner" in change(boss, "owner", [free[0], *taken], step="return")
    for role in ("viewer", "analyst", "approver"):
        assert desk.client_as(role).post("/bulk/ask/tag/", {"ids": free}).status_code == 404, role


def test_an_owner_is_given_back_to_the_very_person_unless_somebody_was_there_since(desk: Desk, of: Readable) -> None:
    sales, boss = desk.client_as("sales", lang="en"), desk.client_as("administrator", lang="en")
    first, second, third = some(of, "owner IS NULL")
    for one in (first, second, third):
        claim(of.result, one, by=sales.person)
    change(boss, "owner", [first, second, third], step="assign", to=str(boss.person.pk))
    change(boss, "owner", [third], step="return")
    given = Bulk.objects.get(step="assign")
    boss.post(f"/bulk/{given.pk}/undo/", headers=HTMX)
    said = told(boss)
    assert "Taken back for 2 customers. 1 not changed: 1 was changed since" in said
    owners = dict(Ownership.objects.values_list("customer_id", "person"))
    assert owners == {first: sales.person.pk, second: sales.person.pk, third: None}


def test_somebody_elses_change_is_not_mine_to_take_back_unless_i_may_assign(desk: Desk, of: Readable) -> None:
    change(desk.client_as("sales", lang="en"), "tag", some(of), step="tag", what="x")
    pk = Bulk.objects.get().pk
    assert desk.client_as("sales", lang="zh").post(f"/bulk/{pk}/undo/").status_code == 404
    assert "was added to" not in desk.client_as("sales", lang="zh").get("/bulk/").content.decode()
    boss = desk.client_as("administrator", lang="en")
    assert "was added to 3 customers." in boss.get("/bulk/").content.decode()
    boss.post(f"/bulk/{pk}/undo/")
    assert Tag.objects.count() == 0
    assert "taken back" in boss.get("/bulk/").content.decode()


def test_another_number_than_the_confirmed_one_changes_nobody(desk: Desk, of: Readable) -> None:
    client = desk.client_as("sales", lang="en")
    dialog = asked(client, "tag", all="1", query="?tags=odd")
    assert "for 0 customers" in dialog
    add_tag(some(of)[0], "odd", by=client.person)
    answer = confirmed(client, "tag", dialog, step="untag", what="odd")
    assert answer.status_code == 422
    assert "1 customer match now, not 0 as you were shown" in answer.content.decode()
    assert Tag.objects.count() == 1
    assert confirmed(client, "tag", answer.content.decode(), step="untag", what="odd").headers["HX-Refresh"] == "true"
    assert Tag.objects.count() == 0


def test_tasks_are_made_one_for_each_and_open_ones_can_be_taken_back(desk: Desk, of: Readable) -> None:
    boss, colleague = desk.client_as("administrator", lang="en"), desk.client_as("sales", lang="en").person
    customers = some(of)
    said = change(boss, "task", customers, what="Call", due_on="2026-12-01", to=str(colleague.pk))
    assert "3 tasks made: Call" in said
    made = Task.objects.order_by("customer_id")
    assert [(one.customer_id, one.person, str(one.due_on)) for one in made] == [
        (one, colleague, "2026-12-01") for one in customers
    ]
    Task.objects.filter(pk=made[0].pk).update(done_at="2026-11-30T00:00Z")
    boss.post(f"/bulk/{Bulk.objects.get().pk}/undo/", headers=HTMX)
    assert "Taken back for 2 customers. 1 not changed: 1 was changed since" in told(boss)
    assert list(Task.objects.values_list("customer_id", flat=True)) == customers[:1]


def test_tasks_for_more_people_than_anybody_calls_are_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fenji_web.bulk.views.access.MOST_TASKS", 10)
    monkeypatch.setattr("fenji_web.bulk.forms.MOST_TASKS", 10)
    client = desk.client_as("sales", lang="en")
    dialog = asked(client, "task", all="1", query="?tier=VIP")
    assert "At most 10 tasks at once" in dialog
    assert confirmed(client, "task", dialog, what="Call", due_on="2026-12-01").status_code == 422
    assert Task.objects.count() == 0


@pytest.mark.parametrize(
    ("group", "fields"),
    [
        ("tag", {"step": "tag", "what": " "}),
        ("tag", {"step": "drop", "what": "x"}),
        ("task", {"what": "", "due_on": "soon"}),
        ("owner", {"step": "assign"}),
    ],
)
def test_what_is_missing_is_said_beside_its_field(desk: Desk, of: Readable, group: str, fields: dict[str, str]) -> None:
    client = desk.client_as("administrator", lang="en")
    answer = confirmed(client, group, asked(client, group, ids=some(of)), **fields)
    assert answer.status_code == 422
    assert Bulk.objects.count() == 0


def test_a_tag_beyond_the_most_is_not_added(desk: Desk, of: Readable) -> None:
    client = desk.client_as("sales", lang="en")
    full, other = some(of, number=2)
    Tag.objects.bulk_create(Tag(customer_id=full, name=f"t{n}") for n in range(20))
    assert "1 has 20 tags, which is the most" in change(client, "tag", [full, other], step="tag", what="one more")


def test_a_chosen_part_that_is_not_understood_means_nobody(desk: Desk) -> None:
    client = desk.client_as("sales", lang="en")
    for fields in ({}, {"all": "1", "query": "?where=nothing:is:1"}, {"ids": [""]}):
        answer = client.post("/bulk/ask/tag/", fields, headers=HTMX)
        assert answer.status_code == 422
        assert "No customer is selected" in answer.content.decode()


def test_the_database_is_asked_as_often_for_one_as_for_many(desk: Desk, of: Readable) -> None:
    client, counted = desk.client_as("sales", lang="en"), []
    for how_many in (3, 30):
        bulk = Bulk.objects.create(person=client.person, step="tag", what=f"n{how_many}")
        with CaptureQueriesContext(connection) as found:
            services.carry_out(bulk, [(one, None) for one in some(of, number=how_many)])
        counted.append(len(found))
    assert counted[0] == counted[1]
    with CaptureQueriesContext(connection) as few:
        client.get("/bulk/")
    for number_ in range(5):
        Bulk.objects.create(person=client.person, step="tag", what=f"{number_}")
    with CaptureQueriesContext(connection) as many:
        client.get("/bulk/")
    assert len(few) == len(many)
