"""Customers of the best tier for whom nobody is responsible."""

from __future__ import annotations

from collections.abc import Iterator

from fenji.advice.asked import Asked, those
from fenji.advice.finding import Finding, Found, Kind, Probe, finding_kind
from fenji.advice.ground import Ground, said
from fenji.language import Text

_WORDS = Text(
    "{n} {tier} customer{n:s}{worth} {n:has|have} no owner: give {n:it|them} to somebody",
    "{n} 位{tier}{worth}没有负责人，请尽快分配",
)


@finding_kind
class NoOwner(Kind):
    """Owners as they are now, so only where those are known: in the web app."""

    label = Text("Customers of the best tier without an owner", "最高等级客户没有负责人")
    prize = Text("net revenue of these customers over the run's window", "这些客户在评估周期内的购买金额")
    silent = Text(
        "owners of now are not known; nobody has an owner; all have one", "不了解现任负责人；无人有负责人；均有负责人"
    )

    def probes(self, ground: Ground) -> Iterator[Probe]:
        if ground.has_owners and ground.has("owner") and ground.held:
            tier = ground.held[0][0]
            yield Probe(Asked((those("tier", tier.key), those("owner", None))), tier.key, about=tier)
            yield Probe(Asked(), sums={"owned": "count(owner)"})

    def found(self, ground: Ground, tallies: Found) -> Iterator[Finding]:
        listed = list(tallies.items())
        for (probe, tally), (_, everybody) in zip(listed[::2], listed[1::2], strict=True):
            if tally.customers and everybody.sums["owned"]:
                text = said(_WORDS, n=tally.customers, tier=probe.about.name, worth=ground.worth(tally))
                yield self.finding(text, customers=tally.customers, prize=tally.money, of=probe)
