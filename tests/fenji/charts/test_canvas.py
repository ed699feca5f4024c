"""The same picture on a page and on a screen: its own width, its own ground, its words beside it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fenji.charts.canvas import Canvas, canvas
from fenji.charts.chart import CHARTS
from fenji.charts.draw import draw
from fenji.result import Result
from tests.fenji.charts import test_segment_charts as segmented
from tests.sample_result import sample_result

LIGHT_PAPER = "#FFFFFF"


@pytest.fixture(scope="module")
def plain() -> Result:
    return sample_result(120)


@pytest.fixture
def result(request: pytest.FixtureRequest, plain: Result) -> Result:
    """The made-up shop; for charts of segments and cohorts one that has them."""
    asked = getattr(getattr(request.node, "callspec", None), "params", {}).get("name")
    return segmented.RESULT if asked in segmented.SEGMENTED else plain


def size(spec: dict[str, Any]) -> float:
    if spec["autosize"] == "none":
        return float(spec["width"])
    return float(spec["padding"]["left"] + spec["width"] + spec["padding"]["right"])


@pytest.mark.parametrize("name", list(CHARTS))
def test_a_chart_is_as_wide_as_the_place_it_is_drawn_for(result: Result, name: str) -> None:
    for width in (340, 480, 700, 1180):
        assert size(draw(result, name, "en", on=Canvas.screen(width)).spec) == pytest.approx(width)


@pytest.mark.parametrize("name", list(CHARTS))
def test_on_a_screen_the_words_stand_beside_the_plot_not_in_it(result: Result, name: str) -> None:
    paged, shown = draw(result, name, "zh").spec, draw(result, name, "zh", on=Canvas.screen(700)).spec
    assert shown["usermeta"]["title"] == paged["description"] == shown["description"]
    assert shown["usermeta"]["subtitle"]
    assert "usermeta" not in paged
    foot = f"评级批次 {result.run.id}"
    assert foot in json.dumps(paged, ensure_ascii=False)
    assert foot not in json.dumps(shown, ensure_ascii=False)


@pytest.mark.parametrize("name", list(CHARTS))
def test_on_a_dark_ground_nothing_is_drawn_for_white_paper(result: Result, name: str) -> None:
    def colours(spec: dict[str, Any]) -> str:
        return json.dumps(spec.get("config", {})) + json.dumps(spec.get("background", ""))

    dark = draw(result, name, "en", on=Canvas.screen(700, is_dark=True)).spec
    assert LIGHT_PAPER not in colours(dark)
    assert "transparent" in colours(dark)
    assert "#E8EBF0" in json.dumps(dark)  # the words are light
    assert "#E8EBF0" not in json.dumps(draw(result, name, "en", on=Canvas.screen(700)).spec)


def test_marks_say_their_figures_only_where_they_can_be_pointed_at(result: Result) -> None:
    shown = json.dumps(draw(result, "customers_by_tier", "en", on=Canvas.screen(700)).spec, ensure_ascii=False)
    assert '"hint": "VIP ·' in shown
    assert '"about": {"tier": "VIP"}' in shown
    assert '"tooltip"' in shown
    assert "hint" not in json.dumps(draw(result, "customers_by_tier", "en").spec)


def test_after_a_screen_a_page_is_a_page_again(result: Result) -> None:
    before = draw(result, "tier_share", "en").spec
    draw(result, "tier_share", "en", on=Canvas.screen(600, is_dark=True))
    assert canvas().is_page
    assert draw(result, "tier_share", "en").spec == before


@pytest.mark.parametrize(("asked", "given"), [(0, 340), (100_000, 2400), (733.4, 733.4)])
def test_a_width_that_no_screen_has_becomes_the_nearest_that_fits(asked: float, given: float) -> None:
    assert Canvas.screen(asked).width == given


def test_every_stream_says_whom_it_is_about_on_a_screen(result: Result) -> None:
    shown = draw(result, "moves_sankey", "en", on=Canvas.screen(700)).spec
    about = {row["name"]: row["values"][0]["about"] for row in shown["data"]}
    streams = [mark for mark in shown["marks"] if mark["type"] == "path"]
    moves = [{"previous_tier": before, "tier": after} for before, after, *_ in result.moves()]
    assert sorted(map(str, moves)) == sorted(str(about[mark["from"]["data"]]) for mark in streams)
    assert "data" not in draw(result, "moves_sankey", "en").spec
