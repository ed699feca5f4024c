"""What would change a customer's grade, and by when: orders that suffice, orders that leave, what keeps the tier."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from fenji.language import Text
from fenji.metrics.metric import METRICS, tables_of
from fenji.review.figures import money
from fenji.review.standing import NewOrders, Standing

if TYPE_CHECKING:
    from fenji.grades.rung import Grade
    from fenji.review.facts import Facts
    from fenji.review.judge import Judge
    from fenji.scheme.calibrated import CalibratedScheme

AHEAD = 400  # days that are looked at for what time alone changes
MOST_ORDERS = 120
MOST_CENTS = 10**11
_SHOWN = 3
_DAY = timedelta(days=1)
Wanted = Callable[["Grade"], bool]


@dataclass(frozen=True)
class Way:
    """Orders that give (or keep) a tier, whatever day of the stretch they are placed on, graded as of `graded_on`.

    `count` orders that come to at least `amount` together; `is_any_amount`: whatever they come to. `settles` is what
    is overdue and has to be paid too. Nothing less suffices on `hardest_on`: one cent less (where any amount does, one
    order less) leaves the grade as it is.
    """

    tier: str
    count: int
    amount: Decimal
    first_on: date
    last_on: date
    hardest_on: date
    graded_on: date
    is_any_amount: bool
    settles: Decimal | None = None


@dataclass(frozen=True)
class Turn:
    """The first day on which time alone changes the grade, if nothing is ordered: the day before it is still held.

    `before` and `after` are the figures of the two days; `left` are the days of orders that leave a window between
    them.
    """

    tier: str | None
    on: date
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    left: Mapping[str, tuple[date, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Outlook:
    """What lies before a customer: the ways to the next tier by a day, what is lost by when, and what keeps it.

    `rises`: time alone brings a better grade (a new customer is graded, a limit ends). `unknown` says why none of this
    can be told.
    """

    by: date
    target: str | None = None
    ways: tuple[Way, ...] = ()
    falls: Turn | None = None
    keeps: tuple[Way, ...] = ()
    rises: Turn | None = None
    unknown: Text | None = None


def outlook(judge: Judge, *, by: date) -> Outlook:
    """What would change the grade that the standard alone gives on the as-of day."""
    refused = judge.refusal()
    if refused is not None:
        return Outlook(by, unknown=refused)
    today = judge.facts.as_of
    now = judge.grade(today)
    target, wanted = _next(judge.scheme, now)
    falls, rises = _turns(judge, now)
    ways: tuple[Way, ...] = ()
    if target is not None and not wanted(judge.grade(by)):
        ways = ways_to(judge, wanted, target, first=today + _DAY, last=by)
    keeps: tuple[Way, ...] = ()
    if falls is not None and now.rung is not None and now.tier is not None:
        keeps = ways_to(judge, _at_least(now.rung), now.tier, first=today + _DAY, last=falls.on)
    return Outlook(by, target, ways, falls, keeps, rises)


def ways_to(judge: Judge, wanted: Wanted, tier: str, *, first: date, last: date) -> tuple[Way, ...]:
    """The orders that suffice, the least money first: fewer orders of more, more orders of less, none of them idle.

    Where orders alone do not suffice and something is overdue, with that paid by the last day.
    """
    found = _ways(judge, wanted, tier, first, last)
    if found:
        return tuple(sorted(found, key=_cheapest)[:_SHOWN])
    settled = judge.facts.settled(last)
    owed = _owed(judge.facts, settled)
    if not owed:
        return ()
    paid = judge.with_facts(settled)
    if wanted(paid.grade(last)):
        return (Way(tier, 0, Decimal(0), last, last, last, last, is_any_amount=True, settles=owed),)
    found = _ways(paid, wanted, tier, first, last, settles=owed)
    return tuple(sorted(found, key=_cheapest)[:_SHOWN])


def _ways(
    judge: Judge, wanted: Wanted, tier: str, first: date, last: date, *, settles: Decimal | None = None
) -> list[Way]:
    """For each number of orders the least they must come to, as long as more orders make it cheaper."""
    found: list[Way] = []
    most = MOST_CENTS
    for count in range(1, MOST_ORDERS + 1):
        least = _least(judge, wanted, NewOrders(count, most, last), first)
        if least is None:
            continue
        orders, start = least
        most = orders.cents - 1
        is_any = orders.cents == count
        found.append(Way(tier, count, money(orders.cents), start, last, orders.on, last, is_any, settles))
        if is_any or most < count:
            break
    return found


def _least(judge: Judge, wanted: Wanted, most: NewOrders, first: date) -> tuple[NewOrders, date] | None:
    """The least that so many orders must come to whatever day they are placed on, and the first such day.

    They stand on the day that needs most. Where no amount is enough on early days, the stretch begins after them. None
    where more than `most` is needed.
    """
    last, count = most.on, most.count

    def suffices(day: date, cents: int) -> bool:
        return wanted(judge.grade(last, NewOrders(count, cents, day)))

    if not suffices(last, most.cents) or (suffices(first, MOST_CENTS) and not suffices(first, most.cents)):
        return None
    days = list(takewhile(lambda day: suffices(day, MOST_CENTS), _back(last, first)))
    start = days[-1]
    cents, hardest = count, last
    for day in (start, *days[:-1]):
        if not suffices(day, cents):
            if not suffices(day, most.cents):
                return None
            cents, hardest = _smallest(cents, most.cents, partial(suffices, day)), day
    return NewOrders(count, cents, _needs_most(judge, wanted, NewOrders(count, cents, hardest), start, last)), start


def _needs_most(judge: Judge, wanted: Wanted, least: NewOrders, start: date, last: date) -> date:
    """The day that needs most; where any amount suffices, a day on which one order less does not."""
    if least.cents > least.count or least.count == 1:
        return least.on
    fewer = least.count - 1
    days = (day for day in _back(last, start) if not wanted(judge.grade(last, NewOrders(fewer, fewer, day))))
    return next(days, least.on)


def _smallest(low: int, high: int, suffices: Callable[[int], bool]) -> int:
    """The smallest amount above `low`, which is too little, that suffices where one cent less does not; `high` does."""
    step = low
    while low + step < high:
        if suffices(low + step):
            high = low + step
            break
        low, step = low + step, step * 4
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if suffices(middle) else (middle, high)
    return high


def _turns(judge: Judge, now: Grade) -> tuple[Turn | None, Turn | None]:
    """The first day on which the grade falls, and the first on which it rises before that, if nothing is ordered."""
    today = judge.facts.as_of
    rises: Turn | None = None
    for ahead in range(1, AHEAD + 1):
        day = today + timedelta(days=ahead)
        then = judge.grade(day)
        if _is_worse(then, now):
            return _turn(judge, day, then), rises
        if rises is None and _is_worse(now, then):
            rises = _turn(judge, day, then)
    return None, rises


def _turn(judge: Judge, day: date, then: Grade) -> Turn:
    before, after = Standing(judge.known, day - _DAY), Standing(judge.known, day)
    left = {}
    for one in judge.measures:
        if "orders" not in tables_of(METRICS.get(one.metric)):
            continue
        gone = len(before.sales(one.window)) - len(after.sales(one.window))
        if gone:
            left[one.column] = tuple(row["ordered_on"] for row in before.sales(one.window)[:gone])
    return Turn(then.tier, day, judge.figures(day - _DAY), judge.figures(day), left)


def _next(scheme: CalibratedScheme, now: Grade) -> tuple[str | None, Wanted]:
    """The tier to reach next, and whether a grade reaches it; from ungraded: any tier."""
    tiers = scheme.scheme.tiers
    if now.rung is None:
        return tiers[-1].key, _is_graded
    return (None, _is_graded) if now.rung == 1 else (tiers[now.rung - 2].key, _at_least(now.rung - 1))


def _is_graded(grade: Grade) -> bool:
    return grade.rung is not None


def _at_least(rung: int) -> Wanted:
    return lambda grade: grade.rung is not None and grade.rung <= rung


def _is_worse(one: Grade, other: Grade) -> bool:
    if one.rung is None or other.rung is None:
        return one.rung is None and other.rung is not None
    return one.rung > other.rung


def _cheapest(way: Way) -> tuple[Decimal, int]:
    return way.amount, way.count


def _owed(before: Facts, after: Facts) -> Decimal:
    """What a settlement pays."""
    pairs = zip(before.of("payments"), after.of("payments"), strict=True)
    return sum((new["due_amount"] - _paid_so_far(old) for old, new in pairs if old != new), Decimal(0))


def _paid_so_far(row: Mapping[str, Any]) -> Decimal:
    return row["paid_amount"] or Decimal(0)


def _back(last: date, first: date) -> Iterator[date]:
    for days in range((last - first).days + 1):
        yield last - timedelta(days=days)
