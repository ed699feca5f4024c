"""Pictures of a run in the web: drawn by the worker, shown, narrowed, downloaded, refused in three parts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.http import QueryDict
from django.test import Client, override_settings

from fenji_web.pictures.forms import Asked
from fenji_web.pictures.services import INDEX, NAMES, remove_old_sets
from fenji_web.runs.models import WAITING, Job
from tests.fenji_web.jobs_done import jobs_done
from tests.fenji_web.reading import shown

SignIn = Callable[..., Client]
HOME = "/insights/pictures/"


@pytest.fixture(scope="module")
def folder(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded shop with what its owner wrote; what is drawn there once is there for all tests."""
    place = tmp_path_factory.mktemp("pictures") / "shop"
    shutil.copytree(shop, place, ignore=shutil.ignore_patterns("web", "exports"))
    return place


@pytest.fixture
def place(folder: Path) -> Iterator[Path]:
    """The web app serving that shop."""
    with override_settings(FENJI_WORKSPACE=folder):
        yield folder


def drawn(client: Client, place: Path, query: str = "?size=a3&language=zh") -> str:
    """The gallery with its pictures drawn."""
    if "is-waiting" in client.get(HOME + query).content.decode():
        client.post(f"{HOME}draw/{query}")
        assert [job.error for job in jobs_done(place)] == [None]
    return client.get(HOME + query).content.decode()


@contextmanager
def written(place: Path, text: str) -> Iterator[None]:
    """A strategy that somebody wrote, as long as the block runs."""
    path = place / "strategy.yaml"
    was = path.read_bytes() if path.is_file() else None
    path.write_text(text, "utf-8")
    yield
    path.unlink() if was is None else path.write_bytes(was)


def test_the_gallery_asks_the_worker_once_and_then_shows_every_picture(client_as: SignIn, place: Path) -> None:
    client = client_as("administrator")
    first = client.get(HOME).content.decode()
    assert 'hx-trigger="load, submit"' in first
    assert first.count("is-waiting") == len(NAMES)
    page = drawn(client, place)
    assert not Job.objects.filter(state=WAITING).exists()
    for name in NAMES:
        assert f"{HOME}{name}/shown.png" in page, name
        assert client.get(f"{HOME}{name}/shown.png?size=a3&language=zh").getvalue().startswith(b"\x89PNG")
        large = client.get(f"{HOME}{name}/?size=a3&language=zh").content.decode()
        assert f"{HOME}{name}/shown.svg" in large
    assert "/insights/pictures/strategy/edit/" in page


def test_a_picture_is_downloaded_in_every_form_by_those_who_may_export(client_as: SignIn, place: Path) -> None:
    sales, viewer = client_as("sales"), client_as("viewer")
    drawn(sales, place)
    starts = {"pdf": b"%PDF", "png": b"\x89PNG", "svg": b"<svg"}
    for form, start in starts.items():
        answer = sales.get(f"{HOME}tiers/file.{form}?size=a3&language=zh")
        assert answer.getvalue().startswith(start)
        run = shown(place).run.id
        assert f'filename="{run}-tiers-a3-zh.{form}"' in answer["Content-Disposition"]
        assert viewer.get(f"{HOME}tiers/file.{form}?size=a3&language=zh").status_code == 404
    assert viewer.get(f"{HOME}tiers/?size=a3&language=zh").status_code == 200
    assert sales.get(f"{HOME}nothing/file.pdf").status_code == 404
    assert sales.get(f"{HOME}tiers/file.exe").status_code == 404


def test_narrowed_pictures_are_there_and_those_that_cannot_be_drawn_say_why_and_what_to_do(
    client_as: SignIn, place: Path
) -> None:
    client = client_as("administrator", lang="en")
    province = next(key for (key,), _, _ in shown(place).counts("province") if key)
    query = f"?size=16:9&language=en&province={province}"
    with written(place, "practices:\n" + f"  - {'endless ' * 36}\n" * 6):
        page = drawn(client, place, query)
        assert f'<option value="{province}" selected>' in page
        assert f"{HOME}tiers/shown.png" in page
        picture = client.get(f"{HOME}tiers/shown.svg{query}").getvalue()
        assert picture.startswith(b"<svg")
        assert f"{HOME}strategy/shown.png" not in page
        assert "words do not fit" in page
        assert "Shorten them" in page
        assert client.get(f"{HOME}strategy/shown.svg{query}").status_code == 404
    assert client.get(f"{HOME}tiers/shown.svg?size=16:9&language=en&province=x").status_code == 404


def test_another_language_size_person_or_word_is_another_set(client_as: SignIn, place: Path) -> None:
    client = client_as("administrator")
    drawn(client, place)
    assert "is-waiting" not in client.get(f"{HOME}?size=a3&language=zh").content.decode()
    assert "is-waiting" in client.get(f"{HOME}?size=a3&language=en").content.decode()
    with written(place, "title: 战略\n"):
        assert "is-waiting" in client.get(f"{HOME}?size=a3&language=zh").content.decode()
    assert "is-waiting" not in client.get(f"{HOME}?size=a3&language=zh").content.decode()


def test_only_what_is_offered_can_be_asked_for() -> None:
    sent = QueryDict("size=a0&language=fr&mobile=13800000000&province=浙江&owner=王芳")
    asked = Asked.read(sent, run="r", lang="zh", choices={"province": ["浙江"], "owner": ["李梅"]}, is_masked=True)
    assert (asked.size, asked.lang, asked.where) == ("a3", "zh", (("province", "浙江"),))


def test_a_picture_opened_by_itself_runs_nothing_whatever_names_stand_in_it(client_as: SignIn, place: Path) -> None:
    client = client_as("administrator")
    with written(place, "title: <script>alert(1)</script>\ncompany: '</text><script>'\n"):
        drawn(client, place)
        answer = client.get(f"{HOME}strategy/shown.svg?size=a3&language=zh")
        assert b"<script" not in answer.getvalue()
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/svg+xml", "nosniff")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_who_may_only_look_cannot_fill_the_queue(client_as: SignIn, place: Path) -> None:
    client, other = client_as("viewer"), client_as("analyst")
    other.post(f"{HOME}draw/?size=a3")
    values = [key for (key,), _, _ in shown(place).counts("province") if key]
    for value in values[:7]:
        client.post(f"{HOME}draw/?size=a3&province={value}")
    mine = Job.objects.filter(kind="pictures", created_by=client.person, state=WAITING)
    assert [job.arguments["where"]["province"] for job in mine.order_by("id")] == values[3:7]
    assert Job.objects.filter(created_by=other.person, state=WAITING).count() == 1


def test_the_oldest_sets_make_room_and_previews_stay(tmp_path: Path) -> None:
    (tmp_path / "previews").mkdir()
    for n in range(3):
        made = tmp_path / f"set{n}"
        made.mkdir()
        (made / INDEX).write_text("{}", "utf-8")
        os.utime(made, (n, n))
    remove_old_sets(tmp_path, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["previews", "set1", "set2"]
