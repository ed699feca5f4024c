"""Customers of a tier whom campaigns reach and who never answer."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fenji.advice.asked import Asked, Term, those
from fenji.advice.finding import Finding, Found, Kind, Probe, finding_kind
from fenji.advice.ground import Ground, Share, said
from fenji.language import Text

LEAST = 20  # customers of the tier with a known rate: of fewer a share says little
_WORDS = Text(
    "{n} of {all} {tier} customers reached by campaigns{worth} answered none ({share}): choose another way",
    "{all} 位触达过的{tier}中有 {n} 位{worth}从未响应营销（{share}），请换一种方式",
)


@finding_kind
class NoAnswer(Kind):
    """The answer rate to touches that the standard measures; who was never reached is unknown and not counted."""

    label = Text("No answer to campaigns, per tier", "对营销没有响应（按等级）")
    prize = Text("net revenue of these customers over the run's window", "这些客户在评估周期内的购买金额")
    silent = Text(
        "the standard doesn't measure answers; fewer than 20 of the tier were reached",
        "标准未计量响应率；该等级触达不足 20 位",
    )

    def probes(self, ground: Ground) -> Iterator[Probe]:
        column = ground.measured.get("touch_response_rate")
        for tier, _ in ground.held if column else ():
            assert column is not None
            of = those("tier", tier.key)
            yield Probe(Asked((of, Term(column, "at_most", (0,)))), tier.key, about=tier)
            yield Probe(Asked((of, Term(column, "known"))), tier.key)

    def found(self, ground: Ground, tallies: Found) -> Iterator[Finding]:
        listed = list(tallies.items())
        for (probe, none), (_, reached) in zip(listed[::2], listed[1::2], strict=True):
            if none.customers and reached.customers >= LEAST:
                share = Share(Decimal(none.customers) / reached.customers)
                text = said(
                    _WORDS,
                    n=none.customers,
                    all=reached.customers,
                    tier=probe.about.name,
                    worth=ground.worth(none),
                    share=share,
                )
                yield self.finding(text, customers=none.customers, prize=none.money, of=probe)
