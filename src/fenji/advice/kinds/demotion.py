"""Customers who lost a tier since the run before."""

from __future__ import annotations

from collections.abc import Iterator

from fenji.advice.asked import Asked, those
from fenji.advice.finding import Kind, Probe, Tally, finding_kind
from fenji.advice.ground import Ground, said
from fenji.language import Text

_WORDS = Text(
    "{n} customer{n:s}{worth} demoted {since}",
    "{since}降级 {n} 位客户{worth}，请逐位了解原因",
)


@finding_kind
class Demotion(Kind):
    """A move against the run before, or against the grades before fenji."""

    label = Text("Demoted since the last run", "较上次评级降级")
    prize = Text("net revenue of these customers over the run's window", "这些客户在评估周期内的购买金额")
    silent = Text("there is no run before; nobody moved so", "没有上次评级；无人变动")
    tone = "bad"

    def probes(self, ground: Ground) -> Iterator[Probe]:
        if ground.result.previous is not None:
            yield Probe(Asked((those("move", "demotion"),)))

    def say(self, ground: Ground, probe: Probe, tally: Tally) -> Text:
        return said(_WORDS, n=tally.customers, worth=ground.worth(tally), since=ground.since)
