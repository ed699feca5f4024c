"""The strategy's editor: typed words are drawn, mistakes stand beside fields, saves are versions, nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from fenji.pictures.strategy_file import read_strategy
from fenji.workspace.picture_evidence import KEPT, kept_evidence, strategy_preview
from fenji.workspace.picturing import company_of, strategy_sheet
from fenji.workspace.workspace import Workspace
from fenji.workspace.written_file import current, text_of, versions
from fenji_web.runs.models import Job
from fenji_web.strategy.services import evidence_folder
from tests.fenji_web.jobs_done import jobs_done
from tests.fenji_web.reading import shown

SignIn = Callable[..., Client]
HOME = "/insights/pictures/strategy/edit/"
FILE = "strategy.yaml"
FORM: dict[str, Any] = {
    "title-zh": "战略", "title-en": "Strategy", "colour": "", "logo": "",
    "goal-zh": ["更多贵宾", "", "更多复购"], "goal-en": ["More VIPs", "", ""],
    "goal-measure": ["top_tier_customers", "", "repurchase_rate"], "goal-target": ["1,400,000", "", "12%"],
    "goal-by": ["2026-12-31", "", ""],
    "promise-tier": ["VIP", "regular", "potential"], "promise-zh": ["", "月度优惠券", ""], "promise-en": ["", "", ""],
    "action-tier": ["VIP", "VIP"], "action-zh": ["致电", ""], "action-en": ["Call", ""],
    "action-owner-zh": ["李梅", ""], "action-owner-en": ["", ""], "action-due": ["2026-06-30", ""],
    "aim-measure": ["satisfaction"], "aim-target": ["80"], "practice-zh": ["先听后说"], "practice-en": [""],
    "segments": ["stage", "", ""], "preview-size": "a3", "preview-lang": "zh",
}  # fmt: skip
WRITTEN = """title: {zh: 战略, en: Strategy}
goals:
- say: {zh: 更多贵宾, en: More VIPs}
  measure: top_tier_customers
  target: 1400000
  by: '2026-12-31'
- say: 更多复购
  measure: repurchase_rate
  target: 0.12
actions:
- tier: VIP
  what: {zh: 致电, en: Call}
  owner: 李梅
  due: '2026-06-30'
evaluation:
- measure: satisfaction
  target: 80
practices:
- 先听后说
promises:
  regular: 月度优惠券
segments:
- stage
"""


@pytest.fixture(scope="module")
def folder(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded shop of this file's own."""
    place = tmp_path_factory.mktemp("strategy") / "shop"
    shutil.copytree(shop, place, ignore=shutil.ignore_patterns("web", "exports"))
    return place


@pytest.fixture
def place(folder: Path) -> Iterator[Path]:
    """The web app serving that shop, whose strategy nobody has written yet."""
    (folder / FILE).unlink(missing_ok=True)
    shutil.rmtree(folder / "versions", ignore_errors=True)
    with override_settings(FENJI_WORKSPACE=folder):
        yield folder


def saved(client: Client, place: Path, **other: Any) -> int:
    """The status of saving the form as it stands, begun from the newest version."""
    sent = {**FORM, "digest": current(place, FILE).digest, **other}
    return client.post(f"{HOME}save/", sent).status_code


def test_what_is_typed_becomes_the_file_and_the_form_shows_it_again(client_as: SignIn, place: Path) -> None:
    client = client_as("analyst")
    assert saved(client, place, note="第一版") == 302
    assert current(place, FILE).text == WRITTEN
    tiers = [tier.key for tier in shown(place).scheme.scheme.tiers]
    assert read_strategy(place / FILE, tiers).goals[1].target is not None
    page = client.get(HOME).content.decode()
    for value in ("更多贵宾", "More VIPs", "1400000", "0.12", "2026-12-31", "月度优惠券", "李梅", "先听后说"):
        assert f'value="{value}"' in page, value
    assert saved(client, place) == 302
    assert [(one.number, one.by, one.note) for one in versions(place, FILE)] == [(1, "analyst-zh", "第一版")]


