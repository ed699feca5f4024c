"""A customer's own data corrected, and why a customer is lost: checked like an import, kept with history, masked."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from django.test import Client

from fenji.workspace.workspace import Workspace
from fenji_web.care.models import Change, Loss, Record
from fenji_web.runs.models import Job
from tests.fenji_web.care.desk import OWNED, Desk
from tests.fenji_web.care.test_typed import beside

PROFILE, LOST, PAGE = f"/care/{OWNED}/profile/", f"/care/{OWNED}/lost/", f"/customers/{OWNED}/"
COLUMNS = ("name", "mobile", "landline", "email", "wechat", "province", "city", "district", "address")


def shown(client: Client) -> dict[str, str]:
    """The form's fields as they are shown, with what was seen."""
    page = client.get(PROFILE).content.decode()
    found = {}
    for name in COLUMNS:
        for key in (name, f"was-{name}"):
            start = page.index("value=", page.index(f'name="{key}"')) + 7
            found[key] = unescape(page[start : page.index('"', start)])
    return found


def kept(desk: Desk) -> dict[str, object]:
    return desk.rows(f"SELECT * FROM lake.main.customers WHERE customer_id = '{OWNED}'")[0]


def test_a_correction_is_imported_alone_and_shown_before_the_next_run(desk: Desk) -> None:
    sales = desk.client_as("sales", lang="en")
    before, form = kept(desk), shown(sales)
    page = desk.send(sales, PROFILE, **{**form, "mobile": "13712340000", "city": "无锡市"})
    assert "The corrections were saved." in page
    assert "13712340000" in page
    assert "corrected since the run" in page
    changed = {name for name, value in kept(desk).items() if value != before[name]}
    assert changed == {"mobile", "city", "source", "import_id"}
    assert {(one.what, one.before, one.after) for one in Change.objects.all()} == {
        ("mobile", str(before["mobile"]), "13712340000"),
        ("city", str(before["city"]), "无锡市"),
    }
    assert "Corrected: " in sales.get(f"/care/{OWNED}/panel/").content.decode()
    desk.grade(date(2024, 12, 31))
    after = sales.get(PAGE).content.decode()
    assert "13712340000" in after
    assert "corrected since the run" not in after


def test_a_correction_taken_back_as_an_import_is_no_longer_shown(desk: Desk) -> None:
    sales = desk.client_as("sales", lang="en")
    desk.send(sales, PROFILE, **{**shown(sales), "mobile": "13712340000"})
    workspace = Workspace.open(desk.folder)
    workspace.undo_import(Record.objects.get().import_id)
    workspace.close()
    page = sales.get(PAGE).content.decode()
    assert "corrected since the run" not in page
    assert "13712340000" in page, "the history keeps it"


