"""How do the scores spread, and where do the tiers begin? A histogram over bands named by their tiers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.charts import theme
from fenji.charts.chart import chart
from fenji.charts.frame import Box, Item, Line, Room, Words, altair_spec, altair_words, counted, page
from fenji.charts.hint import hint, pointed
from fenji.charts.numbers import CUSTOMERS, calm_end, scaled_label
from fenji.charts.tiers import Look, key_of, looks
from fenji.errors import DrawError
from fenji.ink import colours
from fenji.ink.words import shorten, width_of
from fenji.language import Language, Text, say_count, say_number, say_share

if TYPE_CHECKING:
    from fenji.result import Result

TITLE = Text(
    "{tier}, from {cut} points up: {share} of the scored customers", "{tier}从 {cut} 分起，占有评分客户的 {share}"
)
TITLE_WITHOUT_CUTS = Text("Scores lie between {low} and {high}", "总评分在 {low} 至 {high} 之间")
SUBTITLE = Text("{n} customer{n:s} with a score, out of 100", "{n} 位客户有总评分，满分 100")
RULES = Text("tiers follow rules, not the score", "等级按规则评定，不由总评分决定")
AXIS = Text("score", "总评分（分）")
HEIGHT, ROW, BINS = 340, 24, 50


@dataclass(frozen=True)
class Band:
    """The scores of one tier, from its cut point up to the next."""

    look: Look
    low: float
    high: float


@chart(
    title=Text("Spread of scores", "总评分分布"),
    question=Text("How do the scores spread, and where do the tiers begin?", "总评分怎样分布，等级从哪里分界？"),
)
def score_spread(result: Result, lang: Language) -> dict[str, Any]:
    """Customers by score, with each tier's band and cut point; the ungraded have no score and are left out."""
    bins = result.histogram("score", BINS)
    if not bins:
        problem = Text("nobody has a score in this run", "本次评级中没有任何客户有总评分")
        fix = Text("Draw `customers_by_tier`, or grade by a scheme with criteria.",
                   "请改画 customers_by_tier，或使用含评分项的分级标准。")  # fmt: skip
        raise DrawError(problem, where=f"score_spread {result.run.id}", fix=fix)
    bands = _bands(result, lang)
    rows = _rows(bands)
    room = Room(theme.tall(HEIGHT), left=theme.MARGIN + 52, right=theme.MARGIN + 10, below=58, above=26)
    parts = [SUBTITLE.fill(n=say_count(sum(n for *_, n in bins), lang)).say(lang), counted(result, lang)]
    if not bands:
        parts.append(RULES.say(lang))
    frame = page(
        result, lang, title=_title(result, bins, bands, lang), subtitle=("；" if lang == "zh" else "; ").join(parts)
    )
    top = max(count for *_, count in bins) * (1 + (len(rows) * ROW + 16) / room.height if bands else 1.05)
    layers = [
        *altair_words(_tints(bands, room)),
        _histogram(bins, calm_end(top, is_count=True), lang),
        *altair_words([Words(-52, -16, CUSTOMERS.say(lang), theme.SMALL, theme.SOFT), *_names(rows, room)]),
    ]
    return altair_spec(frame, layers, room)


def _bands(result: Result, lang: Language) -> list[Band]:
    """Each tier's band of scores, lowest first; none where tiers follow rules."""
    tiers = [tier for tier in result.scheme.scheme.tiers if tier.from_score is not None]
    if result.scheme.scheme.grade_by != "score" or not tiers:
        return []
    look = looks(result, lang)
    cuts = sorted((float(tier.from_score or 0), tier.key) for tier in tiers)
    rest = [tier.key for tier in result.scheme.scheme.tiers if tier.from_score is None]
    if rest and cuts[0][0] > 0:
        cuts.insert(0, (0.0, rest[-1]))
    ends = [cut for cut, _ in cuts[1:]] + [100.0]
    return [Band(look[key], cut, end) for (cut, key), end in zip(cuts, ends, strict=True)]


