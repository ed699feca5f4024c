"""The journey in the web: numbers found by the worker, cards assigned and moved, versions, nothing lost."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client, override_settings

from fenji.journeys.journey import usual_journey
from fenji.journeys.written import read_journey, read_text
from fenji.workspace.workspace import Workspace
from fenji.workspace.written_file import current, text_of, versions
from fenji_web.journey.forms import Draft
from fenji_web.journey.pages import boards
from fenji_web.runs.models import Job
from tests.fenji_web.jobs_done import jobs_done

SignIn = Callable[..., Client]
HOME = "/insights/journey/"
FILE = "journey.yaml"


@pytest.fixture(scope="module")
def folder(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded shop of this file's own."""
    place = tmp_path_factory.mktemp("journey") / "shop"
    shutil.copytree(shop, place, ignore=shutil.ignore_patterns("web", "exports"))
    return place


@pytest.fixture
def place(folder: Path) -> Iterator[Path]:
    """The web app serving that shop, whose journey nobody has written yet."""
    (folder / FILE).unlink(missing_ok=True)
    shutil.rmtree(folder / "versions", ignore_errors=True)
    with override_settings(FENJI_WORKSPACE=folder):
        yield folder


@pytest.fixture(scope="module")
def told(folder: Path) -> dict[str, Any]:
    """What `fenji journey` tells of all customers."""
    from fenji.journeys.facts import facts
    from fenji.workspace.walking import journey_of

    workspace = Workspace.open(folder)
    try:
        return facts(journey_of(workspace, workspace.result(scheme="value"), usual_journey()))
    finally:
        workspace.close()


