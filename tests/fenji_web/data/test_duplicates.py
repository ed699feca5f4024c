"""Customers who are probably one: found with reasons, merged or kept apart, and taken apart again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from fenji.workspace.duplicates import merges, reviews
from fenji.workspace.workspace import Workspace
from tests.fenji_web.data.desk import Desk

PEOPLE = (
    "客户ID,姓名,手机号,电子邮箱\n"
    "C1,唐诗咏,13912348001,tang@example.com\nC2,唐诗咏,13912348001,tang@example.com\n"
    "C3,欧阳修远,13712345678,ou@example.com\nC4,欧阳修远,13712345678,ou@example.com\nC5,李白,13612345678,li@example.com\n"
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


def test_two_customers_are_merged_and_taken_apart_again(pairs: Desk) -> None:
    pairs.send("/data/duplicates/decide/", first="C1", second="C2", verdict="same")
    assert merged(pairs) == [("C2", "C1")]
    page = pairs.page("/data/duplicates/")
    assert page.count('class="pair"') == 1
    assert "counts as C1" in page
    pairs.send("/data/duplicates/unmerge/", customer="C2")
    assert merged(pairs) == []
    assert "counts as C1" not in pairs.page("/data/duplicates/")


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
    for name in ("find", "decide", "unmerge"):
        assert other.post(f"/data/duplicates/{name}/").status_code == 404
