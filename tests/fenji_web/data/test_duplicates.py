"""Customers who are probably one: found with reasons, merged or kept apart, and taken apart again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.test import Client

from fenji.workspace.duplicates import merges, reviews
from fenji.workspace.workspace import Workspace
from fenji_web.accounts.models import User
from fenji_web.care.models import Change, Note
from fenji_web.care.queries import tags_of, tasks_of
from fenji_web.care.services import add_tag, add_task, write_note
from tests.fenji_web.data.desk import Desk

PEOPLE = (
    "客户ID,姓名,手机号,电子邮箱\n"
    "C1,唐诗咏,13912348001,tang@example.com\nC2,唐诗咏,13912348001,tang@example.com\n"
    "C3,欧阳修远,13712345678,ou@example.com\nC4,欧阳修远,13712345678,ou@example.com\nC5,李白,13612345678,li@example.com\n"
)

SIDES = (
    "客户ID,姓名,手机号,城市,微信号\n"
    "C1,唐诗咏,13912348001,苏州市,\nC2,唐诗咏,13912348001,无锡市,tsy\nC5,李白,13612345678,杭州市,\n"
)
BOUGHT = (
    "订单号,客户ID,下单时间,金额\nA1,C1,2024-01-01,100\nA2,C2,2024-01-02,200\nA3,C2,2024-02-03,80\nA4,C5,2024-02-01,5\n"
)


@pytest.fixture
def pairs(desk: Desk) -> Desk:
    """A desk where five customers are perhaps three."""
    desk.send(f"{desk.bring(PEOPLE, '客户.csv')}import/", rows="good")
    assert "Look for duplicates" in desk.page("/data/duplicates/")
    desk.send("/data/duplicates/find/")
    return desk


def merged(desk: Desk) -> list[tuple[str, str]]:
    workspace = Workspace.open(desk.folder)
    try:
        return [(one.customer_id, one.into_id) for one in merges(workspace)]
    finally:
        workspace.close()


def test_pairs_are_shown_with_reasons_and_nothing_is_decided(pairs: Desk) -> None:
    page = pairs.page("/data/duplicates/")
    assert page.count('class="pair"') == 2
    assert "13912348001" in page
    assert "C5" not in page
    assert merged(pairs) == []


def compared(desk: Desk, **more: str) -> str:
    answer = desk.send("/data/duplicates/compare/", first="C1", second="C2", **more)
    return unescape(desk.page(answer.headers["Location"]))


def line(page: str, label: str) -> list[str]:
    """The cells of a row of the comparison, in words."""
    start = page.index(f'<th scope="row">{label}</th>')
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page[start : page.index("</tr>", start)], re.DOTALL)
    return [re.sub(r"<[^>]+>|stays", "", cell).strip() for cell in cells]


def test_before_a_merge_both_stand_side_by_side_with_what_would_stay(desk: Desk) -> None:
    desk.send(f"{desk.bring(SIDES, '客户.csv')}import/", rows="good")
    desk.send(f"{desk.bring(BOUGHT, '订单.csv')}import/", rows="good")
    desk.send("/data/duplicates/find/")
    page = compared(desk)
    assert line(page, "Mobile") == ["13912348001", "13912348001", "13912348001"]
    assert line(page, "City") == ["苏州市", "无锡市", "苏州市"]
    assert line(page, "WeChat ID") == ["—", "tsy", "tsy"]
    assert line(page, "Orders") == ["1", "2", "3"]
    assert "Nothing was graded yet" in page
    assert merged(desk) == []
    other = compared(desk, into="C2")
    assert line(other, "City") == ["无锡市", "苏州市", "无锡市"]
    desk.send("/data/duplicates/decide/", first="C1", second="C2", verdict="same", into="C2")
    assert merged(desk) == [("C1", "C2")]
    assert (
        desk.client.post("/data/duplicates/compare/", {"first": "C1", "second": "C2", "into": "C9"}).status_code == 404
    )


def test_the_grade_of_both_as_one_is_worked_out_before_the_merge(desk: Desk) -> None:
    desk.send(f"{desk.bring(SIDES, '客户.csv')}import/", rows="good")
    desk.send(f"{desk.bring(BOUGHT, '订单.csv')}import/", rows="good")
    workspace = Workspace.open(desk.folder)
    workspace.grade("value")
    workspace.close()
    page = compared(desk)
    assert line(page, "Orders counted") == ["1", "2", "3"]
    assert line(page, "Last order") == ["2024-01-01", "2024-02-03", "2024-02-03"]
    assert [cell.strip("¥") for cell in line(page, "Net revenue")] == ["100", "280", "380"]
    assert "2024-02-03" in page
    desk.send("/data/duplicates/decide/", first="C1", second="C2", verdict="same", into="C1")
    answer = desk.client.post("/data/duplicates/compare/", {"first": "C1", "second": "C2"})
    desk.work()
    assert desk.client.get(answer.headers["Location"]).status_code == 200


def test_a_comparison_that_was_decided_meanwhile_offers_no_merge(pairs: Desk) -> None:
    answer = pairs.send("/data/duplicates/compare/", first="C1", second="C2")
    pairs.send("/data/duplicates/decide/", first="C1", second="C2", verdict="different")
    page = pairs.page(answer.headers["Location"])
    assert "This was decided meanwhile." in page
    assert 'value="same"' not in page


def test_a_comparison_is_for_who_asked(pairs: Desk, client_as: Callable[..., Client]) -> None:
    answer = pairs.send("/data/duplicates/compare/", first="C1", second="C2")
    assert client_as("steward").get(answer.headers["Location"]).status_code == 404


def standing(customer: str) -> tuple[list[str], list[str], list[str]]:
    """The notes, tasks and tags that stand with a customer."""
    texts = Note.objects.filter(customer_id=customer).order_by("id").values_list("text", flat=True)
    return list(texts), [one.what for one in tasks_of(customer)], tags_of(customer)


def test_what_people_keep_stands_with_the_customer_that_theirs_is_now_and_goes_back(pairs: Desk) -> None:
    me, due = User.objects.get(pk=pairs.client.session["_auth_user_id"]), date(2024, 6, 1)
    for customer, given in (("C1", ("重点",)), ("C2", ("重点", "新客")), ("C5", ("老客",))):
        write_note(customer, f"note of {customer}", by=me)
        add_task(customer, f"call {customer}", due, by=me)
        for name in given:
            add_tag(customer, name, by=me)
    before = {one: standing(one) for one in ("C1", "C2", "C5")}
    pairs.send("/data/duplicates/decide/", first="C1", second="C2", verdict="same", into="C1")
    notes, tasks, tags = standing("C1")
    assert (notes, tasks, tags) == (["note of C1", "note of C2"], ["call C1", "call C2"], ["新客", "重点"])
    assert standing("C2") == ([], [], ["重点"]), "a tag both have stays where it was"
    pairs.send("/data/duplicates/decide/", first="C5", second="C1", verdict="same", into="C5")
    assert standing("C5")[0] == ["note of C1", "note of C2", "note of C5"]
    assert standing("C5")[2] == ["新客", "老客", "重点"]
    pairs.send("/data/duplicates/unmerge/", customer="C1")
    assert standing("C1") == (notes, tasks, tags), "C2 is still a part of C1"
    pairs.send("/data/duplicates/unmerge/", customer="C2")
    assert {one: standing(one) for one in before} == before
    moves = Change.objects.filter(customer_id="C1", what="tag").values_list("before", "after")
    assert Counter(moves) == {("", "重点"): 2, ("", "新客"): 2, ("重点", ""): 1, ("新客", ""): 2}


def test_two_customers_are_merged_and_taken_apart_again(pairs: Desk) -> None:
    pairs.send("/data/duplicates/decide/", first="C1", second="C2", verdict="same")
    assert merged(pairs) == [("C2", "C1")]
    page = pairs.page("/data/duplicates/")
    assert page.count('class="pair"') == 1
    assert "counts as 唐诗咏" in unescape(page)
    pairs.send("/data/duplicates/unmerge/", customer="C2")
    assert merged(pairs) == []
    assert "counts as 唐诗咏" not in unescape(pairs.page("/data/duplicates/"))


def test_two_customers_are_kept_apart_and_not_listed_again(pairs: Desk) -> None:
    pairs.send("/data/duplicates/decide/", first="C3", second="C4", verdict="different")
    pairs.send("/data/duplicates/find/")
    assert pairs.page("/data/duplicates/").count('class="pair"') == 1
    workspace = Workspace.open(pairs.folder)
    assert [(said.first_id, said.second_id, said.verdict) for said in reviews(workspace)] == [("C3", "C4", "different")]
    workspace.close()


def test_a_decision_that_cannot_be_kept_says_why(pairs: Desk) -> None:
    pairs.send("/data/duplicates/decide/", first="C1", second="C999", verdict="same")
    assert 'role="alert"' in pairs.page("/data/duplicates/")
    assert pairs.client.post("/data/duplicates/decide/", {"first": "C1", "second": "C2"}).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "sales", "analyst"])
def test_who_may_not_import_decides_nothing(desk: Desk, client_as: Callable[..., Client], role: str) -> None:
    other = client_as(role)
    assert other.get("/data/duplicates/").status_code == 404
    for name in ("find", "compare", "decide", "unmerge"):
        assert other.post(f"/data/duplicates/{name}/").status_code == 404
