"""A tier that answers campaigns less than the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from fenji.advice.finding import Finding, Found, Kind, finding_kind
from fenji.advice.ground import Ground, Share, said
from fenji.advice.recorded import DAYS
from fenji.language import Text

LEAST = 100  # messages to the tier: of fewer a rate says little
PART = Decimal("0.8")  # of everybody's rate: clearly less
_WORDS = Text(
    "{tier} customers answered {n} of {messages} messages in the last {days} days ({share}), all customers {all}: "
    "choose another channel or offer",
    "近{days}天向{tier}发出 {messages} 条营销信息，响应 {n} 条（{share}），全部客户为 {all}，请换渠道或内容",
)


@finding_kind
class FewAnswers(Kind):
    """Messages sent in the last ninety days and answered by the as-of day; it proves no cause."""

    label = Text("Campaigns get few answers, per tier", "营销响应偏低（按等级）")
    prize = Text("none: no money can be named", "无：无法以金额表示")
    silent = Text(
        "fewer than 100 messages to the tier; a rate near everybody's; no answers recorded; read from the lake alone",
        "该等级不足 100 条；与总体接近；未记录响应；仅在读取数据湖时给出",
    )

    def found(self, ground: Ground, tallies: Found) -> Iterator[Finding]:
        told = {} if ground.recorded is None else ground.recorded.answers
        sent, came = (sum(one[part] for one in told.values()) for part in (0, 1))
        for tier, _ in ground.held if sent else ():
            messages, answers = told.get(tier.key, (0, 0))
            if messages >= LEAST and Decimal(answers) / messages < PART * came / sent:
                text = said(
                    _WORDS,
                    tier=tier.name,
                    n=answers,
                    messages=messages,
                    days=DAYS,
                    share=Share(Decimal(answers) / messages),
                    all=Share(Decimal(came) / sent),
                )
                yield replace(self.finding(text), subject=tier.key)
