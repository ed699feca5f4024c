"""Tiers set by hand from a customer's page: asked for, approved by others, ended; what waits is listed."""

from __future__ import annotations

from datetime import date

import pytest

from fenji.workspace.overrides import set_override
from fenji.workspace.workspace import Workspace
from fenji_web.care.models import Override
from tests.fenji_web.care.desk import OWNED, Desk

ASKED = {"tier": "potential", "until": "2025-03-31", "reason": "试用期"}
LIST = "/care/overrides/"


def ask(desk: Desk, role: str = "sales", **changes: str) -> str:
    return desk.send(desk.client_as(role, lang="en"), f"/care/{OWNED}/override/", **{**ASKED, **changes})


def test_what_sales_ask_for_waits_until_an_approver_lets_it_hold(desk: Desk) -> None:
    assert "The override waits for approval." in ask(desk)
    approver = desk.client_as("approver", lang="en")
    page = approver.get(LIST).content.decode()
    assert "试用期" in page
    assert "sales-en" in page
    number = Override.objects.get().pk
    desk.send(approver, f"/care/overrides/{number}/decide/", step="approve")
    kept = Override.objects.get()
    assert (kept.state, kept.approver, kept.until) == ("set", "approver-en", date(2025, 3, 31))
    desk.grade(date(2024, 12, 31))
    panel = desk.client_as("sales", lang="en").get(f"/care/{OWNED}/panel/?tab=override").content.decode()
    assert "Holds" in panel
    assert 'class="tier"' in desk.client_as("viewer").get(f"/customers/{OWNED}/").content.decode()
    assert _tier(desk) == "potential"


def _tier(desk: Desk) -> str:
    from fenji.workspace.model_file import newest_file, open_file

    path = newest_file(desk.folder / "runs", "value")
    assert path is not None
    result = open_file(path)
    (row,) = result.engine.rows("SELECT tier FROM customers WHERE customer_id = ?", [OWNED])
    result.engine.close()
    return str(row["tier"])


def test_what_an_administrator_sets_holds_at_once_where_no_policy_asks_for_a_second_person(desk: Desk) -> None:
    assert "counts with the next run" in ask(desk, "administrator")
    assert Override.objects.get().state == "set"


def test_a_rejected_override_keeps_its_reason(desk: Desk) -> None:
    ask(desk)
    number = Override.objects.get().pk
    desk.send(desk.client_as("approver"), f"/care/overrides/{number}/decide/", step="reject", reason="理由不足")
    kept = Override.objects.get()
    assert (kept.state, kept.ended_by, kept.ended_reason) == ("rejected", "approver-zh", "理由不足")


def test_one_that_holds_is_ended_with_a_reason(desk: Desk) -> None:
    ask(desk, "administrator")
    number = Override.objects.get().pk
    page = desk.send(desk.client_as("sales", lang="en"), f"/care/overrides/{number}/end/", reason="")
    assert "the reason is missing" in page
    desk.send(desk.client_as("sales"), f"/care/overrides/{number}/end/", reason="转正")
    assert Override.objects.get().state == "ended"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("reason", "", "This is needed"),
        ("tier", "emperor", "This is not one of the choices"),
        ("until", "2024-01-01", "is before the first"),
        ("until", "2099-01-01", "an override may last"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(desk: Desk, field: str, typed: str, said: str) -> None:
    sales = desk.client_as("sales", lang="en")
    answer = sales.post(f"/care/{OWNED}/override/", {**ASKED, field: typed})
    desk.work()
    page = answer.content.decode()
    if answer.status_code == 302:
        page = sales.get(answer.headers["Location"]).content.decode()
    start = page.index(f'id="p-{field}"')
    assert said in page[start : page.index("</div>", start)]
    assert not Override.objects.exists()


def test_what_was_decided_elsewhere_is_read_again_on_demand(desk: Desk) -> None:
    workspace = Workspace.open(desk.folder)
    set_override(workspace, OWNED, scheme=workspace.scheme("value"), tier="VIP", until=date(2025, 2, 1), reason="x")
    workspace.close()
    viewer = desk.client_as("viewer", lang="en")
    assert "No tier is set by hand." in viewer.get(LIST).content.decode()
    page = desk.send(viewer, "/care/overrides/read/")
    assert "2025-02-01" in page


def test_who_may_not_approve_finds_no_way_to(desk: Desk) -> None:
    ask(desk)
    number = Override.objects.get().pk
    for role in ("viewer", "sales", "steward", "analyst"):
        client = desk.client_as(role)
        assert client.post(f"/care/overrides/{number}/decide/", {"step": "approve"}).status_code == 404
        assert "/decide/" not in client.get(LIST).content.decode()
    assert desk.client_as("approver").get(f"/care/{OWNED}/override/").status_code == 404
