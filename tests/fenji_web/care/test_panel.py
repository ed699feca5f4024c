"""The panel on a customer's page: notes, tasks, tags, owner; what is hidden from whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from fenji_web.care.models import Change, Note, Tag, Task
from fenji_web.care.queries import my_open_tasks
from fenji_web.customers.forms import packed
from tests.fenji_web.care.desk import OWNED

Sign = Callable[..., Any]
HTMX = {"HX-Request": "true"}
TABS = ("notes", "tasks", "tags", "owner", "override")


def post(client: Client, place: str, **fields: str) -> str:
    answer = client.post(f"/care/{OWNED}/{place}/", fields, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_is_shown_to_everybody_who_sees_customers(client_as: Sign, tab: str) -> None:
    for role in ("viewer", "sales", "administrator"):
        assert client_as(role).get(f"/care/{OWNED}/panel/?tab={tab}").status_code == 200


def test_a_customer_nobody_knows_has_no_panel(client_as: Sign) -> None:
    assert client_as("sales").get("/care/nobody/panel/").status_code == 404
    assert client_as("sales").post("/care/nobody/note/", {"text": "x"}).status_code == 404


def test_a_note_stays_with_who_wrote_it(client_as: Sign) -> None:
    page = post(client_as("sales", lang="en"), "note", text=" 喜欢新品\u202e <b> ")
    assert "喜欢新品 &lt;b&gt;" in page
    assert "sales-en" in page
    assert Note.objects.get().text == "喜欢新品 <b>"


def test_what_people_wrote_is_hidden_from_those_who_may_not_see_contact_data(client_as: Sign) -> None:
    sales = client_as("sales")
    post(sales, "note", text="电话 13800138000")
    post(sales, "task", what="打 13800138000", due_on="2030-01-02")
    viewer = client_as("viewer", lang="en")
    for tab in ("notes", "tasks"):
        page = viewer.get(f"/care/{OWNED}/panel/?tab={tab}").content.decode()
        assert "13800138000" not in page
        assert "Hidden from your role" in page


def test_a_task_is_ones_own_until_it_is_done(client_as: Sign) -> None:
    sales = client_as("sales", lang="en")
    post(sales, "task", what="送样品", due_on="2030-01-02")
    assert [one.what for one in my_open_tasks(sales.person)] == ["送样品"]
    page = post(sales, "task", tick=str(Task.objects.get().pk))
    assert "Done by sales-en" in page
    assert list(my_open_tasks(sales.person)) == []
    post(sales, "task", tick=str(Task.objects.get().pk))
    assert Task.objects.get().done_at is None


@pytest.mark.parametrize(
    ("what", "due_on", "said"), [("", "2030-01-02", "This is needed"), ("x", "soon", "This is no day")]
)
def test_a_task_needs_words_and_a_day(client_as: Sign, what: str, due_on: str, said: str) -> None:
    answer = client_as("sales", lang="en").post(f"/care/{OWNED}/task/", {"what": what, "due_on": due_on}, headers=HTMX)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Task.objects.exists()


def test_my_tasks_are_told_apart_by_when_they_are_due(client_as: Sign) -> None:
    sales, today = client_as("sales", lang="en"), date.today()
    for what, days in (("first", -3), ("second", 30)):
        post(sales, "task", what=what, due_on=(today + timedelta(days=days)).isoformat())
    post(client_as("steward"), "task", what="not mine", due_on=today.isoformat())
    page = sales.get("/care/tasks/").content.decode()
    assert "2 open tasks" in page
    assert page.index("Late") < page.index("first") < page.index("Later") < page.index("second")
    assert "not mine" not in page
    task = Task.objects.get(what="first")
    assert sales.post(f"/care/tasks/{task.pk}/tick/").status_code == 302
    assert "1 open task" in sales.get("/care/tasks/").content.decode()
    assert client_as("steward").post(f"/care/tasks/{task.pk}/tick/").status_code == 404


def test_a_tag_stands_once_and_its_coming_and_going_is_kept(client_as: Sign) -> None:
    sales = client_as("sales")
    for _ in range(2):
        post(sales, "tag", name="重点客户")
    assert Tag.objects.filter(customer_id=OWNED).count() == 1
    post(sales, "tag", remove="重点客户")
    kept = Change.objects.filter(customer_id=OWNED, what="tag").order_by("id").values_list("before", "after")
    assert list(kept) == [("", "重点客户"), ("重点客户", "")]


@pytest.mark.parametrize("what", ["note", "task", "tag", "owner"])
def test_who_only_sees_changes_nothing(client_as: Sign, what: str) -> None:
    answer = client_as("viewer").post(f"/care/{OWNED}/{what}/", {"text": "x", "name": "x", "step": "claim"})
    assert answer.status_code == 404


def test_without_htmx_a_form_leads_back_to_the_customers_page(client_as: Sign) -> None:
    answer = client_as("sales").post(f"/care/{OWNED}/note/", {"text": "x"})
    assert answer.headers["Location"] == f"/customers/{OWNED}/"


def test_a_form_from_elsewhere_is_refused(client_as: Sign) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(client_as("sales").person)
    assert client.post(f"/care/{OWNED}/note/", {"text": "x"}).status_code == 403


@pytest.mark.parametrize("odd", ["\0", "²", "9" * 40, "-1", "'; DROP TABLE customers", "😀"])
def test_odd_words_in_addresses_and_forms_break_nothing(client_as: Sign, odd: str) -> None:
    client = client_as("administrator")
    word = quote(odd, safe="")
    key = packed((odd, 10**60, None))
    for address in (f"/care/{word}/panel/", f"/care/pool/?tier={word}&after={key}", f"/care/overrides/?job={word}"):
        assert client.get(address).status_code in (200, 404), address
    for place, fields in (("task", {"tick": odd}), ("tag", {"remove": odd}), ("owner", {"step": "assign", "to": odd})):
        assert client.post(f"/care/{OWNED}/{place}/", fields, headers=HTMX).status_code in (200, 404, 422), place
    assert client.post("/care/pool/take/", {"only": odd}).status_code == 302
