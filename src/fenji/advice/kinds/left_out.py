"""Criteria of the standard that nobody has data for."""

from __future__ import annotations

from collections.abc import Iterator

from fenji.advice.finding import Finding, Found, Kind, finding_kind
from fenji.advice.ground import Ground, said
from fenji.language import Text
from fenji.scheme.describe import label_of

_WORDS = Text(
    "No data for {n} of {all} criteria ({names}); the others carry their weight",
    "{all} 个评分项中有 {n} 项（{names}）没有数据，其权重已由其他评分项承担",
)


@finding_kind
class LeftOut(Kind):
    """What a run left out for want of data."""

    label = Text("Criteria without data", "没有数据的评分项")
    prize = Text("none: no money can be named", "无：无法以金额表示")
    silent = Text("every criterion has data", "各评分项均有数据")

    def found(self, ground: Ground, tallies: Found) -> Iterator[Finding]:
        out, criteria = ground.result.run.left_out, ground.result.scheme.scheme.criteria
        labels = [label_of(one) for one in criteria if one.name in out]
        if labels:
            names = Text(", ".join(each.en for each in labels), "、".join(each.zh for each in labels))
            yield self.finding(said(_WORDS, n=len(labels), all=len(criteria), names=names))
