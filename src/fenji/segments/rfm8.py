"""RFM eight classes (八类): who is recent, frequent and worth much, and what each class asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from fenji.grades import words
from fenji.language import Text
from fenji.metrics.measure import Measure
from fenji.scores import compare
from fenji.segments.segmentation import Answers, Key, Learned, Segment, Segmentation, Words, measured
from fenji.segments.split import Split, WrittenSplit

__all__ = ["CLASSES", "Rfm8", "RfmClass", "Split", "class_of"]


@dataclass(frozen=True)
class RfmClass:
    """One of the eight classes: which of recency, frequency and money are high. High recency = bought recently."""

    is_recent: bool
    is_frequent: bool
    is_valuable: bool
    key: str
    name: Text
    advice: Text
    also_called: tuple[str, ...] = ()

    @property
    def marks(self) -> tuple[bool, bool, bool]:
        """R, F, M: high or not."""
        return self.is_recent, self.is_frequent, self.is_valuable


CLASSES = (
    RfmClass(True, True, True, "important_value", Text("Important, to value", "重要价值客户"),
             Text("Keep: best service, first access.", "重点维护：最好的服务，优先体验。")),
    RfmClass(False, True, True, "important_keep", Text("Important, to keep", "重要保持客户"),
             Text("Call: they used to come often and spend much.", "主动联系：曾经常来、花费高。"), ("重要唤回",)),
    RfmClass(True, False, True, "important_develop", Text("Important, to develop", "重要发展客户"),
             Text("Raise the frequency: bundles, reminders.", "提高频次：组合销售、到期提醒。"), ("重要深耕",)),
    RfmClass(False, False, True, "important_win_back", Text("Important, to win back", "重要挽留客户"),
             Text("Win back: find out why they left.", "挽回：了解离开的原因。")),
    RfmClass(True, True, False, "ordinary_value", Text("Ordinary, to value", "一般价值客户"),
             Text("Raise the basket value.", "提高笔单价。"), ("潜力客户",)),
    RfmClass(False, True, False, "ordinary_keep", Text("Ordinary, to keep", "一般保持客户"),
             Text("Keep in touch at low cost.", "低成本保持联系。"), ("一般维持",)),
    RfmClass(True, False, False, "ordinary_develop", Text("Ordinary, to develop", "一般发展客户"),
             Text("Win the second order.", "促成第二单。"), ("新客户",)),
    RfmClass(False, False, False, "ordinary_win_back", Text("Ordinary, to win back", "一般挽留客户"),
             Text("Automatic contact only.", "仅自动触达。"), ("流失客户",)),
)  # fmt: skip
AXES = ("recency", "frequency", "money")
_LETTERS = {"recency": "R", "frequency": "F", "money": "M"}


def class_of(*, is_recent: bool, is_frequent: bool, is_valuable: bool) -> RfmClass:
    """The class of a customer from the three answers.

    >>> class_of(is_recent=False, is_frequent=True, is_valuable=True).name.zh
    '重要保持客户'
    """
    wanted = (is_recent, is_frequent, is_valuable)
    return next(each for each in CLASSES if each.marks == wanted)


class Rfm8(Segmentation):
    """Eight classes by three answers: recent or not, frequent or not, worth much or not.

    A customer who is at least as good as the split point is high: recency at or below it, frequency and money at or
    above it. Split points are found once and frozen. `money_is`: the total net revenue of the window, or the average
    value of an order. A customer who never bought has no recency and therefore no class. The classes are a segment, not
    a ladder: nobody is promoted from one to another.
    """

    kind: Literal["rfm8"] = "rfm8"
    name: Key = "rfm_class"
    title: Words = Text("RFM eight classes", "RFM 八类")
    about: Words = Text(
        "Who bought recently, who buys often, who spends much: eight classes.",
        "按最近购买、购买频率、购买金额的高低分为八类。",
    )
    recency: WrittenSplit = Split()
    frequency: WrittenSplit = Split()
    money: WrittenSplit = Split()
    money_is: Literal["total", "average"] = "total"

    def segments(self) -> tuple[Segment, ...]:
        """The eight, best first."""
        return tuple(
            Segment(key=each.key, name=each.name, advice=each.advice, also_called=each.also_called) for each in CLASSES
        )

    def measures(self) -> tuple[Measure, ...]:
        """Recency, frequency and money, in this order."""
        amount = "net_revenue" if self.money_is == "total" else "average_order_value"
        return tuple(measured(metric, self.window) for metric in ("recency_days", "order_count", amount))

    def questions(self, table: ir.Table, answers: Answers) -> dict[str, ir.Scalar]:
        """Counts around the split points; customers with an unknown axis are left out."""
        columns = [table[measure.column] for measure in self.measures()]
        is_known = columns[0].notnull() & columns[1].notnull() & columns[2].notnull()
        asked: dict[str, ir.Scalar] = {}
        for (axis, split), column in zip(self._splits(), columns, strict=True):
            counted = ibis.ifelse(is_known, column, ibis.null(column.type()))
            mine = split.questions(counted, _of(answers, axis), is_low_best=axis == "recency")
            asked |= {f"{axis}:{key}": question for key, question in mine.items()}
        return asked

    def learn(self, answers: Answers) -> dict[str, Any]:
        """The frozen split points by axis; None where no customer is known."""
        cuts = {axis: split.cut(_of(answers, axis), is_low_best=axis == "recency") for axis, split in self._splits()}
        return {axis: None if cut is None else str(cut) for axis, cut in cuts.items()}

    def expression(self, table: ir.Table, learned: Learned) -> ir.StringColumn:
        """The class of every customer by its key; NULL where one of the three is unknown."""
        recency, frequency, money = (table[measure.column] for measure in self.measures())
        cuts = [learned[axis] for axis in AXES]
        if None in cuts:
            return ibis.null("string")
        marks = [
            compare.at_most(recency, Decimal(cuts[0])),
            compare.at_least(frequency, Decimal(cuts[1])),
            compare.at_least(money, Decimal(cuts[2])),
        ]
        return ibis.cases(*((_all_of(marks, each.marks), each.key) for each in CLASSES), else_=ibis.null("string"))

    def say(self, learned: Learned | None = None, currency: str | None = None) -> list[Text]:
        """Where each axis is divided."""
        return [
            _AXIS.fill(
                letter=_LETTERS[axis],
                name=words.named(measure.metric, window=measure.window),
                end=_end(split, axis, measure.metric, learned=learned or {}, currency=currency),
            )
            for (axis, split), measure in zip(self._splits(), self.measures(), strict=True)
        ]

    def _splits(self) -> Iterator[tuple[str, Split]]:
        return zip(AXES, (self.recency, self.frequency, self.money), strict=True)


_AXIS = Text("{letter} high: {name} {end}", "{letter} 高：{name}{end}")
_ENDS = {
    "recency": Text("at most {n}", "不超过{n}"),
    "frequency": Text("at least {n}", "不低于{n}"),
    "money": Text("at least {n}", "不低于{n}"),
}
_WAY = Text("({way})", "（{way}）")


def _end(split: Split, axis: str, metric: str, *, learned: Learned, currency: str | None) -> Text:
    """Up to or from which value on is high, once that is known, and how it was chosen."""
    cut = split.value if split.at == "value" else learned.get(axis)
    way = _WAY.fill(way=split.text)
    if cut is None:
        return way
    end = _ENDS[axis].fill(n=words.amount(metric, Decimal(cut), currency=currency))
    return end if split.at == "value" else Text("{end} {way}", "{end}{way}").fill(end=end, way=way)


def _of(answers: Answers, axis: str) -> dict[str, Any]:
    return {key.removeprefix(f"{axis}:"): value for key, value in answers.items() if key.startswith(f"{axis}:")}


def _all_of(marks: list[ir.BooleanColumn], wanted: tuple[bool, ...]) -> ir.BooleanColumn:
    first, second, third = (mark if is_high else ~mark for mark, is_high in zip(marks, wanted, strict=True))
    return first & second & third
