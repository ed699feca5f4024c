"""Own segments: conditions as a form, head-counts that the next grading confirms, files kept by the worker."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client, override_settings

from fenji.errors import FenjiError
from fenji.segments.by_rule import ByRule
from fenji.workspace.segment_writing import drop_own, keep_own, own_files
from fenji.workspace.workspace import Workspace
from fenji_web.own_segments import queries
from fenji_web.own_segments.forms import Draft
from fenji_web.runs.models import WAITING, Job
from fenji_web.runs.services import kind_of
from tests.fenji_web.reading import shown

SignIn = Callable[..., Client]
FORM = {
    "zh": "睡着的大客户", "en": "Sleeping giants", "advice": "致电", "match": "all", "digest": "",
    "g0": "all", "g0-r0": "figure:net_revenue", "g0-r0-operator": "at_least", "g0-r0-value": "2,000.50",
    "g0-r1": "field:kind", "g0-r1-operator": "is", "g0-r1-value": "person",
    "g1": "none", "g1-r0": "segment:stage", "g1-r0-operator": "is", "g1-r0-value": ["loyal", "active"],
    "g1-r1": "field:city", "g1-r1-operator": "unknown",
}  # fmt: skip
WHEN = {
    "all": [
        {"all": [{"metric": "net_revenue", "window": "$window", "at_least": "2000.50"},
                 {"field": "kind", "is": ["person"]}]},
        {"not": {"any": [{"segment": "stage", "is": ["loyal", "active"]}, {"field": "city", "is_known": False}]}},
    ]
}  # fmt: skip


@pytest.fixture
def place(shop: Path, tmp_path: Path) -> Iterator[Path]:
    """A graded shop whose segments may be changed freely."""
    folder = tmp_path / "shop"
    shutil.copytree(shop, folder, ignore=shutil.ignore_patterns("web", "exports"))
    with override_settings(FENJI_WORKSPACE=folder):
        yield folder


def over_the_run(place: Path, written: Any) -> Any:
    """The same conditions over the window of the run."""
    return json.loads(json.dumps(written).replace("$window", str(shown(place).run.window)))


def work(folder: Path) -> None:
    """Everything that was asked for is done."""
    for job in Job.objects.filter(state=WAITING).order_by("id"):
        workspace = Workspace.open(folder)
        try:
            kind_of(job.kind).work(workspace, job.arguments, lambda *_: None)
        finally:
            workspace.close()
        Job.objects.filter(pk=job.pk).update(state="done")


def count_of(page: str) -> str:
    found = re.search(r'class="own-count">([\d,]+)<', page)
    return found[1] if found else ""


def test_a_segment_made_in_the_form_has_as_many_customers_as_the_form_said(client_as: SignIn, place: Path) -> None:
    client = client_as("analyst", lang="en")
    live = client.post("/insights/segments/own/form/", FORM, headers={"HX-Request": "true"}).content.decode()
    said = count_of(live)
    assert int(said.replace(",", "")) > 0
    assert client.post("/insights/segments/own/save/", FORM).status_code == 302
    work(place)
    page = client.get("/insights/segments/own/").content.decode()
    assert "Sleeping giants" in page
    assert "New or changed since the last run" in page
    workspace = Workspace.open(place)
    before = shown(place).run
    result = workspace.grade("value", as_of=before.as_of)
    assert result.count(where={"睡着的大客户": "睡着的大客户"}) == int(said.replace(",", ""))
    workspace.close()
    graded = client.get("/insights/segments/own/").content.decode()
    assert "New or changed since the last run" not in graded
    link = re.search(r'href="(/customers/\?[^"]+)">' + re.escape(said) + "<", graded)
    assert link
    assert f'<span class="strong">{said} customer' in client.get(link[1]).content.decode()


def test_a_file_comes_back_as_the_form_it_was_made_from(client_as: SignIn, place: Path) -> None:
    client = client_as("analyst")
    client.post("/insights/segments/own/save/", FORM)
    work(place)
    own = own_files(place)["睡着的大客户"]
    assert own.segmentation == ByRule.model_validate(
        {
            "name": "睡着的大客户",
            "title": {"zh": "睡着的大客户", "en": "Sleeping giants"},
            "advice": "致电",
            "when": over_the_run(place, WHEN),
        }
    )
    page = client.get("/insights/segments/own/change/睡着的大客户/").content.decode()
    assert 'value="2000.5"' in page
    assert 'value="loyal" checked' in page
    changed = {**FORM, "digest": own.digest, "g0-r0-value": "100"}
    assert client.post("/insights/segments/own/change/睡着的大客户/save/", changed).status_code == 302
    work(place)
    (file,) = (place / "segments").glob("*.yaml")
    assert "'100'" in file.read_text("utf-8")


def test_two_people_changing_one_segment_lose_nothing(place: Path) -> None:
    workspace = Workspace.open(place)
    segment = ByRule.model_validate({"name": "big", "title": "Big", "when": {"metric": "net_revenue", "above": 5}})
    keep_own(workspace, segment, expected="")
    first = own_files(place)["big"].digest
    keep_own(workspace, segment.model_copy(update={"title": segment.title}), expected=first)
    with pytest.raises(FenjiError, match="somebody else"):
        keep_own(workspace, segment, expected="")
    with pytest.raises(FenjiError, match="somebody else"):
        drop_own(workspace, "big", expected="")
    drop_own(workspace, "big", expected=own_files(place)["big"].digest)
    assert own_files(place) == {}
    workspace.close()


def test_a_segment_that_others_rest_on_stays(place: Path) -> None:
    workspace = Workspace.open(place)
    for name, when in (("big", {"metric": "net_revenue", "above": 5}), ("both", {"segment": "big", "is": "big"})):
        keep_own(workspace, ByRule.model_validate({"name": name, "title": name, "when": when}), expected="")
    with pytest.raises(FenjiError, match="other segments rest on it: both"):
        drop_own(workspace, "big", expected=own_files(place)["big"].digest)
    ring = ByRule.model_validate({"name": "big", "title": "big", "when": {"segment": "both", "is": "both"}})
    before = own_files(place)["big"].path.read_text("utf-8")
    with pytest.raises(FenjiError):
        keep_own(workspace, ring, expected=own_files(place)["big"].digest)
    assert own_files(place)["big"].path.read_text("utf-8") == before
    workspace.close()


@pytest.mark.parametrize(("line", "said"), [
    ({"g0-r0-value": "many"}, "a number is needed here"),
    ({"g0-r0-value": "NaN"}, "a number is needed here"),
    ({"g0-r0": "figure:nothing"}, "choose what the condition is about"),
    ({"g1-r0-value": "none_such"}, "choose at least one"),
    ({"g0-r1": "field:registered_on", "g0-r1-operator": "within", "g0-r1-value": "-3"}, "whole number of days"),
    ({"g0-r1": "field:registered_on", "g0-r1-operator": "on_or_after", "g0-r1-value": "2024-13-01"}, "a day is needed"),
    ({"zh": "", "en": ""}, "give the segment a name"),
])  # fmt: skip
def test_what_is_wrong_is_said_beside_its_line(client_as: SignIn, place: Path, line: dict[str, str], said: str) -> None:
    answer = client_as("analyst", lang="en").post("/insights/segments/own/save/", {**FORM, **line})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Job.objects.filter(kind="save_segment").exists()
    assert not (place / "segments").exists()


def test_lines_and_groups_come_and_go(client_as: SignIn, place: Path) -> None:
    client = client_as("analyst", lang="en")

    def lines(do: str) -> list[str]:
        page = client.post("/insights/segments/own/form/", {**FORM, "do": do}).content.decode()
        return sorted(set(re.findall(r'<select class="input" id="(g\d-r\d)"', page)))

    assert lines("") == ["g0-r0", "g0-r1", "g1-r0", "g1-r1"]
    assert lines("line-0") == ["g0-r0", "g0-r1", "g0-r2", "g1-r0", "g1-r1"]
    assert lines("drop-1-0") == ["g0-r0", "g0-r1", "g1-r0"]
    assert lines("group") == ["g0-r0", "g0-r1", "g1-r0", "g1-r1", "g2-r0"]
    assert lines("drop-9-9") == lines("nonsense") == lines("")


def test_only_those_who_make_standards_make_segments(client_as: SignIn, place: Path) -> None:
    for role in ("viewer", "sales"):
        client = client_as(role)
        assert client.get("/insights/segments/own/").status_code == 200
        assert client.get("/insights/segments/own/new/").status_code == 404
        assert client.post("/insights/segments/own/save/", FORM).status_code == 404


def test_contact_data_is_asked_about_by_those_alone_who_may_see_it(client_as: SignIn, place: Path) -> None:
    analyst, administrator = (client_as(role).get("/insights/segments/own/new/").content.decode()
                              for role in ("analyst", "administrator"))  # fmt: skip
    assert "field:mobile" not in analyst
    assert "field:mobile" in administrator


CONDITIONS: list[dict[str, Any]] = [
    {"metric": "order_count", "window": "$window", "is": 0},
    {"metric": "recency_days", "at_most": 60},
    {"not": {"metric": "recency_days", "at_most": 60}},
    {"any": [{"field": "province", "is": ["上海市", "北京市"]}, {"field": "city", "contains": "州"}]},
    {"field": "registered_on", "within": "200 days"},
    {"field": "registered_on", "on_or_after": "2024-01-01"},
    {"field": "province", "is_not": "上海市"},
    {"field": "is_listed", "is": True},
    {"segment": "rfm_class", "is_not": ["important_value"]},
]


def test_every_kind_of_condition_counts_as_the_grading_does(place: Path) -> None:
    workspace = Workspace.open(place)
    segments = [ByRule.model_validate({"name": f"s{n}", "title": "s", "when": when})
                for n, when in enumerate(over_the_run(place, CONDITIONS))]  # fmt: skip
    for one in segments:
        keep_own(workspace, one, expected="")
    before = shown(place)
    counted = [queries.held_by(before, one.when) for one in segments]
    result = workspace.grade("value", as_of=before.run.as_of)
    expected = [result.count(where={one.name: one.name}) for one in segments]
    workspace.close()
    assert [None if one is None else sum(held.customers for held in one.values()) for one in counted] == expected
    assert all(count > 0 for count in expected[1:])


def test_what_the_newest_run_cannot_tell_is_not_counted(place: Path) -> None:
    rule = ByRule.model_validate(
        {"name": "s", "title": "s", "when": {"metric": "order_count", "window": "7 days", "is": 1}}
    )
    assert queries.held_by(shown(place), rule.when) is None


def test_a_file_that_says_more_than_the_form_can_is_left_alone(client_as: SignIn, place: Path) -> None:
    (place / "segments").mkdir()
    deep = "title: Deep\nwhen: {all: [{any: [{all: [{metric: net_revenue, above: 1}, {field: city, is: x}]}]}]}\n"
    (place / "segments" / "deep.yaml").write_text(deep, "utf-8")
    client = client_as("analyst", lang="en")
    assert "written by hand" in client.get("/insights/segments/own/change/deep/").content.decode()
    assert "Deep" in client.get("/insights/segments/own/").content.decode()


def test_a_draft_without_any_condition_has_one_empty_line() -> None:
    draft = Draft.read(QueryDict(""))
    assert len(draft.groups) == 1
    assert draft.changed("drop-0-0").groups == draft.groups
    assert replace(draft, name="x").written({})[0] is None
