"""What back-tests say in words: which standard predicts best on these customers, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fenji.language import Text, same, say_date
from fenji.review.evaluate import Day, Predictor, Rated, Top
from fenji.review.resample import MEASURES, Estimate, mean_of

_MOST_DECIMALS = 6
Measure = Literal["spearman", "gini", "caught"]
Answer = Literal["better", "worse", "cannot tell"]
MEASURE_WORDS: Mapping[str, Text] = {
    "spearman": Text("rank correlation (Spearman)", "秩相关（Spearman）"),
    "gini": Text("concentration (Gini)", "集中度（Gini）"),
    "caught": Text("share of revenue caught at equal head-count", "同等人数下捕获的金额占比"),
}


@dataclass(frozen=True)
class Comparison:
    """One standard beside another score: how much more it tells, and whether that is sure."""

    name: str
    other: str
    difference: Estimate | None

    @property
    def answer(self) -> Answer:
        """`cannot tell` where the interval of the difference includes 0, or there is none."""
        sure = None if self.difference is None else self.difference.is_above_zero
        return "cannot tell" if sure is None else "better" if sure else "worse"


@dataclass(frozen=True)
class Evaluation:
    """The back-tests of one or several days, averaged; the order of `rated` is that of the question.

    `by` is the measure that decides which standard is best. Intervals hold 95 %.
    """

    days: tuple[Day, ...]
    horizon: int
    heads: float
    by: Measure
    rated: tuple[Rated, ...]

    @property
    def cuts(self) -> tuple[date, ...]:
        """The days graded as of."""
        return tuple(day.cut for day in self.days)

    def ranked(self) -> list[Rated]:
        """The best first, by the measure that decides; what cannot be told comes last."""
        return sorted(self.rated, key=lambda one: (-_value(one, self.by), one.predictor.name))

    def best(self) -> Rated | None:
        """The standard that did best; None where none can be told."""
        standards = [one for one in self.ranked() if not one.predictor.is_baseline]
        return standards[0] if standards and standards[0].figures[self.by] is not None else None

    def compared(self, name: str, other: str) -> Comparison:
        """A standard beside another score, over all days."""
        each = [day.apart(name, other, self.by) for day in self.days]
        known = [one for one in each if one is not None]
        return Comparison(name, other, mean_of(known) if known and len(known) == len(each) else None)

    def verdicts(self) -> list[Comparison]:
        """The best standard beside the next best one, and beside the best baseline."""
        best = self.best()
        if best is None:
            return []
        others = [one for one in self.ranked() if one is not best]
        next_best = [one for one in others if not one.predictor.is_baseline][:1]
        baseline = [one for one in others if one.predictor.is_baseline][:1]
        return [self.compared(best.predictor.name, one.predictor.name) for one in (*next_best, *baseline)]

    def words(self) -> list[Text]:
        """The report's sentences: the best standard, then what it is sure to beat, and what not."""
        best = self.best()
        if best is None:
            return [_NOTHING]
        titles = {one.predictor.name: one.predictor for one in self.rated}
        figure = best.figures[self.by]
        assert figure is not None
        first = _BEST.fill(
            title=best.predictor.title, measure=MEASURE_WORDS[self.by], figure=_with_interval(figure), days=self._days()
        )
        return [first, *(_sentence(one, titles) for one in self.verdicts())]

    def _days(self) -> Text:
        if len(self.days) == 1:
            return Text("as of {day}", "评估基准日 {day}").fill(day=say_date(self.cuts[0], "en"))
        return Text("on average over {n} day{n:s}", "{n} 个评估基准日平均").fill(n=len(self.days))


def evaluation(days: Sequence[Day], *, horizon: int, heads: float, by: Measure = "gini") -> Evaluation:
    """The days' back-tests as one: every figure the mean of the days on which all could be told."""
    names = [one.predictor.name for one in days[0].rated]
    return Evaluation(tuple(days), horizon, heads, by, tuple(_averaged(name, days) for name in names))


