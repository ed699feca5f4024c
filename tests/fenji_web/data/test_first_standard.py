"""From data to a first standard: the sample, quality, head-counts before anything is saved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from fenji.workspace.workspace import Workspace
from fenji_web.runs.models import Job
from tests.fenji.workspace.test_stated import LIST
from tests.fenji_web.data.desk import ORDERS, Desk


def test_the_sample_goes_into_an_empty_workspace_and_is_marked(desk: Desk) -> None:
    answer = desk.send("/data/sample/")
    assert Job.objects.first().kind == "load_sample"  # type: ignore[union-attr]
    assert desk.client.get(answer.headers["Location"]).status_code == 200
    assert Workspace.open(desk.folder).settings.is_simulated
    page = desk.page("/data/")
    assert "Sample data" in page
    assert "holds sample data" in page
    assert "Sample data cannot" not in page
    assert desk.client.post("/data/imports/1/undo/", {"reason": "x"}).status_code == 404


def test_the_sample_is_refused_where_data_is_and_the_mark_stays_off(desk: Desk) -> None:
    desk.send(f"{desk.bring(ORDERS)}import/", rows="good")
    page = desk.page(desk.send("/data/sample/").headers["Location"])
    assert "the workspace already has data" in page
    assert not Workspace.open(desk.folder).settings.is_simulated


def test_a_first_standard_is_counted_before_anything_is_saved(desk: Desk) -> None:
    desk.send(f"{desk.bring(ORDERS)}import/", rows="good")
    assert "Suggested standard" in desk.page("/data/standard/")
    desk.work()
    page = desk.page("/data/standard/")
    assert "Customer value" in page
    assert "It fits orders" in page
    assert "as of 2024-01-05" in page
    assert "Grade with this" in page
    workspace = Workspace.open(desk.folder)
    assert workspace.runs() == []
    workspace.close()
    assert Job.objects.filter(kind="try_standards").count() == 1


def test_a_list_with_totals_says_what_is_left_out(desk: Desk) -> None:
    desk.send(f"{desk.bring(LIST, '客户清单.csv')}import/", rows="good")
    desk.page("/data/standard/")
    desk.work()
    page = desk.page("/data/standard/")
    assert "It fits a list with totals" in page
    assert "as of 2024-06-30" in page
    assert "Left out, no data" in page
    assert "Activity" in page


def test_new_data_has_the_standards_counted_anew(desk: Desk) -> None:
    desk.send(f"{desk.bring(ORDERS)}import/", rows="good")
    desk.page("/data/standard/")
    desk.work()
    desk.send(f"{desk.bring(ORDERS.replace('A', 'B'), 'more.csv')}import/", rows="good")
    desk.page("/data/standard/")
    assert Job.objects.filter(kind="try_standards").count() == 2


def test_nothing_to_grade_is_said_with_the_way_to_begin(desk: Desk) -> None:
    page = desk.page("/data/standard/")
    assert "no customers to grade yet" in page
    assert Job.objects.count() == 0


@pytest.mark.parametrize(("role", "may"), [("steward", False), ("viewer", False), ("analyst", True)])
def test_only_who_may_grade_is_offered_to(
    desk: Desk, client_as: Callable[..., Client], role: str, *, may: bool
) -> None:
    desk.send(f"{desk.bring(ORDERS)}import/", rows="good")
    desk.page("/data/standard/")
    desk.work()
    person = client_as(role, lang="en")
    assert ("Grade with this" in person.get("/data/standard/").content.decode()) is may
    answer = person.post("/data/standard/grade/", {"scheme": "nothing"})
    assert answer.status_code == 404


def test_quality_is_looked_at_when_asked_and_says_when_it_is_old(desk: Desk) -> None:
    assert "Nothing was imported yet" in desk.page("/data/quality/")
    desk.send(f"{desk.bring(ORDERS)}import/", rows="good")
    assert "Check the data" in desk.page("/data/quality/")
    desk.send("/data/quality/check/")
    page = desk.page("/data/quality/")
    assert "What it does to the grades" in page
    assert "days ago" in page
    assert "imported or taken back since" not in page
    desk.send(f"{desk.bring(ORDERS.replace('A', 'B'), 'more.csv')}import/", rows="good")
    assert "imported or taken back since" in desk.page("/data/quality/")
