"""Customers whom one or two orders would lift into the next tier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fenji.advice.asked import Asked, Term, those
from fenji.advice.derived import ORDERS_MISSING
from fenji.advice.finding import Kind, Probe, Tally, finding_kind
from fenji.advice.ground import Ground, said
from fenji.advice.kinds.near_promotion import above_name
from fenji.language import Text

if TYPE_CHECKING:
    from decimal import Decimal

MOST = 2  # further orders
_WORDS = Text(
    "{n} {tier} customer{n:s} would reach {above} with {most} more orders at most",
    "{n} 位{tier}再下不超过 {most} 单即可升为{above}",
)


@finding_kind
class OrdersAway(Kind):
    """All other figures as they are."""

    label = Text("One or two orders away from the next tier, per tier", "差一两单即可升级（按等级）")
    prize = Text(
        "customers × (average net revenue of a customer of the next tier − their own) over the run's window",
        "人数 ×（上一等级客户的平均购买金额 − 自身购买金额），评估周期内",
    )
    silent = Text("orders are no criterion with cut points; nobody is so near", "下单次数不是评分项；无人接近")
    tone = "good"

    def probes(self, ground: Ground) -> Iterator[Probe]:
        if not ground.has(ORDERS_MISSING):
            return
        near = (Term(ORDERS_MISSING, "at_least", (1,)), Term(ORDERS_MISSING, "at_most", (MOST,)))
        for tier, _ in ground.held:
            if ground.above(tier) is not None:
                yield Probe(Asked((those("tier", tier.key), *near)), tier.key, about=tier)

    def say(self, ground: Ground, probe: Probe, tally: Tally) -> Text:
        return said(_WORDS, n=tally.customers, tier=probe.about.name, above=above_name(ground, probe), most=MOST)

    def worth(self, ground: Ground, probe: Probe, tally: Tally) -> Decimal | None:
        return ground.climb(probe.about, tally)
