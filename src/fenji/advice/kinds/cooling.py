"""Customers who were in their rhythm at the last run and are late now."""

from __future__ import annotations

from collections.abc import Iterator

from fenji.advice.asked import Asked, those
from fenji.advice.finding import Kind, Probe, Tally, finding_kind
from fenji.advice.ground import Ground, said
from fenji.advice.lateness import LATE, counts_paused
from fenji.language import Text

_WELL = ("active", "loyal")
_WORDS = Text(
    "{n} customer{n:s}{worth} {n:was|were} active or loyal at the last run and {n:is|are} late now: ask what changed",
    "{n} 位客户{worth}上次评级时活跃或忠诚，现已超期未购，请了解原因",
)


@finding_kind
class Cooling(Kind):
    """A stage that turned from active or loyal to a late one since the run before."""

    label = Text("Turned late since the last run", "较上次评级转为超期")
    prize = Text("net revenue of these customers over the run's window", "这些客户在评估周期内的购买金额")
    silent = Text(
        "no stages of the run before; nobody turned; the pause over 春节",
        "没有上次的阶段；无人转变；春节暂停期间",
    )

    def probes(self, ground: Ground) -> Iterator[Probe]:
        if ground.has("stage", "previous_stage") and not counts_paused(ground.result):
            yield Probe(Asked((those("previous_stage", *_WELL), those("stage", *LATE))))

    def say(self, ground: Ground, probe: Probe, tally: Tally) -> Text:
        return said(_WORDS, n=tally.customers, worth=ground.worth(tally))
