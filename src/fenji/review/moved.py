"""Why a changed standard moves a customer, in words: which criterion counts otherwise, which border or rule moved."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.explanation import explain_row
from fenji.language import Text, same

if TYPE_CHECKING:
    from fenji.explanation import Explanation
    from fenji.scheme.calibrated import CalibratedScheme

_MOST = 2
_SCORE = Text("score {was} → {now} ({parts})", "总评分 {was} → {now}（{parts}）")
_PLAIN = Text("score {was} → {now}", "总评分 {was} → {now}")
_BORDER = Text("score {score} stays; {tier} now from {border}", "总评分 {score} 不变；{tier}改为 {border} 分起")
_NO_BORDER = Text("score {score} stays; {reason}", "总评分 {score} 不变；{reason}")


def why_moved(
    was: Mapping[str, Any], now: Mapping[str, Any], before: CalibratedScheme, after: CalibratedScheme, currency: str
) -> Text:
    """What of the standard moved one customer: `was` and `now` are the same customer's figures as each standard names
    them. By score: the score before and after, and the criteria whose part changed most; else the rule or limit."""
    first, second = _explained(was, before, currency), _explained(now, after, currency)
    if after.scheme.grade_by == "rules" or None in (first.tier, second.tier, first.score, second.score):
        return second.reason
    if second.system_reason.startswith("limit:"):
        return second.reason
    if first.score != second.score:
        return _by_score(first, second)
    return _by_border(first, second, after)


def _by_score(first: Explanation, second: Explanation) -> Text:
    adds = [{one.name: one.adds or Decimal(0) for one in told.contributions} for told in (first, second)]
    labels = {one.name: one.label for told in (first, second) for one in told.contributions}
    changes = {name: adds[1].get(name, Decimal(0)) - adds[0].get(name, Decimal(0)) for name in labels}
    biggest = sorted(changes, key=lambda name: (-abs(changes[name]), name))[:_MOST]
    told = [(labels[name], f"{changes[name]:+.2f}") for name in biggest if changes[name]]
    values = {"was": _short(first.score), "now": _short(second.score)}
    if not told:
        return _PLAIN.fill(**values)
    parts = Text(
        ", ".join(f"{label.en} {by}" for label, by in told), "，".join(f"{label.zh} {by}" for label, by in told)
    )
    return _SCORE.fill(**values, parts=parts)


def _by_border(first: Explanation, second: Explanation, after: CalibratedScheme) -> Text:
    """The border that moved: that of the tier lost where there is one, else that of the tier reached."""
    assert second.score is not None
    lost = next((tier for tier in after.scheme.tiers if first.tier is not None and tier.key == first.tier.key), None)
    is_lost = lost is not None and lost.from_score is not None and lost.from_score > second.score
    tier = lost if is_lost else second.tier
    score = _short(second.score)
    if tier is not None and tier.from_score is not None:
        return _BORDER.fill(score=score, tier=tier.name, border=_short(tier.from_score))
    return _NO_BORDER.fill(score=score, reason=second.reason)


def _explained(figures: Mapping[str, Any], scheme: CalibratedScheme, currency: str) -> Explanation:
    """The customer's grade by a standard, told from the figures alone."""
    grade, points = scheme.grade_of(figures), scheme.points_of(figures)
    row = {**figures, **{f"points_{name}": earned for name, earned in points.items()}}
    row |= {"customer_id": "", "total": scheme.total_of(figures), "tier": grade.tier, "reason": grade.reason}
    return explain_row(row, scheme, currency=currency)


def _short(number: Decimal | None) -> Text:
    return same("-" if number is None else f"{number:.2f}".rstrip("0").rstrip("."))
