"""Customers who are late with payments."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fenji.advice.asked import Asked, Term
from fenji.advice.finding import Kind, Probe, Tally, finding_kind
from fenji.advice.ground import Ground, said
from fenji.language import Text

_WORDS = Text(
    "{n} customer{n:s} {n:owes|owe} {amount} past the due date: agree on a day of payment",
    "{n} 位客户有 {amount} 逾期未付，请约定付款日",
)


@finding_kind
class Owing(Kind):
    """The overdue amount that the standard measures."""

    label = Text("Overdue payments", "逾期未付")
    prize = Text("the sum overdue on the as-of day", "评估基准日的逾期总额")
    silent = Text("the standard doesn't measure overdue amounts; nobody owes", "标准未计量逾期金额；无人逾期")

    def probes(self, ground: Ground) -> Iterator[Probe]:
        column = ground.measured.get("overdue_amount")
        if column:
            yield Probe(Asked((Term(column, "at_least", (Decimal("0.01"),)),)), sums={"owed": f'sum("{column}")'})

    def say(self, ground: Ground, probe: Probe, tally: Tally) -> Text:
        return said(_WORDS, n=tally.customers, amount=ground.money(tally.sums["owed"]))

    def worth(self, ground: Ground, probe: Probe, tally: Tally) -> Decimal | None:
        owed: Decimal | None = tally.sums["owed"]
        return owed
