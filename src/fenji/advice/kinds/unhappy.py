"""Customers of the best tier who are not satisfied."""

from __future__ import annotations

from collections.abc import Iterator

from fenji.advice.asked import Asked, Term, those
from fenji.advice.finding import Kind, Probe, Tally, finding_kind
from fenji.advice.ground import Ground, said
from fenji.advice.state import UNHAPPY
from fenji.language import Text

_WORDS = Text(
    "{n} {tier} customer{n:s}{worth} {n:is|are} dissatisfied ({most} of 100 points or less): settle the trouble first",
    "{n} 位{tier}{worth}满意度不高于 {most} 分（满分 100），请先解决问题",
)


@finding_kind
class Unhappy(Kind):
    """The satisfaction that the standard measures; unknown satisfaction is not low."""

    label = Text("Dissatisfied customers of the best tier", "最高等级中不满意的客户")
    prize = Text("net revenue of these customers over the run's window", "这些客户在评估周期内的购买金额")
    silent = Text("the standard doesn't measure satisfaction; nobody is dissatisfied", "标准未计量满意度；无人不满意")

    def probes(self, ground: Ground) -> Iterator[Probe]:
        column = ground.measured.get("satisfaction_score")
        if column and ground.held:
            tier = ground.held[0][0]
            terms = (those("tier", tier.key), Term(column, "at_most", (UNHAPPY,)))
            yield Probe(Asked(terms), tier.key, about=tier)

    def say(self, ground: Ground, probe: Probe, tally: Tally) -> Text:
        return said(_WORDS, n=tally.customers, tier=probe.about.name, worth=ground.worth(tally), most=UNHAPPY)
