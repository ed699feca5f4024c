"""How much of the money comes from how few customers? The Pareto curve, marked at 10, 20 and 50 %."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.charts import theme
from fenji.charts.canvas import canvas
from fenji.charts.chart import chart
from fenji.charts.frame import Box, Item, Line, Room, Words, altair_spec, altair_words, counted, page
from fenji.charts.numbers import SHARE_LABEL
from fenji.errors import DrawError
from fenji.ink.words import width_of
from fenji.language import Language, Text, say_share

if TYPE_CHECKING:
    from fenji.result import Result

MARKS = (Decimal("0.1"), Decimal("0.2"), Decimal("0.5"))
TITLE = Text("The top {few} of customers bring {share} of net revenue", "前 {few} 的客户带来 {share} 的金额")
SUBTITLE = Text("customers ordered by net revenue, highest first", "客户按购买金额（扣退款）从高到低排列")
MARK = Text("top {few} bring {share}", "前 {few} 的客户带来 {share}")
EVEN = Text("if all brought the same", "若人人相同")
CUSTOMERS = Text("share of customers, highest revenue first", "客户占比（金额从高到低）")
MONEY = Text("share of net revenue", "金额占比")
HEIGHT = 400


@chart(
    title=Text("Revenue concentration", "金额集中度"),
    question=Text("How much of the money comes from how few customers?", "多少金额来自多少客户？"),
)
def concentration(result: Result, lang: Language) -> dict[str, Any]:
    """The share of net revenue the best share of customers brings, with the line of perfect evenness."""
    points = result.concentration(200)
    if len(points) < 2:
        problem = Text("revenue is unknown or not above zero", "购买金额未知或不大于零")
        fix = Text("Import orders with amounts, then grade again.", "请导入带金额的订单后重新评级。")
        raise DrawError(problem, where=f"concentration {result.run.id}", fix=fix)
    # the top 10 % of five customers would be half a customer: such marks are left out
    marks = [few for few in MARKS if few * result.run.customers >= 1] or [MARKS[-1]]
    reached = {few: _share_at(points, few) for few in marks}
    told = MARKS[1] if MARKS[1] in marks else marks[0]
    title = TITLE.fill(few=say_share(told, lang), share=say_share(reached[told], lang)).say(lang)
    subtitle = f"{counted(result, lang)}{'；' if lang == 'zh' else '; '}{SUBTITLE.say(lang)}"
    room = Room(theme.tall(HEIGHT), left=theme.MARGIN + 46, right=theme.MARGIN + 10, below=58, above=26)
    high = max(1.0, *(float(share) for _, share in points))
    layers = [_curve(points, high, lang), *altair_words(_marks(reached, room=room, high=high, lang=lang))]
    return altair_spec(page(result, lang, title=title, subtitle=subtitle), layers, room)


def _share_at(points: list[tuple[Decimal, Decimal]], few: Decimal) -> Decimal:
    """The curve's height at a share of customers, on the straight line between the points beside it."""
    before = points[0]
    for point in points:
        if point[0] >= few:
            width = point[0] - before[0]
            part = (few - before[0]) / width if width else Decimal(1)
            return before[1] + (point[1] - before[1]) * part
        before = point
    return points[-1][1]


def _curve(points: list[tuple[Decimal, Decimal]], high: float, lang: Language) -> Any:
    import altair as alt

    rows = [{"few": float(few), "share": float(share), "none": 0} for few, share in points]
    base = alt.Chart(alt.InlineData(values=rows))
    x = alt.X(
        "few:Q",
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(title=CUSTOMERS.say(lang), labelExpr=SHARE_LABEL, values=[0, 0.1, 0.2, 0.5, 0.8, 1], grid=False),
    )
    y = alt.Y(
        "share:Q",
        scale=alt.Scale(domain=[0, high], nice=False),
        axis=alt.Axis(title=None, labelExpr=SHARE_LABEL, values=[0, 0.2, 0.4, 0.6, 0.8, 1], ticks=False, domain=False),
    )
    area = base.mark_area(color=theme.ACCENT_LIGHT, opacity=0.8, aria=False).encode(x=x, y=y, y2="none:Q")
    return area + base.mark_line(color=theme.ACCENT, strokeWidth=3).encode(x=x, y=y)


def _marks(reached: dict[Decimal, Decimal], *, room: Room, high: float, lang: Language) -> list[Item]:
    found: list[Item] = [Words(-46, -16, MONEY.say(lang), theme.SMALL, theme.SOFT)]
    found += [Line(0, room.height, room.width, room.height * (1 - 1 / high), theme.FAINT, 1.4, (5, 4))]
    if not canvas().is_narrow:
        y = room.height * (1 - 0.74 / high) + 34
        found.append(Words(room.width * 0.74, y, EVEN.say(lang), theme.SMALL, theme.SOFT))
    found += [
        Line(
            float(few) * room.width,
            room.height * (1 - float(share) / high),
            float(few) * room.width,
            room.height,
            theme.ACCENT,
            1,
            (3, 3),
        )
        for few, share in reached.items()
    ]
    floor = 0.0
    for few, share in reached.items():
        x, y = float(few) * room.width, room.height * (1 - float(share) / high)
        words = MARK.fill(few=say_share(few, lang), share=say_share(share, lang)).say(lang)
        below = max(y + 30, floor)
        width = width_of(words, theme.LABEL, bold=True) + 12
        left = min(x + 9, max(room.width - width, 0))
        found += [
            Box(x - 5, y - 5, 10, 10, theme.PAPER, theme.ACCENT, 5),
            Box(left, below - 17, width, 25, theme.PAPER, theme.LINE, 4),
            Words(left + 6, below + 1, words, theme.LABEL, theme.INK, bold=True),
        ]
        floor = below + 32
    return found
