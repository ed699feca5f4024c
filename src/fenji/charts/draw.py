"""A result and the name of a chart become a drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.charts.canvas import PAGE, Canvas, drawn_on
from fenji.charts.chart import CHARTS, Chart, Drawing
from fenji.language import Language

if TYPE_CHECKING:
    from fenji.result import Result


def draw(result: Result, name: str, lang: Language = "zh", *, on: Canvas = PAGE) -> Drawing:
    """One picture of a run's graded customers, its title the finding in words.

    `name` is one of `CHARTS`; an unknown name is an error with the nearest guess. What cannot be drawn honestly
    (moves without a previous run, tiers when nobody could be graded) is a DrawError that says what to do. `on`: a
    page of its own, or a place on a screen, whose width and ground the same picture is drawn for.
    """
    return draw_chart(result, CHARTS.get(name, where="draw"), lang, on=on)


def draw_chart(result: Result, chart: Chart, lang: Language = "zh", *, on: Canvas = PAGE) -> Drawing:
    """The same of a chart at hand, which need not be one of `CHARTS`."""
    with drawn_on(on):
        return Drawing(chart.name, chart.spec(result, lang))
