"""The product that lost most revenue against the days before."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fenji.advice.finding import Finding, Found, Kind, finding_kind
from fenji.advice.ground import Ground, Share, said
from fenji.advice.recorded import BUYERS, DAYS
from fenji.language import Text

FALL = Decimal("0.2")
_WORDS = Text(
    "{product} brought {amount} in the last {days} days, {share} less than in the {days} days before "
    "({n} customers bought it then)",
    "“{product}”近{days}天销售 {amount}，比此前{days}天少 {share}（当时有 {n} 位客户购买）",
)


@finding_kind
class ProductLoss(Kind):
    """Net revenue by product, over ninety days up to the as-of day and the ninety before; seasons are not taken out."""

    label = Text("The product that loses most", "下滑最多的商品")
    prize = Text("what it brought less than in the 90 days before", "比此前 90 天少的金额")
    silent = Text(
        "fewer than 30 customers bought it; less than 20% less; no products; orders not recorded for 180 days; "
        "read from the lake alone",
        "购买客户不足 30 位；降幅不到 20%；没有商品数据；订单记录不足 180 天；仅在读取数据湖时给出",
    )

    def found(self, ground: Ground, tallies: Found) -> Iterator[Finding]:
        products = () if ground.recorded is None else ground.recorded.products
        fallen = [
            one
            for one in products
            if one.buyers_before >= BUYERS
            and one.revenue.before > 0
            and one.revenue.before - one.revenue.now >= FALL * one.revenue.before
        ]
        if fallen:
            worst = max(fallen, key=lambda one: one.revenue.before - one.revenue.now)
            less = worst.revenue.before - worst.revenue.now
            text = said(
                _WORDS,
                product=worst.name,
                amount=ground.money(worst.revenue.now),
                days=DAYS,
                share=Share(less / worst.revenue.before),
                n=worst.buyers_before,
            )
            yield self.finding(text, prize=less)
