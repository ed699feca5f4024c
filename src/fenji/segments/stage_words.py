"""Why a customer is in a lifecycle stage, in words: their gap, the days since, how many times the gap that is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fenji.language import Text, say_number
from fenji.segments.lifecycle import ASSUMED, OWN, STAGES, Lifecycle


def why(row: Mapping[str, Any], lifecycle: Lifecycle) -> Text:
    """One sentence from a customer's kept figures (`Lifecycle.columns` and `recency_days`).

    >>> row = {"stage": "dormant", "buying_days": 9, "gap_days": Decimal("22.63"), "gap_basis": "own",
    ...        "recency_days": 61, "return_gap_days": 20, "gap_at_return": Decimal("23")}
    >>> why(row, Lifecycle()).en
    'bought every 22.6 days on average; 61 days since the last order = 2.7 × → Dormant'
    >>> why(row, Lifecycle()).zh
    '平均每 22.6 天购买一次；距上次购买 61 天，为间隔的 2.7 倍 → 沉默期'
    """
    stage = next((stage.name for stage in STAGES if stage.key == row["stage"]), None)
    if stage is None:
        return _UNKNOWN
    if row["stage"] == "prospect":
        return _NEVER.fill(stage=stage)
    gap, late = Decimal(row["gap_days"]), int(row["recency_days"])
    said = [_rhythm(row, gap, lifecycle), _LATE.fill(late=late, times=_times(late, gap, lifecycle))]
    if row["stage"] == "won_back":
        away, before = int(row["return_gap_days"]), Decimal(row["gap_at_return"])
        said.append(_BACK.fill(away=away, times=_times(away, before, lifecycle), days=_one(before)))
    if row["stage"] in ("new", "active", "loyal"):
        said.append(_BOUGHT.fill(n=row["buying_days"]))
    sentence = Text("; ".join(part.en for part in said), "；".join(part.zh for part in said))
    return Text("{why} → {stage}", "{why} → {stage}").fill(why=sentence, stage=stage)


def _rhythm(row: Mapping[str, Any], gap: Decimal, lifecycle: Lifecycle) -> Text:
    days = _one(gap)
    if row["gap_basis"] == OWN:
        if gap == lifecycle.shortest_gap_days:
            return _SHORT.fill(days=days)
        return (_OWN if lifecycle.percentile is None else _OWN_AT).fill(
            days=days, p=f"{((lifecycle.percentile or Decimal(0)) * 100).normalize():f}"
        )
    few = _FEW_ASSUMED if row["gap_basis"] == ASSUMED else _FEW
    return few.fill(n=row["buying_days"], days=days)


def _times(days: int, gap: Decimal, lifecycle: Lifecycle) -> str:
    """So many times the gap, with as many decimals as it takes to tell it from the multiples it is compared with."""
    exact = Decimal(days) / gap
    borders = (lifecycle.at_risk_after, lifecycle.dormant_after, lifecycle.churned_after)
    for decimals in range(1, 5):
        said = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        if said not in borders or exact == said:
            break
    return say_number(said, "en", decimals=4)


def _one(number: Decimal) -> str:
    return say_number(number.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP), "en", decimals=1)


_UNKNOWN = Text("orders are not known, so no stage", "订单情况未知，无法判断阶段")
_NEVER = Text("never bought → {stage}", "尚未购买 → {stage}")
_OWN = Text("bought every {days} day{days:s} on average", "平均每 {days} 天购买一次")
_OWN_AT = Text("{p}% of their gaps are {days} day{days:s} or less", "{p}% 的购买间隔不超过 {days} 天")
_SHORT = Text("buys often; a gap of {days} day{days:s} is taken", "购买频繁，间隔按 {days} 天计")
_FEW = Text(
    "too few buying days ({n}) for a rhythm of their own, so the usual gap of all customers counts: {days} day{days:s}",
    "仅 {n} 个购买日，尚无自己的节奏：按全体客户的常见间隔 {days} 天计",
)
_FEW_ASSUMED = Text(
    "too few buying days ({n}) for a rhythm of their own, so a gap of {days} day{days:s} is assumed",
    "仅 {n} 个购买日，尚无自己的节奏：按假定间隔 {days} 天计",
)
_LATE = Text("{late} day{late:s} since the last order = {times} ×", "距上次购买 {late} 天，为间隔的 {times} 倍")
_BACK = Text(
    "came back after {away} day{away:s} = {times} × the {days} day{days:s} of then",
    "间隔 {away} 天后回来，为当时间隔 {days} 天的 {times} 倍",
)
_BOUGHT = Text("buying days so far: {n}", "累计 {n} 个购买日")
