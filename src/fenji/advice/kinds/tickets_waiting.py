"""Tickets of a tier that nobody has answered for a week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fenji.advice.finding import Finding, Found, Kind, finding_kind
from fenji.advice.ground import Ground, said
from fenji.advice.recorded import WAITING
from fenji.language import Text

_WORDS = Text(
    "{n} ticket{n:s} of {tier} customers ({customers} of them) {n:has|have} waited for more than {days} days: "
    "answer {n:it|them} today",
    "{tier}有 {n} 张工单（{customers} 位客户）超过 {days} 天未处理，请今天答复",
)


@finding_kind
class TicketsWaiting(Kind):
    """Tickets and complaints of the last year without an answer by the as-of day, older than a week."""

    label = Text("Unanswered tickets, per tier", "未处理的工单（按等级）")
    prize = Text("none: no money can be named", "无：无法以金额表示")
    silent = Text(
        "no tickets, or answers are not recorded; nothing waits; read from the lake alone",
        "没有工单，或未记录处理时间；没有待处理工单；仅在读取数据湖时给出",
    )

    def found(self, ground: Ground, tallies: Found) -> Iterator[Finding]:
        told = {} if ground.recorded is None else ground.recorded.tickets
        for tier, _ in ground.held:
            waits, customers = told.get(tier.key, (0, 0))
            if waits:
                text = said(_WORDS, n=waits, tier=tier.name, customers=customers, days=WAITING)
                yield replace(self.finding(text), subject=tier.key)
