"""How did customers flow between the tiers? Two columns and the streams between them, as a plain Vega spec."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji.charts import theme
from fenji.charts.canvas import canvas
from fenji.charts.chart import chart
from fenji.charts.flows import ARROWS, BEFORE_FENJI, Flow, Flows, flows
from fenji.charts.frame import Box, Item, Line, Words, page, vega_item, vega_spec
from fenji.charts.hint import hint
from fenji.charts.legend import legend_row
from fenji.charts.spread import spread
from fenji.charts.tiers import Look
from fenji.ink import colours
from fenji.ink.words import width_of, wrap
from fenji.language import Language, Text, say_count, say_date, say_share

if TYPE_CHECKING:
    from datetime import date

    from fenji.result import Result

FIGURES = Text("{n} · {share}", "{n} 位 · {share}")
NODE, GAP, NAME_ROOM, HEAD = 18, 14, 190, 62


@dataclass(frozen=True)
class Node:
    """One tier in one column: where it stands and how many it holds."""

    look: Look
    top: float
    height: float
    customers: int


@dataclass(frozen=True)
class Ribbon:
    """One stream: where it leaves, where it arrives, how thick it is."""

    flow: Flow
    left: float
    right: float
    thick: float


@chart(
    title=Text("Flow between tiers", "等级流向"),
    question=Text("How did customers flow between the tiers?", "客户在等级之间怎样流动？"),
)
def moves_sankey(result: Result, lang: Language) -> dict[str, Any]:
    """Streams from the tiers of the previous run to the tiers now, as thick as their customers are many."""
    found = flows(result, "moves_sankey", lang)
    frame = page(result, lang, title=found.title, subtitle=found.subtitle)
    row = 62 if any(len(_lines(look)) > 1 for look in found.tiers) else 46
    height = max(theme.tall(380.0), row * len(found.tiers) + 20)
    top = frame.top + HEAD
    before, after, ribbons = layout(found, height)
    names = theme.name_room(NAME_ROOM, max(_width(node, found, lang) for node in (*before, *after)))
    x, x2 = theme.MARGIN + names + 16, theme.WIDTH - theme.MARGIN - names - 16
    ordered = sorted(ribbons, key=lambda each: -each.thick)
    marks = [_path(ribbon, x + NODE, x2 - NODE, top, lang=lang) for ribbon in ordered]
    items = legend_row(found.legend(lang), theme.MARGIN, frame.top)
    dates = [_day_before(result, lang), _day(result.run.as_of, lang)]
    for nodes, side, edge, day in ((before, -1, x, dates[0]), (after, 1, x2, dates[1])):
        place = "left" if side < 0 else "right"
        items.append(Words(edge, top - 14, day, 13, theme.SOFT, bold=True, align=place))
        items += _boxes(nodes, edge if side < 0 else edge - NODE, top)
        wanted = [node.top + node.height / 2 for node in nodes]
        places = spread(wanted, gap=row, low=18, high=height - 18)
        for node, y in zip(nodes, places, strict=True):
            items += _node_words(node, _figures(node, found, lang), edge + side * 12, top, y=y, side=side)
    items += _stream_words(ribbons, x + NODE, top, lang)
    return vega_spec(frame, [*marks, *map(vega_item, items)], height=HEAD + height + 14) | _whom(marks, ordered)


def _whom(marks: list[dict[str, Any]], ribbons: Sequence[Ribbon]) -> dict[str, Any]:
    """On a screen, whom each stream is about; its mark is drawn from that one row."""
    rows = [hint(about=ribbon.flow.about) for ribbon in ribbons]
    named = {f"stream_{number}": row for number, row in enumerate(rows) if row}
    for mark, name in zip(marks, named, strict=False):
        mark["from"] = {"data": name}
    return {"data": [{"name": name, "values": [row]} for name, row in named.items()]} if named else {}


def _day_before(result: Result, lang: Language) -> str:
    """What stands above the left column: the day of the run before, or that the grades are older than all runs."""
    if result.previous is None or result.previous.is_before_fenji:
        return BEFORE_FENJI.say(lang)
    return _day(result.previous.as_of, lang)


def _day(day: date, lang: Language) -> str:
    return say_date(day, lang)[5 if canvas().is_narrow else 0 :]


def layout(found: Flows, height: float) -> tuple[list[Node], list[Node], list[Ribbon]]:
    """Nodes of both columns from top to bottom, and the streams between, all on one scale of pixels a customer."""
    shown = len(found.tiers)
    scale = (height - GAP * (shown - 1)) / max(found.customers, 1)
    columns = []
    for side in ("before", "after"):
        nodes, y = [], 0.0
        for look in found.tiers:
            held = sum(flow.customers for flow in found.flows if getattr(flow, side) == look)
            nodes.append(Node(look, y, held * scale, held))
            y += held * scale + GAP
        columns.append([node for node in nodes if node.customers])
    starts = {node.look.key: node.top for node in columns[0]}
    ends = {node.look.key: node.top for node in columns[1]}
    ribbons = []
    for flow in found.flows:
        thick = flow.customers * scale
        ribbons.append(Ribbon(flow, starts[flow.before.key], ends[flow.after.key], thick))
        starts[flow.before.key] += thick
        ends[flow.after.key] += thick
    return columns[0], columns[1], ribbons


def _path(ribbon: Ribbon, x: float, x2: float, top: float, *, lang: Language) -> dict[str, Any]:
    thick = max(ribbon.thick, 1.2)
    a, b = top + ribbon.left, top + ribbon.right
    middle = (x + x2) / 2
    path = (
        f"M{x:.2f},{a:.2f}C{middle:.2f},{a:.2f} {middle:.2f},{b:.2f} {x2:.2f},{b:.2f}"
        f"L{x2:.2f},{b + thick:.2f}C{middle:.2f},{b + thick:.2f} {middle:.2f},{a + thick:.2f} {x:.2f},{a + thick:.2f}Z"
    )
    colour = ribbon.flow.colour
    value = {"path": path, "fill": colour, "fillOpacity": _opacity(ribbon), "stroke": theme.legible(colour)}
    value["strokeWidth"] = 0.7
    value |= hint(ribbon.flow.words, say_count(ribbon.flow.customers, lang), field="tooltip")
    return {"type": "path", "encode": {"enter": {name: {"value": each} for name, each in value.items()}}}


def _opacity(ribbon: Ribbon) -> float:
    return 0.32 if ribbon.flow.kind == "same" else 0.62


def _lines(look: Look) -> list[str]:
    return wrap(look.name, theme.LABEL, NAME_ROOM - 8, lines=2, bold=True)


def _figures(node: Node, found: Flows, lang: Language) -> str:
    share = say_share(node.customers / found.customers, lang)
    return FIGURES.fill(n=say_count(node.customers, lang), share=share).say(lang)


def _width(node: Node, found: Flows, lang: Language) -> float:
    """The room that a tier's words take beside its node."""
    names = max(width_of(line, theme.LABEL, bold=True) for line in _lines(node.look))
    return max(names, width_of(_figures(node, found, lang), theme.SMALL))