def _title(result: Result, bins: list[tuple[Decimal, Decimal, int]], bands: list[Band], lang: Language) -> str:
    if len(bands) < 2:
        low, high = say_number(bins[0][0], lang, decimals=1), say_number(bins[-1][1], lang, decimals=1)
        return TITLE_WITHOUT_CUTS.fill(low=low, high=high).say(lang)
    band = bands[-1]
    held = next(each.customers for each in result.tiers() if key_of(each) == band.look.key)
    share = Decimal(held) / sum(n for *_, n in bins)
    cut = say_number(band.low, lang)
    return TITLE.fill(share=say_share(share, lang), cut=cut, tier=band.look.name).say(lang)


def _histogram(bins: list[tuple[Decimal, Decimal, int]], end: tuple[float, float], lang: Language) -> Any:
    import altair as alt

    rows: list[dict[str, Any]] = [
        {"from": float(low), "to": float(high), "count": count, "none": 0,
         **hint(f"{low:.1f}–{high:.1f}", f"{CUSTOMERS.say(lang)} {say_count(count, lang)}")}
        for low, high, count in bins if count
    ]  # fmt: skip
    if len(rows) == 1 and rows[0]["from"] == rows[0]["to"]:
        rows[0] |= {"from": rows[0]["from"] - 0.5, "to": rows[0]["to"] + 0.5}
    high, step = end
    ticks = [round(step * i, 10) for i in range(round(high / step) + 1)]
    x = alt.X(
        "from:Q",
        scale=alt.Scale(domain=[0, 100], nice=False),
        axis=alt.Axis(title=AXIS.say(lang), values=list(range(0, 101, 10)), grid=False),
    )
    y = alt.Y(
        "count:Q",
        scale=alt.Scale(domain=[0, high], nice=False),
        axis=alt.Axis(title=None, labelExpr=scaled_label(lang), values=ticks, ticks=False, domain=False),
    )
    bars = alt.Chart(alt.InlineData(values=rows)).mark_rect(color=theme.BARS, stroke=theme.PAPER, strokeWidth=0.8)
    return pointed(bars.encode(x=x, x2="to:Q", y=y, y2="none:Q"))


def _tints(bands: list[Band], room: Room) -> list[Item]:
    scale = room.width / 100
    return [
        Box(b.low * scale, 0, (b.high - b.low) * scale, room.height, colours.mix(b.look.colour, theme.PAPER, 0.78))
        for b in bands
    ]


def _rows(bands: list[Band]) -> list[list[Band]]:
    """Bands in as few rows of names as can stand side by side."""
    rows: list[list[Band]] = []
    width = theme.WIDTH - 2 * theme.MARGIN - 62
    for band in bands:
        for row in rows:
            if _start(band, width) >= _start(row[-1], width) + _width(row[-1]) + 12:
                row.append(band)
                break
        else:
            rows.append([band])
    return rows


def _label(band: Band) -> str:
    return f"{shorten(band.look.name, theme.SMALL, 330, bold=True)} ≥ {band.low:g}"


def _width(band: Band) -> float:
    return width_of(_label(band), theme.SMALL, bold=True) + 12


def _start(band: Band, width: float) -> float:
    return min(band.low * width / 100, width - _width(band))


def _names(rows: list[list[Band]], room: Room) -> list[Item]:
    lines: list[Item] = []
    names: list[Item] = []
    for place, row in enumerate(rows):
        for band in row:
            x, y = _start(band, room.width), 8 + place * ROW
            lines.append(
                Line(
                    band.low * room.width / 100,
                    0,
                    band.low * room.width / 100,
                    room.height,
                    band.look.edge,
                    1.4,
                    (5, 3),
                )
            )
            names.append(Box(x, y, _width(band), 21, theme.PAPER, band.look.edge, 3))
            names.append(Words(x + 6, y + 15, _label(band), theme.SMALL, theme.INK, bold=True))
    return [*lines, *names]
