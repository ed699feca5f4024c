"""Data that is older than the grades, or grades that are older than today."""

from __future__ import annotations

from collections.abc import Iterator

from fenji.advice.asked import Asked
from fenji.advice.finding import Finding, Found, Kind, Probe, finding_kind
from fenji.advice.ground import Ground, said
from fenji.language import Text

STALE = 7  # days without an order from anybody
OLD, LONG_AGO = 45, 400  # days since the as-of day; whoever looks at older grades looks at history
_DATA = Text(
    "The last order on record is {days} day{days:s} before the as-of day: are orders missing?",
    "最后一笔订单比评估基准日早 {days} 天，请检查订单是否未导入",
)
_GRADES = Text("The grades are {days} days old: grade again", "当前等级已是 {days} 天前的结果，请重新评级")


@finding_kind
class Freshness(Kind):
    """Days between the last order of anybody and the as-of day, and between that and the day it is read."""

    label = Text("Freshness of data and grades", "数据与等级的时效")
    prize = Text("none: no money can be named", "无：无法以金额表示")
    silent = Text(
        "an order within 7 days before the as-of day; grades at most 45 days old, or looked at as history",
        "基准日前 7 天内有订单；等级不超过 45 天，或查看的是历史",
    )

    def probes(self, ground: Ground) -> Iterator[Probe]:
        if ground.has("recency_days"):
            yield Probe(Asked(), sums={"least": "min(recency_days)"})

    def found(self, ground: Ground, tallies: Found) -> Iterator[Finding]:
        for tally in tallies.values():
            days = tally.sums["least"]
            if days is not None and days > STALE:
                yield self.finding(said(_DATA, days=int(days)))
        run = ground.result.run
        age = 0 if ground.today is None else (ground.today - run.as_of).days
        if OLD < age <= LONG_AGO and not run.is_simulated:
            yield self.finding(said(_GRADES, days=age))