def _boxes(nodes: Sequence[Node], x: float, top: float) -> list[Item]:
    return [Box(x, top + n.top, NODE, max(n.height, 1.5), n.look.colour, n.look.edge) for n in nodes]


def _node_words(node: Node, figures: str, x: float, top: float, *, y: float, side: int) -> list[Item]:
    """A tier's name and figures beside its node, `y` below the top, with a line to it where they had to move."""
    align = "right" if side < 0 else "left"
    lines = _lines(node.look)
    at = top + y - 3 - 17 * (len(lines) - 1) / 2
    middle = node.top + node.height / 2
    items: list[Item] = []
    if abs(middle - y) > 8:
        items.append(Line(x - side * 10, top + middle, x - side * 2, top + y, node.look.edge, 1))
    for line in lines:
        items.append(Words(x, at, line, theme.LABEL, theme.INK, bold=True, align=align))
        at += 17
    items.append(Words(x, at + 1, figures, theme.SMALL, theme.SOFT, align=align))
    return items


def _stream_words(ribbons: Sequence[Ribbon], x: float, top: float, lang: Language) -> list[Item]:
    """Counts on the streams that are thick enough to carry them."""
    items: list[Item] = []
    for each in ribbons:
        if each.thick >= 11:
            count = f"{ARROWS[each.flow.kind]} {say_count(each.flow.customers, lang)}"
            ink = colours.text_on(colours.mix(each.flow.colour, theme.PAPER, 1 - _opacity(each)))
            items.append(Words(x + 10, top + each.left + each.thick / 2 + 4, count, 11, ink, bold=True))
    return items
