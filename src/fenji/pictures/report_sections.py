"""The sections of the management report, in the order they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from fenji.journeys.pains import chances, pains
from fenji.language import Text, say_date, say_number
from fenji.pictures.figures import Line, Rate, Voice
from fenji.pictures.plates import flow_words
from fenji.pictures.report_words import WORDS
from fenji.pictures.sections import Section, Shown
from fenji.pictures.spoken import NONE, Spoken
from fenji.scheme.describe import describe

if TYPE_CHECKING:
    from fenji.pictures.evidence import SegmentList

MOVES, ROWS, THEMES = 8, 8, 6


def sections(spoken: Spoken) -> Iterator[Section]:
    """Every section, those included that have nothing to say."""
    yield _tiers(spoken)
    yield _moves(spoken)
    yield _segments(spoken)
    yield _stages(spoken)
    yield _journey(spoken)
    yield _sales(spoken)
    yield _campaigns(spoken)
    yield _loyalty(spoken)
    yield _products(spoken)
    yield _voices(spoken)
    yield _after_sale(spoken)
    yield _lost(spoken)
    yield _at_risk(spoken)
    yield _to_do(spoken)
    yield _appendix(spoken)


def _tiers(spoken: Spoken) -> Section:
    tiers = [one for one in spoken.result.tiers() if one.customers or one.tier is not None]
    rows = [
        (spoken.say("ungraded") if t.tier is None else t.tier.name.say(spoken.lang), spoken.count(t.customers),
         spoken.share(t.customer_share), spoken.money(t.net_revenue), spoken.share(t.revenue_share))
        for t in tiers
    ]  # fmt: skip
    heads = spoken.heads("tier", "customers", "of_customers", "revenue", "of_revenue")
    bars = spoken.bars(
        [tier.net_revenue for tier in tiers],
        "net_revenue",
        "money",
        names=[WORDS["ungraded"] if tier.tier is None else tier.tier.name for tier in tiers],
    )
    shown = Shown(heads, tuple(rows), None, spoken.say("window_note"), bars)
    return Section(spoken.say("tiers"), (), (shown,), spoken.drawn("tier_share", 75), drawn_wide=75)


def _moves(spoken: Spoken) -> Section:
    """Who went where since the run before, the largest revenue first; those who stayed are no row."""
    order = [tier.key for tier in spoken.result.scheme.scheme.tiers]
    moved = [one for one in spoken.result.moves() if one[0] != one[1] and one[0] is not None]
    moved.sort(key=lambda one: (-(one[3] or 0), order.index(one[0]) if one[0] in order else len(order)))
    rows = [(f"{spoken.tier(was)} → {spoken.tier(now)}", spoken.count(n), spoken.money(money))
            for was, now, n, money in moved[:MOVES]]  # fmt: skip
    shown = Shown(spoken.heads("move", "customers", "revenue"), tuple(rows), None, None,
                  spoken.bars([n for _, _, n, _ in moved[:MOVES]], "customers"))  # fmt: skip
    return Section(spoken.say("moves"), (), (shown,) if rows else (), spoken.drawn("moves_sankey"))


def _segments(spoken: Spoken) -> Section:
    tables = tuple(_segment_table(spoken, one) for one in spoken.figures.segments[:3])
    return Section(spoken.say("segments"), (), tables)


def _segment_table(spoken: Spoken, one: SegmentList) -> Shown:
    listed = one.rows[:ROWS]
    rows = [(row.name.say(spoken.lang), spoken.count(row.customers), spoken.money(row.net_revenue),
             spoken.share(row.share)) for row in listed]  # fmt: skip
    heads = spoken.heads("segment", "customers", "revenue", "of_revenue")
    bars = spoken.bars([row.net_revenue for row in listed], "net_revenue", "money")
    return Shown(heads, tuple(rows), one.title.say(spoken.lang), None, bars)


def _stages(spoken: Spoken) -> Section:
    stages = spoken.figures.stages
    rows = [
        (stage.name.say(spoken.lang), spoken.count(stage.customers), spoken.share(stage.share),
         " · ".join(flow_words(stage, spoken.lang)) or NONE)
        for stage in stages
    ]  # fmt: skip
    heads = spoken.heads("stage", "customers", "of_customers", "flow")
    bars = spoken.bars([stage.customers for stage in stages], "customers")
    return Section(spoken.say("stages"), (), (Shown(heads, tuple(rows), None, None, bars),) if rows else ())


def _journey(spoken: Spoken) -> Section:
    found = spoken.figures.journey
    if found is None:
        return Section(spoken.say("journey"))
    said = [spoken.say("pain", text=one.text) for one in pains(found)[:3]]
    said += [spoken.say("chance", text=one.text) for one in chances(found)[:3]]
    return Section(spoken.say("journey"), tuple(said))


def _sales(spoken: Spoken) -> Section:
    tables = [_lines(spoken, title, lines) for title, lines in spoken.figures.breakdowns]
    return Section(spoken.say("sales"), (), tuple(tables))


def _lines(spoken: Spoken, title: Text, lines: Sequence[Line]) -> Shown:
    """A breakdown; the columns of changes stand only where there is something to compare with."""
    has_before = any(line.revenue.change() is not None for line in lines)
    has_year = any(line.revenue.year_change() is not None for line in lines)
    compared = [name for name, there in (("before", has_before), ("year_before", has_year)) if there]
    rows = [
        (line.name.say(spoken.lang), spoken.count(line.customers), spoken.money(line.revenue.now),
         *((spoken.change(line.revenue.change()),) if has_before else ()),
         *((spoken.change(line.revenue.year_change()),) if has_year else ()))
        for line in lines
    ]  # fmt: skip
    bars = spoken.bars(
        [line.revenue.now for line in lines], "net_revenue", "money", names=[line.name for line in lines]
    )
    return Shown(spoken.heads("name", "buyers", "revenue", *compared), tuple(rows), title.say(spoken.lang), None, bars)


def _campaigns(spoken: Spoken) -> Section:
    found = spoken.figures.campaigns
    rows = [
        (one.name, spoken.count(one.customers), spoken.count(one.messages),
         spoken.share(Decimal(one.answers) / max(one.messages, 1)), spoken.money(one.revenue or Decimal(0)))
        for one in found
    ]  # fmt: skip
    heads = spoken.heads("campaign", "reached", "messages", "answered", "after")
    bars = spoken.bars([one.customers for one in found], "reached")
    shown = Shown(heads, tuple(rows), None, spoken.say("no_cause"), bars)
    return Section(spoken.say("campaigns"), (), (shown,) if rows else ())


def _loyalty(spoken: Spoken) -> Section:
    tables = [_rates(spoken, title, rates) for title, rates in spoken.figures.came_back if rates]
    return Section(spoken.say("loyalty"), (spoken.say("loyalty_note"),) if tables else (), tuple(tables))


def _rates(spoken: Spoken, title: Text, rates: Sequence[Rate]) -> Shown:
    has_before = any(rate.before is not None for rate in rates)
    rows = [
        (rate.name.say(spoken.lang), spoken.count(rate.of), spoken.count(rate.part), spoken.share(rate.share),
         *((spoken.share(rate.before),) if has_before else ()))
        for rate in rates
    ]  # fmt: skip
    heads = spoken.heads("name", "bought_before", "again", "rate", *(("rate_before",) if has_before else ()))
    bars = spoken.bars([rate.share for rate in rates], "loyalty", "share", names=[rate.name for rate in rates])
    return Shown(heads, tuple(rows), title.say(spoken.lang), None, bars)


def _products(spoken: Spoken) -> Section:
    tables = [
        Shown(spoken.heads("product", "revenue"), tuple((name, spoken.money(money)) for name, money in listed),
              tier.say(spoken.lang))
        for tier, listed in spoken.figures.products
    ]  # fmt: skip
    said = [
        spoken.say("pair", first=one.first, other=one.other, buyers=spoken.count(one.buyers),
                   without=spoken.count(one.buyers - one.both), share=spoken.share(Decimal(one.both) / one.buyers))
        for one in spoken.figures.pairs
    ]  # fmt: skip
    return Section(spoken.say("products"), tuple(said), tuple(tables), None, min(max(len(tables), 1), 3))


def _voices(spoken: Spoken) -> Section:
    found = spoken.figures.voices
    rows = [(one.name.say(spoken.lang), spoken.count(one.answers), say_number(one.score, spoken.lang, decimals=1))
            for one in found]  # fmt: skip
    bars = spoken.bars([one.score for one in found], "satisfaction", "score", names=[one.name for one in found])
    shown = Shown(spoken.heads("tier", "answers", "score"), tuple(rows), None, None, bars)
    return Section(spoken.say("satisfaction"), (), (shown,) if rows else ())


def _after_sale(spoken: Spoken) -> Section:
    """A row a tier, a column a theme, those named most first."""
    found = [one for one in spoken.figures.after_sale if one.answers]
    names = _named(found)
    rows = [
        (one.name.say(spoken.lang), spoken.count(one.answers),
         *(spoken.count(dict(one.themes)[name]) for name in names))
        for one in found
    ]  # fmt: skip
    heads = (*spoken.heads("tier", "tickets"), *(name.say(spoken.lang) for name in names))
    shown = Shown(heads, tuple(rows), None, spoken.say("themes_note"))
    return Section(spoken.say("after_sale"), (), (shown,) if rows else ())


def _named(found: Sequence[Voice]) -> list[Text]:
    counted: dict[Text, int] = {}
    for one in found:
        for name, n in one.themes:
            counted[name] = counted.get(name, 0) + n
    return sorted((name for name, n in counted.items() if n), key=lambda name: -counted[name])[:THEMES]


def _lost(spoken: Spoken) -> Section:
    """Reasons of churn: unknown where nobody records them, none where nobody was lost in the span."""
    lost = spoken.figures.lost
    if not lost:
        return Section(spoken.say("lost"), (spoken.say("lost_unknown" if lost is None else "lost_nobody"),))
    rows = [
        (one.former_tier.say(spoken.lang), spoken.count(one.customers),
         " · ".join(f"{why.say(spoken.lang)} {spoken.count(n)}" for why, n in one.reasons))
        for one in lost
    ]  # fmt: skip
    bars = spoken.bars([one.customers for one in lost], "customers", names=[one.former_tier for one in lost])
    shown = Shown(spoken.heads("former_tier", "lost", "reasons"), tuple(rows), None, spoken.say("lost_note"), bars)
    return Section(spoken.say("lost"), (), (shown,))


def _at_risk(spoken: Spoken) -> Section:
    found = spoken.figures.at_risk
    rows = [
        (spoken.who(row), spoken.tier(row["tier"]), spoken.count(row["recency_days"]),
         say_number(row["gap_days"], spoken.lang, decimals=0), spoken.money(row["net_revenue"]))
        for row in found
    ]  # fmt: skip
    heads = spoken.heads("customer", "tier", "silent", "usual", "revenue")
    note = spoken.say("masked") if spoken.is_masked and any(row["name"] for row in found) else None
    return Section(spoken.say("at_risk"), (), (Shown(heads, tuple(rows), None, note),) if rows else ())


def _to_do(spoken: Spoken) -> Section:
    """What the company wrote for each tier, and what each stage asks for."""
    order = [tier.key for tier in spoken.result.scheme.scheme.tiers]
    tasks = sorted(spoken.figures.actions, key=lambda one: order.index(one.tier))
    written = [
        (spoken.tier(one.tier), one.what.say(spoken.lang), one.owner.say(spoken.lang) or NONE,
         NONE if one.due is None else say_date(one.due, spoken.lang))
        for one in tasks
    ]  # fmt: skip
    advice = spoken.figures.advice
    by_stage = [
        (one.name.say(spoken.lang), spoken.count(one.customers), advice[one.key].say(spoken.lang))
        for one in spoken.figures.stages
        if one.customers and one.key in advice
    ]
    tables = []
    if written:
        tables.append(Shown(spoken.heads("tier", "what", "who", "due"), tuple(written), spoken.say("agreed")))
    if by_stage:
        tables.append(Shown(spoken.heads("stage", "customers", "what"), tuple(by_stage), spoken.say("by_stage")))
    return Section(spoken.say("to_do"), (), tuple(tables))


def _appendix(spoken: Spoken) -> Section:
    said = [line for line in describe(spoken.result.scheme).say(spoken.lang).splitlines() if line.strip()]
    said += [note.say(spoken.lang) for note in spoken.figures.quality]
    return Section(spoken.say("appendix"), tuple(said))
