"""Orders without a customer: revenue that no grade sees."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fenji.advice.finding import Finding, Found, Kind, finding_kind
from fenji.advice.ground import Ground, Share, said
from fenji.language import Text

UNNAMED = Decimal("0.05")  # of all revenue: so much from nobody known hides customers
_WORDS = Text(
    "{n} order{n:s} without a customer: {share} of all revenue ({amount}) belongs to nobody known",
    "{n} 单没有客户信息，占全部金额的 {share}（{amount}），请在下单时识别客户",
)


@finding_kind
class Guests(Kind):
    """From 5% of all revenue on."""

    label = Text("Orders without a customer", "没有客户信息的订单")
    prize = Text("net revenue of these orders over the run's window", "这些订单在评估周期内的金额")
    silent = Text("there are none, or they bring less than 5%", "没有，或不足 5%")

    def found(self, ground: Ground, tallies: Found) -> Iterator[Finding]:
        guests = ground.result.run.guests
        if guests is not None and guests.revenue_share is not None and guests.revenue_share >= UNNAMED:
            share, amount = Share(guests.revenue_share), ground.money(guests.net_revenue)
            text = said(_WORDS, n=guests.orders, share=share, amount=amount)
            yield self.finding(text, prize=guests.net_revenue)
