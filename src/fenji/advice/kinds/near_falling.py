"""Customers of a tier whose score is barely above its border."""

from __future__ import annotations

from collections.abc import Iterator

from fenji.advice.asked import Asked, Term, those
from fenji.advice.finding import Kind, Probe, Tally, finding_kind
from fenji.advice.ground import Ground, said
from fenji.language import Text

SPARE = 2  # points above the border of the own tier
_WORDS = Text(
    "{n} {tier} customer{n:s}{worth} {n:is|are} at most {spare} points above the border of the tier",
    "{n} 位{tier}{worth}高出降级线不超过 {spare} 分，请及时维护",
)


@finding_kind
class NearFalling(Kind):
    """The score, border included; those whose tier a person or protection holds up have less and are not meant."""

    label = Text("Close to demotion, per tier", "接近降级（按等级）")
    prize = Text("net revenue of these customers over the run's window", "这些客户在评估周期内的购买金额")
    silent = Text("rules grade, not a score; the lowest tier; nobody is so near", "按规则定级；最低等级；无人接近")

    def probes(self, ground: Ground) -> Iterator[Probe]:
        if not ground.has("score"):
            return
        for tier, _ in ground.held:
            if tier.from_score is not None and tier.from_score > 0:
                low, high = tier.from_score, tier.from_score + SPARE
                terms = (those("tier", tier.key), Term("score", "at_least", (low,)), Term("score", "at_most", (high,)))
                yield Probe(Asked(terms), tier.key, about=tier)

    def say(self, ground: Ground, probe: Probe, tally: Tally) -> Text:
        return said(_WORDS, n=tally.customers, tier=probe.about.name, worth=ground.worth(tally), spare=SPARE)
