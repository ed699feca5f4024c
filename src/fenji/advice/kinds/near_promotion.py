"""Customers whose score is a few points below the next tier."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fenji.advice.asked import MISSING, Asked, Term, those
from fenji.advice.finding import Kind, Probe, Tally, finding_kind
from fenji.advice.ground import Ground, said
from fenji.language import Text

NEAR = 5  # points below the next tier
_LEAST = Decimal("0.000001")  # whoever has the points already is held down by something else
_WORDS = Text(
    "{n} {tier} customer{n:s} {n:is|are} within {near} points of {above}",
    "{n} 位{tier}距{above}不超过 {near} 分，请优先促成下一单",
)


@finding_kind
class NearPromotion(Kind):
    """Points missing to the next tier, more than none."""

    label = Text("Within a few points of the next tier, per tier", "差几分即可升级（按等级）")
    prize = Text(
        "customers × (average net revenue of a customer of the next tier − their own) over the run's window",
        "人数 ×（上一等级客户的平均购买金额 − 自身购买金额），评估周期内",
    )
    silent = Text("rules grade, not a score; nobody is so near", "按规则定级；无人接近")
    tone = "good"

    def probes(self, ground: Ground) -> Iterator[Probe]:
        if not ground.has(MISSING):
            return
        near = (Term(MISSING, "at_least", (_LEAST,)), Term(MISSING, "at_most", (NEAR,)))
        for tier, _ in ground.held:
            if ground.above(tier) is not None:
                yield Probe(Asked((those("tier", tier.key), *near)), tier.key, about=tier)

    def say(self, ground: Ground, probe: Probe, tally: Tally) -> Text:
        return said(_WORDS, n=tally.customers, tier=probe.about.name, above=above_name(ground, probe), near=NEAR)

    def worth(self, ground: Ground, probe: Probe, tally: Tally) -> Decimal | None:
        return ground.climb(probe.about, tally)


def above_name(ground: Ground, probe: Probe) -> Text:
    """The next tier's name."""
    above = ground.above(probe.about)
    return Text("", "") if above is None or above.tier is None else above.tier.name
