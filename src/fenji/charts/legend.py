"""A legend of tiers in rows above the plot: shape, colour and name, as many in a row as have room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fenji.charts import theme
from fenji.charts.frame import Box, Item, Words, altair_words
from fenji.charts.tiers import Look
from fenji.ink.words import shorten, width_of

ROW = 26
LONGEST = 420


def legend_height(looks: Sequence[Look]) -> float:
    """The height the legend takes, with the space under it."""
    return (_places(looks)[-1][1] + ROW) + 14 if looks else 0


def legend(looks: Sequence[Look], *, left: float = 0, top: float = 0) -> list[Any]:
    """Altair layers of the legend, its upper left corner there."""
    import altair as alt

    layers: list[Any] = []
    for look, (x, y, name) in zip(looks, _places(looks), strict=True):
        rows = alt.InlineData(values=[{"one": 1}])
        mark = alt.Chart(rows).mark_point(
            filled=True,
            shape=theme.symbol_path(look.shape),
            size=90,
            fill=look.colour,
            stroke=look.edge,
            strokeWidth=1,
            opacity=1,
        )
        layers.append(mark.encode(x=alt.value(left + x + 6), y=alt.value(top + y + 8)))
        layers += altair_words([Words(left + x + 20, top + y + 13, name, theme.LABEL)])
    return layers


def legend_row(entries: Sequence[tuple[str, str]], x: float, y: float) -> list[Item]:
    """Squares of colour, each with its words, in one row from there."""
    items: list[Item] = []
    for colour, words in entries:
        items += [Box(x, y, 13, 13, theme.legible(colour), radius=3), Words(x + 20, y + 12, words, 13)]
        x += 20 + width_of(words, 13) + 26
    return items


def _places(looks: Sequence[Look]) -> list[tuple[float, float, str]]:
    found: list[tuple[float, float, str]] = []
    x = y = 0.0
    for look in looks:
        name = shorten(look.name, theme.LABEL, LONGEST)
        width = 20 + width_of(name, theme.LABEL) + 26
        if x and x + width > theme.WIDTH - 2 * theme.MARGIN:
            x, y = 0.0, y + ROW
        found.append((x, y, name))
        x += width
    return found
