"""Customers whom one order of the usual size would lift into the next tier."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from fenji.advice.asked import Asked, Term, those
from fenji.advice.derived import MONEY_MISSING
from fenji.advice.finding import Kind, Probe, Tally, finding_kind
from fenji.advice.ground import Ground, said
from fenji.advice.kinds.near_promotion import above_name
from fenji.language import Text

_DIGITS = 2  # an amount people remember: 1,200 and not 1,187.53
_WORDS = Text(
    "{n} {tier} customer{n:s} would reach {above} by spending {amount} more at most, about one order",
    "{n} 位{tier}再消费不超过 {amount}（约一单）即可升为{above}",
)


@finding_kind
class SpendAway(Kind):
    """The amount is what one order of this run brings on average, in two digits; all other figures as they are."""

    label = Text("One order's amount away from the next tier, per tier", "差一单金额即可升级（按等级）")
    prize = Text(
        "customers × (average net revenue of a customer of the next tier − their own) over the run's window",
        "人数 ×（上一等级客户的平均购买金额 − 自身购买金额），评估周期内",
    )
    silent = Text(
        "revenue is no criterion with cut points; no orders; nobody is so near", "金额不是评分项；没有订单；无人接近"
    )
    tone = "good"

    def probes(self, ground: Ground) -> Iterator[Probe]:
        if not ground.has(MONEY_MISSING) or ground.order_value is None:
            return
        most = rounded(ground.order_value)
        near = (Term(MONEY_MISSING, "at_least", (Decimal("0.01"),)), Term(MONEY_MISSING, "at_most", (most,)))
        for tier, _ in ground.held:
            if ground.above(tier) is not None:
                yield Probe(Asked((those("tier", tier.key), *near)), tier.key, about=tier)

    def say(self, ground: Ground, probe: Probe, tally: Tally) -> Text | None:
        if ground.order_value is None:
            return None
        amount = ground.money(rounded(ground.order_value))
        return said(_WORDS, n=tally.customers, tier=probe.about.name, above=above_name(ground, probe), amount=amount)

    def worth(self, ground: Ground, probe: Probe, tally: Tally) -> Decimal | None:
        return ground.climb(probe.about, tally)


def rounded(amount: Decimal) -> Decimal:
    """An amount in two digits.

    >>> rounded(Decimal("1187.53")), rounded(Decimal("35.8"))
    (Decimal('1200'), Decimal('36'))
    """
    step = Decimal(1).scaleb(max(amount.adjusted() + 1 - _DIGITS, 0))
    return Decimal(int((amount / step).to_integral_value(ROUND_HALF_UP)) * int(step))
