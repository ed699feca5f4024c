"""Customers, orders and contacts typed in: the checks of an import, problems beside the field, newer data said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fenji_web.care.models import Ownership, Record, Task
from tests.fenji_web.care.desk import OWNED, Desk

ORDER = {"amount": "1,280.50", "ordered_on": "2024-12-30", "number": "", "channel": "", "store": ""}
CONTACT = {
    "kind": "电话",
    "direction": "out",
    "happened_on": "2024-12-30",
    "subject": "要报价",
    "next_on": "2025-01-20",
    "next_what": "",
}
PERSON = {"name": "新客户甲", "kind": "person", "mobile": "13711112222", "email": "", "city": "杭州"}


def beside(page: str, field: str) -> str:
    """What a page says beside a field."""
    start = page.find(f'id="p-{field}"')
    return "" if start < 0 else page[start : page.index("</div>", start)]


def test_an_order_counts_with_the_next_run_and_the_page_says_so_before(desk: Desk) -> None:
    sales = desk.client_as("sales", lang="en")
    before = _revenue(desk)
    page = desk.send(sales, f"/care/{OWNED}/order/", **ORDER)
    assert "The order was recorded." in page
    (kept,) = desk.rows("SELECT customer_id, amount, ordered_on FROM lake.main.orders WHERE source = 'fenji-web'")
    assert kept == {"customer_id": OWNED, "amount": Decimal("1280.50"), "ordered_on": date(2024, 12, 30)}
    panel = f"/care/{OWNED}/panel/"
    assert "Newer data since the last run" in sales.get(panel).content.decode()
    desk.grade(date(2024, 12, 31))
    assert "Newer data since the last run" not in sales.get(panel).content.decode()
    assert _revenue(desk) == before + Decimal("1280.50")


def _revenue(desk: Desk) -> Decimal:
    from fenji.workspace.model_file import newest_file, open_file

    path = newest_file(desk.folder / "runs", "value")
    assert path is not None
    result = open_file(path)
    (row,) = result.engine.rows("SELECT net_revenue FROM customers WHERE customer_id = ?", [OWNED])
    result.engine.close()
    return Decimal(row["net_revenue"])


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("amount", "lots", "this is no number"),
        ("amount", "", "This is needed"),
        ("ordered_on", "2099-01-01", "this date lies in the future"),
        ("ordered_on", "yesterday", "This is no day"),
        ("channel", "x" * 61, "Longer than 60 characters"),
    ],
)
def test_what_is_wrong_with_an_order_stands_beside_its_field_and_nothing_is_kept(
    desk: Desk, field: str, typed: str, said: str
) -> None:
    sales = desk.client_as("sales", lang="en")
    answer = sales.post(f"/care/{OWNED}/order/", {**ORDER, field: typed})
    desk.work()
    page = answer.content.decode()
    if answer.status_code == 302:
        page = sales.get(answer.headers["Location"]).content.decode()
    assert said in beside(page, field)
    assert f'value="{typed}"' in page
    assert not Record.objects.exists()


def test_a_form_sent_twice_makes_one_order(desk: Desk) -> None:
    sales = desk.client_as("sales")
    for _ in range(2):
        desk.send(sales, f"/care/{OWNED}/order/", **ORDER, token="0123456789abcdef")
    assert len(desk.rows("SELECT 1 FROM lake.main.orders WHERE source = 'fenji-web'")) == 1


def test_an_order_number_that_is_there_already_is_refused(desk: Desk) -> None:
    (known,) = desk.rows("SELECT min(order_id) AS number FROM lake.main.orders")
    sales = desk.client_as("sales", lang="en")
    page = desk.send(sales, f"/care/{OWNED}/order/", **{**ORDER, "number": known["number"]})
    assert "There is an order of this number" in beside(page, "number")


def test_a_contact_becomes_an_interaction_and_the_next_date_a_task(desk: Desk) -> None:
    sales = desk.client_as("sales", lang="en")
    assert "The follow-up was saved." in desk.send(sales, f"/care/{OWNED}/contact/", **CONTACT)
    (kept,) = desk.rows(
        "SELECT customer_id, kind, direction, subject, owner FROM lake.main.interactions WHERE source = 'fenji-web'"
    )
    assert kept == {"customer_id": OWNED, "kind": "电话", "direction": "out", "subject": "要报价", "owner": "sales-en"}
    task = Task.objects.get()
    assert (task.customer_id, task.due_on, task.person) == (OWNED, date(2025, 1, 20), sales.person)
    panel = f"/care/{OWNED}/panel/"
    assert "要报价" in sales.get(panel).content.decode()
    assert "要报价" not in desk.client_as("viewer").get(panel).content.decode()


def test_a_new_customer_has_a_panel_and_an_owner_before_any_grading(desk: Desk) -> None:
    sales = desk.client_as("sales", lang="en")
    page = desk.send(sales, "/care/new/", **PERSON, mine="yes")
    assert "The customer was added." in page
    customer = Record.objects.get().customer_id
    assert Ownership.objects.get(pk=customer).person == sales.person
    assert "Newer data since the last run" in sales.get(f"/care/{customer}/panel/").content.decode()
    assert "新客户甲" in desk.send(sales, f"/care/{customer}/order/", **ORDER)
    assert desk.rows(f"SELECT name FROM lake.main.customers WHERE customer_id = '{customer}'") == [{"name": "新客户甲"}]
    desk.grade(date(2024, 12, 31))
    assert sales.get(f"/customers/{customer}/").status_code == 200


def test_a_number_or_address_that_another_customer_has_is_named(desk: Desk) -> None:
    (known,) = desk.rows(
        "SELECT customer_id, mobile FROM lake.main.customers WHERE mobile IS NOT NULL ORDER BY 1 LIMIT 1"
    )
    sales = desk.client_as("sales", lang="en")
    page = desk.send(sales, "/care/new/", **{**PERSON, "mobile": f"+86 {known['mobile']}"})
    assert f"{known['customer_id']} has this already" in beside(page, "mobile")
    answer = sales.post("/care/new/", {**PERSON, "email": "somebody@"})
    assert "This is no e-mail address" in beside(answer.content.decode(), "email")


def test_a_customer_that_left_the_data_is_told_of_in_three_parts(desk: Desk) -> None:
    Record.objects.create(token="t", customer_id="gone", kind="customer", values={"name": "x"}, import_id=1, snapshot=1)
    page = desk.send(desk.client_as("sales", lang="en"), "/care/gone/order/", **ORDER)
    assert "no customer has the id &#x27;gone&#x27;" in page


@pytest.mark.parametrize("address", ["/care/new/", f"/care/{OWNED}/order/", f"/care/{OWNED}/contact/"])
@pytest.mark.parametrize("role", ["viewer", "analyst", "approver"])
def test_who_may_not_edit_customers_types_nothing(desk: Desk, address: str, role: str) -> None:
    client = desk.client_as(role)
    assert client.get(address).status_code == 404
    assert client.post(address, ORDER).status_code == 404


@pytest.mark.parametrize("address", ["/care/new/", f"/care/{OWNED}/order/", f"/care/{OWNED}/contact/"])
def test_a_form_has_at_most_six_fields(desk: Desk, address: str) -> None:
    page = desk.client_as("sales").get(address).content.decode()
    form = page[page.index("care-fields") : page.index("panel-foot")]
    assert 5 <= sum(form.count(f"<{tag} ") for tag in ("input", "select", "textarea")) <= 6
