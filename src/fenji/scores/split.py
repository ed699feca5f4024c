"""High or low: everybody from the mean, the median or a fixed value on earns the upper points."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, model_validator

from fenji.language import Text
from fenji.scores import compare, order_statistics
from fenji.scores.bands import Number
from fenji.scores.order_statistics import Found
from fenji.scores.scorer import SCORERS, Amount, Better, Learned, Points, Scorer, hundredths, said

if TYPE_CHECKING:
    import ibis.expr.types as ir


class Split(Scorer):
    """Two levels: from the split point on high, below it low; the split point itself is high.

    `at` is `mean`, `median` or `value` (then `value` is the number). Where less is better, "high" is the better
    half: up to the split point, itself not included. The mean is exact (sum and count), rounded up to the
    column's decimals, which changes nobody's side; the median is the smallest real value at or above it.
    """

    title: ClassVar[Text] = Text("high or low (split)", "高低二分")

    kind: Literal["split"] = "split"
    at: Literal["mean", "median", "value"] = "mean"
    value: Number | None = None
    low: Points = Field(default=Decimal(50))
    high: Points = Field(default=Decimal(100))

    @model_validator(mode="after")
    def _value_when_fixed(self) -> Split:
        if (self.at == "value") != (self.value is not None):
            raise ValueError("a split at a value needs 'value', and only that one has it")
        return self

    def statistics(self, column: ir.NumericColumn, answers: Mapping[str, Any]) -> dict[str, ir.Scalar]:
        """One round for the mean or a value; counting rounds for the exact median."""
        if "known" not in answers:
            if self.at == "median":
                return order_statistics.first_questions(column, [Fraction(1, 2)])
            return {"known": column.count(), "sum": column.sum(), "low": column.min(), "high": column.max()}
        found = self._median(answers) if self.at == "median" else None
        return order_statistics.questions(column, found, answers) if isinstance(found, Decimal) else {}

    def learn(self, answers: Mapping[str, Any], *, better: Better = "higher") -> Learned:
        """The split point."""
        low, high = hundredths(self.low), hundredths(self.high)
        ends = {name: None if answers.get(name) is None else Decimal(answers[name]) for name in ("low", "high")}
        return Learned(
            kind=self.kind,
            better=better,
            cuts=(self._cut(answers),),
            points=(low, high) if better == "higher" else (high, low),
            low=ends["low"],
            high=ends["high"],
            known=int(answers["known"]),
        )

    def say(self, amount: Amount, *, better: Better = "higher", learned: Learned | None = None) -> Text:
        """Where the split is and what each side earns."""
        low, high = hundredths(self.low), hundredths(self.high)
        points = (low, high) if better == "higher" else (high, low)
        at = amount(self.value) if self.value is not None else _AT[self.at]
        words = _SPLIT.fill(at=at, upper=said(points[1]), lower=said(points[0]))
        if learned is None or learned.cuts[0] is None or self.at == "value":
            return words
        return Text("{words} (found: {n})", "{words}（实际为{n}）").fill(words=words, n=amount(learned.cuts[0]))

    @property
    def most(self) -> int:
        """The points of the better half."""
        return max(hundredths(self.low), hundredths(self.high))

    def _cut(self, answers: Mapping[str, Any]) -> Decimal | None:
        if self.at == "value":
            return self.value
        if not answers["known"]:
            return None
        if self.at == "mean":
            return _mean(answers)
        found = self._median(answers)
        return found.value if isinstance(found, Found) else None

    def _median(self, answers: Mapping[str, Any]) -> Found | Decimal | None:
        known = int(answers["known"])
        if not known:
            return None
        start = order_statistics.start_of(answers, 0)
        return order_statistics.search(answers, start=start, rank=known // 2 + 1, is_between_enough=False)


_AT = {"mean": Text("the mean", "平均值"), "median": Text("the median", "中位数")}
_SPLIT = Text("from {at} on {upper} points, below {lower}", "达到{at}（含）得{upper}分，低于则得{lower}分")

SCORERS.add("split", Split)


def _mean(answers: Mapping[str, Any]) -> Decimal:
    scale = max(0, -int(Decimal(answers["low"]).as_tuple().exponent))
    mean = Fraction(Decimal(answers["sum"])) / int(answers["known"])
    units = -((-mean.numerator * 10**scale) // mean.denominator)
    return compare.round_to(Decimal(units).scaleb(-scale), scale, ROUND_CEILING)
