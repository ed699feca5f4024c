"""How much of the revenue rests on the best tier."""

from __future__ import annotations

from collections.abc import Iterator

from fenji.advice.asked import Asked, those
from fenji.advice.finding import Finding, Found, Kind, Probe, finding_kind
from fenji.advice.ground import Ground, Share, said
from fenji.language import Text

_WORDS = Text(
    "{n} {tier} customer{n:s}: {few} of customers, {much} of net revenue",
    "{n} 位{tier}占客户的 {few}，带来 {much} 的购买金额",
)


@finding_kind
class TopTier(Kind):
    """The best tier that holds somebody; how things stand, no trouble."""

    label = Text("What the best tier brings", "最高等级的贡献")
    prize = Text("none: it says how things stand", "无：仅说明现状")
    silent = Text("nobody is graded, or revenue is unknown", "无人定级，或金额未知")
    tone = "plain"

    def found(self, ground: Ground, tallies: Found) -> Iterator[Finding]:
        for tier, summary in ground.held[:1]:
            if summary.revenue_share is not None:
                few, much = Share(summary.customer_share), Share(summary.revenue_share)
                text = said(_WORDS, n=summary.customers, tier=tier.name, few=few, much=much)
                yield self.finding(
                    text, customers=summary.customers, of=Probe(Asked((those("tier", tier.key),)), tier.key)
                )
