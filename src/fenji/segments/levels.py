"""High, medium and low by one figure: frequency classes 高 / 中 / 低频率客户, or by any other metric."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
from pydantic import Field, model_validator

from fenji.grades import words
from fenji.language import Text
from fenji.metrics.measure import Measure
from fenji.scores import compare, order_statistics
from fenji.scores.bands import Number
from fenji.scores.order_statistics import Found
from fenji.segments.abc import Share
from fenji.segments.segmentation import Answers, Key, Learned, Segment, Segmentation, Words, measured, mistake


class Level(Segment):
    """A level and where it begins: `from` a value, or where the `top` share of buyers ends; the last has none."""

    start: Number | None = Field(default=None, alias="from")
    top: Share | None = None


LEVELS = (
    Level(key="high", name=Text("High frequency", "高频率客户"), top=Decimal("0.2"),
          advice=Text("Keep the rhythm: membership, subscriptions.", "保持节奏：会员权益、周期购。")),
    Level(key="medium", name=Text("Medium frequency", "中频率客户"), top=Decimal("0.5"),
          advice=Text("Give a reason to come once more.", "创造多来一次的理由。")),
    Level(key="low", name=Text("Low frequency", "低频率客户"),
          advice=Text("Win the next order at low cost.", "以低成本促成下一单。")),
)  # fmt: skip


class Levels(Segmentation):
    """Levels by one metric, highest first; a value on a border belongs to the level above it.

    `from`: the level begins at that value. `top`: the level begins where the best so many percent of all customers with
    a value above zero end (with those equal to the last of them), found once and frozen; levels count from the top, so
    `top: 50%` below `top: 20%` are the next 30 %. The last level takes everybody else. Unknown is in none.
    """

    kind: Literal["levels"] = "levels"
    name: Key = "frequency_class"
    title: Words = Text("Frequency classes", "购买频率分类")
    about: Words = Text("How often customers buy: high, medium, low.", "按购买频率分为高、中、低。")
    metric: str = "orders_per_month"
    options: dict[str, str] = Field(default_factory=dict)
    levels: tuple[Level, ...] = Field(default=LEVELS, alias="segments", min_length=2, max_length=10)

    @model_validator(mode="after")
    def _levels_fall(self) -> Levels:
        *upper, last = self.levels
        if any((level.start is None) == (level.top is None) for level in upper):
            raise mistake("every level but the last has either from or top", "除最后一级外，每级须写 from 或 top 之一")
        if last.start is not None or last.top is not None:
            raise mistake(
                "the last level takes everybody else: it has neither from nor top",
                "最后一级包括其余客户，不写 from 或 top",
            )
        starts = [level.start for level in upper if level.start is not None]
        tops = [level.top for level in upper if level.top is not None]
        if starts and tops:
            raise mistake(
                "levels begin all at a value (from), or all at a share (top)", "各级要么都写 from，要么都写 top"
            )
        if any(high <= low for high, low in pairwise(starts)):
            raise mistake("from falls from level to level, highest level first", "from 须逐级递减，最高级在前")
        if any(high >= low for high, low in pairwise(tops)):
            raise mistake("top rises from level to level, highest level first", "top 须逐级递增，最高级在前")
        if len({level.key for level in self.levels}) < len(self.levels):
            raise mistake("two levels have the same key", "有两级的 key 相同")
        return self

    def segments(self) -> tuple[Segment, ...]:
        """The levels, highest first."""
        return self.levels

    def measures(self) -> tuple[Measure, ...]:
        """The figure."""
        return (measured(self.metric, self.window, self.options),)

    def questions(self, table: ir.Table, answers: Answers) -> dict[str, ir.Scalar]:
        """Counts around the places where the best shares end."""
        shares = self._shares()
        if not shares:
            return {}
        column = table[self.measures()[0].column]
        above_zero = ibis.ifelse(column > 0, column, ibis.null(column.type()))
        if "known" not in answers:
            # Shares from the smallest value up: where the best 20 % end is where the other 80 % end, nearly.
            return order_statistics.first_questions(above_zero, [1 - Fraction(share) for share in shares])
        asked: dict[str, ir.Scalar] = {}
        for found in self._found(answers):
            if isinstance(found, Decimal):
                asked |= order_statistics.questions(above_zero, found, answers)
        return asked

    def learn(self, answers: Answers) -> dict[str, Any]:
        """The frozen value each level begins at; None where nobody has a value above zero."""
        if not self._shares():
            return {level.key: str(level.start) for level in self.levels[:-1]}
        found = dict(zip((level.key for level in self.levels), self._found(answers), strict=False))
        return {
            level.key: str(cut.value) if isinstance(cut := found.get(level.key), Found) else None
            for level in self.levels[:-1]
        }

    def expression(self, table: ir.Table, learned: Learned) -> ir.StringColumn:
        """The level by the frozen values."""
        column = table[self.measures()[0].column]
        cases = [
            (compare.at_least(column, Decimal(learned[level.key])), level.key)
            for level in self.levels[:-1]
            if learned[level.key] is not None
        ]
        return ibis.cases((column.isnull(), ibis.null("string")), *cases, else_=self.levels[-1].key)

    def say(self, learned: Learned | None = None, currency: str | None = None) -> list[Text]:
        """Each level and where it begins."""
        metric = words.named(self.metric, window=self.window, options=self.options)
        lines = []
        for level in self.levels:
            cut = level.start if learned is None else learned.get(level.key)
            said = [] if cut is None else [_FROM.fill(n=words.amount(self.metric, Decimal(cut), currency=currency))]
            said += [] if level.top is None else [_TOP.fill(n=f"{(level.top * 100).normalize():f}")]
            where = words.joined(said, Text(", ", "，")) if said else _REST
            lines.append(_LEVEL.fill(name=level.name, metric=metric, where=where))
        return lines

    def _shares(self) -> list[Decimal]:
        return [level.top for level in self.levels if level.top is not None]

    def _found(self, answers: Answers) -> list[Found | Decimal]:
        known = int(answers["known"])
        if not known:
            return []
        return [
            order_statistics.search(
                answers,
                start=order_statistics.start_of(answers, number),
                rank=known - ceil(Fraction(share) * known) + 1,
                is_between_enough=False,
            )
            for number, share in enumerate(self._shares())
        ]


_LEVEL = Text("{name}: {metric} {where}", "{name}：{metric}{where}")
_FROM = Text("at least {n}", "不低于{n}")
_TOP = Text("the best {n}% of buyers", "买家中最好的{n}%")
_REST = Text("below that, or no purchase", "低于以上，或无购买")
