"""The management report: a span's figures said in sentences and tables, and laid out on A4 pages."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from fenji.advice.overview import overview
from fenji.language import Language, Text, say_date
from fenji.pictures.figures import Compared, Figures
from fenji.pictures.report_sections import sections
from fenji.pictures.report_words import WORDS
from fenji.pictures.said import footer_of
from fenji.pictures.sections import Report, Section, Tile
from fenji.pictures.sheets import palette_of
from fenji.pictures.spoken import MARKS, Spoken
from fenji.pictures.typeset import Sheet


def report(figures: Figures, *, company: Text, lang: Language = "zh", is_masked: bool = True) -> Report:
    """Everything a span's figures say, empty sections left out; names of people are masked unless told otherwise."""
    run = figures.result.run
    spoken = Spoken(figures, lang, is_masked=is_masked)
    days = {"first": figures.span.first, "last": figures.span.last, "day": run.as_of}
    return Report(
        title=WORDS["title"].fill(span=figures.span.name).say(lang),
        company=company.say(lang),
        subtitle=WORDS["subtitle"].fill(**{name: say_date(day, lang) for name, day in days.items()}).say(lang),
        mark=WORDS["simulated"].say(lang) if run.is_simulated else None,
        footer=footer_of(run, lang, only=figures.result.only),
        tiles=_tiles(spoken),
        summary=_summary(spoken),
        sections=[one for one in sections(spoken) if one.said or one.tables or one.drawing],
    )


def report_sheet(made: Report, figures: Figures, lang: Language) -> Sheet:
    """The report as A4 pages."""
    facts = asdict(made) | {
        "sections": [_section(one) for one in made.sections],
        "lang": lang,
        "words": {"summary": WORDS["summary"].say(lang)},
        **palette_of(made.colour),
    }
    return Sheet("report", "report.typ", facts, figures.result.run.as_of)


def _section(one: Section) -> dict[str, Any]:
    shown = [
        asdict(table)
        | {"wordy": table.words()}
        | {"bars": table.bars and table.bars.shares(), "colours": list(table.bars.colours) if table.bars else []}
        for table in one.tables
    ]
    return asdict(one) | {"tables": shown}


def _tiles(spoken: Spoken) -> list[Tile]:
    totals = spoken.figures.totals
    average = _each(totals["net_revenue"], totals["orders"])
    shown = [
        ("net_revenue", totals["net_revenue"], spoken.money(totals["net_revenue"].now)),
        ("orders", totals["orders"], spoken.count(_whole(totals["orders"].now))),
        ("buyers", totals["customers"], spoken.count(_whole(totals["customers"].now))),
        ("order_value", average, spoken.money(average.now)),
    ]
    return [_tile(spoken, spoken.say(name), value, said) for name, value, said in shown]


def _tile(spoken: Spoken, label: str, value: Compared, said: str) -> Tile:
    change, year = value.change(), value.year_change()
    tone = "plain" if not change else MARKS[change > 0][1]
    words = spoken.say("no_before") if change is None else spoken.say("against", change=spoken.change(change))
    return Tile(label, said, words, tone, None if year is None else spoken.say("year", change=spoken.change(year)))


def _summary(spoken: Spoken) -> list[str]:
    """The span in a sentence, then what stands out of the run's customers, trouble first."""
    totals = spoken.figures.totals
    revenue, year = totals["net_revenue"], totals["net_revenue"].year_change()
    whole = spoken.say("whole", span=spoken.figures.span.name, money=spoken.money(revenue.now),
                       buyers=spoken.count(_whole(totals["customers"].now)))  # fmt: skip
    if revenue.change() is not None:
        whole += spoken.say("and_before", change=spoken.change(revenue.change()))
    if year is not None:
        whole += spoken.say("and_year", change=spoken.change(year))
    found = overview(spoken.result)
    return [whole + spoken.say("stop"), *(_ended(one.text.say(spoken.lang), spoken) for one in found)]


def _ended(words: str, spoken: Spoken) -> str:
    """A sentence with its full stop."""
    return words if words.endswith((".", "。", "!", "！", "?", "？")) else words + spoken.say("stop")


def _each(money: Compared, orders: Compared) -> Compared:
    def one(amount: Decimal | None, count: Decimal | None) -> Decimal | None:
        return None if amount is None or not count else amount / count

    return Compared(
        one(money.now, orders.now), one(money.before, orders.before), one(money.year_before, orders.year_before)
    )


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)
