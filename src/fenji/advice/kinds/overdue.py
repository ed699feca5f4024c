"""Customers of a tier who have been silent longer than their own rhythm allows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fenji.advice.asked import Asked, Term, those
from fenji.advice.derived import TIMES_LATE
from fenji.advice.finding import Kind, Probe, Tally, finding_kind
from fenji.advice.ground import Ground, said
from fenji.advice.lateness import LATE, counts_paused
from fenji.language import Text
from fenji.segments.lifecycle import Lifecycle

_WORDS = Text(
    "{n} {tier} customer{n:s}{worth} {n:has|have} been silent for more than {times} times their own gap "
    "between orders{paused}: contact them first",
    "{n} 位{tier}{worth}距上次购买已超过自身购买间隔的 {times} 倍{paused}，请先联系",
)
_LEAST = Decimal("0.000001")  # more than so many times; no days and no gap of two decimals are nearer
_PAUSED = Text(", 春节 not counted", "（春节不计）")


@finding_kind
class Overdue(Kind):
    """A late stage, by each customer's own gap; days over 春节 count for nobody."""

    label = Text("Late by their own rhythm, per tier", "超过自身购买节奏（按等级）")
    prize = Text("net revenue of these customers over the run's window", "这些客户在评估周期内的购买金额")
    silent = Text("no lifecycle stage is known; nobody of the tier is late", "没有生命周期阶段；该等级无人超期")

    def probes(self, ground: Ground) -> Iterator[Probe]:
        if not ground.has("stage"):
            return
        late = [those("stage", *LATE)]
        if counts_paused(ground.result):
            late.append(Term(TIMES_LATE, "at_least", (_times(ground) + _LEAST,)))
        for tier, _ in ground.held:
            yield Probe(Asked((those("tier", tier.key), *late)), tier.key, about=tier)

    def say(self, ground: Ground, probe: Probe, tally: Tally) -> Text:
        paused = _PAUSED if counts_paused(ground.result) else Text("", "")
        return said(
            _WORDS,
            n=tally.customers,
            tier=probe.about.name,
            worth=ground.worth(tally),
            times=_times(ground),
            paused=paused,
        )


def _times(ground: Ground) -> Decimal:
    stages = next((one for one in ground.segmentations if one.name == "stage"), None)
    times: Decimal = getattr(stages, "at_risk_after", Lifecycle().at_risk_after)
    return times
