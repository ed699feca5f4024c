"""Which share of the customers does each tier hold, and what share of the money? A ring with its words beside it."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from fenji.charts import theme
from fenji.charts.canvas import canvas
from fenji.charts.chart import chart
from fenji.charts.frame import Item, Line, Room, Words, altair_spec, altair_words, counted, page
from fenji.charts.hint import hint, pointed
from fenji.charts.numbers import amount
from fenji.charts.spread import spread
from fenji.charts.tiers import Look, graded, key_of, looks, top_of
from fenji.ink.words import wrap
from fenji.language import Language, Text, say_count, say_share

if TYPE_CHECKING:
    from fenji.result import Result, TierSummary

TITLE = Text("{tier}: {share} of customers bring {money} of net revenue", "{tier}占 {share}，带来 {money} 的金额")
TITLE_WITHOUT_MONEY = Text("{tier}: {share} of customers", "{tier}占全部客户的 {share}")
SHARE = Text("{n} customer{n:s} · {share}", "{n} 位 · {share}")
MONEY = Text("{share} of revenue · {money}", "金额占 {share} · {money}")
MONEY_SHARE = Text("{share} of revenue", "金额占 {share}")
ALL = Text("customers", "位客户")

RADIUS, HOLE, TEXT_ROOM, NARROW = 150, 92, 240, 560


@chart(
    title=Text("Share of each tier", "各等级占比"),
    question=Text("Which share of the customers does each tier hold?", "每个等级的客户占多少？"),
)
def tier_share(result: Result, lang: Language) -> dict[str, Any]:
    """A ring of the customers by tier; each tier's words beside its arc, with its share of net revenue."""
    tiers = [each for each in graded(result, "tier_share") if each.customers]
    top, look = top_of(tuple(tiers)), looks(result, lang)
    words = TITLE_WITHOUT_MONEY if top.revenue_share is None else TITLE
    title = words.fill(
        tier=look[key_of(top)].name,
        share=say_share(top.customer_share, lang),
        money=say_share(top.revenue_share, lang),
    )
    frame = page(result, lang, title=title.say(lang), subtitle=counted(result, lang))
    sides = _sides(tiers)
    height = max(2 * _radius() + 50, _row(look) * max(len(side) for side in sides) + 10)
    layers = [_ring(tiers, look, height, lang), *_labels(result, sides, look, height=height, lang=lang)]
    return altair_spec(frame, layers, Room(height))


def _ring(tiers: list[TierSummary], look: dict[str | None, Look], height: float, lang: Language) -> Any:
    import altair as alt

    rows, start = [], 0.0
    for each in tiers:
        end = start + 2 * math.pi * float(each.customer_share)
        style = look[key_of(each)]
        figures = (say_count(each.customers, lang), say_share(each.customer_share, lang))
        words = hint(style.name, *figures, about={"tier": style.key})
        rows.append({"tier": style.name, "start": start, "end": end, "colour": style.legible().colour, **words})
        start = end
    ring = alt.Chart(alt.InlineData(values=rows)).mark_arc(
        outerRadius=_radius(),
        innerRadius=_radius() * HOLE / RADIUS,
        stroke=theme.PAPER,
        strokeWidth=2 if len(tiers) > 1 else 0,
        x=_middle(),
        y=height / 2,
    )
    marks = ring.encode(
        theta=alt.Theta("start:Q", scale=None, stack=None),
        theta2="end:Q",
        color=alt.Color("colour:N", scale=None, legend=None),
    )
    return pointed(marks)


def _name_lines(name: str) -> list[str]:
    beside = TEXT_ROOM if canvas().is_page else theme.WIDTH / 2 - _radius() - 46
    return wrap(name, 15, min(TEXT_ROOM, beside), lines=2, bold=True)


def _row(look: dict[str | None, Look]) -> float:
    """The height a tier's words need: more where a name takes two lines."""
    return 82 if any(len(_name_lines(each.name)) > 1 for each in look.values()) else 62