@pytest.mark.parametrize(
    ("changed", "field", "row", "said"),
    [
        ({"goal-target": ["many", "", "12%"]}, "goal-target", 0, "This is not a number. Write 500, 1,400,000 or 12%."),
        ({"goal-measure": ["top_tier_customers", "", "repurchase"]}, "goal-measure", 2, "repurchase_rate"),
        ({"goal-zh": ["更多贵宾", "", ""]}, "goal-zh", 2, "'say' is missing"),
        ({"goal-measure": ["", "", "repurchase_rate"]}, "goal-target", 0, "without the measure"),
        ({"action-tier": ["V1P", "VIP"]}, "action-tier", 0, "Did you mean 'VIP'?"),
        ({"aim-measure": ["likes"]}, "aim-measure", 0, "no measure 'likes'"),
        ({"colour": "blue"}, "colour", 0, "This is no colour. Write it as #1F5AA6."),
        ({"logo": "../other.png"}, "logo", 0, "somewhere else"),
        ({"practice-zh": list("abcdefg"), "practice-en": [""] * 7}, "practice-zh", 6, "More than 6"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_nothing_is_saved(
    client_as: SignIn, place: Path, changed: dict[str, Any], field: str, row: int, said: str
) -> None:
    client = client_as("analyst", lang="en")
    answer = client.post(f"{HOME}preview/", {**FORM, **changed}).json()
    (mistake,) = answer["mistakes"]
    assert (mistake["field"], mistake["row"]) == (field, row)
    assert said in mistake["said"]
    assert saved(client, place, **changed) == 422
    assert not (place / FILE).exists()


def test_the_preview_is_the_picture_that_saving_would_give_and_counts_only_once(
    client_as: SignIn, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_as("analyst")
    state = client.post(f"{HOME}preview/", FORM).json()
    assert state["state"] == "drawing"
    jobs_done(place)
    state = client.get(state["next"]).json()
    assert client.get(state["url"]).getvalue().startswith(b"\x89PNG")
    assert not Job.objects.filter(kind="strategy_preview").exists()
    assert client.post(f"{HOME}preview/", FORM).json()["state"] == "drawn"

    def refuse(*_: object) -> None:
        raise AssertionError("the numbers were counted again")

    monkeypatch.setattr("fenji.workspace.picture_evidence.evidence", refuse)
    state = client.post(f"{HOME}preview/", {**FORM, "title-zh": "新战略"}).json()
    jobs_done(place)
    assert client.get(state["next"]).json()["state"] == "drawn"


def test_the_sheet_drawn_from_kept_evidence_is_the_sheet_of_the_command(place: Path) -> None:
    (place / FILE).write_text(WRITTEN, "utf-8")
    workspace = Workspace.open(place)
    try:
        result = workspace.result()
        kept = evidence_folder(place)  # counted by the preview before, else here
        for mine in kept.glob("*.json"):
            mine.unlink()
        kept.mkdir(exist_ok=True)
        for n in range(30):
            (kept / f"old-{n}.json").write_text("{}")
        known = kept_evidence(workspace, result, kept) and kept_evidence(workspace, result, kept)
        assert len(list(kept.glob("*.json"))) == KEPT
        written = read_strategy(place / FILE, [tier.key for tier in result.scheme.scheme.tiers])
        again = strategy_preview(workspace, known, written, company_of(workspace, result), lang="en")
        assert again.facts == strategy_sheet(workspace, result, lang="en").facts
    finally:
        workspace.close()


def test_words_that_do_not_fit_are_refused_in_the_preview(client_as: SignIn, place: Path) -> None:
    client = client_as("analyst", lang="en")
    sent = {**FORM, "practice-zh": [f"{n}{'很长的做法' * 58}" for n in range(6)], "practice-en": [""] * 6}
    state = client.post(f"{HOME}preview/", sent).json()
    assert state["mistakes"] == []
    jobs_done(place)
    state = client.get(state["next"]).json()
    assert (state["state"], "Shorten" in state.get("fix", "")) == ("refused", True)
    assert [(one["field"], one["row"]) for one in state["fields"]] == [("practice-zh", n) for n in range(6)]


def test_two_people_editing_are_told_and_both_texts_are_kept(client_as: SignIn, place: Path) -> None:
    first, second = client_as("analyst", lang="en"), client_as("administrator", lang="en")
    assert saved(first, place) == 302
    began = current(place, FILE).digest
    assert saved(second, place, **{"title-en": "Theirs"}) == 302
    theirs = current(place, FILE)
    answer = first.post(f"{HOME}save/", {**FORM, "title-en": "Mine", "digest": began})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "administrator-en has saved version 2 meanwhile" in page
    assert "Title: “Strategy” is now “Theirs”" in page
    assert "Title: “Theirs” is now “Mine”" in page
    assert 'value="Mine"' in page
    assert current(place, FILE) == theirs
    again = {**FORM, "title-en": "Mine", "digest": theirs.digest, "theirs": "2", "do": "theirs"}
    assert first.post(f"{HOME}save/", again).status_code == 302
    assert current(place, FILE).text == theirs.text
    assert "Mine" in text_of(place, FILE, 3)
    assert [one.number for one in versions(place, FILE)] == [4, 3, 2, 1]


def test_versions_are_listed_compared_and_restored(client_as: SignIn, place: Path) -> None:
    client, viewer = client_as("analyst", lang="en"), client_as("viewer", lang="en")
    saved(client, place)
    saved(client, place, **{"goal-target": ["500", "", "12%"], "practice-zh": [""]}, note="fewer")
    page = viewer.get(f"{HOME}versions/").content.decode()
    assert "Goal 1, target: “1400000” is now “500”" in page
    assert "Best practice 1: removed “先听后说”" in page
    assert "fewer" in page
    assert "Restore" not in page
    compared = client.get(f"{HOME}versions/?from=2&to=1").content.decode()
    assert "Goal 1, target: “500” is now “1400000”" in compared
    digest = current(place, FILE).digest
    assert viewer.post(f"{HOME}versions/1/restore/", {"digest": digest}).status_code == 404
    assert client.post(f"{HOME}versions/1/restore/", {"digest": digest}).status_code == 302
    assert current(place, FILE).text == WRITTEN
    assert client.post(f"{HOME}versions/2/restore/", {"digest": digest}).status_code == 422
    assert client.get(f"{HOME}versions/1.yaml").content.decode() == WRITTEN


def test_yaml_goes_in_and_out_with_its_comments_and_a_mistake_names_its_line(client_as: SignIn, place: Path) -> None:
    client = client_as("analyst", lang="en")
    text = "# ours\ntitle: {zh: 战略, en: Plan}\ngoals:\n- say: 更多\n  measure: custmers\n"
    answer = client.post(f"{HOME}save/", {"text": text, "digest": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 5: there is no measure &#x27;custmers&#x27;" in page
    assert "Did you mean &#x27;customers&#x27;?" in page
    right = text.replace("custmers", "customers")
    assert client.post(f"{HOME}save/", {"text": right, "digest": ""}).status_code == 302
    assert client.get(f"{HOME}strategy.yaml").content.decode() == right
    assert 'value="Plan"' in client.get(HOME).content.decode()
    (place / FILE).write_text(text, "utf-8")
    by_hand = client.get(HOME).content.decode()
    assert "Line 5" in by_hand
    assert "# ours" in by_hand
    assert client.post(f"{HOME}preview/", {"text": "logo: /etc/x.png\n"}).json()["mistakes"][0]["field"] == "text"


def test_only_those_who_edit_standards_edit_the_strategy(client_as: SignIn, place: Path) -> None:
    for role in ("viewer", "sales", "approver", "steward"):
        client = client_as(role)
        assert client.get(HOME).status_code == 404
        assert client.post(f"{HOME}save/", FORM).status_code == 404
        assert client.post(f"{HOME}preview/", FORM).status_code == 404
