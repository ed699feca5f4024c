"""New customers who have not ordered again yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fenji.advice.asked import Asked, those
from fenji.advice.finding import Kind, Probe, Tally, finding_kind
from fenji.advice.ground import Ground, said
from fenji.language import Text

if TYPE_CHECKING:
    from decimal import Decimal

_WORDS = Text(
    "{n} new customer{n:s} {n:has|have} not placed a second order yet: win it while {n:it is|they are} fresh",
    "{n} 位新客尚未下第二单，请及时促成复购",
)


@finding_kind
class SecondOrder(Kind):
    """The lifecycle stage new: bought, not often enough to be active, and not late."""

    label = Text("New customers without a second order", "尚未复购的新客")
    prize = Text(
        "customers × what one order brings on average over the run's window",
        "人数 × 评估周期内的平均每单金额",
    )
    silent = Text("no lifecycle stage is known; nobody is new", "没有生命周期阶段；没有新客")
    tone = "good"

    def probes(self, ground: Ground) -> Iterator[Probe]:
        stages = next((one for one in ground.segmentations if one.name == "stage"), None)
        if ground.has("stage") and getattr(stages, "new_until", 1) == 1:
            yield Probe(Asked((those("stage", "new"),)))

    def say(self, ground: Ground, probe: Probe, tally: Tally) -> Text:
        return said(_WORDS, n=tally.customers)

    def worth(self, ground: Ground, probe: Probe, tally: Tally) -> Decimal | None:
        return None if ground.order_value is None else ground.order_value * tally.customers
