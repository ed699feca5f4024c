"""Pictures of one question each: the tiers as a card for the team, the lifecycle, moves over runs, concentration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from fenji.charts.canvas import Canvas
from fenji.charts.draw import draw
from fenji.charts.tiers import looks
from fenji.errors import DrawError
from fenji.icons.badge import badge
from fenji.ink import colours
from fenji.language import Language, Text, say_count, say_date, say_share
from fenji.pictures.evidence import StageRow
from fenji.pictures.said import footer_of, money_said
from fenji.pictures.sheets import A3, Size, palette_of
from fenji.pictures.strategy_words import WORDS, stage_colours
from fenji.pictures.typeset import Sheet
from fenji.scheme.describe import say_tier

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.segments.segmentation import Segmentation

GAP = 0.025
SHARES = (Decimal("0.01"), Decimal("0.05"), Decimal("0.1"), Decimal("0.2"), Decimal("0.5"))


@dataclass(frozen=True)
class Column:
    """The customers of each tier in one run; None is ungraded."""

    day: date
    customers: Mapping[str | None, int]


def tiers_card(result: Result, *, company: Text, lang: Language = "zh", size: Size = A3) -> Sheet:
    """The legend of the tiers for the team: badge, name, how it is reached, customers, what it is given."""
    tiers = [
        {
            "name": each.tier.name.say(lang),
            "badge": badge(each.tier.icon, size=256, lang=lang),
            "colour": each.tier.icon.colour or colours.UNGRADED,
            "how": say_tier(result.scheme.scheme, each.tier.key).say(lang),
            "customers": _PEOPLE.fill(n=say_count(each.customers, lang),
                                      share=say_share(each.customer_share, lang)).say(lang),
            "service": "\n\n".join(
                said.fill(words=text).say(lang)
                for said, text in ((_BENEFITS, each.tier.benefits), (_SERVICE, each.tier.service))
                if text.say(lang)
            ),
        }
        for each in result.tiers()
        if each.tier is not None
    ]  # fmt: skip
    return _plate(result, "tiers", _TIERS, company, lang, size, {"kind": "tiers", "tiers": tiers})


def lifecycle_picture(
    result: Result,
    stages: Sequence[StageRow],
    known: Sequence[Segmentation],
    *,
    company: Text,
    lang: Language = "zh",
    size: Size = A3,
) -> Sheet:
    """The stages of the lifecycle: customers, revenue, where they came from, and what each stage asks for."""
    if not stages:
        raise DrawError(WORDS["no_stages"], where=f"lifecycle {result.run.id}", fix=_GRADE_AGAIN)
    money = {key: revenue for (key,), _, revenue in result.counts("stage")}
    advice = {s.key: s.advice for one in known if one.name == "stage" for s in one.segments()}
    shown = [
        {
            "name": stage.name.say(lang),
            "count": say_count(stage.customers, lang),
            "share": float(stage.share),
            "share_said": say_share(stage.share, lang, decimals=1),
            "ground": stage_colours(stage.key),
            "ink": colours.text_on(stage_colours(stage.key)),
            "money": money_said(money.get(stage.key, Decimal(0)), result.run.currency, lang),
            "flow": "\n".join(flow_words(stage, lang)),
            "advice": advice[stage.key].say(lang) if stage.key in advice else "",
        }
        for stage in stages
    ]  # fmt: skip
    return _plate(result, "lifecycle", _LIFECYCLE, company, lang, size, {"kind": "stages", "stages": shown})


def moves_picture(
    result: Result,
    columns: Sequence[Column],
    moves: Sequence[Mapping[tuple[str | None, str | None], int]],
    *,
    company: Text,
    lang: Language = "zh",
    size: Size = A3,
) -> Sheet:
    """How customers went between the tiers over several runs; `moves[n]` are those from column n to the next.

    Customers of one of two runs only are in no stream. Less than two runs have nothing to show.
    """
    if len(columns) < 2:
        raise DrawError(_ONE_RUN, where=f"moves {result.run.id}", fix=_GRADE_EARLIER)
    seen = looks(result, lang)
    stacks = [_stack(column, list(seen)) for column in columns]
    shown = [
        {
            "day": say_date(column.day, lang),
            "tiers": [
                {"top": top, "height": height, "room": room, "colour": seen[key].colour,
                 "customers": say_count(column.customers.get(key, 0), lang),
                 "said": f"{seen[key].name}\n{say_count(column.customers.get(key, 0), lang)}"}
                for key, (top, height, room) in stack.items()
            ],
        }
        for column, stack in zip(columns, stacks, strict=True)
    ]  # fmt: skip
    streams = [
        stream
        for n, between in enumerate(moves)
        for stream in _streams(n, between, columns, stacks, {key: look.colour for key, look in seen.items()})
    ]
    return _plate(
        result, "moves", _MOVES, company, lang, size, {"kind": "streams", "columns": shown, "streams": streams}
    )


def concentration_picture(result: Result, *, company: Text, lang: Language = "zh", size: Size = A3) -> Sheet:
    """What share of revenue the best customers bring: the curve, and what 1, 5, 10, 20 and 50 percent bring."""
    points = result.concentration()
    drawing = draw(result, "concentration", lang, on=Canvas.screen(640 if size.width < 450 else 760))
    rows = [
        {"label": _BEST.fill(share=say_share(share, lang)).say(lang), "value": say_share(_reached(points, share), lang)}
        for share in SHARES
    ]
    return _plate(
        result,
        "concentration",
        _CONCENTRATION,
        company,
        lang,
        size,
        {"kind": "chart", "chart": drawing.svg, "rows": rows},
    )


def flow_words(stage: StageRow, lang: Language) -> list[str]:
    """Who stayed in a stage since the run before, and where the largest group came from."""
    lines = []
    if stage.flow is not None and stage.flow.before:
        stayed = Decimal(stage.flow.stayed) / stage.flow.before
        lines.append(WORDS["stayed"].fill(share=say_share(stayed, lang)).say(lang))
    if stage.flow is not None and stage.flow.came_from is not None:
        lines.append(WORDS["came"].fill(n=say_count(stage.flow.came, lang), stage=stage.flow.came_from).say(lang))
    return lines


def _plate(
    result: Result, name: str, title: Text, company: Text, lang: Language, size: Size, shown: Mapping[str, Any]
) -> Sheet:
    run = result.run
    day = WORDS["as_of"].fill(day=say_date(run.as_of, lang))
    under = " · ".join(text.say(lang) for text in (company, result.only or _ALL, day) if text.say(lang))
    facts = {
        "title": title.say(lang),
        "company": company.say(lang) or "fenji",
        "subtitle": under,
        "footer": footer_of(run, lang, only=result.only),
        "made_by": "fenji 分级",
        "lang": lang,
        **size.facts(),
        **palette_of("#1F5AA6"),
        **shown,
    }
    return Sheet(name, "plate.typ", facts, run.as_of)


def _stack(column: Column, order: Sequence[str | None]) -> dict[str | None, tuple[float, float, float]]:
    """Tier → (top, height, room for its name), as shares of the height, best tier above, gaps between."""
    there = [key for key in order if key is not None or column.customers.get(key)]
    whole = max(sum(column.customers.get(key, 0) for key in there), 1)
    free = 1 - GAP * (len(there) - 1)
    found, top = {}, 0.0
    for key in there:
        height = free * column.customers.get(key, 0) / whole
        found[key] = (top, height, height + GAP)
        top += height + GAP
    return found


def _streams(
    n: int,
    moves: Mapping[tuple[str | None, str | None], int],
    columns: Sequence[Column],
    stacks: Sequence[Mapping[str | None, tuple[float, float, float]]],
    colour_of: Mapping[str | None, str],
) -> list[dict[str, Any]]:
    """Streams leave and arrive in the order of the tiers; the widest are drawn first, thin ones over them."""
    left, right = stacks[n], stacks[n + 1]
    order = list(colour_of)
    leaving = {key: place[0] for key, place in left.items()}
    arriving = {key: place[0] for key, place in right.items()}
    unit = min(_unit(left, columns[n]), _unit(right, columns[n + 1]))
    found = []
    for (was, now), customers in sorted(
        moves.items(), key=lambda one: (order.index(one[0][0]), order.index(one[0][1]))
    ):
        thick = unit * customers
        found.append({"column": n, "from": leaving[was], "to": arriving[now], "thick": thick, "colour": colour_of[was]})
        leaving[was] += thick
        arriving[now] += thick
    return sorted(found, key=lambda one: -one["thick"])


def _unit(stack: Mapping[str | None, tuple[float, float, float]], column: Column) -> float:
    return sum(height for _, height, _ in stack.values()) / max(sum(column.customers.values()), 1)


def _reached(points: Sequence[tuple[Decimal, Decimal]], share: Decimal) -> Decimal | None:
    """The share of revenue of the best so many customers, between the two points around it."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= share <= x1:
            return y0 if x1 == x0 else y0 + (y1 - y0) * (share - x0) / (x1 - x0)
    return None


_PEOPLE = Text("{n} customers · {share}", "{n} 位 · {share}")
_BENEFITS = Text("Benefits: {words}", "权益：{words}")
_SERVICE = Text("Service: {words}", "服务：{words}")
_TIERS = Text("Our customer tiers", "客户等级一览")
_LIFECYCLE = Text("Customer lifecycle", "客户生命周期")
_MOVES = Text("Moves between tiers", "等级流向")
_CONCENTRATION = Text("Who brings the revenue", "金额集中度")
_ALL = Text("all customers", "全部客户")
_BEST = Text("the best {share} of customers bring", "前 {share} 的客户带来")
_GRADE_AGAIN = Text("Grade again; stages come with the grading.", "请重新评级，生命周期阶段随评级产生。")
_ONE_RUN = Text("there is only one run of this standard", "该分级标准只有一次评级")
_GRADE_EARLIER = Text("Grade an earlier day as well.", "请再按更早的评估基准日评级。")
