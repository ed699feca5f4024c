"""More money given back than before."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fenji.advice.finding import Finding, Found, Kind, finding_kind
from fenji.advice.ground import Ground, Share, said
from fenji.advice.recorded import DAYS
from fenji.language import Text

LEAST = 20  # refunds: of fewer a rise says little
RISE = Decimal("0.2")
_WORDS = Text(
    "{n} refund{n:s} of {amount} in the last {days} days, {share} more money than in the {days} days before: "
    "find the reason",
    "近{days}天退款 {n} 笔共 {amount}，比此前{days}天多 {share}，请查明原因",
)


@finding_kind
class RefundsRising(Kind):
    """Refunds by the day they were booked, over ninety days up to the as-of day and the ninety before."""

    label = Text("Refunds are rising", "退款增加")
    prize = Text("what was given back more than in the 90 days before", "比此前 90 天多退的金额")
    silent = Text(
        "fewer than 20 refunds; less than 20% more; orders not recorded for 180 days; read from the lake alone",
        "退款不足 20 笔；增幅不到 20%；订单记录不足 180 天；仅在读取数据湖时给出",
    )

    def found(self, ground: Ground, tallies: Found) -> Iterator[Finding]:
        told = ground.recorded
        if told is None or told.refunds is None or told.refunds_now < LEAST or told.refunds.before <= 0:
            return
        more = told.refunds.now - told.refunds.before
        if more >= RISE * told.refunds.before:
            amount, share = ground.money(told.refunds.now), Share(more / told.refunds.before)
            text = said(_WORDS, n=told.refunds_now, amount=amount, days=DAYS, share=share)
            yield self.finding(text, prize=more)
