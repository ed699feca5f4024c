"""The management report: a span's figures said in sentences and tables, section by section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.advice.overview import overview
from fenji.charts.canvas import Canvas
from fenji.charts.draw import draw
from fenji.errors import DrawError
from fenji.journeys.pains import chances, pains
from fenji.language import Language, Text, say_count, say_date, say_number, say_share
from fenji.pictures.figures import Compared, Figures, Line, Rate, Voice
from fenji.pictures.plates import flow_words
from fenji.pictures.report_words import WORDS
from fenji.pictures.said import footer_of, money_said
from fenji.pictures.sections import Bars, Report, Section, Shown, Tile
from fenji.pictures.sheets import palette_of
from fenji.pictures.typeset import Sheet
from fenji.scheme.describe import describe

if TYPE_CHECKING:
    from fenji.pictures.evidence import SegmentList

SCREEN = Canvas.screen(760)
_MARKS = {True: ("▲", "good"), False: ("▼", "bad")}


def report(figures: Figures, *, company: Text, lang: Language = "zh", is_masked: bool = True) -> Report:
    """Everything a span's figures say, empty sections left out; names of people are masked unless told otherwise."""
    run = figures.result.run
    said = _Said(figures, lang, is_masked=is_masked)
    days = {"first": figures.span.first, "last": figures.span.last, "day": run.as_of}
    return Report(
        title=WORDS["title"].fill(span=figures.span.name).say(lang),
        company=company.say(lang),
        subtitle=WORDS["subtitle"].fill(**{name: say_date(day, lang) for name, day in days.items()}).say(lang),
        mark=WORDS["simulated"].say(lang) if run.is_simulated else None,
        footer=footer_of(run, lang),
        tiles=said.tiles(),
        summary=said.summary(),
        sections=[one for one in said.sections() if one.said or one.tables or one.drawing],
    )


def report_sheet(made: Report, figures: Figures, lang: Language) -> Sheet:
    """The report as A4 pages."""
    facts = asdict(made) | {"lang": lang, "words": {"summary": WORDS["summary"].say(lang)}, **palette_of("#1F5AA6")}
    return Sheet("report", "report.typ", _plain(facts), figures.result.run.as_of)


