"""What stands around every picture: the finding, what is counted, the simulated mark, as-of, scheme and run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fenji.charts import theme
from fenji.charts.canvas import canvas
from fenji.ink.fonts import FAMILIES
from fenji.ink.words import width_of, wrap, wrap_title
from fenji.language import Language, Text, say_count, say_date

if TYPE_CHECKING:
    from fenji.result import Result

SIMULATED = Text("Simulated data", "模拟数据")
SCHEME = Text("scheme {name} v{version}", "分级标准 {name} 第{version}版")
ONLY = Text("only {who}", "仅限：{who}")
SIMULATED_WHY = Text("made up by a program, no real customers", "由程序生成，非真实客户")


@dataclass(frozen=True)
class Words:
    """One line of text at a place on the page."""

    x: float
    y: float
    text: str
    size: float = theme.LABEL
    colour: str = field(default_factory=lambda: theme.INK)
    bold: bool = False
    align: str = "left"


@dataclass(frozen=True)
class Box:
    """A rectangle on the page."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str = ""
    radius: float = 0


@dataclass(frozen=True)
class Line:
    """A straight line on the page."""

    x: float
    y: float
    x2: float
    y2: float
    colour: str = field(default_factory=lambda: theme.LINE)
    width: float = 1.2
    dash: tuple[int, int] | None = None


Item = Words | Box | Line


@dataclass(frozen=True)
class Page:
    """The frame of one picture; the plot goes between `top` and `top + height`, in pixels of the canvas."""

    title: str
    top: float
    items: tuple[Item, ...]
    footer: tuple[str, ...]
    subtitle: str = ""
    width: float = field(default_factory=lambda: theme.WIDTH)

    def whole(self, height: float) -> tuple[float, tuple[Item, ...]]:
        """The height of the whole page for a plot (axes included) of that height, and everything around it."""
        if not canvas().is_page:
            return self.top + height + 4, self.items
        y = self.top + height + 22
        room = self.width - 2 * theme.MARGIN
        items: list[Item] = [*self.items, Box(theme.MARGIN, y, room, 1, theme.LINE)]
        for line in self.footer:
            y += 19
            items.append(Words(theme.MARGIN, y, line, theme.NOTE, theme.FAINT))
        return y + 28, tuple(items)


def page(result: Result, lang: Language, *, title: str, subtitle: str) -> Page:
    """The frame of a picture of that result; on a screen none but the description for those who cannot see it."""
    if not canvas().is_page:
        return Page(title, 2, (), (), subtitle)
    room = theme.WIDTH - 2 * theme.MARGIN
    y = 34.0
    items: list[Item] = []
    if result.run.is_simulated:
        items += _mark(y, lang)
        y += 42
    y += 24
    for line in wrap_title(title, theme.TITLE, room):
        items.append(Words(theme.MARGIN, y, line, theme.TITLE, theme.INK, bold=True))
        y += 35
    for line in wrap(subtitle, theme.SUBTITLE, room, lines=3):
        items.append(Words(theme.MARGIN, y, line, theme.SUBTITLE, theme.SOFT))
        y += 22
    return Page(title, y + 14, tuple(items), tuple(wrap(footer(result, lang), theme.NOTE, room, lines=3)))


def footer(result: Result, lang: Language) -> str:
    """As-of date, scheme and version, run, source: what one must know to draw the picture again."""
    run = result.run
    scheme = result.scheme.scheme.title.say(lang) or run.scheme
    parts = [
        Text("As of {day}", "评估基准日 {day}").fill(day=say_date(run.as_of, lang)).say(lang),
        SCHEME.fill(name=scheme, version=run.version).say(lang),
        Text("run {id}", "评级批次 {id}").fill(id=run.id).say(lang),
    ]
    if run.source_name:
        parts.append(Text("source: {name}", "数据来源：{name}").fill(name=run.source_name).say(lang))
    if result.only is not None:
        parts.insert(0, ONLY.fill(who=result.only).say(lang))
    if run.is_simulated:
        parts.append(SIMULATED.say(lang))
    return "  ·  ".join(parts)


def counted(result: Result, lang: Language) -> str:
    """Who is counted and over which window, for subtitles."""
    words = Text("{n} customer{n:s} graded; period: {window}", "共 {n} 位客户；评估周期：{window}")
    return words.fill(n=say_count(result.run.customers, lang), window=result.run.window.text).say(lang)


@dataclass(frozen=True)
class Room:
    """The height of the plot, and what is left free beside, below and above it; in pixels."""

    height: float
    left: float = field(default_factory=lambda: theme.MARGIN)
    right: float = field(default_factory=lambda: theme.MARGIN)
    below: float = 0
    above: float = 0

    @property
    def width(self) -> float:
        """The width of the plot."""
        return theme.WIDTH - self.left - self.right


