"""Heat grids and tables of charts of people's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fenji.charts import theme
from fenji.charts.canvas import canvas
from fenji.charts.frame import Box, Item, Page, Room, Words, altair_spec, altair_words
from fenji.charts.grid import Axis, Field, grid_spec
from fenji.charts.numbers import CUSTOMERS
from fenji.ink.words import shorten, width_of
from fenji.language import Text, say_count, say_share

if TYPE_CHECKING:
    from fenji.charts.own.answers import Answer
    from fenji.charts.own.groups import Group
    from fenji.charts.own.values import Said

ROW = 30
OF_ALL = Text("of customers", "占客户")
NOBODY = "–"


def heat(frame: Page, answer: Answer, said: Said) -> dict[str, Any]:
    """A field for both groups, the deeper the larger its figure; unknown and nobody are not coloured."""
    known = [abs(cell.value) for cell in answer.cells.values() if cell.value is not None]
    most = max(known, default=type(known[0])(1) if known else 1) or 1
    fields = [
        _field(answer, said, (row, column), (group, split), most)
        for row, group in enumerate(answer.groups) for column, split in enumerate(answer.splits)
    ]  # fmt: skip
    rows, heads = [group.name for group in answer.groups], [split.name for split in answer.splits]
    return grid_spec(frame, Axis(rows), Axis(heads), fields, height=40 if len(rows) <= 12 else 32)


def _field(answer: Answer, said: Said, place: tuple[int, int], of: tuple[Group, Group], most: Any) -> Field:
    cell = answer.cell(*of)
    if cell.value is None or (said.is_count and not cell.value):
        return Field(*place, said.value(None) if cell.customers else NOBODY, depth=None)
    abouts = [one.about for one in of]
    about = None if None in abouts else {key: value for each in abouts for key, value in (each or {}).items()}
    words = (f"{of[0].name} × {of[1].name}", said.value(cell.value, with_unit=True),
             "" if said.is_count else f"{CUSTOMERS.say(said.lang)} {say_count(cell.customers, said.lang)}")  # fmt: skip
    return Field(*place, said.value(cell.value), "", float(max(cell.value, 0) / most), words, about)


def table(frame: Page, answer: Answer, said: Said) -> dict[str, Any]:
    """Rows of figures with a head: the value of every group, or of every split; beside one value the customers."""
    heads, rows = _columns(answer, said)
    widths = [max(width_of(words, 13, bold=True) for words in (head, *(row[at] for row in rows))) + 26
              for at, head in enumerate(heads)]  # fmt: skip
    room = theme.WIDTH - 2 * theme.MARGIN
    first = max(min(max(width_of(one.name, 13) for one in answer.groups) + 12, room * 0.6), width_of(answer.by.en, 13))
    while len(widths) > 1 and first + sum(widths) > room:
        widths.pop()
    over = max(room - first - sum(widths), 0) / (len(widths) + 1)
    spare = min(over, 60.0)
    ends = [first + spare + sum(widths[: at + 1]) + spare * at for at in range(len(widths))]
    full = ends[-1]
    items: list[Item] = [Words(0, 18, answer.by.say(said.lang), theme.SMALL, theme.SOFT)]
    items += [
        Words(end, 18, head, theme.SMALL, theme.SOFT, align="right") for end, head in zip(ends, heads, strict=False)
    ]
    items.append(Box(0, 27, full, 1, theme.LINE))
    for place, (group, row) in enumerate(zip(answer.groups, rows, strict=True)):
        y = 28 + ROW * place + 20
        items.append(Words(0, y, shorten(group.name, 13, first), 13, theme.INK))
        items += [Words(end, y, words, 13, theme.INK, align="right") for end, words in zip(ends, row, strict=False)]
        items.append(Box(0, 28 + ROW * (place + 1) - 1, full, 1, theme.GRID))
    return altair_spec(frame, altair_words(items), Room(28 + ROW * len(answer.groups) + 4))


def _columns(answer: Answer, said: Said) -> tuple[Sequence[str], list[list[str]]]:
    if answer.is_split:
        heads = [split.name for split in answer.splits]
        return heads, [[_value(answer, said, group, split) for split in answer.splits] for group in answer.groups]
    (whole,) = answer.splits
    heads = [said.axis_title]
    rows = [[_value(answer, said, group, whole)] for group in answer.groups]
    if not said.is_count and not answer.days:
        heads.append(CUSTOMERS.say(said.lang))
        for row, group in zip(rows, answer.groups, strict=True):
            row.append(say_count(answer.cell(group, whole).customers, said.lang))
    if not answer.days and not (said.measure.how == "share" and said.measure.of == "customers"):
        heads.append(OF_ALL.say(said.lang))
        for row, group in zip(rows, answer.groups, strict=True):
            share = answer.cell(group, whole).customers / max(answer.customers, 1)
            row.append(say_share(share, said.lang, decimals=0 if canvas().is_narrow else 1))
    return heads, rows


def _value(answer: Answer, said: Said, group: Group, split: Group) -> str:
    cell = answer.cell(group, split)
    return NOBODY if not cell.customers else said.value(cell.value)
