"""Customers whom the standard could not grade."""

from __future__ import annotations

from collections.abc import Iterator

from fenji.advice.asked import Asked, those
from fenji.advice.finding import Kind, Probe, Tally, finding_kind
from fenji.advice.ground import Ground, said
from fenji.language import Text

_WORDS = Text(
    "{n} customer{n:s}{worth} could not be graded: see what is unknown", "{n} 位客户{worth}暂不评级，请查看缺少哪些数据"
)


@finding_kind
class Ungraded(Kind):
    """No tier: too new, or a figure that the standard needs is unknown."""

    label = Text("Could not be graded", "暂不评级")
    prize = Text("net revenue of these customers over the run's window", "这些客户在评估周期内的购买金额")
    silent = Text("everybody is graded", "全部已评级")

    def probes(self, ground: Ground) -> Iterator[Probe]:
        yield Probe(Asked((those("tier", None),)))

    def say(self, ground: Ground, probe: Probe, tally: Tally) -> Text:
        return said(_WORDS, n=tally.customers, worth=ground.worth(tally))
