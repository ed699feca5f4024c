"""Where one customer stands, in the few words a playbook asks about: position, recency, frequency, spend, contact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from fenji.advice.lateness import paused_of
from fenji.advice.yardstick import Row, Yardstick

Position = Literal["top", "middle", "bottom", "ungraded"]
Recency = Literal["recent", "steady", "cooling", "lapsed", "never", "unknown"]
Level = Literal["low", "even", "high", "unknown"]
Contact = Literal["none", "some", "high", "unknown", "unrecorded"]
Trouble = Literal["unhappy", "overdue", "refunds", "deficit", "no"]

HIGHER, LOWER = Decimal("1.25"), Decimal("0.75")  # of the tier's median: beyond is clearly more, clearly less
SLOW = 2  # own gaps between orders without an order, from which a customer is cooling
FRESH = 30  # days: a purchase that a thank-you still fits
SHORTEST_GAP = 7  # days: nobody is called cooling within two weeks
MANY_RETURNS = Decimal("0.3")
UNHAPPY = 50  # of 100 points


@dataclass(frozen=True)
class State:
    """One customer's standing. `gap_days` is the customer's own mean time between orders in the window."""

    position: Position
    recency: Recency
    frequency: Level
    spend: Level
    contact: Contact
    trouble: Trouble
    move: str
    gap_days: int | None

    @property
    def rhythm(self) -> str:
        """Whether the customer has a rhythm of their own to be late against."""
        return "none" if self.gap_days is None else "known"


def state_of(row: Row, yardstick: Yardstick) -> State:
    """The state of one customer; every word of it comes from the customer's own figures."""
    gap = own_gap(row, yardstick)
    return State(
        position=_position(row, yardstick),
        recency=_recency(row, yardstick, gap),
        frequency=level(row, yardstick, "order_count"),
        spend=level(row, yardstick, "net_revenue"),
        contact=_contact(row, yardstick),
        trouble=_trouble(row, yardstick),
        move=row.get("move") or "none",
        gap_days=gap,
    )


def own_gap(row: Row, yardstick: Yardstick) -> int | None:
    """Mean days between a customer's orders: the gap that their lifecycle stage rests on, where it is their own.

    Else over the window; None with fewer than two orders or without a window.
    """
    if row.get("gap_basis") == "own" and row.get("gap_days") is not None:
        gap: int = round(row["gap_days"])
        return max(1, gap)
    orders, days = row.get("order_count"), yardstick.window_days
    if orders is None or orders < 2 or days is None:
        return None
    return max(1, round(days / Decimal(orders)))


def level(row: Row, yardstick: Yardstick, column: str) -> Level:
    """Clearly above, about at, or clearly below the middle customer of the same tier."""
    value, middle = row.get(column), yardstick.median(row.get("tier"), column)
    if value is None or middle is None:
        return "unknown"
    if middle <= 0:
        return "high" if value > 0 else "even"
    return "high" if value > middle * HIGHER else "low" if value < middle * LOWER else "even"


def _position(row: Row, yardstick: Yardstick) -> Position:
    key = row.get("tier")
    if key is None:
        return "ungraded"
    place = yardstick.places[key]
    if place == 0:
        return "top"
    return "bottom" if place == len(yardstick.tiers) - 1 else "middle"


def _recency(row: Row, yardstick: Yardstick, gap: int | None) -> Recency:
    days, orders = row.get("recency_days"), row.get("order_count")
    if days is None:
        return "never" if orders == 0 else "unknown"
    if orders == 0:
        return "lapsed"
    on_time: Recency = "recent" if days <= FRESH else "steady"
    days -= paused_of(days, yardstick.as_of)
    if gap is not None:
        return "cooling" if days > SLOW * max(gap, SHORTEST_GAP) else on_time
    window = yardstick.window_days
    if window is not None:
        return "cooling" if days * 3 > window else on_time
    middle = max(yardstick.median(row.get("tier"), "recency_days") or Decimal(0), Decimal(FRESH))
    return "lapsed" if days > max(4 * middle, Decimal(180)) else "cooling" if days > 2 * middle else on_time


def _contact(row: Row, yardstick: Yardstick) -> Contact:
    column = yardstick.columns.get("interaction_count", "")
    value = row.get(column)
    if column not in yardstick.answered:
        return "unrecorded"
    if value is None:
        return "unknown"
    if value == 0:
        return "none"
    return "high" if level(row, yardstick, column) == "high" else "some"


def _trouble(row: Row, yardstick: Yardstick) -> Trouble:
    columns = yardstick.columns
    satisfaction = row.get(columns.get("satisfaction_score", ""))
    overdue = row.get(columns.get("overdue_amount", ""))
    returns = row.get(columns.get("return_rate", ""))
    revenue = row.get("net_revenue")
    if satisfaction is not None and satisfaction < UNHAPPY:
        return "unhappy"
    if overdue is not None and overdue > 0:
        return "overdue"
    if revenue is not None and revenue < 0:
        return "deficit"
    if returns is not None and returns >= MANY_RETURNS:
        return "refunds"
    return "no"
