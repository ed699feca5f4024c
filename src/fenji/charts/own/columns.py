"""Columns from left to right: months in their order, and histograms, whose columns touch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fenji.charts import theme
from fenji.charts.frame import Item, Page, Room, Words, altair_spec, altair_words
from fenji.charts.hint import pointed
from fenji.charts.legend import legend, legend_height
from fenji.charts.own.pieces import ends, pieces, ticks, told
from fenji.ink.words import width_of

if TYPE_CHECKING:
    from fenji.charts.own.answers import Answer
    from fenji.charts.own.groups import Group
    from fenji.charts.own.values import Said
    from fenji.charts.tiers import Look

HEIGHT, AXIS_ROOM = 320, 64


def columns(
    frame: Page, answer: Answer, said: Said, look: Mapping[str | None, Look], *, below: str, touching: bool = False
) -> dict[str, Any]:
    """One column a group, split by colour where there is a split; `below`: what the groups are, under the axis."""
    import altair as alt

    found = pieces(answer, said)
    head = legend_height(list(look.values())) if answer.is_split else 0.0
    room = Room(theme.tall(HEIGHT), theme.MARGIN + AXIS_ROOM, theme.MARGIN + 12, below=64, above=head + 26)
    step = room.width / len(answer.groups)
    low, high, size = ends(found, said)
    rows = [
        {"x": _edge(step, one.at, one.lane, one.lanes, touching=touching),
         "x2": _edge(step, one.at, one.lane + 1, one.lanes, touching=touching),
         "from": one.start, "to": one.end, **told(one, said, look)}
        for one in found
    ]  # fmt: skip
    axis = alt.Axis(title=None, labelExpr=said.axis_label, values=ticks(low, high, size), ticks=False, domain=False)
    drawn = alt.Chart(alt.InlineData(values=rows)).mark_rect(stroke=theme.PAPER, strokeWidth=1).encode(
        x=alt.X("x:Q", scale=None, axis=None), x2="x2:Q",
        y=alt.Y("from:Q", axis=axis, scale=alt.Scale(domain=[low, high], nice=False)), y2="to:Q",
        color=alt.Color("colour:N", scale=None, legend=None),
    )  # fmt: skip
    words: list[Item] = [
        Words(-AXIS_ROOM, -16, said.axis_title, theme.SMALL, theme.SOFT),
        Words(room.width / 2, room.height + 48, below, theme.SMALL, theme.SOFT, align="center"),
        *names_below(answer.groups, step, room.height),
        *_silent(answer, {one.at for one in found}, said, step=step, height=room.height),
    ]
    marks = legend(list(look.values()), left=-AXIS_ROOM, top=-head - 26) if answer.is_split else []
    return altair_spec(frame, [pointed(drawn), *marks, *altair_words(words)], room)


def names_below(groups: Sequence[Group], step: float, height: float) -> list[Item]:
    """The groups' names under the axis, as many as have room: the last one always."""
    widest = max(width_of(one.name, theme.SMALL) for one in groups) + 10
    every = max(1, -(-int(widest) // max(int(step), 1)))
    return [
        Words(_inside(step, at, len(groups), one.name), height + 20, one.name, theme.SMALL, theme.SOFT, align="center")
        for at, one in enumerate(groups)
        if (len(groups) - 1 - at) % every == 0
    ]


def _inside(step: float, at: int, count: int, name: str) -> float:
    """The middle of a name under its column, the last one moved back onto the picture."""
    return min(step * (at + 0.5), step * count + 10 - width_of(name, theme.SMALL) / 2)


def _edge(step: float, at: int, lane: int, lanes: int, *, touching: bool) -> float:
    width = step if touching else min(step * 0.76, 90)
    return step * (at + 0.5) - width / 2 + width * lane / lanes


def _silent(answer: Answer, drawn: set[int], said: Said, *, step: float, height: float) -> list[Item]:
    """Where no figure is known, that is said."""
    words = said.value(None)
    has_room = width_of(words, theme.SMALL) <= step
    return [
        Words(step * (at + 0.5), height - 6, words if has_room else "?", theme.SMALL, theme.SOFT, align="center")
        for at, group in enumerate(answer.groups)
        if at not in drawn and group.customers
    ]
