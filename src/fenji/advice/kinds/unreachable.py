"""Customers of the best tier whom nobody can reach: no phone, no e-mail, no WeChat."""

from __future__ import annotations

from collections.abc import Iterator

from fenji.advice.asked import Asked, Term, those
from fenji.advice.finding import Finding, Found, Kind, Probe, finding_kind
from fenji.advice.ground import Ground, said
from fenji.language import Text

WAYS = ("mobile", "landline", "email", "wechat")
_WORDS = Text(
    "{n} {tier} customer{n:s}{worth} {n:has|have} no phone, e-mail or WeChat on record: ask for one at the next order",
    "{n} 位{tier}{worth}没有电话、邮箱或微信，请在下次下单时补全",
)


@finding_kind
class Unreachable(Kind):
    """All contact data unknown. Where nobody of the run has any, the data was never brought: that is no finding."""

    label = Text("No way to reach customers of the best tier", "最高等级客户缺少联系方式")
    prize = Text("net revenue of these customers over the run's window", "这些客户在评估周期内的购买金额")
    silent = Text(
        "no customer at all has contact data; all of the tier can be reached", "全部客户均无联系方式；该等级均可联系"
    )

    def probes(self, ground: Ground) -> Iterator[Probe]:
        ways = [name for name in WAYS if ground.has(name)]
        if ways and ground.held:
            tier = ground.held[0][0]
            unknown = (Term(name, "unknown") for name in ways)
            yield Probe(Asked((those("tier", tier.key), *unknown)), tier.key, about=tier)
            yield Probe(Asked(), sums={"reached": f"count(coalesce({', '.join(ways)}))"})

    def found(self, ground: Ground, tallies: Found) -> Iterator[Finding]:
        listed = list(tallies.items())
        for (probe, tally), (_, everybody) in zip(listed[::2], listed[1::2], strict=True):
            if tally.customers and everybody.sums["reached"]:
                text = said(_WORDS, n=tally.customers, tier=probe.about.name, worth=ground.worth(tally))
                yield self.finding(text, customers=tally.customers, prize=tally.money, of=probe)
