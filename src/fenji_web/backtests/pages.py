"""The words of back-tests, and their report: every score with its interval on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fenji_web.library import Text

WIDTH = 240
MEASURES = ("gini", "spearman", "caught")


@dataclass(frozen=True)
class Interval:
    """A figure drawn: its place and the ends of its interval on a field of 240, as text."""

    value: float
    low: float | None
    high: float | None
    at: str
    start: str
    width: str


@dataclass(frozen=True)
class Line:
    """One score: a standard's, or a naive baseline's."""

    title: Mapping[str, str]
    is_baseline: bool
    is_best: bool
    drawn: Interval | None
    figures: Mapping[str, Mapping[str, float | None] | None]
    top: Mapping[str, Any] | None
    flapping: float | None
    coverage: float | None


@dataclass(frozen=True)
class Report:
    """A back-test as its page shows it; `ticks` are places and numbers below the intervals."""

    days: tuple[date, ...]
    facts: Mapping[str, Any]
    lines: tuple[Line, ...]
    said: tuple[tuple[str, Mapping[str, str]], ...]
    ticks: tuple[tuple[str, str], ...]
    zero: str

    @property
    def state(self) -> str:
        """How sure it is that the best standard beats what it was compared with; `beaten` where a baseline does."""
        answers = {one["answer"] for one in self.facts["verdicts"]}
        return "sure" if answers == {"better"} else "beaten" if "worse" in answers else "unsure"


def report(facts: Mapping[str, Any]) -> Report:
    """The report of what a back-test found."""
    by = str(facts["by"])
    figures = [one["figures"][by] for one in facts["scores"] if one["figures"][by]]
    ends: list[float] = [end for one in figures for end in (one["value"], one["low"], one["high"]) if end is not None]
    low, high = min([0.0, *ends]), max([0.01, *ends])
    step = next(step for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0) if (high - low) / step <= 6)
    first = int(low / step) - (low < 0)
    high = max(high, step)

    def at(number: float) -> float:
        return 6 + (number - low) / (high - low) * (WIDTH - 12.0)

    ticks = [number * step for number in range(first, int(high / step) + 1) if number * step >= low]
    best = next((one["name"] for one in facts["scores"] if not one["is_baseline"]), None)
    answers = ["best", *(one["answer"].replace(" ", "_") for one in facts["verdicts"])]
    return Report(
        days=tuple(date.fromisoformat(day) for day in facts["cuts"]),
        facts=facts,
        lines=tuple(_line(one, by, at, is_best=one["name"] == best) for one in facts["scores"]),
        said=tuple(zip(answers, facts["words"], strict=False)),
        ticks=tuple((f"{at(tick):.1f}", f"{tick:g}") for tick in ticks),
        zero=f"{at(0.0):.1f}",
    )


def rows_of(facts: Mapping[str, Any], lang: str) -> list[list[Any]]:
    """The report as a table of plain values, for a file."""
    rows: list[list[Any]] = []
    for one in facts["scores"]:
        row: list[Any] = [one["name"], one["title"][lang], "1" if one["is_baseline"] else "0", one["customers"]]
        row.append(one["coverage"])
        for measure in MEASURES:
            figure = one["figures"][measure] or {}
            row += [figure.get("value"), figure.get("low"), figure.get("high")]
        top = one["top"] or {}
        row += [top.get("heads"), (top.get("revenue") or {}).get("value"), top.get("lift"), one["flapping"]]
        rows.append(row)
    return rows


def _line(one: Mapping[str, Any], by: str, at: Any, *, is_best: bool) -> Line:
    figure = one["figures"][by]
    drawn = None
    if figure is not None:
        low, high = figure["low"], figure["high"]
        ends = (at(low), at(high)) if low is not None and high is not None else (at(figure["value"]),) * 2
        drawn = Interval(figure["value"], low, high, f"{at(figure['value']):.1f}", f"{ends[0]:.1f}",
                         f"{ends[1] - ends[0]:.1f}")  # fmt: skip
    return Line(one["title"], one["is_baseline"], is_best, drawn, one["figures"], one["top"], one["flapping"],
                one["coverage"])  # fmt: skip


def _words(pairs: Sequence[tuple[str, str, str]]) -> dict[str, Text]:
    return {key: Text(en, zh) for key, en, zh in pairs}


COLUMNS = ("name", "title", "is_baseline", "customers", "coverage", "gini", "gini_low", "gini_high", "spearman",
           "spearman_low", "spearman_high", "caught", "caught_low", "caught_high", "top_heads", "top_revenue",
           "top_lift", "flapping")  # fmt: skip
WORDS = _words(
    (
        ("title", "Back-test", "回测"),
        ("about", "Each standard grades as of a past day with what was known then; its order of customers is compared "
         "with what they bought afterwards, beside plain figures that anybody could use instead.",
         "各标准只用当时已知的数据在历史日期评级，再把客户的先后与其后的购买金额对照，并与人人可用的朴素指标比较。"),
        ("another", "New back-test", "新回测"),
        ("standards", "Standards", "分级标准"),
        ("horizon", "Predict the revenue of the next", "预测其后多久的金额"),
        ("days_n", "{n} days", "{n} 天"),
        ("past_days", "Past days", "评估基准日"),
        ("every_", "one day, the latest possible", "一个日期（最近可用）"),
        ("every_month", "every end of a month", "每月末"),
        ("every_quarter", "every end of a quarter", "每季度末"),
        ("every_half_year", "every end of a half-year", "每半年末"),
        ("by", "Judged by", "评判指标"),
        ("by_gini", "concentration (Gini)", "集中度（Gini）"),
        ("by_spearman", "rank correlation (Spearman)", "秩相关（Spearman）"),
        ("by_caught", "revenue caught by the best 20%", "前 20% 客户捕获的金额"),
        ("start", "Start the back-test", "开始回测"),
        ("none_chosen", "Choose at least one standard.", "请至少选择一个标准。"),
        ("too_many", "At most six standards at once.", "一次最多六个标准。"),
        ("none_made", "No back-test yet: choose standards and start one. Nothing is changed by it.",
         "尚无回测：请选择标准并开始。回测不改变任何数据。"),
        ("earlier", "Earlier back-tests", "历次回测"),
        ("which", "Which standard predicts best", "哪个标准预测最好"),
        ("sure", "sure", "结论可靠"),
        ("beaten", "a plain figure predicts better", "朴素指标预测更好"),
        ("unsure", "cannot be told for sure", "尚无法断定"),
        ("score", "Score", "评分"),
        ("baseline", "baseline", "基线"),
        ("interval", "{measure}, with 95% intervals", "{measure}与 95% 区间"),
        ("gini", "Gini", "集中度"),
        ("spearman", "Spearman", "秩相关"),
        ("caught", "Best 20% catch", "前 20% 捕获"),
        ("top", "Top tier", "最高等级"),
        ("top_of", "{heads} of customers bring {revenue}", "{heads} 的客户带来 {revenue} 的金额"),
        ("flapping", "Flapping", "反复"),
        ("coverage", "Graded", "覆盖"),
        ("as_of_one", "Graded as of {day}, against the {n} days after · {customers} customers",
         "按 {day} 评级，对照其后 {n} 天 · {customers} 位客户"),
        ("as_of_many", "{m} days from {first} to {last}, against the {n} days after · {customers} customers",
         "{first} 至 {last} 的 {m} 个日期，对照其后 {n} 天 · {customers} 位客户"),
        ("how", "Intervals: customers drawn anew {n} times (seed {seed}). Gini: how far later revenue lies with those "
         "ranked first; 0 is chance. Spearman: how well the order agrees. Flapping: customers whose tier left and came "
         "back within three evaluations.",
         "区间：客户重抽 {n} 次（种子 {seed}）。集中度：其后金额集中于靠前客户的程度，0 为随机。秩相关：先后顺序的一致"
         "程度。反复：三次评定内等级变动后又变回的客户。"),
        ("csv", "CSV", "CSV"),
        ("json", "JSON", "JSON"),
        ("simulated", "simulated data", "模拟数据"),
        ("waiting_title", "Back-test under way", "回测进行中"),
    )
)  # fmt: skip
