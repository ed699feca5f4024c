"""The bars of a chart before they are placed: one a group, split side by side, or on top of each other as parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji.charts.hint import hint
from fenji.charts.numbers import CUSTOMERS, calm_end
from fenji.language import say_count

if TYPE_CHECKING:
    from fenji.charts.own.answers import Answer, Cell
    from fenji.charts.own.groups import Group
    from fenji.charts.own.values import Said
    from fenji.charts.tiers import Look


@dataclass(frozen=True)
class Piece:
    """One bar or part of one: the group's place, its lane among so many, from where to where."""

    at: int
    lane: int
    lanes: int
    start: float
    end: float
    group: Group
    split: Group
    cell: Cell


def pieces(answer: Answer, said: Said) -> list[Piece]:
    """Every bar with a known figure; parts are stacked where they make up a whole and none is below zero."""
    values = [cell.value for cell in answer.cells.values() if cell.value is not None]
    is_stacked = answer.is_split and said.measure.is_summed and min(values, default=0) >= 0
    lanes = 1 if is_stacked or not answer.is_split else len(answer.splits)
    found: list[Piece] = []
    for at, group in enumerate(answer.groups):
        start = 0.0
        for place, split in enumerate(answer.splits):
            cell = answer.cell(group, split)
            if cell.value is None or not cell.customers:
                continue
            length = float(cell.value)
            first = start if is_stacked else 0.0
            found.append(Piece(at, 0 if lanes == 1 else place, lanes, first, first + length, group, split, cell))
            start += length
    return found


def ends(found: list[Piece], said: Said) -> tuple[float, float, float]:
    """(the axis' lower end, its upper end, the step between ticks) that all bars have room in; a whole ends at 100%."""
    highest = max([each for one in found for each in (one.start, one.end)] + [0.0])
    lowest = min([each for one in found for each in (one.start, one.end)] + [0.0])
    high, step = calm_end(highest if highest > 0 else -lowest, is_count=said.is_count)
    if said.is_share and 0.95 < highest <= 1.00001:
        high = 1.0
    low = -calm_end(-lowest)[0] if lowest < 0 else 0.0
    return low, high if highest > 0 else 0.0 if lowest < 0 else high, step


def ticks(low: float, high: float, step: float) -> list[float]:
    """The values of an axis that are written beside it."""
    return [round(step * place, 10) for place in range(round(low / step), round(high / step) + 1)]


def told(piece: Piece, said: Said, look: Mapping[str | None, Look], *, is_now: bool = True) -> dict[str, Any]:
    """What a bar says when pointed at, and whom a click on it chooses; nobody where it stands for several groups."""
    about: dict[str, str | None] | None = {}
    for one in (piece.group, piece.split):
        if one.about is not None and about is not None:
            about |= one.about
        elif one.customers or one.key is not None:
            about = None
    words = [
        piece.group.name,
        piece.split.name if piece.split.name else "",
        said.value(piece.cell.value, with_unit=True),
    ]
    if not said.is_count:
        words.append(f"{CUSTOMERS.say(said.lang)} {say_count(piece.cell.customers, said.lang)}")
    style = look[piece.split.key if piece.split.name else piece.group.key]
    return {"colour": style.colour, "edge": style.edge, **hint(*words, about=about if about and is_now else None)}
