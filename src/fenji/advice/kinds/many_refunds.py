"""Customers who give back much of what they order."""

from __future__ import annotations

from collections.abc import Iterator

from fenji.advice.asked import Asked, Term
from fenji.advice.finding import Kind, Probe, Tally, finding_kind
from fenji.advice.ground import Ground, Share, said
from fenji.advice.state import MANY_RETURNS
from fenji.language import Text

_WORDS = Text(
    "{n} customer{n:s}{worth} gave back {share} of the orders or more: look into the reasons",
    "{n} 位客户{worth}退货率不低于 {share}，请核对退货原因",
)


@finding_kind
class ManyRefunds(Kind):
    """The return rate that the standard measures, by orders."""

    label = Text("Many refunds", "退款偏多")
    prize = Text("net revenue of these customers over the run's window", "这些客户在评估周期内的购买金额")
    silent = Text("the standard doesn't measure returns; nobody gives back so much", "标准未计量退货率；无人达到")

    def probes(self, ground: Ground) -> Iterator[Probe]:
        column = ground.measured.get("return_rate")
        if column:
            yield Probe(Asked((Term(column, "at_least", (MANY_RETURNS,)),)))

    def say(self, ground: Ground, probe: Probe, tally: Tally) -> Text:
        return said(_WORDS, n=tally.customers, worth=ground.worth(tally), share=Share(MANY_RETURNS))
