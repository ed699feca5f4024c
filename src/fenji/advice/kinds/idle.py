"""Customers who ordered nothing in the run's window."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fenji.advice.asked import Asked, Term
from fenji.advice.finding import Kind, Probe, Tally, finding_kind
from fenji.advice.ground import Ground, Share, said
from fenji.language import Text

_WORDS = Text("{n} customer{n:s} ({share}) ordered nothing {over}", "{n} 位客户（{share}）{over}没有下单")


@finding_kind
class Idle(Kind):
    """No order in the window; customers whose orders are unknown are not meant."""

    label = Text("No order in the window", "评估周期内没有下单")
    prize = Text(
        "customers × what one order brings on average over the run's window",
        "人数 × 评估周期内的平均每单金额",
    )
    silent = Text("everybody ordered, or orders are unknown", "人人有单，或订单未知")

    def probes(self, ground: Ground) -> Iterator[Probe]:
        if ground.has("order_count"):
            yield Probe(Asked((Term("order_count", "is", (0,)),)))

    def say(self, ground: Ground, probe: Probe, tally: Tally) -> Text:
        share = Share(Decimal(tally.customers) / max(ground.result.run.customers, 1))
        return said(_WORDS, n=tally.customers, share=share, over=ground.over)

    def worth(self, ground: Ground, probe: Probe, tally: Tally) -> Decimal | None:
        return None if ground.order_value is None else ground.order_value * tally.customers
