"""A single customer who brings a large part of all revenue."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fenji.advice.asked import Asked, Term
from fenji.advice.finding import Finding, Found, Kind, Probe, finding_kind
from fenji.advice.ground import Ground, Share, said
from fenji.language import Text

HEAVY = Decimal("0.05")  # of all revenue: so much from a single customer is a risk worth a name
_WORDS = Text(
    "One customer alone brings {share} of net revenue ({amount}): make sure of this relation",
    "仅一位客户就占购买金额的 {share}（{amount}），请确保这一关系稳固",
)


@finding_kind
class OneCustomer(Kind):
    """The customer with the highest net revenue, where nobody has as much."""

    label = Text("Revenue hangs on one customer", "金额集中于一位客户")
    prize = Text("net revenue of this customer over the run's window", "该客户在评估周期内的购买金额")
    silent = Text("less than 5% of all revenue; two have the most", "不足全部金额的 5%；有两位并列最高")

    def probes(self, ground: Ground) -> Iterator[Probe]:
        yield Probe(Asked(), sums={"most": "max(net_revenue, 2)"})

    def found(self, ground: Ground, tallies: Found) -> Iterator[Finding]:
        for tally in tallies.values():
            most, revenue = tally.sums["most"] or [], ground.revenue
            if not most or revenue is None or revenue <= 0 or most[0] < HEAVY * revenue or most[0] in most[1:]:
                continue
            text = said(_WORDS, share=Share(most[0] / revenue), amount=ground.money(most[0]))
            of = Probe(Asked((Term("net_revenue", "at_least", (most[0],)),)))
            yield self.finding(text, customers=1, prize=most[0], of=of)
