"""What findings stand on: a run, its tiers, its window and currency, and what else is known where they are asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fenji.advice.asked import names_of
from fenji.advice.finding import Probe, Tally
from fenji.advice.playbook.book import calm
from fenji.advice.yardstick import measured
from fenji.language import Language, Text, say_count, say_money, say_number, say_share

if TYPE_CHECKING:
    from fenji.advice.recorded import Recorded
    from fenji.result import Result
    from fenji.result_records import TierSummary
    from fenji.scheme.model import Tier
    from fenji.segments.segmentation import Segmentation

_BITS = 60  # of a number that holds answers
_YEAR = {("days", 365), ("days", 366), ("months", 12)}


@dataclass(frozen=True)
class Ground:
    """A run as the kinds of finding look at it.

    `segmentations` are those of the company, where they are known; `today` is the day it is read on, None where that is
    of no matter (a report); `has_owners`: the owners in the rows are those of now;
    `recorded` is what the tables say beside the rows, where somebody asked them.
    """

    result: Result
    tiers: tuple[TierSummary, ...]
    segmentations: Sequence[Segmentation] = ()
    today: date | None = None
    has_owners: bool = False
    recorded: Recorded | None = None

    def has(self, *columns: str) -> bool:
        """Whether the run knows these columns, those that follow from others included."""
        return {*columns} <= {*self.names}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The expression of every column that can be asked for."""
        return names_of(self.result)

    @cached_property
    def measured(self) -> Mapping[str, str]:
        """The first column of every metric that the standard measures."""
        return {name: column for name, column in measured(self.result.scheme).items() if self.has(column)}

    @cached_property
    def held(self) -> tuple[tuple[Tier, TierSummary], ...]:
        """The tiers that hold somebody, best first."""
        return tuple((one.tier, one) for one in self.tiers if one.tier is not None and one.customers)

    @cached_property
    def revenue(self) -> Decimal | None:
        """All net revenue of the window; unknown where no tier's is known."""
        known = [one.net_revenue for one in self.tiers if one.net_revenue is not None]
        return sum(known[1:], known[0]) if known else None

    @cached_property
    def order_value(self) -> Decimal | None:
        """What one order brings on average over the window; unknown without orders."""
        counts = [one.order_count for one in self.tiers if one.order_count is not None]
        orders = sum(counts)
        return None if self.revenue is None or not orders or self.revenue <= 0 else self.revenue / orders

    def above(self, tier: Tier) -> TierSummary | None:
        """The next better tier; None above the best."""
        listed = [one for one in self.tiers if one.tier is not None]
        place = next(number for number, one in enumerate(listed) if one.tier == tier)
        return listed[place - 1] if place else None

    def climb(self, tier: Tier, tally: Tally) -> Decimal | None:
        """What these customers of a tier would bring more if each brought what the next tier brings on average."""
        above = self.above(tier)
        if above is None or above.net_revenue is None or tally.money is None or not above.customers:
            return None
        return above.net_revenue / above.customers * tally.known - tally.money

    def worth(self, tally: Tally) -> Text:
        """Their revenue in brackets, with its window; nothing where it is unknown. A part of it is said to be one."""
        if tally.money is None:
            return Text("", "")
        window, part = self.result.run.window, tally.known < tally.customers
        zh = "年" if (window.kind, window.length) in _YEAR else "累计" if window.kind == "all" else window.text.zh
        en = "so far" if window.kind == "all" else f"in the {window.text.en}"
        words = Text(f" ({{money}} {en})", f"（{zh}金额 {{money}}）")
        if part:
            words = Text(f" (known: {{money}} {en})", f"（{zh}金额已知 {{money}}）")
        return words.fill(money=self.money(tally.money))

    @property
    def since(self) -> Text:
        """Since which run something moved, inside a sentence."""
        before = self.result.previous
        if before is None or before.is_before_fenji:
            return Text("against the grades before fenji", "与原有等级相比")
        return Text("since {day}", "{day} 以来").fill(day=before.as_of.isoformat())

    @property
    def over(self) -> Text:
        """The window inside a sentence: in the last 90 days, 近90天; so far, 至今."""
        words = self.result.run.window.text
        return Text("so far", "至今") if self.result.run.window.kind == "all" else Text(f"in the {words.en}", words.zh)

    def money(self, amount: Decimal | None) -> Text:
        """Money in both languages, from a hundred on without cents."""
        amount, currency = calm(amount), self.result.run.currency
        return Text(say_money(amount, currency, "en"), say_money(amount, currency, "zh"))

    def tally(self, probes: Iterable[Probe]) -> dict[Probe, Tally]:
        """Every probe answered by one scan over the run's rows, and by a second for what else is to be summed up.

        A row's answers to all probes are bits of a number; rows are counted by that number, and a probe has those in
        which its bit is set. Both scans are one question to the engine.
        """
        asked = list(probes)
        groups = self._groups(asked) if asked else []
        found: dict[Probe, Tally] = {}
        for number, probe in enumerate(asked):
            word, bit = divmod(number, _BITS)
            mine = [row for row in groups if row[f"w{word}"] >> bit & 1]
            known = [row["money"] for row in mine if row["money"] is not None]
            found[probe] = Tally(
                sum(int(row["n"]) for row in mine),
                sum(known[1:], known[0]) if known else None,
                sum(int(row["known"]) for row in mine),
                {name: groups[0][f"{name}_{number}"] if groups else None for name in probe.sums},
            )
        return found

    def _groups(self, probes: Sequence[Probe]) -> list[dict[str, Any]]:
        words, sums = list[str](), ["0 AS nothing"]
        in_words, in_sums = list[object](), list[object]()
        for start in range(0, len(probes), _BITS):
            parts = []
            for bit, probe in enumerate(probes[start : start + _BITS]):
                sql, bound = probe.asked.condition(self.names)
                parts.append(f"CASE WHEN {sql} THEN CAST({1 << bit} AS BIGINT) ELSE 0 END")
                in_words += bound
                for name, expression in probe.sums.items():
                    sums.append(f"{expression} FILTER ({sql}) AS {name}_{start + bit}")
                    in_sums += bound
            words.append(f"{' + '.join(parts)} AS w{start // _BITS}")
        of = self.result.relation
        sql = f"""WITH sums AS (SELECT {", ".join(sums)} FROM {of}),
                  groups AS (SELECT * EXCLUDE (net_revenue), count(*) AS n, sum(net_revenue) AS money,
                                    count(net_revenue) AS known
                             FROM (SELECT net_revenue, {", ".join(words)} FROM {of}) GROUP BY ALL)
                  SELECT * FROM groups CROSS JOIN sums"""
        return self.ask(sql, [*in_sums, *in_words])

    def ask(self, sql: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        """The rows of a question to the run's own engine."""
        return self.result.engine.rows(sql, list(values))


def said(words: Text, **values: Any) -> Text:
    """A sentence with its figures said in each language: counts, shares between 0 and 1, numbers, texts."""

    def one(lang: Language) -> str:
        filled = {name: _in(value, lang) for name, value in values.items()}
        return words.fill(**filled).say(lang)

    return Text(one("en"), one("zh"))


@dataclass(frozen=True)
class Share:
    """A number to be said as a percentage."""

    value: Decimal


def _in(value: Any, lang: Language) -> Any:
    if isinstance(value, Share):
        return say_share(value.value, lang)
    if isinstance(value, bool | Text | str):
        return value
    if isinstance(value, int):
        return say_count(value, lang)
    return say_number(value, lang) if isinstance(value, Decimal | float) else value
