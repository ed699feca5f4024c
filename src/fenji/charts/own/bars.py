"""Horizontal bars of a chart of people's own: plain, stacked as parts of a whole, or side by side."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.charts import theme
from fenji.charts.bars import GAP, NAME_ROOM, Bar, bars_spec
from fenji.charts.canvas import canvas
from fenji.charts.frame import Item, Page, Room, Words, altair_spec, altair_words
from fenji.charts.hint import pointed
from fenji.charts.legend import legend, legend_height
from fenji.charts.own.pieces import Piece, ends, pieces, ticks, told
from fenji.ink.words import width_of, wrap
from fenji.language import say_share

if TYPE_CHECKING:
    from fenji.charts.own.answers import Answer
    from fenji.charts.own.values import Said
    from fenji.charts.tiers import Look

ROW, CALM_ROW, LANE = 36, 50, 19


def plain_bars(frame: Page, answer: Answer, said: Said, look: Mapping[str | None, Look]) -> dict[str, Any]:
    """One bar a group with its value behind it, and its share where the groups make up a whole."""
    (whole,) = answer.splits
    cells = [answer.cell(group, whole) for group in answer.groups]
    total = sum((cell.value for cell in cells if cell.value is not None), Decimal(0))
    has_share = said.measure.how in ("count", "sum") and total > 0 and not canvas().is_narrow
    bars = [
        Bar(look[group.key], None if cell.value is None else float(cell.value), said.value(cell.value),
            say_share(cell.value / total, said.lang) if has_share and cell.value is not None else "", group.about or {})
        for group, cell in zip(answer.groups, cells, strict=True)
    ]  # fmt: skip
    row = None if len(bars) <= 5 else CALM_ROW if len(bars) <= 7 else ROW
    return bars_spec(frame, bars, axis_title=said.axis_title, axis_label=said.axis_label,
                     is_count=said.is_count, row=row)  # fmt: skip


def split_bars(frame: Page, answer: Answer, said: Said, look: Mapping[str | None, Look]) -> dict[str, Any]:
    """Bars of every group, split by colour: parts of a whole on one bar, else side by side."""
    import altair as alt

    found = pieces(answer, said)
    lanes = max((one.lanes for one in found), default=1)
    step = ROW if lanes == 1 else max(LANE * lanes + 14, ROW)
    head = legend_height(list(look.values()))
    names = [wrap(group.name, theme.LABEL, NAME_ROOM, lines=2, bold=True) for group in answer.groups]
    left = theme.MARGIN + GAP + max(width_of(line, theme.LABEL, bold=True) for lines in names for line in lines)
    low, high, size = ends(found, said)
    labels = [_label(one, said) for one in _last(found)]
    right = theme.MARGIN + max((width_of(words, theme.SMALL) for words in labels), default=0) + 18
    room = Room(step * len(answer.groups), left, right, below=56, above=head)
    scale = room.width / (high - low)
    rows = [
        {"from": one.start, "to": one.end, "y": _lane(one, step)[0], "y2": _lane(one, step)[1], **told(one, said, look)}
        for one in found
    ]  # fmt: skip
    axis = alt.Axis(title=said.axis_title, labelExpr=said.axis_label, values=ticks(low, high, size), ticks=False,
                    domain=False, grid=True)  # fmt: skip
    drawn = alt.Chart(alt.InlineData(values=rows)).mark_rect(strokeWidth=1).encode(
        x=alt.X("from:Q", axis=axis, scale=alt.Scale(domain=[low, high], nice=False)), x2="to:Q",
        y=alt.Y("y:Q", scale=None, axis=None), y2="y2:Q",
        color=alt.Color("colour:N", scale=None, legend=None),
        stroke=alt.value(theme.PAPER) if lanes == 1 else alt.Stroke("edge:N", scale=None, legend=None),
    )  # fmt: skip
    words = _words(answer, found, names, step=step, end=lambda value: (value - low) * scale, said=said)
    marks = legend(list(look.values()), left=theme.MARGIN - left, top=-head)
    layers = [pointed(drawn), *marks, *altair_words(words)]
    return altair_spec(frame, layers, room)


def _lane(one: Piece, step: float) -> tuple[float, float]:
    """The upper and lower edge of a bar."""
    if one.lanes == 1:
        return step * (one.at + 0.18), step * (one.at + 0.82)
    top = step * one.at + 7 + LANE * one.lane
    return top + 1, top + LANE - 1


def _last(found: list[Piece]) -> list[Piece]:
    """The piece at the end of every bar, which its label stands behind."""
    return list({(one.at, one.lane): one for one in found}.values())


def _label(one: Piece, said: Said) -> str:
    """The value at a bar's end: of the whole bar where it is stacked; a whole of shares says nothing."""
    if one.lanes > 1:
        return said.value(one.cell.value)
    if said.measure.how == "share":
        return ""
    return said.value(Decimal(str(round(one.end, 4))))


def _words(
    answer: Answer, found: list[Piece], names: list[list[str]], *, step: float, end: Any, said: Said
) -> list[Item]:
    items: list[Item] = []
    for at, lines in enumerate(names):
        y = step * (at + 0.5) + 5 - 9 * (len(lines) - 1)
        for line in lines:
            items.append(Words(-GAP, y, line, theme.LABEL, theme.INK, bold=True, align="right"))
            y += 18
    for one in _last(found):
        top, bottom = _lane(one, step)
        x = max(end(one.end), end(0.0)) + 8
        items.append(Words(x, (top + bottom) / 2 + 4, _label(one, said), theme.SMALL, theme.SOFT))
    silent = sorted({*range(len(answer.groups))} - {one.at for one in found})
    items += [
        Words(end(0.0) + 8, step * (at + 0.5) + 4, said.value(None) if answer.groups[at].customers else "–",
              theme.SMALL, theme.SOFT)
        for at in silent
    ]  # fmt: skip
    return items