class _Said:
    """One report's words: the same figures, language and masks in every section."""

    def __init__(self, figures: Figures, lang: Language, *, is_masked: bool) -> None:
        self.figures, self.lang, self.is_masked = figures, lang, is_masked
        self.run, self.result = figures.result.run, figures.result

    def say(self, name: str, **values: object) -> str:
        return WORDS[name].fill(**values).say(self.lang)

    def money(self, value: Decimal | None) -> str:
        return money_said(value, self.run.currency, self.lang)

    def change(self, share: Decimal | None) -> str:
        if share is None:
            return "–"
        moved = round(share * 100, 1)
        return f"{_MARKS[moved > 0][0]} {abs(moved)}%" if moved else self.say("even")

    def tiles(self) -> list[Tile]:
        totals = self.figures.totals
        average = _each(totals["net_revenue"], totals["orders"])
        shown = [
            ("net_revenue", totals["net_revenue"], self.money(totals["net_revenue"].now)),
            ("orders", totals["orders"], say_count(_whole(totals["orders"].now), self.lang)),
            ("buyers", totals["customers"], say_count(_whole(totals["customers"].now), self.lang)),
            ("order_value", average, self.money(average.now)),
        ]
        return [self._tile(WORDS[name].say(self.lang), value, said) for name, value, said in shown]

    def _tile(self, label: str, value: Compared, said: str) -> Tile:
        change, year = value.change(), value.year_change()
        tone = "plain" if not change else _MARKS[change > 0][1]
        words = self.say("no_before") if change is None else self.say("against", change=self.change(change))
        return Tile(label, said, words, tone, None if year is None else self.say("year", change=self.change(year)))

    def summary(self) -> list[str]:
        """The span in a sentence, then what stands out of the run's customers, trouble first."""
        revenue, year = self.figures.totals["net_revenue"], self.figures.totals["net_revenue"].year_change()
        whole = self.say("whole", span=self.figures.span.name, money=self.money(revenue.now),
                         buyers=say_count(_whole(self.figures.totals["customers"].now), self.lang))  # fmt: skip
        if revenue.change() is not None:
            whole += self.say("and_before", change=self.change(revenue.change()))
        if year is not None:
            whole += self.say("and_year", change=self.change(year))
        return [whole + self.say("stop"), *(one.text.say(self.lang) for one in overview(self.result))]

    def sections(self) -> Iterator[Section]:
        yield self._tiers()
        yield self._moves()
        yield self._segments()
        yield self._stages()
        yield self._journey()
        yield from self._sales()
        yield self._campaigns()
        yield self._loyalty()
        yield self._products()
        yield self._voices()
        yield self._at_risk()
        yield self._appendix()

    def _tiers(self) -> Section:
        tiers = [one for one in self.result.tiers() if one.customers or one.tier is not None]
        names = [WORDS["ungraded"].say(self.lang) if t.tier is None else t.tier.name.say(self.lang) for t in tiers]
        rows = [
            (name, say_count(t.customers, self.lang), say_share(t.customer_share, self.lang, decimals=1),
             self.money(t.net_revenue), say_share(t.revenue_share, self.lang, decimals=1))
            for name, t in zip(names, tiers, strict=True)
        ]  # fmt: skip
        heads = self._heads("tier", "customers", "of_customers", "revenue", "of_revenue")
        bars = Bars(tuple(names), tuple(Decimal(t.customers) for t in tiers), self.say("customers"))
        return Section(self.say("tiers"), (), (Shown(heads, tuple(rows)),), self._drawn("amount_by_tier"), bars)

    def _moves(self) -> Section:
        return Section(self.say("moves"), (), (), self._drawn("moves_sankey"))

    def _segments(self) -> Section:
        tables = tuple(self._segment_table(one) for one in self.figures.segments[:3])
        return Section(self.say("segments"), (), tables)

    def _segment_table(self, one: SegmentList) -> Shown:
        rows = [
            (row.name.say(self.lang), say_count(row.customers, self.lang), self.money(row.net_revenue),
             say_share(row.share, self.lang, decimals=1))
            for row in one.rows[:8]
        ]  # fmt: skip
        return Shown(
            self._heads("segment", "customers", "revenue", "of_revenue"), tuple(rows), one.title.say(self.lang)
        )

    def _stages(self) -> Section:
        rows = [
            (stage.name.say(self.lang), say_count(stage.customers, self.lang),
             say_share(stage.share, self.lang, decimals=1), " · ".join(flow_words(stage, self.lang)) or "–")
            for stage in self.figures.stages
        ]  # fmt: skip
        heads = self._heads("stage", "customers", "of_customers", "flow")
        return Section(self.say("stages"), (), (Shown(heads, tuple(rows)),) if rows else ())

    def _journey(self) -> Section:
        found = self.figures.journey
        if found is None:
            return Section(self.say("journey"))
        said = [self.say("pain", text=one.text) for one in pains(found)[:3]]
        said += [self.say("chance", text=one.text) for one in chances(found)[:3]]
        return Section(self.say("journey"), tuple(said))

    def _sales(self) -> Iterator[Section]:
        tables = [self._lines(title, lines) for title, lines in self.figures.breakdowns]
        if tables:
            yield Section(self.say("sales"), (), tuple(tables))

    def _lines(self, title: Text, lines: Sequence[Line]) -> Shown:
        has_year = any(line.revenue.year_change() is not None for line in lines)
        heads = self._heads("name", "buyers", "revenue", "before", *(("year_before",) if has_year else ()))
        rows = [
            (line.name.say(self.lang), say_count(line.customers, self.lang), self.money(line.revenue.now),
             self.change(line.revenue.change()),
             *((self.change(line.revenue.year_change()),) if has_year else ()))
            for line in lines
        ]  # fmt: skip
        return Shown(heads, tuple(rows), title.say(self.lang))

    def _campaigns(self) -> Section:
        rows = [
            (one.name, say_count(one.customers, self.lang), say_count(one.messages, self.lang),
             say_share(Decimal(one.answers) / max(one.messages, 1), self.lang, decimals=1),
             self.money(one.revenue or Decimal(0)))
            for one in self.figures.campaigns
        ]  # fmt: skip
        heads = self._heads("campaign", "reached", "messages", "answered", "after")
        return Section(
            self.say("campaigns"), (), (Shown(heads, tuple(rows), None, self.say("no_cause")),) if rows else ()
        )

    def _loyalty(self) -> Section:
        tables = [self._rates(title, rates) for title, rates in self.figures.came_back if rates]
        return Section(self.say("loyalty"), (self.say("loyalty_note"),) if tables else (), tuple(tables))

    def _rates(self, title: Text, rates: Sequence[Rate]) -> Shown:
        rows = [
            (rate.name.say(self.lang), say_count(rate.of, self.lang), say_count(rate.part, self.lang),
             say_share(rate.share, self.lang, decimals=1), say_share(rate.before, self.lang, decimals=1))
            for rate in rates
        ]  # fmt: skip
        return Shown(
            self._heads("name", "bought_before", "again", "rate", "rate_before"), tuple(rows), title.say(self.lang)
        )

    def _products(self) -> Section:
        tables = [
            Shown(self._heads("product", "revenue"), tuple((name, self.money(money)) for name, money in listed),
                  tier.say(self.lang))
            for tier, listed in self.figures.products
        ]  # fmt: skip
        said = [
            self.say("pair", first=one.first, other=one.other, buyers=say_count(one.buyers, self.lang),
                     without=say_count(one.buyers - one.both, self.lang),
                     share=say_share(Decimal(one.both) / one.buyers, self.lang))
            for one in self.figures.pairs
        ]  # fmt: skip
        return Section(self.say("products"), tuple(said), tuple(tables))

    def _voices(self) -> Section:
        rows = [self._voice(one) for one in self.figures.voices]
        heads = self._heads("tier", "answers", "score", "named")
        return Section(
            self.say("voices"), (), (Shown(heads, tuple(rows), None, self.say("themes_note")),) if rows else ()
        )

    def _voice(self, one: Voice) -> tuple[str, ...]:
        named = " · ".join(f"{theme.say(self.lang)} {say_count(n, self.lang)}" for theme, n in one.themes[:4])
        score = say_number(one.score, self.lang, decimals=1)
        return one.name.say(self.lang), say_count(one.answers, self.lang), score, named or "–"

    def _at_risk(self) -> Section:
        names = {tier.key: tier.name.say(self.lang) for tier in self.result.scheme.scheme.tiers}
        rows = [
            (self._who(row), names.get(row["tier"], "–"), say_count(row["recency_days"], self.lang),
             say_number(row["gap_days"], self.lang, decimals=0), self.money(row["net_revenue"]))
            for row in self.figures.at_risk
        ]  # fmt: skip
        heads = self._heads("customer", "tier", "silent", "usual", "revenue")
        note = self.say("masked") if self.is_masked else None
        return self._listed("at_risk", heads, rows, note)

    def _who(self, row: Any) -> str:
        name = row["name"]
        if name is None:
            return str(row["customer_id"])
        return f"{name[0]}{'*' * min(len(name) - 1, 2)} ({row['customer_id']})" if self.is_masked else str(name)

    def _appendix(self) -> Section:
        said = [line for line in describe(self.result.scheme).say(self.lang).splitlines() if line.strip()]
        said += [note.say(self.lang) for note in self.figures.quality]
        return Section(self.say("appendix"), tuple(said))

    def _listed(self, name: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], note: str | None) -> Section:
        return Section(self.say(name), (), (Shown(heads, tuple(rows), None, note),) if rows else ())

    def _drawn(self, chart: str) -> str | None:
        """A chart as it stands on a page; None where the run cannot show it honestly."""
        try:
            return draw(self.result, chart, self.lang, on=SCREEN).svg
        except DrawError:
            return None

    def _heads(self, *names: str) -> tuple[str, ...]:
        return tuple(WORDS[f"head_{name}"].say(self.lang) for name in names)


def _each(money: Compared, orders: Compared) -> Compared:
    def one(amount: Decimal | None, count: Decimal | None) -> Decimal | None:
        return None if amount is None or not count else amount / count

    return Compared(
        one(money.now, orders.now), one(money.before, orders.before), one(money.year_before, orders.year_before)
    )


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def _plain(value: Any) -> Any:
    """Figures for drawing as plain numbers."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return float(value) if isinstance(value, Decimal) else value