def form(client: Client) -> dict[str, Any]:
    """Every field of the board as it would be sent."""
    page = client.get(f"{HOME}edit/").content.decode()
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is None or name[1] == "csrfmiddlewaretoken" or ("checkbox" in tag and "checked" not in tag):
            continue
        sent.setdefault(name[1], []).append(value[1] if value else "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)<', page):
        sent[name] = [text]
    for name, options in re.findall(r'<select[^>]*name="(p[^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = [chosen[1] if chosen else ""]
    return sent


def number(sent: dict[str, Any], key: str, line: str = "p") -> int:
    """Which line of the form a touchpoint or stage is."""
    return next(n for n in range(60) if sent.get(f"{line}{n}-key") == [key])


def test_the_map_shows_what_the_command_tells_and_a_request_never_finds_it(
    client_as: SignIn, place: Path, told: dict[str, Any]
) -> None:
    client = client_as("viewer")
    for _ in range(2):
        assert "columns" not in client.get(HOME).context
    assert Job.objects.filter(kind="walk_journey").count() == 1, "looked at twice, found once"
    jobs_done(place)
    page = client.get(HOME)
    shown = page.content.decode()
    for one in told["touchpoints"]:
        assert one["name_zh"] in shown
        assert f"{one['contacts']:,}" in shown, one["key"]
    assert [column["contacts"] for column in page.context["columns"]] == [one["contacts"] for one in told["stages"]]


def test_a_part_of_the_customers_has_a_map_of_its_own(client_as: SignIn, place: Path, told: dict[str, Any]) -> None:
    client = client_as("viewer")
    tier = told and client.get(HOME).context["groups"][0][1][0][0]
    client.get(f"{HOME}?of={tier}")
    jobs_done(place)
    part = client.get(f"{HOME}?of={tier}").context["told"]
    assert 0 < part["customers"] < told["customers"]
    assert part["events"] < told["events"]
    assert client.get(f"{HOME}?of=name=x").context["asked"] == "", "what is not offered is not asked"


def test_the_board_sent_as_it_stands_is_the_same_journey(client_as: SignIn, place: Path) -> None:
    client = client_as("analyst")
    client.get(HOME)
    jobs_done(place)
    assert client.post(f"{HOME}save/", form(client)).status_code == 302
    assert read_journey(place / FILE) == usual_journey()


def test_what_people_change_is_kept_as_a_version_and_notes_survive(client_as: SignIn, place: Path) -> None:
    client = client_as("analyst")
    client.get(HOME)
    jobs_done(place)
    sent = form(client)
    use = number(sent, "use", "s")
    sent |= {f"s{use}-owner": "王敏", f"s{use}-pains": "说明书太难\n回电太慢", "note": "加备注"}
    client.post(f"{HOME}save/", sent)
    sent = form(client)
    sent[f"p{number(sent, 'store')}-stage"] = "awareness"
    sent["do"] = "point-move:web:left"
    board = client.post(f"{HOME}board/", sent, headers={"HX-Request": "true"}).context["draft"]
    assert {one.key for one in board.points if one.stage == "awareness"} == {"campaign", "social", "store", "web"}
    del sent["do"]
    assert client.post(f"{HOME}save/", sent).status_code == 302
    kept = read_journey(place / FILE)
    assert kept.stage_of()["store"] == "awareness"
    assert [one.zh for one in kept.of("use").pains] == ["说明书太难", "回电太慢"]
    assert [(one.number, one.by, one.note) for one in versions(place, FILE)][-1] == (1, "analyst-zh", "加备注")
    compared = client.get(f"{HOME}versions/?from=1").content.decode()
    assert "触点 · 认知 · 到店" in compared
    client.post(f"{HOME}versions/1/restore/", {"digest": current(place, FILE).digest})
    assert read_journey(place / FILE).stage_of()["store"] == "consideration"
    assert client.get(f"{HOME}versions/1.yaml").content.decode() == current(place, FILE).text


def test_events_that_no_touchpoint_takes_are_offered_and_assigned(
    client_as: SignIn, place: Path, told: dict[str, Any]
) -> None:
    client = client_as("analyst")
    client.get(HOME)
    jobs_done(place)
    sent = form(client)
    lost = number(sent, "store")
    kinds = {row["kind"]: row["events"] for row in told["occurs"] if row["touchpoint"] == "store"}
    other = number(sent, "other")
    draft = {name: value for name, value in sent.items() if not re.match(rf"p({lost}|{other})-", name)}
    board = client.post(f"{HOME}board/", draft).context
    (row,) = [one for one in board["unassigned"] if one["value"] in kinds]
    assert row["events"] == sum(kinds.values())
    taken = {**draft, "do": f"take:{row['n']}", f"take-{row['n']}": "point:web"}
    after = client.post(f"{HOME}board/", taken).context
    assert row["value"] not in [one["value"] for one in after["unassigned"]]
    web = next(card for column in after["columns"] for card in column["cards"] if card["line"].key == "web")
    visits = sum(one["events"] for one in told["occurs"] if one["touchpoint"] in ("web", "store"))
    assert web["contacts"] == visits
    fresh = {**draft, "do": f"take:{row['n']}", f"take-{row['n']}": "stage:loyalty"}
    assert client.post(f"{HOME}board/", fresh).context["draft"].points[0].zh == row["value"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"s0-zh": "", "s0-en": ""}, "请填写每个阶段和触点的名称。"),
        ({"p3-zh": "长" * 61}, "文字长达 61 个字符"),
        ({"s1-pains": "长" * 10_000}, "文字长达"),
    ],
)
def test_a_mistake_brings_the_board_back_and_nothing_is_written(
    client_as: SignIn, place: Path, changed: dict[str, str], said: str
) -> None:
    client = client_as("analyst")
    answer = client.post(f"{HOME}save/", {**form(client), **changed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert current(place, FILE).text == ""


def test_two_people_who_save_at_once_see_what_differs_and_lose_nothing(client_as: SignIn, place: Path) -> None:
    mine, theirs = client_as("analyst"), client_as("administrator")
    (first, second) = (form(one) for one in (mine, theirs))
    use = number(first, "use", "s")
    theirs.post(f"{HOME}save/", {**second, f"s{use}-owner": "张三"})
    answer = mine.post(f"{HOME}save/", {**first, f"s{use}-owner": "李四"})
    assert answer.status_code == 409
    assert ("gone", "使用 · 负责人 · 张三") in answer.context["lines"]
    assert ("new", "使用 · 负责人 · 李四") in answer.context["lines"]
    assert read_journey(place / FILE).of("use").owner.zh == "张三"
    assert "administrator-zh" in answer.content.decode()
    mine.post(f"{HOME}save/", {"text": answer.context["text"], "digest": answer.context["digest"]})
    assert read_journey(place / FILE).of("use").owner.zh == "李四"
    assert [one.by for one in versions(place, FILE)] == ["analyst-zh", "administrator-zh"]


def test_whoever_takes_the_others_journey_keeps_their_own_as_a_version(client_as: SignIn, place: Path) -> None:
    mine, theirs = client_as("analyst"), client_as("administrator")
    (first, second) = (form(one) for one in (mine, theirs))
    use = number(first, "use", "s")
    theirs.post(f"{HOME}save/", {**second, f"s{use}-owner": "张三"})
    asked = mine.post(f"{HOME}save/", {**first, f"s{use}-owner": "李四"}).context
    sent = {"text": asked["text"], "digest": asked["digest"], "do": "theirs", "theirs": asked["theirs"].number}
    assert mine.post(f"{HOME}save/", sent).status_code == 302
    assert read_journey(place / FILE).of("use").owner.zh == "张三"
    assert "李四" in text_of(place, FILE, 2)


def test_a_file_is_imported_or_refused_with_its_lines(client_as: SignIn, place: Path) -> None:
    client = client_as("analyst")

    def bring(text: str) -> Any:
        file = SimpleUploadedFile("journey.yaml", text.encode())
        return client.post(f"{HOME}import/", {"file": file, "digest": current(place, FILE).digest})

    wrong = bring("annotations:\n  - {stage: nowhere}\n  - {stage: use, owner: a}\n  - {stage: use}\n")
    assert wrong.status_code == 422
    shown = wrong.content.decode()
    assert "journey.yaml line 2" in shown
    assert "journey.yaml line 4" in shown
    assert current(place, FILE).text == ""
    text = "annotations:\n  - {stage: use, owner: 王敏}\n"
    assert bring(text).status_code == 302
    assert read_text(current(place, FILE).text).of("use").owner.zh == "王敏"
    (place / FILE).write_text("stages: 5\n", "utf-8")
    assert "旅程文件无法读取" in client.get(HOME).content.decode()
    assert "旅程文件无法读取" in client.get(f"{HOME}edit/").content.decode()


def test_the_picture_of_the_board_is_drawn_before_it_is_saved(client_as: SignIn, place: Path) -> None:
    client = client_as("analyst")
    sent = form(client)
    sent[f"s{number(sent, 'use', 's')}-zh"] = "售后"
    client.post(f"{HOME}preview/", sent)
    jobs_done(place)
    answer = client.post(f"{HOME}preview/", sent)
    (address,) = re.findall(r'src="([^"]+\.png)"', answer.content.decode())
    picture = client.get(address)
    assert b"".join(picture.streaming_content).startswith(b"\x89PNG")  # type: ignore[attr-defined]
    assert current(place, FILE).text == ""


def test_who_may_not_edit_sees_the_map_and_no_way_to_change_it(client_as: SignIn, place: Path) -> None:
    client = client_as("viewer")
    assert f"{HOME}edit/" not in client.get(HOME).content.decode()
    for address in ("edit/", "preview/0.png"):
        assert client.get(HOME + address).status_code == 404
    for address in ("save/", "board/", "import/", "preview/", "versions/1/restore/"):
        assert client.post(HOME + address).status_code == 404


@pytest.mark.parametrize(
    ("act", "found"),
    [
        ("stage-add", ["awareness", "consideration", "purchase", "use", "loyalty", "stage_1"]),
        ("stage-move:use:left", ["awareness", "consideration", "use", "purchase", "loyalty"]),
        ("stage-drop:use", ["awareness", "consideration", "purchase", "loyalty"]),
        ("stage-move:awareness:left", ["awareness", "consideration", "purchase", "use", "loyalty"]),
        ("no-such:act", ["awareness", "consideration", "purchase", "use", "loyalty"]),
    ],
)
def test_stages_are_added_moved_and_removed_with_their_touchpoints(act: str, found: list[str]) -> None:
    draft = Draft.of(usual_journey(), "zh", digest="").changed(act, QueryDict(), [])
    assert [one.key for one in draft.stages] == found
    assert {one.stage for one in draft.points} <= set(found)
    assert len(draft.points) == len(usual_journey().touchpoints)


def test_cards_of_a_stage_are_asked_in_their_order() -> None:
    draft = Draft.of(usual_journey(), "zh", digest="")
    moved = draft.changed("point-move:other:up", QueryDict(), [])
    mates = [one.key for one in moved.points if one.stage == "consideration"]
    assert mates[-2:] == ["other", "follow_up"]
    assert boards.board(moved, moved.journey(usual_journey()), None)["count"] == 5
    assert [one.key for one in draft.changed("point-drop:other", QueryDict(), []).points][-1] == "referral"
