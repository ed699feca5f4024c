"""A pie or ring of a chart of people's own: its parts, and beside it a list of them with their figures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.charts import theme
from fenji.charts.canvas import canvas
from fenji.charts.frame import Box, Item, Page, Room, Words, altair_spec, altair_words
from fenji.charts.hint import hint, pointed
from fenji.errors import DrawError
from fenji.ink.words import shorten, width_of
from fenji.language import Text, say_share

if TYPE_CHECKING:
    from fenji.charts.own.answers import Answer
    from fenji.charts.own.values import Said
    from fenji.charts.tiers import Look

RADIUS, ROW, HOLE = 140, 30, 0.6
BELOW_ZERO = Text("a part is below zero, and a ring cannot show it", "有的部分为负数，无法画成饼图")
NO_WHOLE = Text("no figure is known", "没有已知的数值")
BARS = Text("Draw bars.", "请改用柱状图。")


def ring(frame: Page, answer: Answer, said: Said, look: Mapping[str | None, Look], *, is_ring: bool) -> dict[str, Any]:
    """Every group as a part of the whole; groups whose figure is unknown stand in the list without a part."""
    (split,) = answer.splits
    values = {group.key: answer.cell(group, split).value for group in answer.groups}
    known = [value for value in values.values() if value is not None]
    if min(known, default=Decimal(0)) < 0 or sum(known) <= 0:
        problem = BELOW_ZERO if min(known, default=Decimal(0)) < 0 else NO_WHOLE
        raise DrawError(problem, where=answer.result.run.id, fix=BARS)
    is_stacked = canvas().is_narrow
    radius = RADIUS if canvas().is_page else min(RADIUS, theme.WIDTH * (0.3 if is_stacked else 0.19))
    listed = ROW * len(answer.groups)
    height = 2 * radius + 24 + listed if is_stacked else max(2 * radius + 24, listed + 16)
    middle = theme.WIDTH / 2 - theme.MARGIN if is_stacked else radius + (40 if canvas().is_page else 8)
    y = radius + 8 if is_stacked else height / 2
    drawn = _parts(answer, said, look, values, (middle, y, radius), hole=HOLE if is_ring else 0.0)
    left = 0.0 if is_stacked else middle + radius + 36
    top = 2 * radius + 28 if is_stacked else (height - listed) / 2
    words = _list(answer, said, look, values, left=left, top=top)
    return altair_spec(frame, [drawn, *altair_words(words)], Room(height))


def _parts(
    answer: Answer, said: Said, look: Mapping[str | None, Look], values: Mapping[str | None, Decimal | None],
    place: tuple[float, float, float], *, hole: float,
) -> Any:  # fmt: skip
    import altair as alt

    whole = sum((value for value in values.values() if value is not None), Decimal(0))
    rows, start = [], 0.0
    for group in answer.groups:
        value = values[group.key]
        if not value:
            continue
        end = start + 2 * math.pi * float(value / whole)
        words = hint(group.name, said.value(value, with_unit=True), _share(value, whole, said), about=group.about)
        rows.append({"start": start, "end": end, "colour": look[group.key].colour, **words})
        start = end
    x, y, radius = place
    arcs = alt.Chart(alt.InlineData(values=rows)).mark_arc(
        outerRadius=radius,
        innerRadius=radius * hole,
        stroke=theme.PAPER,
        strokeWidth=2 if len(rows) > 1 else 0,
        x=x,
        y=y,
    )
    theta = alt.Theta("start:Q", scale=None, stack=None)
    return pointed(arcs.encode(theta=theta, theta2="end:Q", color=alt.Color("colour:N", scale=None, legend=None)))


def _share(value: Decimal, whole: Decimal, said: Said) -> str:
    return "" if said.measure.how == "share" else say_share(value / whole, said.lang, decimals=1)


def _list(
    answer: Answer, said: Said, look: Mapping[str | None, Look], values: Mapping[str | None, Decimal | None],
    *, left: float, top: float,
) -> list[Item]:  # fmt: skip
    whole = sum((value for value in values.values() if value is not None), Decimal(0))
    shown = [(group, values[group.key]) for group in answer.groups]
    shares = ["" if value is None else _share(value, whole, said) for _, value in shown]
    figures = [said.value(value) for _, value in shown]
    room = theme.WIDTH - 2 * theme.MARGIN - left
    last = max(width_of(words, 13) for words in shares)
    before = max(width_of(words, 13, bold=True) for words in figures)
    names = min(max(width_of(group.name, theme.LABEL) for group, _ in shown) + 34, room - last - before - 40)
    end = left + min(room, names + before + last + 90) - 4
    items: list[Item] = []
    for place, (group, _) in enumerate(shown):
        y = top + ROW * place + 19
        items.append(Box(left, y - 11.5, 13, 13, look[group.key].colour, radius=3))
        items.append(Words(left + 22, y, shorten(group.name, theme.LABEL, names - 26), theme.LABEL, theme.INK))
        items.append(
            Words(end - last - (22 if last else 0), y, figures[place], 13, theme.INK, bold=True, align="right")
        )
        items.append(Words(end, y, shares[place], 13, theme.SOFT, align="right"))
    return items
