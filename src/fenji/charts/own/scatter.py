"""Each customer a point: one figure against another, coloured by a group; many customers as a said sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fenji.charts import theme
from fenji.charts.axes import POWERS, axis_of, is_long
from fenji.charts.canvas import canvas
from fenji.charts.frame import Page, Room, Words, altair_spec, altair_words
from fenji.charts.hint import hint, pointed
from fenji.charts.legend import legend, legend_height
from fenji.charts.own.groups import MOST_SPLITS, OTHER, Group, divided
from fenji.charts.own.values import Said, group_looks, said_of
from fenji.charts.own_chart import Measure, OwnChart
from fenji.engines.engine import quoted
from fenji.errors import DrawError
from fenji.language import Language, Text

if TYPE_CHECKING:
    from fenji.charts.own.offer import Offer
    from fenji.charts.tiers import Look
    from fenji.result import Result

LIMIT, SCREEN_LIMIT, HEIGHT = 5000, 2000, 380
UNKNOWN = Text("no customer's figures are both known", "没有任何客户的两个数值同时已知")
CHOOSE = Text("Choose other figures.", "请换用其他指标。")


def points_of(result: Result, chart: OwnChart, offer: Offer, lang: Language) -> tuple[list[dict[str, Any]], int, int]:
    """(points drawn, customers asked, customers whose figures are unknown): at most so many, chosen by their id."""
    split = None if chart.split is None else divided(result, chart.split, offer, lang, most=MOST_SPLITS)
    x, y = quoted(chart.by.name), quoted(chart.measure.of)
    known = f"{x} IS NOT NULL AND {y} IS NOT NULL"
    most = LIMIT if canvas().is_page else SCREEN_LIMIT
    (counted,) = result.engine.rows(f"SELECT count(*) FILTER ({known}) AS n FROM {result.relation}")
    rows = result.engine.rows(f"""
        SELECT {x} AS x, {y} AS y, {split.sql if split else "NULL"} AS of FROM {result.relation}
        WHERE {known} ORDER BY md5(customer_id), customer_id LIMIT {most}""")
    if not rows:
        raise DrawError(UNKNOWN, where=result.run.id, fix=CHOOSE)
    shown: Mapping[str | None, Group] = split.shown if split else {None: Group(None, "", 0)}
    points = [{"x": row["x"], "y": row["y"], "group": shown[row["of"]]} for row in rows]
    return points, int(counted["n"]), result.run.customers - int(counted["n"])


def scatter(
    frame: Page, points: list[dict[str, Any]], chart: OwnChart, offer: Offer, result: Result, lang: Language
) -> dict[str, Any]:
    """The points on two axes; powers of ten where a few large ones would press the others into a corner."""
    groups = list({one["group"].key: one["group"] for one in points}.values())
    has_groups = chart.split is not None
    order = _in_order(groups, chart, offer)
    look = group_looks(order, chart.split.name if chart.split else "", result, lang)
    across = said_of(Measure(how="each", of=chart.by.name), offer, result, lang)
    up = said_of(chart.measure, offer, result, lang)
    head = legend_height(list(look.values())) if has_groups else 0.0
    room = Room(theme.tall(HEIGHT), theme.MARGIN + 66, theme.MARGIN + 14, below=58, above=head + 26)
    long = POWERS.say(lang) if is_long([float(one["y"]) for one in points]) else ""
    words = [Words(-66, -16, up.axis_title + long, theme.SMALL, theme.SOFT)]
    marks = legend(list(look.values()), left=-66, top=-head - 26) if has_groups else []
    layers = [_points(points, look, across, up, lang, has_groups=has_groups), *marks, *altair_words(words)]
    return altair_spec(frame, layers, room)


def _in_order(groups: list[Group], chart: OwnChart, offer: Offer) -> list[Group]:
    """Groups in their own order where they have one, else the largest first; the rest and unknown last."""
    if chart.split is None:
        return groups
    known = list(offer.dimensions[chart.split.name].names)
    return sorted(groups, key=lambda one: (
        one.key is None, one.key == OTHER, known.index(one.key) if one.key in known else len(known), -one.customers,
        one.key or "",
    ))  # fmt: skip


def _points(
    points: list[dict[str, Any]], look: Mapping[str | None, Look], across: Said, up: Said, lang: Language,
    *, has_groups: bool,
) -> Any:  # fmt: skip
    import altair as alt

    rows = [
        {"x": float(one["x"]), "y": float(one["y"]), "key": one["group"].key or "",
         **hint(one["group"].name, f"{across.label} {across.value(one['x'], with_unit=True)}",
                f"{up.label} {up.value(one['y'], with_unit=True)}", about=one["group"].about)}
        for one in points
    ]  # fmt: skip
    x = axis_of([row["x"] for row in rows], across.axis_title, across.axis_label, lang=lang)
    y = axis_of([row["y"] for row in rows], None, up.axis_label, lang=lang)
    keys, styles = [key or "" for key in look], list(look.values())
    size, opacity = (46, 0.8) if len(rows) <= 1000 else (28, 0.6)
    drawn = alt.Chart(alt.InlineData(values=rows)).mark_point(
        filled=True, size=size, opacity=1, fillOpacity=opacity, strokeWidth=0.7
    )
    place = {"x": alt.X("x:Q", scale=x[0], axis=x[1]), "y": alt.Y("y:Q", scale=y[0], axis=y[1])}
    if not has_groups:
        return pointed(drawn.encode(**place, color=alt.value(theme.legible(theme.ACCENT))))
    return pointed(drawn.encode(
        **place,
        color=alt.Color("key:N", scale=alt.Scale(domain=keys, range=[one.colour for one in styles]), legend=None),
        stroke=alt.Stroke("key:N", scale=alt.Scale(domain=keys, range=[one.edge for one in styles]), legend=None),
        shape=alt.Shape("key:N", legend=None,
                        scale=alt.Scale(domain=keys, range=[theme.symbol_path(one.shape) for one in styles])),
    ))  # fmt: skip