def _radius() -> float:
    """The ring's radius: smaller where the canvas is narrow, so that the words beside it have room."""
    if canvas().is_page:
        return RADIUS
    return min(RADIUS, max(62.0, theme.WIDTH / 2 - TEXT_ROOM * 0.62 - 42), theme.tall(400) / 2 - 25)


def _middle() -> float:
    return (theme.WIDTH - 2 * theme.MARGIN) / 2


Placed = tuple["TierSummary", float]


def _sides(tiers: list[TierSummary]) -> tuple[list[Placed], list[Placed]]:
    """Tiers whose arc's middle is right of the ring, and left of it, each from top to bottom, with that angle."""
    right: list[Placed] = []
    left: list[Placed] = []
    start = 0.0
    for each in tiers:
        angle = 2 * math.pi * (start + float(each.customer_share) / 2)
        start += float(each.customer_share)
        (right if angle <= math.pi + 1e-9 else left).append((each, angle))
    return right, left[::-1]


def _labels(
    result: Result,
    sides: tuple[list[Placed], list[Placed]],
    look: dict[str | None, Look],
    *,
    height: float,
    lang: Language,
) -> list[Any]:
    everyone = say_count(result.run.customers, lang)
    words: list[Item] = [
        Words(_middle(), height / 2 + 4, everyone, min(30, _radius() / 4), theme.INK, bold=True, align="center"),
        Words(
            _middle(),
            height / 2 + 28,
            "" if canvas().is_narrow else ALL.say(lang),
            theme.LABEL,
            theme.SOFT,
            align="center",
        ),
    ]
    for side, way in ((sides[0], 1), (sides[1], -1)):
        row = _row(look)
        wanted = [height / 2 - math.cos(angle) * (_radius() + 12) for _, angle in side]
        for (each, angle), y in zip(side, spread(wanted, gap=row, low=row / 2, high=height - row / 2), strict=True):
            style = look[key_of(each)]
            words += _leader(angle, y - height / 2, way=way, colour=style.edge, middle=height / 2)
            words += _said(_figures(result, each, lang), style.name, y=y, way=way)
    return altair_words(words)


def _leader(angle: float, y: float, *, way: int, colour: str, middle: float) -> list[Item]:
    """Two lines from the arc's middle to its words, `y` below the ring's middle."""
    points = [
        (math.sin(angle) * _radius(), -math.cos(angle) * _radius()),
        (way * (_radius() + 26), y),
        (way * (_radius() + 34), y),
    ]
    places = [(_middle() + x, middle + down) for x, down in points]
    return [Line(*start, *end, colour) for start, end in pairwise(places)]


def _figures(result: Result, each: TierSummary, lang: Language) -> tuple[str, str]:
    """What is said of a tier: its customers, and its money where that is known."""
    if canvas().is_narrow:
        return say_share(each.customer_share, lang), ""
    customers = SHARE.fill(n=say_count(each.customers, lang), share=say_share(each.customer_share, lang)).say(lang)
    if each.revenue_share is None:
        return customers, ""
    if theme.WIDTH < NARROW:
        return customers, MONEY_SHARE.fill(share=say_share(each.revenue_share, lang)).say(lang)
    money = amount(each.net_revenue, result.run.currency, lang)
    return customers, MONEY.fill(share=say_share(each.revenue_share, lang), money=money).say(lang)


def _said(figures: tuple[str, str], name: str, *, y: float, way: int) -> list[Item]:
    x = _middle() + way * (_radius() + 42)
    align = "left" if way > 0 else "right"
    lines = _name_lines(name)
    return [
        *(
            Words(x, y - 9 - 19 * (len(lines) - 1 - i), line, 15, theme.INK, bold=True, align=align)
            for i, line in enumerate(lines)
        ),
        Words(x, y + 10, figures[0], 13, align=align),
        Words(x, y + 28, figures[1], theme.SMALL, theme.SOFT, align=align),
    ]
