"""Own maps: drawn and checked while they change, gaps and overlaps with head-counts, kept only when complete."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.http import QueryDict
from django.test import Client, override_settings

from fenji.segments.rfm_named import rfm_named
from fenji.workspace.segment_writing import own_files
from fenji.workspace.workspace import Workspace
from fenji_web.runs.models import WAITING, Job
from fenji_web.runs.services import kind_of
from fenji_web.segment_map.forms import MapDraft
from tests.fenji_web.reading import shown

SignIn = Callable[..., Client]
HALVES = {
    "zh": "两半", "en": "Halves", "a0-zh": "近期", "a0-en": "Recent", "a0-r-from": "4", "a0-r-to": "5",
    "a0-f-from": "1", "a0-f-to": "5", "a1-zh": "早前", "a1-en": "Earlier", "a1-r-from": "1", "a1-r-to": "3",
    "a1-f-from": "1", "a1-f-to": "5", "digest": "",
}  # fmt: skip


@pytest.fixture
def place(shop: Path, tmp_path: Path) -> Iterator[Path]:
    """A graded shop whose maps may be changed freely."""
    folder = tmp_path / "shop"
    shutil.copytree(shop, folder, ignore=shutil.ignore_patterns("web", "exports"))
    with override_settings(FENJI_WORKSPACE=folder):
        yield folder


def work(folder: Path) -> None:
    for job in Job.objects.filter(state=WAITING).order_by("id"):
        workspace = Workspace.open(folder)
        try:
            result = kind_of(job.kind).work(workspace, job.arguments, lambda *_: None)
        finally:
            workspace.close()
        Job.objects.filter(pk=job.pk).update(state="done", result=result)


def test_a_map_begins_as_the_ten_with_customers_counted_by_cell(client_as: SignIn, place: Path) -> None:
    client = client_as("analyst", lang="en")
    assert "Counting customers by cell" in client.get("/insights/segments/map/new/").content.decode()
    client.get("/insights/segments/map/new/")
    assert Job.objects.filter(kind="count_cells").count() == 1
    work(place)
    page = client.get("/insights/segments/map/new/").content.decode()
    counts = [int(n.replace(",", "")) for n in re.findall(r'map-heads">([\d,]+)<', page)]
    assert len(counts) == 25
    known = sum(n for (key,), n, _ in shown(place).counts("rfm_segment") if key is not None)
    assert sum(counts) == known
    assert "Every cell belongs to exactly one segment." in page
    assert "Can&#x27;t lose them" in page


def test_gaps_and_overlaps_are_said_with_their_customers_and_not_kept(client_as: SignIn, place: Path) -> None:
    client = client_as("analyst", lang="en")
    client.get("/insights/segments/map/new/")
    work(place)
    gap = {**HALVES, "a0-r-from": "5"}
    page = client.post("/insights/segments/map/form/", gap, headers={"HX-Request": "true"}).content.decode()
    assert re.search(
        r"5 cells belong to no segment: R4F1, R4F2, R4F3, R4F4, R4F5; [\d,]+ customers? (is|are) there", page
    )
    assert page.count('class="gap"') == 5
    overlap = {**HALVES, "a1-r-to": "4"}
    page = client.post("/insights/segments/map/form/", overlap).content.decode()
    assert "belong to Recent and Earlier at once" in page
    for wrong in (gap, overlap, {**HALVES, "zh": "", "en": ""}, {**HALVES, "a0-zh": "", "a0-en": ""}):
        assert client.post("/insights/segments/map/save/", wrong).status_code == 422
    assert not Job.objects.filter(kind="save_segment").exists()
    assert "no segment" not in client.post("/insights/segments/map/form/", {**gap, "rest": "其他"}).content.decode()


def test_a_map_is_kept_graded_shown_changed_and_taken_away(client_as: SignIn, place: Path) -> None:
    client = client_as("analyst", lang="en")
    assert client.post("/insights/segments/map/save/", HALVES).status_code == 302
    work(place)
    own = own_files(place)["Halves"]
    workspace = Workspace.open(place)
    result = workspace.grade("value", as_of=shown(place).run.as_of)
    counts = {key: n for (key,), n, _ in result.counts("Halves")}
    workspace.close()
    assert set(counts) - {None} == {"recent", "earlier"}
    page = client.get("/insights/segments/Halves/").content.decode()
    assert f'href="/customers/?Halves=recent">{counts["recent"]:,}</a>' in page
    assert "/insights/segments/map/change/Halves/" in page
    changed = {**HALVES, "digest": own.digest, "a0-key": "recent", "a1-key": "earlier", "a0-en": "Fresh"}
    assert client.post("/insights/segments/map/change/Halves/save/", changed).status_code == 302
    work(place)
    assert own_files(place)["Halves"].segmentation.segments()[0].name.en == "Fresh"
    assert own_files(place)["Halves"].segmentation.segments()[0].key == "recent"
    client.post("/insights/segments/own/change/Halves/remove/", {"digest": own_files(place)["Halves"].digest})
    work(place)
    assert own_files(place) == {}


def test_the_form_of_a_map_writes_the_same_map() -> None:
    draft = MapDraft.of(rfm_named())
    assert draft is not None
    again = type(rfm_named()).model_validate(draft.written("rfm_segment"))
    assert [(one.key, one.r, one.f) for one in again.areas] == [(one.key, one.r, one.f) for one in rfm_named().areas]
    assert MapDraft.of(rfm_named().model_copy(update={"money": rfm_named().recency})) is None


def test_areas_come_and_go_and_turned_spans_are_put_right() -> None:
    draft = MapDraft.read(QueryDict("a0-zh=x&a0-r-from=5&a0-r-to=2&a0-f-from=99&a1-zh=y"))
    assert draft.areas[0].recency == (2, 5)
    assert draft.areas[0].frequency == (1, 5)
    assert [len(draft.changed(do).areas) for do in ("area", "drop-0", "drop-7", "nonsense")] == [3, 1, 2, 2]
    assert draft.changed("drop-0").changed("drop-0").areas == draft.changed("drop-0").areas


def test_maps_are_for_those_who_make_standards(client_as: SignIn, place: Path) -> None:
    assert client_as("viewer").get("/insights/segments/map/new/").status_code == 404
    assert client_as("analyst").get("/insights/segments/map/change/none/").status_code == 404
    assert "/insights/segments/map/new/" not in client_as("viewer").get("/insights/segments/own/").content.decode()
