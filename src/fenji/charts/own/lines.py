"""A figure over the runs: a line a group, its name beside its end, a point a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fenji.charts import theme
from fenji.charts.frame import Item, Line, Page, Room, Words, altair_spec, altair_words
from fenji.charts.hint import hint, pointed
from fenji.charts.own.columns import AXIS_ROOM, names_below
from fenji.charts.own.pieces import ends, pieces, ticks
from fenji.charts.spread import spread
from fenji.errors import DrawError
from fenji.ink.words import shorten, width_of
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.charts.own.answers import Answer
    from fenji.charts.own.values import Said
    from fenji.charts.tiers import Look

HEIGHT, NAME_ROOM, GAP = 330, 180, 34
NOTHING = Text("the figure is not known at any run", "各次评级均无该数值")
GRADE = Text("Grade again, or choose another figure.", "请重新评级，或换用其他指标。")


def lines(frame: Page, answer: Answer, said: Said, look: Mapping[str | None, Look]) -> dict[str, Any]:
    """The value at each run; where it is unknown the line has a gap, never a nought."""
    import altair as alt

    flat = [one for one in pieces(answer, said) if one.lanes]
    values = {(one.group.key, one.split.key): float(one.cell.value or 0) for one in flat}
    if not values:
        raise DrawError(NOTHING, where=answer.result.run.id, fix=GRADE)
    shown = [one for one in answer.splits if any((group.key, one.key) in values for group in answer.groups)]
    names = theme.name_room(NAME_ROOM, max(_width(one.name, _newest(answer, one.key, said)) for one in shown) + 8)
    tall = max(theme.tall(HEIGHT), GAP * len(shown) + 10)
    room = Room(tall, theme.MARGIN + AXIS_ROOM, theme.MARGIN + names + 26, below=48, above=26)
    step = room.width / len(answer.groups)
    singles = [_alone(one) for one in flat]
    low, high, size = ends(singles, said)
    rows = [
        {"x": step * (at + 0.5), "value": values[group.key, split.key], "line": f"{place}-{part}",
         "colour": _colour(look, split.key), "about": None,
         **hint(group.name, split.name, said.value(answer.cell(group, split).value, with_unit=True),
                about=split.about if at == len(answer.groups) - 1 else None)}
        for place, split in enumerate(shown) for at, part, group in _known(answer, split.key, values)
    ]  # fmt: skip
    axis = alt.Axis(title=None, labelExpr=said.axis_label, values=ticks(low, high, size), ticks=False, domain=False)
    table = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("x:Q", scale=None, axis=None),
        y=alt.Y("value:Q", axis=axis, scale=alt.Scale(domain=[low, high], nice=False)),
        color=alt.Color("colour:N", scale=None, legend=None),
    )
    words: list[Item] = [Words(-AXIS_ROOM, -16, said.axis_title, theme.SMALL, theme.SOFT),
                         *names_below(answer.groups, step, room.height),
                         *_names(answer, said, look, values, room=room, step=step, end=(low, high))]  # fmt: skip
    strokes = table.mark_line(strokeWidth=2.4).encode(detail="line:N")
    dots = pointed(table.mark_point(filled=True, size=46, opacity=1))
    return altair_spec(frame, [strokes, dots, *altair_words(words)], room)


def _alone(one: Any) -> Any:
    """A part of a stack as a figure of its own: lines are never stacked."""
    from dataclasses import replace

    return replace(one, start=0.0, end=float(one.cell.value or 0))


def _known(
    answer: Answer, key: str | None, values: Mapping[tuple[str | None, str | None], float]
) -> list[tuple[int, int, Any]]:
    """(place, part of the line, run) of each run whose figure is known; a gap begins a new part."""
    found, part, was = [], 0, True
    for at, group in enumerate(answer.groups):
        is_known = (group.key, key) in values
        part += is_known and not was
        if is_known:
            found.append((at, part, group))
        was = is_known
    return found


def _colour(look: Mapping[str | None, Look], key: str | None) -> str:
    return look[key].colour if key in look else theme.ACCENT


def _newest(answer: Answer, key: str | None, said: Said) -> str:
    split = next(one for one in answer.splits if one.key == key)
    return said.value(answer.cell(answer.groups[-1], split).value)


def _width(name: str, value: str) -> float:
    return max(width_of(name, 13, bold=True), width_of(value, theme.SMALL))


def _names(
    answer: Answer, said: Said, look: Mapping[str | None, Look], values: Mapping[tuple[str | None, str | None], float],
    *, room: Room, step: float, end: tuple[float, float],
) -> list[Item]:  # fmt: skip
    """Each line's name and newest value beside its end, none on another."""
    last = answer.groups[-1].key
    shown = [one for one in answer.splits if (last, one.key) in values]
    shown.sort(key=lambda one: -values[last, one.key])
    wanted = [room.height * (1 - (values[last, one.key] - end[0]) / (end[1] - end[0])) for one in shown]
    places = spread(wanted, gap=GAP, low=10, high=room.height - 6)
    start, items = step * (len(answer.groups) - 0.5) + 7, list[Item]()
    for one, there, y in zip(shown, wanted, places, strict=True):
        items.append(Line(start, there, room.width + 14, y, _colour(look, one.key), 1.2))
        x = room.width + 20
        if one.name:
            items.append(Words(x, y - 1, shorten(one.name, 13, NAME_ROOM, bold=True), 13, theme.INK, bold=True))
        items.append(Words(x, y + (14 if one.name else 5), _newest(answer, one.key, said), theme.SMALL, theme.SOFT))
    return items
