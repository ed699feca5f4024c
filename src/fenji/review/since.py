"""What changed for one customer since the previous run, criterion by criterion, and who changed: they or the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from fenji.explanation_reason import criterion_label, tier_words
from fenji.explanation_words import value_words
from fenji.language import Text, say_number
from fenji.metrics.metric import METRICS
from fenji.review.judge import decisive_columns

if TYPE_CHECKING:
    from fenji.metrics.metric import Metric
    from fenji.result_records import Run
    from fenji.scheme.calibrated import CalibratedScheme

Cause = Literal["customer", "standard", "either", "both", "unclear"]
CAUSES: Mapping[Cause, Text] = {
    "customer": Text("the customer's figures changed; the standard alone would not have changed the grade",
                     "客户数据变化所致；仅标准变化不会改变等级"),
    "standard": Text("the standard changed; the customer's figures alone would not have changed the grade",
                     "分级标准变化所致；仅客户数据变化不会改变等级"),
    "either": Text("figures and standard both changed, and either alone would have led here",
                   "客户数据与分级标准均有变化，任一变化都会得到现等级"),
    "both": Text("figures and standard both changed, and only together they led here",
                 "客户数据与分级标准均有变化，两者共同导致现等级"),
    "unclear": Text("the standard changed and asks for other figures than before",
                    "分级标准已改用其他数据，无法单独比较"),
}  # fmt: skip
_SAME_STANDARD = Text("same standard, the customer's figures changed", "标准未变，客户数据变化")


@dataclass(frozen=True)
class Before:
    """How a customer stood in the previous run: the run, the scheme version that graded it, the row it kept."""

    run: Run
    scheme: CalibratedScheme
    row: Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One figure that changed since the previous run; points are 0–100, None where it is no criterion or was none."""

    name: str
    label: Text
    was: Any
    now: Any
    points_was: Decimal | None
    points_now: Decimal | None
    text: Text


def cause_of(before: Before, row: Mapping[str, Any], scheme: CalibratedScheme) -> Cause | None:
    """Who changed where the grade by the standard did: None where it didn't.

    Asked of both versions: today's figures under the old one, the earlier figures under the new one.
    """
    was, now = _tier(before.scheme, before.row), _tier(scheme, row)
    if was == now:
        return None
    if before.scheme.digest == scheme.digest:
        return "customer"
    crossed = _tier(before.scheme, row), _tier(scheme, before.row)
    if _NO_ANSWER in crossed:
        return "unclear"
    alone = tuple(tier == now for tier in crossed)
    found: Mapping[tuple[bool, ...], Cause] = {
        (True, False): "customer",
        (False, True): "standard",
        (True, True): "either",
    }
    return found.get(alone, "both")


def cause_words(before: Before, cause: Cause, scheme: CalibratedScheme) -> Text:
    """Who changed, in words; with the versions where the standard is another one."""
    if before.scheme.digest == scheme.digest:
        return _SAME_STANDARD
    return Text("v{old} → v{new}: {words}", "v{old} → v{new}：{words}").fill(
        old=before.scheme.version, new=scheme.version, words=CAUSES[cause]
    )


def changes(before: Before, row: Mapping[str, Any], scheme: CalibratedScheme, *, currency: str) -> tuple[Change, ...]:
    """Every criterion and every figure of a rule whose value or points changed, in the order of the standard."""
    found = []
    columns = dict.fromkeys(one.column for one in scheme.scheme.criteria)
    for criterion in scheme.scheme.criteria:
        if criterion.name not in scheme.left_out:
            points = f"points_{criterion.name}"
            found.append(_change(criterion.name, criterion.column, criterion_label(criterion),
                                 METRICS.get(criterion.metric), before.row, row, currency, points=points))  # fmt: skip
    decisive = decisive_columns(scheme)
    for one in scheme.measures():
        if one.column in decisive and one.column not in columns:
            metric = METRICS.get(one.metric)
            found.append(_change(one.column, one.column, metric.label, metric, before.row, row, currency))
    return tuple(change for change in found if change is not None)


def moved_words(before: Before, row: Mapping[str, Any]) -> Text | None:
    """The score before and after; None where there is none or it is the same."""
    was, now = before.row.get("total"), row["total"]
    if was is None or now is None or was == now:
        return None
    said = [say_number(Decimal(total) / 1_000_000, "en", decimals=4) for total in (was, now)]
    return Text("score {was} → {now}", "总评分 {was} → {now}").fill(was=said[0], now=said[1])


def tier_before(before: Before) -> Text:
    """The tier held in the previous run, named by the version that gave it."""
    return tier_words(before.scheme, before.row["tier"])


_NO_ANSWER = "?"


def _tier(scheme: CalibratedScheme, row: Mapping[str, Any]) -> str | None:
    """The tier a row has under a version; `?` where the row lacks a figure that the version asks for."""
    try:
        return scheme.grade_of(row).tier
    except KeyError:
        return _NO_ANSWER


def _change(
    name: str,
    column: str,
    label: Text,
    metric: Metric,
    was: Mapping[str, Any],
    now: Mapping[str, Any],
    currency: str,
    *,
    points: str = "",
) -> Change | None:
    values = was.get(column), now[column]
    earned = _points(was.get(points)), _points(now.get(points))
    if values[0] == values[1] and earned[0] == earned[1]:
        return None
    said = [value_words(value, metric, currency) for value in values]
    words = Text("{label}: {was} → {now}", "{label}：{was} → {now}").fill(label=label, was=said[0], now=said[1])
    if points and earned[0] is not None and earned[1] is not None:
        numbers = [say_number(number, "en") for number in earned]
        more = Text("{words}, {was} → {now} points", "{words}，{was} → {now} 分")
        if earned[0] == earned[1]:
            more = Text("{words}, {now} points as before", "{words}，仍为 {now} 分")
        words = more.fill(words=words, was=numbers[0], now=numbers[1])
    return Change(name, label, *values, *earned, words)


def _points(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths) / 100
