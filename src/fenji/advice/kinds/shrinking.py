"""The best segment of a segmentation that lost more customers than it won."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fenji.advice.asked import Asked, Term, those
from fenji.advice.finding import Finding, Found, Kind, Probe, finding_kind
from fenji.advice.ground import Ground, Share, said
from fenji.language import Text

LEAST_BEFORE = 30  # customers of the run before: of fewer a share says little
LEAST_SHARE = Decimal("0.05")
_WORDS = Text(
    "{n} customer{n:s}{worth} left the segment {segment} ({title}) since the last run; with those who came it shrank "
    "by {share}",
    "较上次评级有 {n} 位客户{worth}离开“{segment}”（{title}），进出相抵减少 {share}",
)


@finding_kind
class Shrinking(Kind):
    """The first segment that a ready-made segmentation names is its best; own segments and stages are left out."""

    label = Text("The best segment shrinks", "最佳客群缩小")
    prize = Text("net revenue of those who left, over the run's window", "离开者在评估周期内的购买金额")
    silent = Text(
        "no segments of the run before; fewer than 30 customers then; less than 5% smaller",
        "没有上次的客群；当时不足 30 位；减少不到 5%",
    )

    def probes(self, ground: Ground) -> Iterator[Probe]:
        for one in ground.segmentations:
            column, before = one.name, f"previous_{one.name}"
            if one.kind not in ("rule", "lifecycle") and ground.has(column, before) and one.segments():
                best = one.segments()[0]
                here, there = those(column, best.key), those(before, best.key)
                left = (there, Term(column, "is_not", (best.key,)))
                yield Probe(Asked(left), column, about=(one, best))
                yield Probe(Asked((here,)), column)
                yield Probe(Asked((there,)), column)

    def found(self, ground: Ground, tallies: Found) -> Iterator[Finding]:
        listed = list(tallies.items())
        for (probe, left), (_, now), (_, then) in zip(listed[::3], listed[1::3], listed[2::3], strict=True):
            one, best = probe.about
            share = Decimal(then.customers - now.customers) / max(then.customers, 1)
            if then.customers >= LEAST_BEFORE and share >= LEAST_SHARE:
                text = said(
                    _WORDS,
                    n=left.customers,
                    worth=ground.worth(left),
                    segment=best.name,
                    title=one.title,
                    share=Share(share),
                )
                yield self.finding(text, customers=left.customers, prize=left.money, of=probe)
