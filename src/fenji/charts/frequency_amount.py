"""Do those who buy often also bring much? Each customer a point, coloured and shaped by tier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.charts import theme
from fenji.charts.axes import POWERS, axis_of, is_long
from fenji.charts.canvas import canvas
from fenji.charts.chart import chart
from fenji.charts.frame import Room, Words, altair_spec, altair_words, counted, page
from fenji.charts.hint import hint, pointed
from fenji.charts.legend import legend, legend_height
from fenji.charts.numbers import COUNT_LABEL, amount, money_unit, scaled_label
from fenji.charts.tiers import Look, graded, key_of, looks, top_of
from fenji.errors import DrawError
from fenji.language import Language, Text, say_count, say_number

if TYPE_CHECKING:
    from fenji.result import Result

LIMIT, SCREEN_LIMIT = 5000, 2000
COLUMNS = ("orders_per_month", "net_revenue", "tier")
TITLE = Text(
    "{tier}: median of {often} orders a month, median net revenue of {money}",
    "{tier}每月下单的中位数为 {often} 次，金额的中位数为 {money}",
)
SAMPLED = Text(
    "{n} of {all} customers drawn, chosen at random by their id", "从 {all} 位客户中按客户ID随机抽取 {n} 位画出"
)
HIDDEN = Text("{n} customer{n:s} with unknown figures {n:is|are} not drawn", "另有 {n} 位数据未知，未画出")
OFTEN = Text("orders a month", "每月订单数")
MONEY = Text("net revenue ({unit})", "购买金额（扣退款，{unit}）")
HEIGHT = 400


@chart(
    title=Text("Frequency and amount", "购买频率与金额"),
    question=Text("Do those who buy often also bring much?", "买得勤的客户也买得多吗？"),
)
def frequency_amount(result: Result, lang: Language) -> dict[str, Any]:
    """Orders a month against net revenue; beyond 5,000 customers a random sample by id, and the picture says so."""
    tiers = graded(result, "frequency_amount")
    drawn, everyone = result.sample(list(COLUMNS), LIMIT if canvas().is_page else SCREEN_LIMIT)
    known = [row for row in drawn if row["orders_per_month"] is not None and row["net_revenue"] is not None]
    if not known:
        problem = Text("no customer's frequency and amount are both known", "没有任何客户的频率与金额同时已知")
        fix = Text("Import orders with amounts, then grade again.", "请导入带金额的订单后重新评级。")
        raise DrawError(problem, where=f"frequency_amount {result.run.id}", fix=fix)
    look = {key: each for key, each in looks(result, lang).items() if any(row["tier"] == key for row in known)}
    parts = [counted(result, lang)]
    if len(drawn) < everyone:
        parts.append(SAMPLED.fill(n=say_count(len(drawn), lang), all=say_count(everyone, lang)).say(lang))
    if len(known) < len(drawn):
        parts.append(HIDDEN.fill(n=say_count(len(drawn) - len(known), lang)).say(lang))
    top = key_of(top_of(tiers))
    frame = page(result, lang, title=_title(result, top, lang), subtitle=("；" if lang == "zh" else "; ").join(parts))
    head = legend_height(list(look.values()))
    room = Room(theme.tall(HEIGHT), left=theme.MARGIN + 62, right=theme.MARGIN + 14, below=58, above=head + 24)
    layers = [
        _points(known, look, lang, result.run.currency),
        *legend(list(look.values()), left=-62, top=-head - 24),
        *altair_words([Words(-62, -16, _money_title(known, result.run.currency, lang), theme.SMALL, theme.SOFT)]),
    ]
    return altair_spec(frame, layers, room)


def _title(result: Result, top: str | None, lang: Language) -> str:
    medians = result.medians(["orders_per_month", "net_revenue"]).get(top, {})
    often = medians.get("orders_per_month")
    return TITLE.fill(
        tier=looks(result, lang)[top].name,
        often=say_number(often, lang),
        money=amount(medians.get("net_revenue"), result.run.currency, lang),
    ).say(lang)


def _money_title(rows: list[dict[str, Any]], currency: str, lang: Language) -> str:
    title = MONEY.fill(unit=money_unit(currency, lang)).say(lang)
    return title + (POWERS.say(lang) if is_long([float(row["net_revenue"]) for row in rows]) else "")


def _points(rows: list[dict[str, Any]], look: dict[str | None, Look], lang: Language, currency: str) -> Any:
    import altair as alt

    often_of = [float(row["orders_per_month"]) for row in rows]
    money_of = [float(row["net_revenue"]) for row in rows]
    points = [
        {
            "often": often,
            "money": money,
            "tier": look[row["tier"]].name,
            **hint(
                look[row["tier"]].name,
                f"{OFTEN.say(lang)} {say_number(row['orders_per_month'], lang)}",
                amount(row["net_revenue"], currency, lang),
            ),
        }
        for often, money, row in zip(often_of, money_of, rows, strict=True)
    ]
    order = [*look.values()]
    names = [each.name for each in order]
    x = axis_of(often_of, OFTEN.say(lang), COUNT_LABEL, lang=lang)
    y = axis_of(money_of, None, scaled_label(lang), lang=lang)
    size, opacity = (46, 0.75) if len(points) <= 1000 else (28, 0.55)
    return pointed(
        alt.Chart(alt.InlineData(values=points))
        .mark_point(filled=True, size=size, opacity=1, fillOpacity=opacity, strokeWidth=0.7)
        .encode(
            x=alt.X("often:Q", scale=x[0], axis=x[1]),
            y=alt.Y("money:Q", scale=y[0], axis=y[1]),
            color=alt.Color("tier:N", scale=alt.Scale(domain=names, range=[e.colour for e in order]), legend=None),
            stroke=alt.Stroke("tier:N", scale=alt.Scale(domain=names, range=[e.edge for e in order]), legend=None),
            shape=alt.Shape(
                "tier:N",
                scale=alt.Scale(domain=names, range=[theme.symbol_path(e.shape) for e in order]),
                legend=None,
            ),
        )
    )
