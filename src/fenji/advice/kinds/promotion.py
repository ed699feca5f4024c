"""Customers who gained a tier since the run before."""

from __future__ import annotations

from collections.abc import Iterator

from fenji.advice.asked import Asked, those
from fenji.advice.finding import Kind, Probe, Tally, finding_kind
from fenji.advice.ground import Ground, said
from fenji.language import Text

_WORDS = Text(
    "{n} customer{n:s}{worth} promoted {since}",
    "{since}升级 {n} 位客户{worth}，请致谢并告知新权益",
)


@finding_kind
class Promotion(Kind):
    """A move against the run before, or against the grades before fenji."""

    label = Text("Promoted since the last run", "较上次评级升级")
    prize = Text("net revenue of these customers over the run's window", "这些客户在评估周期内的购买金额")
    silent = Text("there is no run before; nobody moved so", "没有上次评级；无人变动")
    tone = "good"

    def probes(self, ground: Ground) -> Iterator[Probe]:
        if ground.result.previous is not None:
            yield Probe(Asked((those("move", "promotion"),)))

    def say(self, ground: Ground, probe: Probe, tally: Tally) -> Text:
        return said(_WORDS, n=tally.customers, worth=ground.worth(tally), since=ground.since)
