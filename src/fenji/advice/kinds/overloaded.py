"""An owner with far more customers than the others."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fenji.advice.asked import Asked, those
from fenji.advice.finding import Finding, Found, Kind, Probe, Tally, finding_kind
from fenji.advice.ground import Ground, said
from fenji.language import Text

TIMES = 2  # the middle owner's customers
LEAST_OWNERS, LEAST_CUSTOMERS = 3, 30
_WORDS = Text(
    "{owner} looks after {n} customers{worth}, {times} times the middle owner's {middle}: spread the load",
    "{owner}负责 {n} 位客户{worth}，是负责人中位数 {middle} 位的 {times} 倍，请分担",
)


@finding_kind
class Overloaded(Kind):
    """The owner with the most customers, against the median of all owners; owners as they are now."""

    label = Text("An owner with too many customers", "负责人客户过多")
    prize = Text(
        "net revenue of this owner's customers over the run's window", "该负责人名下客户在评估周期内的购买金额"
    )
    silent = Text(
        "owners of now are not known; fewer than 3 owners; fewer than 30 customers, or less than twice the median",
        "不了解现任负责人；不足 3 位负责人；不足 30 位客户，或不到中位数的两倍",
    )

    def found(self, ground: Ground, tallies: Found) -> Iterator[Finding]:
        if not ground.has_owners or not ground.has("owner"):
            return
        rows = ground.ask(
            f"""SELECT owner, count(*) AS n, sum(net_revenue) AS money, count(net_revenue) AS known
                FROM {ground.result.relation} WHERE owner IS NOT NULL GROUP BY owner ORDER BY n DESC, owner"""
        )
        if len(rows) < LEAST_OWNERS:
            return
        most, middle = rows[0], rows[len(rows) // 2]["n"]
        if most["n"] < LEAST_CUSTOMERS or most["n"] < TIMES * middle:
            return
        tally = Tally(int(most["n"]), most["money"], int(most["known"]))
        times = round(Decimal(most["n"]) / middle, 1)
        text = said(
            _WORDS, owner=most["owner"], n=tally.customers, worth=ground.worth(tally), times=times, middle=int(middle)
        )
        of = Probe(Asked((those("owner", most["owner"]),)), most["owner"])
        yield self.finding(text, customers=tally.customers, prize=tally.money, of=of)
