"""One customer on a day to come: what is known, with orders that could be placed until then."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from fenji.metrics.months import PER_DAY, PER_MONTH
from fenji.metrics.period import day_start
from fenji.metrics.window import ALL, Window

if TYPE_CHECKING:
    from fenji.review.facts import Facts, Row


@dataclass(frozen=True)
class NewOrders:
    """So many orders that could be placed on one day, and what they come to together, in hundredths of money."""

    count: int
    cents: int
    on: date


class Known:
    """A customer's facts as they stand at the end of the as-of day, sorted so that any later day is answered quickly.

    What was given back after that day still counts: nobody knew. Money is in whole hundredths.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.end = day_start(facts.as_of + timedelta(days=1), facts.zone)
        rows = sorted(facts.of("orders"), key=_when)
        sold = [row for row in rows if row["kind"] == "sale" and row["ordered_at"] < self.end]
        self.sales = [row for row in sold if row["void_at"] is None or row["void_at"] >= self.end]
        self.sales_at = [row["ordered_at"] for row in self.sales]
        booked = [row for row in rows if row["kind"] != "void" and row["booked_at"] < self.end]
        self.money = _Sums((row["ordered_at"], row["amount"]) for row in booked)
        self.sold = _Sums((row["ordered_at"], row["amount"]) for row in sold)
        self.refunds = [row for row in booked if row["kind"] == "refund"]
        self._contacts: dict[Hashable, list[datetime]] = {}
        self._starts: dict[tuple[date, Window], tuple[date | None, datetime | None]] = {}

    @cached_property
    def lines(self) -> list[Row]:
        """The lines of orders that were not given back."""
        return [
            row
            for row in self.facts.of("order_lines")
            if row["kind"] == "sale"
            and row["ordered_at"] < self.end
            and (row["void_at"] is None or row["void_at"] >= self.end)
        ]

    def contacts(self, name: Hashable, counts: Callable[[Row], bool]) -> list[datetime]:
        """When the contacts that count happened, oldest first; sorted out once for each name."""
        if name not in self._contacts:
            rows = self.facts.of("interactions")
            when = [row["happened_at"] for row in rows if row["happened_at"] is not None and counts(row)]
            self._contacts[name] = sorted(at for at in when if at < self.end)
        return self._contacts[name]

    def starts(self, day: date, window: Window) -> tuple[date | None, datetime | None]:
        """The first day of a window that ends on a day, and the instant it begins; None for all time."""
        found = self._starts.get((day, window))
        if found is None:
            first = window.first_day(day)
            found = (first, None if first is None else _midnight(first, self.facts.zone))
            self._starts[day, window] = found
        return found

    def has(self, table: str) -> bool:
        """Whether anything is recorded in a table, of anybody."""
        return table in self.facts.recorded


class Standing:
    """A customer at the end of a day, with the orders placed until then."""

    def __init__(self, known: Known, day: date, new: NewOrders | None = None) -> None:
        self.known, self.day = known, day
        self.new = new if new is not None and new.on <= day else None

    def start(self, window: Window) -> datetime | None:
        """The instant the window begins."""
        return self.known.starts(self.day, window)[1]

    def placed(self, window: Window) -> NewOrders | None:
        """The new orders, where they lie in the window."""
        if self.new is None:
            return None
        first = self.known.starts(self.day, window)[0]
        return self.new if first is None or self.new.on >= first else None

    def sales(self, window: Window) -> list[Row]:
        """The orders in the window that stand, oldest first."""
        return self.known.sales[self._from(window) :]

    def count(self, window: Window) -> int:
        """How many orders in the window stand."""
        new = self.placed(window)
        return len(self.known.sales) - self._from(window) + (new.count if new else 0)

    def cents(self, window: Window) -> int:
        """What was paid for purchases in the window, less what was given back."""
        new = self.placed(window)
        return self.known.money.since(self.start(window)) + (new.cents if new else 0)

    def first_on(self, window: Window) -> date | None:
        """The day of the first order in the window."""
        days = [row["ordered_on"] for row in self.sales(window)[:1]]
        days += [new.on] if (new := self.placed(window)) else []
        return min(days, default=None)

    def last_on(self, window: Window) -> date | None:
        """The day of the last order in the window."""
        days = [row["ordered_on"] for row in self.sales(window)[-1:]]
        days += [new.on] if (new := self.placed(window)) else []
        return max(days, default=None)

    def since(self) -> date | None:
        """The day the customer became known: the first order or the registration."""
        days = [day for day in (self.first_on(ALL), self.known.facts.registered_on) if day is not None]
        return min(days, default=None)

    def months(self, window: Window) -> int:
        """The months the customer is known within the window, in sixteenths of a day."""
        since, first = self.since(), self.known.starts(self.day, window)[0]
        known = PER_MONTH if since is None else max(((self.day - since).days + 1) * PER_DAY, PER_MONTH)
        if first is None:
            return known
        whole = window.length * (PER_MONTH if window.kind == "months" else PER_DAY)
        return min(known, whole) if since is not None and since > first else whole

    def contacts(self, name: Hashable, counts: Callable[[Row], bool], window: Window) -> int:
        """How many contacts of a kind lie in the window."""
        when, start = self.known.contacts(name, counts), self.start(window)
        return len(when) - (0 if start is None else bisect_left(when, start))

    def covers(self, instant: datetime | None, window: Window) -> bool:
        """Whether something that happened by the as-of day lies in the window."""
        start = self.start(window)
        return instant is not None and instant < self.known.end and (start is None or instant >= start)

    def _from(self, window: Window) -> int:
        start = self.start(window)
        return 0 if start is None else bisect_left(self.known.sales_at, start)


def cents_of(amount: Decimal | None) -> int:
    """Money in whole hundredths; unknown adds nothing."""
    return 0 if amount is None else int(amount.scaleb(2))


class _Sums:
    """Amounts by instant, so that the sum since any instant is one look-up."""

    def __init__(self, amounts: Iterable[tuple[datetime, Decimal | None]]) -> None:
        found = [(at, cents_of(amount)) for at, amount in amounts]
        self.at = [at for at, _ in found]
        self.before = [0, *accumulate(cents for _, cents in found)]

    def since(self, start: datetime | None) -> int:
        return self.before[-1] - self.before[0 if start is None else bisect_left(self.at, start)]

    def count(self, start: datetime | None) -> int:
        return len(self.at) - (0 if start is None else bisect_left(self.at, start))


def _when(row: Row) -> datetime:
    when: datetime = row["ordered_at"]
    return when


_MIDNIGHTS: dict[tuple[date, str], datetime] = {}


def _midnight(day: date, zone: str) -> datetime:
    found = _MIDNIGHTS.get((day, zone))
    if found is None:
        found = _MIDNIGHTS[day, zone] = day_start(day, zone)
    return found
