"""Charts on the web: the same specs as the exports, for the reader's language, ground and width; pictures to keep."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client, override_settings

from fenji.charts.chart import CHARTS
from fenji.charts.draw import draw
from fenji.workspace.workspace import Workspace
from fenji_web.insights import pages
from fenji_web.ui import remembered
from fenji_web.ui.reading import Reading
from tests.fenji_web.reading import shown

SignIn = Callable[..., Client]


def test_the_gallery_has_a_place_for_every_chart(client_as: SignIn) -> None:
    page = client_as("viewer").get("/insights/").content.decode()
    for name in CHARTS:
        assert f'hx-get="/insights/charts/{name}/card/"' in page


def test_a_chart_that_nobody_ordered_stands_at_the_end() -> None:
    assert pages.chart_order(["concentration", "another", "tier_share"]) == ["tier_share", "concentration", "another"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", list(CHARTS))
def test_a_card_says_the_finding_of_its_chart(client_as: SignIn, shop: Path, name: str, lang: str) -> None:
    page = client_as("viewer", lang=lang).get(f"/insights/charts/{name}/card/").content.decode()
    finding = draw(shown(shop), name, lang).spec["description"]  # type: ignore[arg-type]
    assert f'<p class="finding">{finding}</p>' in page
    assert f'data-chart="/insights/charts/{name}/spec.json"' in page


def test_a_spec_is_as_wide_as_its_place_and_for_its_ground(client_as: SignIn) -> None:
    client = client_as("viewer", lang="en")
    light = client.get("/insights/charts/moves_sankey/spec.json?width=615&theme=light").json()
    dark = client.get("/insights/charts/moves_sankey/spec.json?width=900&theme=dark").json()
    assert (light["width"], dark["width"]) == (600, 900)
    assert "#E8EBF0" in json.dumps(dark)
    assert "#E8EBF0" not in json.dumps(light)


@pytest.mark.parametrize("width", ["", "wide", "-4", "1e99", "nan"])
def test_a_width_that_is_none_is_the_usual_one(client_as: SignIn, width: str) -> None:
    answer = client_as("viewer").get(f"/insights/charts/moves_sankey/spec.json?width={width}")
    assert (answer.status_code, answer.json()["width"]) == (200, 720)


def test_what_cannot_be_drawn_says_why(client_as: SignIn, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remembered._KEPT.clear()
    monkeypatch.setattr(Reading, "result", replace(shown(shop), previous=None, gone=None))
    client = client_as("sales", lang="en")
    why = "there is no previous run of this scheme to compare with"
    assert why in client.get("/insights/charts/moves_sankey/card/").content.decode()
    assert client.get("/insights/charts/moves_sankey/spec.json").status_code == 422
    page = client.get("/insights/charts/moves_sankey/").content.decode()
    assert why in page
    assert "picture.png" not in page
    assert client.get("/insights/charts/moves_sankey/picture.png").status_code == 422


@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("pdf", b"%PDF")])
def test_a_picture_to_keep_is_a_page_with_its_run_on_it(client_as: SignIn, shop: Path, kind: str, start: bytes) -> None:
    run = shown(shop).run.id
    answer = client_as("sales").get(f"/insights/charts/moves_sankey/picture.{kind}")
    assert answer.content.startswith(start)
    assert answer["Content-Disposition"] == f'attachment; filename="moves_sankey-{run}-zh.{kind}"'
    if kind == "svg":
        assert run in answer.content.decode()


def test_pictures_are_for_those_who_may_export(client_as: SignIn) -> None:
    viewer, analyst = client_as("viewer"), client_as("analyst")
    assert viewer.get("/insights/charts/tier_share/picture.png").status_code == 404
    assert "picture.png" not in viewer.get("/insights/charts/tier_share/").content.decode()
    assert "picture.png" in analyst.get("/insights/charts/tier_share/").content.decode()


@pytest.mark.parametrize(
    "path", ["charts/none/", "charts/none/card/", "charts/none/spec.json", "charts/none/picture.png",
             "charts/tier_share/picture.exe", "segments/none/"]
)  # fmt: skip
def test_what_does_not_exist_is_not_found(client_as: SignIn, path: str) -> None:
    assert client_as("administrator").get(f"/insights/{path}").status_code == 404


def test_before_the_first_grading_the_pages_say_what_to_do(client_as: SignIn, tmp_path: Path) -> None:
    Workspace.create(tmp_path / "new").close()
    with override_settings(FENJI_WORKSPACE=tmp_path / "new"):
        client = client_as("viewer", lang="en")
        assert "No charts yet" in client.get("/insights/").content.decode()
        assert "No segments yet" in client.get("/insights/segments/").content.decode()
        assert client.get("/insights/charts/tier_share/spec.json").status_code == 404
        assert client.get("/insights/charts/tier_share/").status_code == 404
