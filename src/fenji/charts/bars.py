"""Bars by tier: one horizontal bar a tier, best first, its name before it and its figures behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fenji.charts import theme
from fenji.charts.frame import Box, Item, Page, Room, Words, altair_spec, altair_words
from fenji.charts.hint import hint, pointed
from fenji.charts.numbers import calm_end
from fenji.charts.tiers import Look
from fenji.ink.words import width_of, wrap

NAME_ROOM = 210
GAP = 14


@dataclass(frozen=True)
class Bar:
    """One tier's bar: how long, what stands behind it in bold, and beside that in grey."""

    look: Look
    value: float | None
    label: str
    note: str = ""
    about: Mapping[str, str | None] | None = None


def bars_spec(
    frame: Page,
    bars: Sequence[Bar],
    *,
    axis_title: str,
    axis_label: str,
    is_count: bool = False,
    row: float | None = None,
) -> dict[str, Any]:
    """A Vega-Lite spec of horizontal bars, each `row` high; names and figures always have room."""
    import altair as alt

    height = max((row or (62 if len(bars) <= 5 else 50)) * len(bars), 150)
    step = height / len(bars)
    names = [wrap(bar.look.name, theme.LABEL, NAME_ROOM, lines=2, bold=True) for bar in bars]
    left = theme.MARGIN + GAP + max(width_of(line, theme.LABEL, bold=True) for lines in names for line in lines)
    behind = max(width_of(bar.label, theme.LABEL, bold=True) + width_of(bar.note, theme.SMALL) + 34 for bar in bars)
    right = theme.MARGIN + behind
    values = [bar.value for bar in bars if bar.value is not None]
    high, size = calm_end(max([*values, 0]), is_count=is_count)
    low = -calm_end(-min(values))[0] if min(values, default=0) < 0 else 0.0
    room = Room(height, left, right, below=56)
    axis = alt.Axis(
        title=axis_title, labelExpr=axis_label, values=_ticks(low, high, size), ticks=False, domain=False, grid=True
    )
    rows = [
        {"y": step * (i + 0.2), "y2": step * (i + 0.8), "value": bar.value, "from": 0,
         "tier": bar.look.name, "colour": bar.look.colour, "edge": bar.look.edge,
         **hint(bar.look.name, bar.label, bar.note, about=bar.about or {"tier": bar.look.key})}
        for i, bar in enumerate(bars) if bar.value is not None
    ]  # fmt: skip
    drawn = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_rect(cornerRadiusEnd=0, strokeWidth=1)
        .encode(
            x=alt.X("value:Q", axis=axis, scale=alt.Scale(domain=[low, high], nice=False)),
            x2="from:Q",
            y=alt.Y("y:Q", scale=None, axis=None),
            y2="y2:Q",
            color=alt.Color("colour:N", scale=None, legend=None),
            stroke=alt.Stroke("edge:N", scale=None, legend=None),
        )
    )
    words = _words(bars, names, step=step, end=lambda value: (value - low) / (high - low) * room.width)
    return altair_spec(frame, [pointed(drawn), *altair_words(words)], room)


def _ticks(low: float, high: float, step: float) -> list[float]:
    first = round(low / step)
    return [round(step * i, 10) for i in range(first, round(high / step) + 1)]


def _words(bars: Sequence[Bar], names: Sequence[list[str]], *, step: float, end: Any) -> list[Item]:
    found: list[Item] = []
    for i, bar in enumerate(bars):
        middle = step * (i + 0.5)
        y = middle + 5 - 9 * (len(names[i]) - 1)
        for line in names[i]:
            found.append(Words(-GAP, y, line, theme.LABEL, theme.INK, bold=True, align="right"))
            y += 18
        x = max(end(bar.value or 0.0), end(0.0)) + 10
        behind = width_of(bar.label, theme.LABEL, bold=True) + width_of(bar.note, theme.SMALL) + 14
        found.append(Box(x - 5, middle - 12, behind, 24, theme.PAPER))
        found.append(Words(x, middle + 5, bar.label, theme.LABEL, theme.INK, bold=True))
        x += width_of(bar.label, theme.LABEL, bold=True) + 10
        if bar.note:
            found.append(Words(x, middle + 5, bar.note, theme.SMALL, theme.SOFT))
    return found
