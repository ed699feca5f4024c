"""The exercises: each is recognised by what was really done, skipped where one likes, and over when all are."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from fenji_web.guide.models import Progress
from fenji_web.guide.pages import WORDS
from fenji_web.guide.pages.wording import keys_of
from fenji_web.guide.services import EXERCISES, practice_book
from fenji_web.runs.models import DONE, Job
from fenji_web.schedules.models import Schedule
from fenji_web.ui.words import words
from tests.fenji_web.data.desk import ORDERS, Desk
from tests.web_shop import shop_at


@pytest.fixture
def practising(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, client_as: Callable[..., Client]
) -> Iterator[Desk]:
    """An administrator in a workspace of the sample, the exercises open."""
    base = tmp_path_factory.getbasetemp()
    folder = shop_at(tmp_path / "shop", base.parent if "popen-" in base.name else base)
    with override_settings(FENJI_WORKSPACE=folder):
        desk = Desk(client_as("administrator", lang="en"), folder)
        opened(desk.client)
        yield desk


@pytest.fixture
def at_own_data(tmp_path: Path, client_as: Callable[..., Client]) -> Iterator[Desk]:
    """An administrator where the company's own orders are."""
    from fenji.workspace.workspace import Workspace

    workspace = Workspace.create(tmp_path / "shop")
    (tmp_path / "orders.csv").write_text(ORDERS, "utf-8")
    workspace.import_file(tmp_path / "orders.csv")
    workspace.close()
    with override_settings(FENJI_WORKSPACE=tmp_path / "shop"):
        yield Desk(client_as("administrator", lang="en"), tmp_path / "shop")


def opened(client: Client) -> str:
    return client.post("/guide/show/", {"state": "open"}, headers={"HX-Request": "true"}).content.decode()


def states(desk: Desk) -> dict[str, str]:
    """Each exercise's state, as the panel shows it."""
    page = desk.page("/guide/panel/")
    keys = {one.title.en: one.key for one in EXERCISES}
    found = re.findall(r'<li class="is-(\w+)">.*?guide-title">([^<]+?)\s*<', page, re.DOTALL)
    return {keys[title]: state for state, title in found}


def test_they_begin_with_the_first_and_say_how(practising: Desk) -> None:
    assert list(states(practising).values()) == ["now", *["later"] * (len(EXERCISES) - 1)]
    page = practising.page("/guide/panel/")
    assert "drop it on the page <b>Data</b>" in page
    assert 'href="/guide/practice.xlsx"' in page


