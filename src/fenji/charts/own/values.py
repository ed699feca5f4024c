"""A chart's figures in words: what is measured and its unit, a value as people write it, colours of its groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fenji.charts import theme
from fenji.charts.numbers import CUSTOMERS as CUSTOMERS_AXIS
from fenji.charts.numbers import SHARE_LABEL, amount, money_unit, scaled_label
from fenji.charts.own.groups import OTHER
from fenji.charts.own_chart import CUSTOMERS, TIER, Measure
from fenji.charts.tiers import Look, looks
from fenji.ink import colours
from fenji.language import UNKNOWN, Language, Text, say_count, say_number, say_share

if TYPE_CHECKING:
    from fenji.charts.own.groups import Group
    from fenji.charts.own.offer import Figure, Offer
    from fenji.result import Result

COUNT = Text("Customers", "客户数")
SHARE_OF_CUSTOMERS = Text("Share of customers", "客户占比")
_HOW = {
    "sum": Text("{label}, total", "{label}合计"),
    "average": Text("Average {label}", "平均{label}"),
    "median": Text("Median {label}", "{label}中位数"),
    "share": Text("Share of {label}", "{label}占比"),
    "each": Text("{label}", "{label}"),
}
_WITH_UNIT = Text("{label} ({unit})", "{label}（{unit}）")
_PERSONS = Text("customers", "位")
_NUMBER = Text("{n} {unit}", "{n} {unit}")


@dataclass(frozen=True)
class Said:
    """How the values of one measure are said in one language."""

    measure: Measure
    figure: Figure | None
    currency: str
    lang: Language

    @property
    def label(self) -> str:
        """What is measured."""
        return measure_label(self.measure, self.figure).say(self.lang)

    @property
    def is_share(self) -> bool:
        """Whether values are shares of one."""
        return self.measure.how == "share" or (self.figure is not None and self.figure.form == "share")

    @property
    def is_count(self) -> bool:
        """Whether values are whole numbers of customers."""
        return self.measure.how == "count"

    @property
    def axis_title(self) -> str:
        """What is measured, with its unit."""
        if self.is_count:
            return CUSTOMERS_AXIS.say(self.lang)
        return self.label if self.is_share else _WITH_UNIT.fill(label=self.label, unit=self._unit()).say(self.lang)

    @property
    def axis_label(self) -> str:
        """The Vega expression of an axis value."""
        return SHARE_LABEL if self.is_share else scaled_label(self.lang)

    def value(self, value: Decimal | None, *, with_unit: bool = False) -> str:
        """A value as people write it; unknown is said."""
        if value is None:
            return UNKNOWN[self.lang]
        if self.is_share:
            return say_share(value, self.lang, decimals=1 if abs(value) < Decimal("0.0995") else 0)
        if self.is_count:
            return say_count(int(value), self.lang)
        if self.figure is not None and self.figure.form == "money":
            return amount(value, self.currency, self.lang)
        said = say_number(value, self.lang, decimals=0 if abs(value) >= 1000 else 1)
        return _NUMBER.fill(n=said, unit=self._unit()).say(self.lang) if with_unit and self._unit() else said

    def _unit(self) -> str:
        if self.measure.of == CUSTOMERS:
            return _PERSONS.say(self.lang)
        if self.figure is not None and self.figure.form == "money":
            return money_unit(self.currency, self.lang)
        return self.figure.unit.say(self.lang) if self.figure is not None and self.figure.unit else ""


def measure_label(measure: Measure, figure: Figure | None) -> Text:
    """What is measured, in words."""
    if measure.of == CUSTOMERS or figure is None:
        return SHARE_OF_CUSTOMERS if measure.how == "share" else COUNT
    words = _HOW[measure.how]
    inside = figure.label if words.en.startswith("{") else Text(_lower(figure.label.en), figure.label.zh)
    return words.fill(label=inside)


def said_of(measure: Measure, offer: Offer, result: Result, lang: Language) -> Said:
    """How a measure's values are said."""
    return Said(measure, offer.figures.get(measure.of), result.run.currency, lang)


def group_looks(groups: Sequence[Group], name: str, result: Result, lang: Language) -> Mapping[str | None, Look]:
    """How each group looks: tiers in their own colours, others in colours all eyes tell apart, the rest in grey."""
    if name in (TIER, "previous_tier"):
        known = looks(result, lang)
        return {one.key: _named(known.get(one.key, _grey(one)), one) for one in groups}
    found: dict[str | None, Look] = {}
    for place, one in enumerate(groups):
        is_rest = one.key in (OTHER, None)
        colour = theme.legible(theme.PALETTE[place % len(theme.PALETTE)])
        found[one.key] = _grey(one) if is_rest else Look(one.key, one.name, colour, theme.SHAPES[place % 8])
    return found


def _named(look: Look, group: Group) -> Look:
    return Look(look.key, group.name, theme.legible(look.colour), look.shape)


def _grey(group: Group) -> Look:
    shade = colours.mix(theme.SOFT, theme.PAPER, 0.3 if group.key is None else 0.15)
    return Look(group.key, group.name, theme.legible(shade), "x" if group.key is None else "circle")


def _lower(words: str) -> str:
    """An English label inside a sentence: its first letter small, unless it is an acronym."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