def altair_spec(frame: Page, layers: Sequence[Any], room: Room) -> dict[str, Any]:
    """A Vega-Lite spec: the layers as plot, the frame around them, on a page of exactly known size."""
    import altair as alt

    total, items = frame.whole(room.above + room.height + room.below)
    top = frame.top + room.above
    around = [_altair_item(item, room.left, top) for item in items]
    chart = alt.layer(*layers, *around).properties(
        width=room.width,
        height=room.height,
        padding={"left": room.left, "right": room.right, "top": top, "bottom": total - top - room.height},
        autosize=alt.AutoSizeParams(type="none"),
        description=frame.title,
    )
    chart = chart.configure(**theme.vega_lite_config())
    return dict(chart.to_dict(validate=canvas().is_page)) | _words_beside(frame)


def nothing() -> Any:
    """Data of a single row, for marks that are placed, not plotted."""
    import altair as alt

    return alt.InlineData(values=[{"one": 1}])


def altair_words(items: Sequence[Item], left: float = 0, top: float = 0) -> list[Any]:
    """Altair layers for words and boxes placed in pixels of the plot."""
    return [_altair_item(item, left, top) for item in items]


def _altair_item(item: Item, left: float, top: float) -> Any:
    import altair as alt

    chart = alt.Chart(nothing())
    x, y = item.x - left, item.y - top
    if isinstance(item, Box):
        stroke = {"stroke": item.stroke, "strokeWidth": 1} if item.stroke else {}
        corners = {"x": x, "y": y, "x2": x + item.width, "y2": y + item.height}
        return chart.mark_rect(**corners, color=item.fill, cornerRadius=item.radius, aria=False, **stroke)
    if isinstance(item, Line):
        ends = {"x2": alt.value(item.x2 - left), "y2": alt.value(item.y2 - top)}
        dash = {"strokeDash": list(item.dash)} if item.dash else {}
        line = chart.mark_rule(color=item.colour, strokeWidth=item.width, aria=False, **dash)
        return line.encode(x=alt.value(x), y=alt.value(y), **ends)
    weight = "bold" if item.bold else "normal"
    place = {"x": x, "y": y, "align": item.align, "baseline": "alphabetic"}
    return chart.mark_text(**place, text=item.text, fontSize=item.size, color=item.colour, fontWeight=weight)


def vega_spec(frame: Page, marks: Sequence[dict[str, Any]], *, height: float) -> dict[str, Any]:
    """A plain Vega spec: marks placed in pixels of the page, the frame around them."""
    total, items = frame.whole(height)
    around = [vega_item(item) for item in items]
    return {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "description": frame.title,
        "background": theme.background(),
        "width": frame.width,
        "height": total,
        "padding": 0,
        "autosize": "none",
        "config": {"text": {"font": FAMILIES}},
        "marks": [*marks, *around],
    } | _words_beside(frame)


def _words_beside(frame: Page) -> dict[str, Any]:
    """What a screen shows above the plot: the finding, and what is counted; a page has them in the picture."""
    return {} if canvas().is_page else {"usermeta": {"title": frame.title, "subtitle": frame.subtitle}}


def vega_item(item: Item) -> dict[str, Any]:
    """One Vega mark for words or a box."""
    value: dict[str, Any]
    if isinstance(item, Box):
        value = {"x": item.x, "y": item.y, "width": item.width, "height": item.height, "fill": item.fill}
        value |= {"cornerRadius": item.radius} | ({"stroke": item.stroke} if item.stroke else {})
        kind = "rect"
    elif isinstance(item, Line):
        value = {"x": item.x, "y": item.y, "x2": item.x2, "y2": item.y2, "stroke": item.colour}
        value |= {"strokeWidth": item.width} | ({"strokeDash": list(item.dash)} if item.dash else {})
        kind = "rule"
    else:
        value = {"x": item.x, "y": item.y, "text": item.text, "fontSize": item.size, "fill": item.colour}
        value |= {"align": item.align, "baseline": "alphabetic", "font": FAMILIES}
        value["fontWeight"] = "bold" if item.bold else "normal"
        kind = "text"
    if kind != "text":
        value["aria"] = False
    return {"type": kind, "encode": {"enter": {name: {"value": each} for name, each in value.items()}}}


def _mark(y: float, lang: Language) -> list[Item]:
    """The mark nobody can overlook: this is not about real customers."""
    head, why = SIMULATED.say(lang), SIMULATED_WHY.say(lang)
    first = width_of(head, 15, bold=True) + 28
    width = first + width_of(why, 13) + 14
    return [
        Box(theme.MARGIN, y, width, 30, theme.MARK_FILL, theme.MARK_LINE, 6),
        Words(theme.MARGIN + 14, y + 20.5, head, 15, theme.MARK_INK, bold=True),
        Words(theme.MARGIN + first, y + 20, why, 13, theme.MARK_INK),
    ]