def _averaged(name: str, days: Sequence[Day]) -> Rated:
    each = [next(one for one in day.rated if one.predictor.name == name) for day in days]
    tops = [one.top for one in each if one.top is not None]
    flaps = [one.flapping for one in each if one.flapping is not None]
    top = None
    if tops and len(tops) == len(each):
        top = Top(sum(one.heads for one in tops) / len(tops), mean_of([one.revenue for one in tops]))
    return Rated(
        predictor=each[0].predictor,
        customers=round(sum(one.customers for one in each) / len(each)),
        coverage=sum(one.coverage for one in each) / len(each),
        figures={measure: _mean([one.figures[measure] for one in each]) for measure in MEASURES},
        top=top,
        flapping=sum(flaps) / len(flaps) if flaps else None,
    )


def _mean(figures: Sequence[Estimate | None]) -> Estimate | None:
    known = [one for one in figures if one is not None]
    return mean_of(known) if known and len(known) == len(figures) else None


def _value(one: Rated, by: Measure) -> float:
    figure = one.figures[by]
    return float("-inf") if figure is None else figure.value


def _sentence(one: Comparison, titles: Mapping[str, Predictor]) -> Text:
    kinds = _THAN_BASELINE if titles[one.other].is_baseline else _THAN_STANDARD
    if one.difference is None:
        return _UNKNOWN.fill(other=titles[one.other].title)
    return kinds[one.answer].fill(other=titles[one.other].title, gap=_with_interval(one.difference, signed=True))


def _with_interval(figure: Estimate, *, signed: bool = False) -> Text:
    sign, decimals = "+" if signed else "", 3
    if figure.low is None or figure.high is None:
        return same(f"{figure.value:{sign}.3f}")
    while decimals < _MOST_DECIMALS and figure.high - figure.low < 20 * 10**-decimals:
        decimals += 1
    value, low, high = (f"{number:{sign}.{decimals}f}" for number in (figure.value, figure.low, figure.high))
    return Text(f"{value} ({low} to {high})", f"{value}（{low} 至 {high}）")


_BEST = Text(
    "Of the standards '{title}' predicts best here, {days}, by {measure}: {figure}.",
    "各标准中，“{title}”在本数据上预测最好（{days}，按{measure}）：{figure}。",
)
_NOTHING = Text("Nothing can be told: no revenue came afterwards.", "无法判断：之后没有购买金额。")
_UNKNOWN = Text(
    "Beside '{other}' nothing can be told: no customers were graded by both.",
    "与“{other}”无法比较：没有同时评级的客户。",
)
_THAN_STANDARD: Mapping[str, Text] = {
    "better": Text(
        "It is better than '{other}': by {gap}, an interval above 0.", "优于“{other}”：差 {gap}，区间在 0 以上。"
    ),
    "worse": Text("It is worse than '{other}': by {gap}.", "不如“{other}”：差 {gap}。"),
    "cannot tell": Text(
        "Whether it is better than '{other}' we cannot tell: the difference, {gap}, includes 0.",
        "是否优于“{other}”无法判断：差 {gap}，区间包含 0。",
    ),
}
_THAN_BASELINE: Mapping[str, Text] = {
    "better": Text(
        "It beats the best naive baseline, {other}: by {gap}, an interval above 0.",
        "优于最好的朴素基线“{other}”：差 {gap}，区间在 0 以上。",
    ),
    "worse": Text(
        "The naive baseline {other} alone predicts better: the difference, {gap}, is below 0.",
        "仅凭朴素基线“{other}”预测更好：差 {gap}，区间在 0 以下。",
    ),
    "cannot tell": Text(
        "Whether it beats the best naive baseline, {other}, we cannot tell: the difference, {gap}, includes 0.",
        "是否优于最好的朴素基线“{other}”无法判断：差 {gap}，区间包含 0。",
    ),
}
