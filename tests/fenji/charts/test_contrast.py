"""Words and marks are seen: 4.5 : 1 and 3 : 1 on light paper and on a dark screen, in every chart."""

from __future__ import annotations

import pytest

from fenji.charts.canvas import PAGE, Canvas
from fenji.charts.chart import CHARTS
from fenji.charts.draw import draw, draw_chart
from fenji.charts.own.drawn import as_chart
from fenji.ink.colours import contrast
from tests.fenji.charts import test_segment_charts as segmented
from tests.fenji.charts.contrast import unseen
from tests.fenji.charts.own.kinds import KINDS, own
from tests.sample_result import sample_result

PLAIN = sample_result(120)
GROUNDS = [(PAGE, "#FFFFFF"), (Canvas.screen(700, is_dark=True), "#191D24")]


@pytest.mark.parametrize(("on", "ground"), GROUNDS, ids=["page", "dark"])
@pytest.mark.parametrize("name", list(CHARTS))
def test_every_word_and_mark_of_a_chart_is_seen(name: str, on: Canvas, ground: str) -> None:
    result = segmented.RESULT if name in segmented.SEGMENTED else PLAIN
    assert unseen(draw(result, name, "en", on=on), ground) == []


@pytest.mark.parametrize(("on", "ground"), GROUNDS, ids=["page", "dark"])
@pytest.mark.parametrize("name", list(KINDS))
def test_every_word_and_mark_of_an_own_chart_is_seen(name: str, on: Canvas, ground: str) -> None:
    assert unseen(draw_chart(PLAIN, as_chart(name, own(name)), "zh", on=on), ground) == []


def test_the_check_finds_what_is_not_seen() -> None:
    light = draw(PLAIN, "amount_by_tier", "en", on=Canvas.screen(700))
    assert any(found.startswith("mark") for found in unseen(light, "#D98200"))
    assert any(found.startswith("'") for found in unseen(light, "#555555"))
    assert contrast("#D98200", "#FFFFFF") < 3
