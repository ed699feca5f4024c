"""ABC: who together brings the largest part of revenue; where the classes are cut is the company's own choice."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal

import ibis
import ibis.expr.types as ir
from pydantic import BeforeValidator, Field, PlainSerializer, field_validator

from fenji.grades import words
from fenji.language import Text
from fenji.metrics.measure import Measure
from fenji.scores import compare
from fenji.segments import share
from fenji.segments.segmentation import Answers, Key, Learned, Segment, Segmentation, Words, measured, mistake


def read_share(value: Any) -> Decimal:
    """A share as people write it: 80% or 0.8; more than 0 and at most all.

    >>> read_share("80%"), read_share("0.95")
    (Decimal('0.8'), Decimal('0.95'))
    """
    text = str(value).strip()
    try:
        number = Decimal(text.rstrip("%％ ")) / (100 if text.endswith(("%", "％")) else 1)
    except ArithmeticError:
        raise mistake(f"'{value}' is no share: write 80% or 0.8", f"“{value}”不是占比：请写 80% 或 0.8") from None
    if isinstance(value, bool) or not number.is_finite() or not 0 < number <= 1:
        raise mistake(f"'{value}' is no share: write 80% or 0.8", f"“{value}”不是占比：请写 80% 或 0.8")
    return number


def _write_share(number: Decimal) -> str:
    return f"{(number * 100).normalize():f}%"


Share = Annotated[Decimal, BeforeValidator(read_share), PlainSerializer(_write_share, return_type=str)]


class ShareClass(Segment):
    """A class and the running share of revenue it goes up to; the last has none and takes everybody else."""

    up_to: Share | None = None


def _class(key: str, zh: str, advice: Text, up_to: str | None = None) -> ShareClass:
    return ShareClass(key=key, name=Text(f"Class {key}", f"{key} 类客户"), advice=advice,
                      up_to=None if up_to is None else Decimal(up_to), also_called=(zh,))  # fmt: skip


CLASSES = (
    _class("A", "关键客户", Text("One person in charge; nothing may go wrong.", "专人负责，确保不出差错。"), "0.8"),
    _class("B", "重要客户", Text("Develop towards class A.", "培育为 A 类。"), "0.95"),
    _class("C", "一般客户", Text("Serve at low cost.", "以低成本服务。")),
)


class Abc(Segmentation):
    """Classes by running share of revenue, best customers first.

    A class takes as few customers as suffice to bring the classes up to it to its share; customers with equal revenue
    are always in the same class, so that a class may bring more than its share. Revenue of zero or less takes no part
    in the shares and is in the last class; unknown revenue is in none. There is no single standard: the shares
    (80 / 95 / 100 %) are the company's to choose.
    """

    kind: Literal["abc"] = "abc"
    name: Key = "abc"
    title: Words = Text("ABC classes", "ABC 分类")
    about: Words = Text("Who together brings the largest part of revenue.", "按累计金额占比分类。")
    metric: str = "net_revenue"
    classes: tuple[ShareClass, ...] = Field(default=CLASSES, alias="segments", min_length=2, max_length=10)

    @field_validator("classes")
    @classmethod
    def _shares_rise(cls, classes: tuple[ShareClass, ...]) -> tuple[ShareClass, ...]:
        shares = [each.up_to for each in classes[:-1]]
        if None in shares or classes[-1].up_to is not None:
            raise mistake(
                "every class but the last has up_to; the last takes everybody else",
                "除最后一类外，每类都要写 up_to；最后一类包括其余客户",
            )
        known = [each for each in shares if each is not None]
        if any(low >= high for low, high in pairwise(known)):
            raise mistake("up_to rises from class to class, best class first", "up_to 须逐类递增，最好的类在前")
        if len({each.key for each in classes}) < len(classes):
            raise mistake("two classes have the same key", "有两类的 key 相同")
        return classes

    def segments(self) -> tuple[Segment, ...]:
        """The classes, best first."""
        return self.classes

    def measures(self) -> tuple[Measure, ...]:
        """The figure that is summed up."""
        return (measured(self.metric, self.window),)

    def questions(self, table: ir.Table, answers: Answers) -> dict[str, ir.Scalar]:
        """Sums from thresholds on, until every threshold is exact."""
        return share.questions(table[self.measures()[0].column], answers, self._shares())

    def learn(self, answers: Answers) -> dict[str, Any]:
        """The frozen lowest revenue of each class but the last; None where nobody brings anything."""
        found = [share.threshold(answers, each) for each in self._shares()]
        return {each.key: None if cut is None else str(cut) for each, cut in zip(self.classes, found, strict=False)}

    def expression(self, table: ir.Table, learned: Learned) -> ir.StringColumn:
        """The class by the frozen thresholds."""
        column = table[self.measures()[0].column]
        cases = [
            (compare.at_least(column, Decimal(learned[each.key])), each.key)
            for each in self.classes[:-1]
            if learned[each.key] is not None
        ]
        return ibis.cases((column.isnull(), ibis.null("string")), *cases, else_=self.classes[-1].key)

    def say(self, learned: Learned | None = None, currency: str | None = None) -> list[Text]:
        """Each class with its share, and the revenue it begins at once known."""
        metric = words.named(self.metric, window=self.window)
        lines = []
        for each in self.classes:
            cut = None if learned is None else learned.get(each.key)
            found = Text("", "")
            if cut is not None:
                found = _FROM.fill(n=words.amount(self.metric, Decimal(cut), currency=currency))
            up_to = "100%" if each.up_to is None else _write_share(each.up_to)
            lines.append(_CLASS.fill(name=each.name, metric=metric, share=up_to, found=found))
        return lines

    def _shares(self) -> list[Decimal]:
        return [each.up_to for each in self.classes if each.up_to is not None]


_CLASS = Text("{name}: up to {share} of {metric}{found}", "{name}：{metric}累计占比至 {share}{found}")
_FROM = Text(", from {n} on", "，{n}及以上")
