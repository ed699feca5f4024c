"""What happened with a customer as their page tells it: complete, by day, by sort, page by page, masked."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.test import Client, override_settings

from fenji.workspace.duplicates import merge
from fenji.workspace.timeline import open_timeline, timeline_file, write_timeline
from fenji.workspace.workspace import Workspace
from fenji_web.accounts.models import User
from fenji_web.care.models import Change, Loss, Note, Record, Task
from fenji_web.customers.access import Readable
from fenji_web.one_customer.pages.happened import PAGE
from fenji_web.runs.jobs import grade
from fenji_web.runs.models import Job

ClientAs = Callable[..., Client]
PART = {"HX-Request": "true"}


@pytest.fixture
def told(of: Readable, shop: Path) -> Iterator[str]:
    """A customer with all sorts of things; the run's timeline is there."""
    workspace = Workspace.open(shop)
    path = write_timeline(workspace, of.result.run.id)
    workspace.close()
    yield "C00232"
    path.unlink()


def page(client: Client, who: str, query: str = "") -> str:
    return unescape(client.get(f"/customers/{who}/{query}").content.decode())


def days(said: str) -> list[str]:
    return re.findall(r"<h3>(\d{4}-\d\d-\d\d)</h3>", said)


def test_all_of_it_is_told_by_day_the_newest_first(client_as: ClientAs, told: str) -> None:
    said = page(client_as(), told)
    assert said.count('<li class="event') == PAGE
    assert days(said) == sorted(set(days(said)), reverse=True)
    for sort in ("order", "payment", "feedback", "interaction"):
        assert f"of-{sort}" in said


@pytest.mark.parametrize("what", ["order", "interaction", "feedback", "touch", "payment", "grade"])
def test_one_sort_alone_is_told(client_as: ClientAs, told: str, what: str) -> None:
    said = client_as().get(f"/customers/{told}/timeline/?what={what}", headers=PART).content.decode()
    sorts = set(re.findall(r'<li class="event[^"]* of-(\w+)"', said))
    assert sorts == {what}


def test_nothing_is_lost_or_told_twice_from_page_to_page(
    client_as: ClientAs, told: str, of: Readable, shop: Path
) -> None:
    path = timeline_file(shop / "runs", of.result.run)
    assert path is not None
    timeline = open_timeline(path)
    assert timeline is not None
    there = timeline.counts(told)["feedback"]
    client, pieces, address = client_as(), [], f"/customers/{told}/timeline/?what=feedback"
    while address:
        said = unescape(client.get(address, headers=PART).content.decode())
        pieces += re.findall(r'<li class="event.*?</li>', said, re.DOTALL)
        more = re.search(r'hx-get="([^"]*from=[^"]*)"', said)
        address = more[1] if more else ""
    assert len(pieces) == there > PAGE
    odd = page(client, told, "?what=' OR 1=1&from=x&shown=99999999")
    assert odd.count('<li class="event') == PAGE


def test_what_people_did_here_is_woven_in_and_their_words_are_masked(client_as: ClientAs, told: str) -> None:
    one = User.objects.create(username="ann", name="Ann", role="sales")
    Note.objects.create(customer_id=told, text="spoke with 13812345678", made_by=one)
    Change.objects.create(customer_id=told, what="owner", before="", after="Ann", made_by=one)
    Change.objects.create(customer_id=told, what="tag", after="fair", made_by=one)
    Change.objects.create(customer_id=told, what="mobile", before="13812340000", after="13812345678", made_by=one)
    Task.objects.create(customer_id=told, what="ring 13812345678", due_on=date(2025, 1, 3), made_by=one)
    Loss.objects.create(customer_id=told, reason="price", text="too dear, says 13812345678", made_by=one)
    Record.objects.create(token="t", customer_id=told, kind="order", values={"amount": "12", "ordered_on": "2024-12-30",
                          "number": "N1"}, import_id=9, snapshot=10**9, made_by=one)  # fmt: skip
    sales, viewer = (page(client_as(role, lang="en"), told, "?what=care") for role in ("sales", "viewer"))
    for said in ("Owner changed", "Pool → Ann", "Tag added", "Mobile corrected", "Task added", "Marked as lost", "N1",
                 "not in this run yet"):  # fmt: skip
        assert said in viewer
        assert said in sales
    assert "13812340000 → 13812345678" in sales
    assert "138****0000 → 138****5678" in viewer
    assert "13812345678" not in viewer
    assert "Lost: Price" in viewer
    assert sales.count("13812345678") >= 4


def test_what_a_contact_was_about_is_for_those_who_may_see_contact_data(client_as: ClientAs, told: str) -> None:
    sales, viewer = (page(client_as(role), told, "?what=interaction") for role in ("sales", "viewer"))
    assert "满意度问卷" in sales
    assert "满意度问卷" not in viewer


def test_products_and_categories_are_shown_with_what_was_spent(client_as: ClientAs, told: str) -> None:
    said = page(client_as("viewer", lang="en"), told)
    assert "移动电源10000mAh" in said
    assert "By category" in said
    assert "40 products" in said


def test_before_it_is_gathered_the_page_has_what_people_did(client_as: ClientAs, of: Readable) -> None:
    Note.objects.create(customer_id="C00001", text="good to know")
    said = page(client_as("sales", lang="en"), "C00001")
    assert "good to know" in said
    assert "are gathered once" in said
    assert "Products bought" not in said


def test_a_grading_has_it_gathered_in_the_name_of_who_asked(shop: Path, of: Readable) -> None:
    ann = User.objects.create(username="ann", role="analyst")
    workspace = replace(Workspace.open(shop), asked_by="ann")
    try:
        made = grade(workspace, {"scheme": "value", "as_of": str(of.result.run.as_of)}, lambda *_: None)
    finally:
        workspace.close()
    job = Job.objects.get()
    assert made is not None
    assert (job.kind, job.created_by, job.arguments) == ("customer_timeline", ann, {"run_id": made["run"]})


def test_a_merged_customer_leads_to_the_one_they_are_now_with_their_notes(
    client_as: ClientAs, shop: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(shop, tmp_path / "shop", ignore=shutil.ignore_patterns("web"))
    workspace = Workspace.open(folder)
    merge(workspace, {"C00002": "C00001"})
    write_timeline(workspace, workspace.grade("value").run.id)
    workspace.close()
    Note.objects.create(customer_id="C00002", text="prefers mornings")
    with override_settings(FENJI_WORKSPACE=folder):
        answer = client_as("sales", lang="en").get("/customers/C00002/", follow=True)
        assert client_as("sales").get("/customers/nobody/").status_code == 404
    assert answer.redirect_chain == [("/customers/C00001/", 302)]
    said = answer.content.decode()
    assert "C00002 was merged into this customer." in said
    assert "prefers mornings" in said