def test_corrections_are_masked_for_who_may_not_see_contact_data(desk: Desk) -> None:
    sales = desk.client_as("sales", lang="en")
    old = str(kept(desk)["mobile"])
    desk.send(sales, PROFILE, **{**shown(sales), "name": "孙新名", "mobile": "13712340000", "address": "新路1号"})
    for role in ("viewer", "analyst", "approver"):
        page = unescape(desk.client_as(role, lang="en").get(PAGE).content.decode())
        for hidden in ("13712340000", old, "孙新名", "新路1号"):
            assert hidden not in page, (role, hidden)
        assert "137****0000" in page
        assert "孙*" in page


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("mobile", "call me", "This is no telephone number"),
        ("email", "somebody@", "This is no e-mail address"),
        ("name", "", "This is needed"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(
    desk: Desk, field: str, typed: str, said: str
) -> None:
    sales = desk.client_as("sales", lang="en")
    answer = sales.post(PROFILE, {**shown(sales), field: typed})
    desk.work()
    page = answer.content.decode()
    if answer.status_code == 302:
        page = sales.get(answer.headers["Location"]).content.decode()
    assert said in beside(page, field)
    assert not Record.objects.exists()


def test_a_known_value_is_emptied_once_somebody_says_so_twice_and_the_history_keeps_it(desk: Desk) -> None:
    sales = desk.client_as("sales", lang="en")
    before, form = kept(desk), shown(sales)
    asked = sales.post(PROFILE, {**form, "mobile": "", "city": ""})
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "Known today, and empty once you save:" in page
    assert str(before["mobile"]) in page
    assert not Job.objects.exists()
    page = desk.send(sales, PROFILE, **{**form, "mobile": "", "city": "", "empties": "mobile,city"})
    assert "The corrections were saved." in page
    assert (kept(desk)["mobile"], kept(desk)["city"]) == (None, None)
    assert {name for name, value in kept(desk).items() if value != before[name]} == {
        "mobile", "city", "source", "import_id"}  # fmt: skip
    assert {(one.what, one.before, one.after) for one in Change.objects.all()} == {
        ("mobile", str(before["mobile"]), ""),
        ("city", str(before["city"]), ""),
    }
    again = shown(sales)
    assert (again["mobile"], again["city"]) == ("", "")
    assert (
        "Empty and save"
        not in sales.post(PROFILE, {**again, "province": form["province"]}, follow=True).content.decode()
    )
    workspace = Workspace.open(desk.folder)
    workspace.undo_import(Record.objects.get(kind="profile").import_id)
    workspace.close()
    assert kept(desk)["mobile"] == before["mobile"], "an emptying is taken back as every import is"


def test_what_somebody_else_changed_meanwhile_is_shown_and_not_overwritten(desk: Desk) -> None:
    sales, steward = desk.client_as("sales", lang="en"), desk.client_as("steward", lang="en")
    mine, theirs = shown(sales), shown(steward)
    desk.send(steward, PROFILE, **{**theirs, "mobile": "13700000001", "city": "无锡市"})
    page = desk.send(sales, PROFILE, **{**mine, "mobile": "13700000002"})
    assert "Somebody changed this meanwhile" in beside(page, "mobile")
    assert "13700000001" in beside(page, "mobile")
    assert kept(desk)["mobile"] == "13700000001"
    desk.send(sales, PROFILE, **{**mine, "mobile": "13700000002", "was-mobile": "13700000001"})
    assert (kept(desk)["mobile"], kept(desk)["city"]) == ("13700000002", "无锡市")


def test_a_number_another_customer_has_is_refused(desk: Desk) -> None:
    (other,) = desk.rows(
        "SELECT customer_id, mobile FROM lake.main.customers WHERE mobile IS NOT NULL "
        f"AND customer_id <> '{OWNED}' ORDER BY 1 LIMIT 1"
    )
    sales = desk.client_as("sales", lang="en")
    page = desk.send(sales, PROFILE, **{**shown(sales), "mobile": other["mobile"]})
    assert f"{other['customer_id']} has this already" in beside(page, "mobile")


def test_nothing_changed_is_said_and_nothing_imported(desk: Desk) -> None:
    sales = desk.client_as("sales", lang="en")
    assert "Nothing was changed." in desk.send(sales, PROFILE, **shown(sales))
    assert not Record.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "analyst", "approver"])
def test_who_may_not_edit_customers_corrects_and_loses_nothing(desk: Desk, role: str) -> None:
    client = desk.client_as(role)
    for address in (PROFILE, LOST):
        assert client.get(address).status_code == 404
        assert client.post(address, {"step": "mark", "reason": "price"}).status_code == 404
    assert not Job.objects.exists()


def test_a_reason_of_churn_is_kept_changed_and_taken_back(desk: Desk) -> None:
    sales = desk.client_as("sales", lang="en")
    first = sales.post(LOST, {"step": "mark", "reason": "price", "text": "too dear"}, follow=True).content.decode()
    assert "The reason of churn was recorded." in first
    assert "Lost: Price" in first
    sales.post(LOST, {"step": "mark", "reason": "price", "text": "too dear"})
    sales.post(LOST, {"step": "mark", "reason": "competitor", "text": ""})
    again = sales.get(LOST).content.decode()
    assert again.count("Went to a competitor") >= 2
    assert "too dear" in again
    page = sales.post(LOST, {"step": "reopen"}, follow=True).content.decode()
    assert "The customer is reopened." in page
    assert "Lost: " not in page
    assert [one.reason for one in Loss.objects.order_by("id")] == ["price", "competitor", ""]
    assert all(one.made_by == sales.person for one in Loss.objects.all())


def test_another_reason_needs_words(desk: Desk) -> None:
    sales = desk.client_as("sales", lang="en")
    answer = sales.post(LOST, {"step": "mark", "reason": "other", "text": " "})
    assert answer.status_code == 422
    assert "This is needed" in beside(answer.content.decode(), "text")
    assert sales.post(LOST, {"reason": "price"}).status_code == 404
    assert not Loss.objects.exists()
