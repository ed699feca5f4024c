"""What orders, products, messages and tickets say of the last days against those before: described, not asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from fenji.metrics.sales import is_net_money

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.metrics.period import Period

DAYS = 90
"""How many days are compared with as many before them."""
WAITING = 7
"""Days after which a ticket without an answer is late."""
BUYERS = 30
"""Customers who bought a product before: of fewer a fall says little."""
TICKETS = ("ticket", "complaint")


@dataclass(frozen=True)
class Change:
    """A sum of the last days, and of as many before."""

    now: Decimal
    before: Decimal


@dataclass(frozen=True)
class Product:
    """What a product brought in the last days and before, and how many customers bought it before."""

    name: str
    revenue: Change
    buyers_before: int


@dataclass(frozen=True)
class Recorded:
    """What a run's tables say beside its rows; parts that were never recorded are empty.

    `products`: those that enough customers bought and that brought less since; no other one has anything to say.
    `answers`: messages and answers by tier, `tickets`: tickets that wait too long and the customers they are of.
    """

    refunds: Change | None = None
    refunds_now: int = 0
    products: tuple[Product, ...] = ()
    answers: Mapping[str | None, tuple[int, int]] = field(default_factory=dict)
    tickets: Mapping[str | None, tuple[int, int]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As JSON keeps it: money as text, the ungraded under an empty key."""
        products = [
            [one.name, str(one.revenue.now), str(one.revenue.before), one.buyers_before] for one in self.products
        ]
        return {
            "refunds": None if self.refunds is None else [str(self.refunds.now), str(self.refunds.before)],
            "refunds_now": self.refunds_now,
            "products": products,
            "answers": {tier or "": list(pair) for tier, pair in self.answers.items()},
            "tickets": {tier or "": list(pair) for tier, pair in self.tickets.items()},
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The same read back."""
        refunds = kept["refunds"]
        return cls(
            None if refunds is None else Change(Decimal(refunds[0]), Decimal(refunds[1])),
            kept["refunds_now"],
            tuple(Product(name, Change(Decimal(now), Decimal(then)), n) for name, now, then, n in kept["products"]),
            {tier or None: (pair[0], pair[1]) for tier, pair in kept["answers"].items()},
            {tier or None: (pair[0], pair[1]) for tier, pair in kept["tickets"].items()},
        )


def given_back(orders: ir.Table, period: Period) -> ir.Table:
    """How much was given back in a period, how often, and since when orders are recorded."""
    mine = (orders.kind == "refund") & period.covers(orders.booked_at)
    return orders.aggregate(
        money=-orders.amount.sum(where=mine), refunds=orders.count(where=mine), since=orders.ordered_on.min()
    )


def by_product(lines: ir.Table, period: Period) -> ir.Table:
    """name → net revenue and buyers of a period."""
    rows = lines.filter(is_net_money(lines, period) & lines.product_name.notnull())
    return rows.group_by(name="product_name").aggregate(money=rows.amount.sum(), buyers=rows.customer_id.nunique())


def answered(touches: ir.Table, graded: ir.Table, period: Period) -> ir.Table:
    """tier → messages sent in a period, and how many of them were answered before its end."""
    sent = touches.filter(period.covers(touches.sent_at))
    mine = graded.select(whose="customer_id", tier="tier")
    rows = sent.inner_join(mine, sent.customer_id == mine.whose)
    return rows.group_by("tier").aggregate(
        messages=rows.count(), answers=rows.count(where=period.before_end(rows.responded_at))
    )


def waiting(feedback: ir.Table, graded: ir.Table, period: Period) -> ir.Table:
    """tier → tickets of a period that have waited for more than a week at its end, and the customers they are of.

    `settled` counts those with an answer: where nobody records answers, nothing is known to wait.
    """
    import ibis

    tickets = feedback.filter(feedback.kind.isin(TICKETS) & period.covers(feedback.given_at))
    mine = graded.select(whose="customer_id", tier="tier")
    rows = tickets.inner_join(mine, tickets.customer_id == mine.whose)
    end = period.end_value()
    is_open = rows.resolved_at.isnull() | (rows.resolved_at >= end)
    is_late = is_open & (rows.given_at < end - ibis.interval(days=WAITING))
    return rows.group_by("tier").aggregate(
        open=rows.count(where=is_late),
        customers=rows.customer_id.nunique(where=is_late),
        settled=rows.count(where=rows.resolved_at < end),
    )
