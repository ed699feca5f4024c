"""A grid of fields: rows and columns by name, each field the deeper the more there is, its figures inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fenji.charts import theme
from fenji.charts.canvas import canvas
from fenji.charts.frame import Page, Room, Words, altair_spec
from fenji.charts.hint import hint, pointed
from fenji.ink import colours
from fenji.ink.words import width_of, wrap

NAME_ROOM, NARROW_NAME_ROOM = 190, 96


@dataclass(frozen=True)
class Field:
    """One field: its row and column, its words, how deep it is coloured (0 to 1, None: not at all), who is in it."""

    row: int
    column: int
    label: str
    note: str = ""
    depth: float | None = 0
    hint: tuple[str, ...] = ()
    about: Mapping[str, str | None] | None = None
    is_open: bool = False


@dataclass(frozen=True)
class Axis:
    """The names of rows or columns, and what stands beside each in grey."""

    names: Sequence[str]
    notes: Sequence[str] = ()


def grid_spec(
    frame: Page, rows: Axis, columns: Axis, fields: Sequence[Field], *, corner: str = "", height: float = 46
) -> dict[str, Any]:
    """A Vega-Lite spec of the grid; words that have no room in a field are said when it is pointed at."""
    most = NAME_ROOM if canvas().width >= 560 else NARROW_NAME_ROOM
    notes = max((width_of(note, theme.SMALL) + 14 for note in rows.notes), default=0)
    lines = [wrap(name, 13, most, lines=2, bold=True) for name in rows.names]
    names = max(width_of(line, 13, bold=True) for several in lines for line in several)
    left = theme.MARGIN + max(names + notes, width_of(corner, theme.SMALL)) + 14
    width = (theme.WIDTH - left - theme.MARGIN) / len(columns.names)
    heads = [wrap(name, 12, width - 6, lines=3, bold=True) for name in columns.names]
    head = 14 + 16 * max(len(several) for several in heads)
    room = Room(height * len(rows.names), left=left, above=head)
    items = [
        *([Words(-12, -10, corner, theme.SMALL, theme.SOFT, align="right")] if corner else []),
        *_heads(heads, width),
        *_names(lines, rows.notes, height, notes),
        *(word for one in fields for word in _inside(one, (width, height))),
    ]
    return altair_spec(frame, [_fields(fields, (width, height)), *_texts(items)], room)


def depth_colour(depth: float | None) -> str:
    """The colour of a field so deep, on the ground drawn on."""
    return theme.PAPER if depth is None else colours.mix(theme.PAPER, theme.ACCENT, 0.05 + 0.75 * min(max(depth, 0), 1))


def _fields(fields: Sequence[Field], cell: tuple[float, float]) -> Any:
    import altair as alt

    rows = [
        {"x": one.column * cell[0] + 1.5, "x2": (one.column + 1) * cell[0] - 1.5, "y": one.row * cell[1] + 1.5,
         "y2": (one.row + 1) * cell[1] - 1.5, "colour": depth_colour(one.depth), "figure": one.label,
         **hint(*one.hint, about=one.about)}
        for one in fields if one.depth is not None
    ]  # fmt: skip
    drawn = alt.Chart(alt.InlineData(values=rows)).mark_rect(cornerRadius=4)
    return pointed(
        drawn.encode(
            x=alt.X("x:Q", scale=None, axis=None),
            x2="x2:Q",
            y=alt.Y("y:Q", scale=None, axis=None),
            y2="y2:Q",
            color=alt.Color("colour:N", scale=None, legend=None),
        )
    )


def _texts(items: Sequence[Words]) -> list[Any]:
    """The words as one layer for each way they are set: a grid has hundreds."""
    import altair as alt

    found: dict[tuple[float, bool, str], list[dict[str, Any]]] = {}
    for one in items:
        row = {"x": one.x, "y": one.y, "words": one.text, "colour": one.colour}
        found.setdefault((one.size, one.bold, one.align), []).append(row)
    return [
        alt.Chart(alt.InlineData(values=rows))
        .mark_text(fontSize=size, fontWeight="bold" if bold else "normal", align=align, baseline="alphabetic")
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            y=alt.Y("y:Q", scale=None, axis=None),
            text="words:N",
            color=alt.Color("colour:N", scale=None, legend=None),
        )
        for (size, bold, align), rows in found.items()
    ]


def _heads(heads: Sequence[Sequence[str]], width: float) -> list[Words]:
    return [
        Words((place + 0.5) * width, -10 - 16 * (len(lines) - 1 - at), line, 12, theme.INK, bold=True, align="center")
        for place, lines in enumerate(heads) for at, line in enumerate(lines)
    ]  # fmt: skip


def _names(lines: Sequence[Sequence[str]], notes: Sequence[str], height: float, room: float) -> list[Words]:
    items: list[Words] = []
    for row, several in enumerate(lines):
        middle = (row + 0.5) * height + 4.5
        for at, line in enumerate(several):
            y = middle + 16 * (at - (len(several) - 1) / 2)
            items.append(Words(-12 - room, y, line, 13, theme.INK, bold=True, align="right"))
        if notes:
            items.append(Words(-12, middle, notes[row], theme.SMALL, theme.SOFT, align="right"))
    return items


def _inside(one: Field, cell: tuple[float, float]) -> list[Words]:
    middle, y = (one.column + 0.5) * cell[0], (one.row + 0.5) * cell[1]
    ink = theme.FAINT if one.depth is None else colours.text_on(depth_colour(one.depth))
    size = 13 if cell[1] >= 40 else theme.SMALL
    if width_of(one.label, size, bold=True) > cell[0] - 4:
        return []
    has_note = bool(one.note) and cell[1] >= 40 and width_of(one.note, theme.SMALL) <= cell[0] - 4
    label = Words(middle, y - 2 if has_note else y + 4.5, one.label, size, ink, bold=one.depth is not None and not
                  one.is_open, align="center")  # fmt: skip
    return [label, Words(middle, y + 14, one.note, theme.SMALL, ink, align="center")] if has_note else [label]