def test_importing_the_practice_file_and_its_mended_rows_is_two_exercises(practising: Desk) -> None:
    book = practising.download("/guide/practice.xlsx")
    address = practising.bring(book, "practice.xlsx")
    assert "Import 9 rows" in practising.page(address)
    wrong = practising.download(f"{address}rejects.csv").decode("utf-8-sig")
    practising.send(f"{address}import/", rows="good")
    assert (states(practising)["import"], states(practising)["correct"]) == ("done", "now")
    rows = list(csv.DictReader(io.StringIO(wrong)))
    assert len(rows) == 3
    for row in rows:
        row |= {"Order date": "2024-12-20", "Amount": "500"}
    mended = io.StringIO()
    writer = csv.DictWriter(mended, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    practising.send(f"{practising.bring(mended.getvalue(), 'practice-rejects.csv')}import/", rows="good")
    assert states(practising)["correct"] == "done"


def test_grading_looking_keeping_a_view_and_the_workbook_are_noticed(practising: Desk) -> None:
    client: Any = practising.client
    for kind in ("grade", "workbook"):
        Job.objects.create(kind=kind, created_by=client.person, state=DONE)
    customer = re.search(r'href="/customers/(C\d+)', practising.page("/customers/"))
    assert customer is not None
    practising.page(f"/customers/{customer[1]}/")
    client.post("/customers/views/", {"name": "VIP", "query": "tier=VIP"})
    Schedule.objects.create(what="grade", scheme="value", every="month", created_by=client.person)
    found = states(practising)
    assert {key for key, state in found.items() if state == "done"} == {
        "grade",
        "explain",
        "find",
        "workbook",
        "monthly",
    }


def test_a_weight_counts_once_the_preview_was_seen_and_the_editor_left(practising: Desk) -> None:
    row = Progress.objects.get()
    practising.page("/schemes/value/")
    practising.work()
    practising.page("/schemes/value/")
    assert "schemes:one" not in Progress.objects.get().seen
    row.seen = {"editor:live": "2024-12-31T00:00:00+00:00"}
    row.save()
    practising.page("/schemes/value/")
    assert states(practising)["weight"] == "done"


def test_skipped_ones_are_left_out_and_all_of_them_end_with_own_data(practising: Desk) -> None:
    for one in EXERCISES:
        practising.client.post("/guide/skip/", {"exercise": one.key})
    page = practising.page("/guide/panel/")
    assert set(states(practising).values()) == {"skipped"}
    assert "Now your own data" in page
    assert "every 4s" not in page
    practising.client.post("/guide/again/")
    assert states(practising)["import"] == "now"


def test_nothing_is_sent_while_nothing_changed(practising: Desk) -> None:
    shown = re.search(r'hx-get="(/guide/panel/\?shown=[^"]+)"', practising.page("/guide/panel/"))
    assert shown is not None
    assert practising.client.get(shown[1]).status_code == 204
    practising.client.post("/guide/skip/", {"exercise": "import"})
    assert practising.client.get(shown[1]).status_code == 200


def test_a_role_is_asked_for_what_it_may_do(practising: Desk, client_as: Callable[..., Client]) -> None:
    viewer = client_as("viewer", lang="en")
    opened(viewer)
    assert set(states(Desk(viewer, practising.folder))) == {"explain", "find"}


def test_a_page_costs_nothing_more_while_the_exercises_are_closed(practising: Desk) -> None:
    practising.client.post("/guide/show/", {"state": ""})
    assert '<div id="guide"></div>' in practising.page("/runs/")
    practising.page("/customers/")
    assert Progress.objects.get().seen == {}


def test_where_the_company_has_its_own_data_nothing_is_practised(at_own_data: Desk) -> None:
    page = opened(at_own_data.client)
    assert "nothing is practised here" in page
    assert not Progress.objects.exists()
    assert at_own_data.client.post("/guide/own-data/begin/").status_code == 404
    assert "holds your own data" in at_own_data.page("/guide/own-data/")


def test_an_empty_workspace_offers_the_sample(tmp_path: Path, client_as: Callable[..., Client]) -> None:
    from fenji.workspace.workspace import Workspace

    Workspace.create(tmp_path / "shop").close()
    with override_settings(FENJI_WORKSPACE=tmp_path / "shop"):
        desk = Desk(client_as("administrator", lang="en"), tmp_path / "shop")
        assert 'action="/data/sample/"' in opened(desk.client)
        assert "ready for your own data" in desk.page("/guide/own-data/")


def test_after_practice_the_workspace_is_empty_and_its_people_stay(practising: Desk) -> None:
    from fenji_web.accounts.models import User
    from fenji_web.care.models import Tag

    Tag.objects.create(customer_id="C00001", name="key account")
    people = User.objects.count()
    answer = practising.client.post("/guide/own-data/begin/")
    practising.work()
    assert "ready for your own data" in practising.page(answer.headers["Location"])
    assert not Tag.objects.exists()
    assert User.objects.count() == people
    assert "Start with a spreadsheet you have" in practising.page("/data/")
    assert "Not graded yet" in practising.page("/runs/")
    assert [one.kind for one in Job.objects.all()] == ["begin_own_data"]


def test_only_who_may_change_settings_ends_practice(practising: Desk, client_as: Callable[..., Client]) -> None:
    sales = client_as("sales", lang="en")
    assert sales.post("/guide/own-data/begin/").status_code == 404
    assert "An administrator can do this" in sales.get("/guide/own-data/").content.decode()


def test_the_practice_file_is_of_the_days_of_the_sample(tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    for lang in ("en", "zh"):
        path = tmp_path / f"{lang}.xlsx"
        path.write_bytes(practice_book(lang, date(2017, 12, 31)).getvalue())
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        assert len(rows) == 13
        assert {str(row[3])[:4] for row in rows[1:]} == {"2017", ""}


def test_every_exercise_has_words_and_what_it_quotes_stands_in_the_interface() -> None:
    for one in EXERCISES:
        assert one.title.zh
        assert one.address.startswith("/")
    for text in WORDS.values():
        for key in keys_of(text):
            assert words(key)
