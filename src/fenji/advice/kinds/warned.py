"""Customers who were told that their tier ends soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from fenji.advice.asked import Asked, Term
from fenji.advice.finding import Kind, Probe, Tally, finding_kind
from fenji.advice.ground import Ground, said
from fenji.conventions import in_force
from fenji.holidays import spring_pause
from fenji.language import Text

_WORDS = Text(
    "{n} customer{n:s}{worth} will lose the tier soon unless {n:it buys|they buy}",
    "{n} 位客户{worth}即将失去现有等级，需在到期前促成购买",
)


@finding_kind
class Warned(Kind):
    """A warning in force; one first given during the pause over 春节 waits until it is over."""

    label = Text("About to lose the tier", "等级即将到期")
    prize = Text("net revenue of these customers over the run's window", "这些客户在评估周期内的购买金额")
    silent = Text("the standard gives no warnings; nobody is warned", "标准未设到期提醒；无人被提醒")

    def probes(self, ground: Ground) -> Iterator[Probe]:
        if not ground.has("warned_on"):
            return
        as_of = ground.result.run.as_of
        terms = [Term("warned_on", "known")]
        if in_force().is_paused(as_of) and (pause := spring_pause(as_of.year)) is not None:
            terms.append(Term("warned_on", "until", (pause[0] - timedelta(days=1),)))
        yield Probe(Asked(tuple(terms)))

    def say(self, ground: Ground, probe: Probe, tally: Tally) -> Text:
        return said(_WORDS, n=tally.customers, worth=ground.worth(tally))
