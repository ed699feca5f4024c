"""What would change a customer's grade, and by when: orders that suffice, orders that leave, what keeps the tier."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from fenji.language import Text
from fenji.metrics.metric import METRICS, tables_of
from fenji.review.course import Course, Held, course_of
from fenji.review.figures import money
from fenji.review.standing import NewOrders, Standing

if TYPE_CHECKING:
    from fenji.review.facts import Facts
    from fenji.review.judge import Judge

AHEAD = 400  # days that are looked at for what time alone changes
MOST_ORDERS = 120
MOST_CENTS = 10**11
_SHOWN = 3
_DAY = timedelta(days=1)
Wanted = Callable[["Judge", date, "NewOrders | None"], bool]


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
    them. Under transition rules a tier may be protected from that day on, when its standard is no longer met: then it
    ends on `ends_on` at the earliest, or after so many evaluations (`grace_runs`) where nobody has planned their days.
    """

    tier: str | None
    on: date
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    left: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    ends_on: date | None = None
    grace_runs: int = 0

    @property
    def is_protected(self) -> bool:
        """Whether the tier is held on after its standard is no longer met."""
        return bool(self.grace_runs) or self.ends_on is not None


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
    """What would change the grade that is held on the as-of day; a person's word left aside.

    Told of the next run, whatever day it is of. Under transition rules it goes on from the run that is explained.
    """
    refused = judge.refusal()
    if refused is not None:
        return Outlook(by, unknown=refused)
    course, first = course_of(judge), judge.facts.as_of + _DAY
    tiers, now = judge.scheme.scheme.tiers, course.now
    target = tiers[-1].key if now is None else None if now == 1 else tiers[now - 2].key
    by = course.up_on(by)
    falls, rises = _turns(judge, course, by)
    ways: tuple[Way, ...] = ()
    better = _reaching(course, len(tiers) if now is None else now - 1)
    if target is not None and not better(judge, by, None):
        ways = ways_to(judge, better, target, first=first, last=by)
    keeps: tuple[Way, ...] = ()
    if falls is not None and now is not None:
        keeps = ways_to(judge, _keeping(course), tiers[now - 1].key, first=first, last=falls.on)
    return Outlook(by, target, ways, falls, keeps, rises)


def _reaching(course: Course, rung: int) -> Wanted:
    def wanted(judge: Judge, day: date, new: NewOrders | None) -> bool:
        then = course.rung(judge, day, new)
        return then is not None and then <= rung

    return wanted


def _keeping(course: Course) -> Wanted:
    return lambda judge, day, new: not course.is_below(judge, day, new)


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
    if wanted(paid, last, None):
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
        return wanted(judge, last, NewOrders(count, cents, day))

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
    days = (day for day in _back(last, start) if not wanted(judge, last, NewOrders(fewer, fewer, day)))
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


def _turns(judge: Judge, course: Course, by: date) -> tuple[Turn | None, Turn | None]:
    """The first day on which the tier, or its standard, is lost, and the first before on which a better one is given.

    For who is below the standard already, and protected, the day the protection ends, or `by` if it has by then.
    """
    if course.now is not None and judge.row.get("below_since") is not None:
        leaves = judge.row.get("leaves_on") or by
        then = course.rung(judge, leaves)
        return (_turn(judge, leaves, then) if _is_worse(then, course.now) else None), None
    rises: Turn | None = None
    for ahead in range(1, AHEAD + 1):
        day = course.as_of + timedelta(days=ahead)
        then = course.rung(judge, day)
        if _is_worse(then, course.now):
            return _turn(judge, day, then), rises
        if course.is_below(judge, day):
            return _protected(_turn(judge, day, judge.grade(day).rung), course), rises
        if rises is None and _is_worse(course.now, then):
            rises = _turn(judge, day, then)
    return None, rises


def _protected(turn: Turn, course: Course) -> Turn:
    if not isinstance(course, Held) or course.now is None:
        return turn
    ends = course.ends_on(turn.on)
    steps = course.ladder.steps
    is_next = course.hold.is_one_rung and course.now < len(steps)
    tier = steps[course.now].tier if is_next else turn.tier
    return replace(turn, tier=tier, ends_on=ends, grace_runs=course.hold.grace_runs if ends is None else 0)


def _turn(judge: Judge, day: date, then: int | None) -> Turn:
    before, after = Standing(judge.known, day - _DAY), Standing(judge.known, day)
    left = {}
    for one in judge.measures:
        if "orders" not in tables_of(METRICS.get(one.metric)):
            continue
        gone = len(before.sales(one.window)) - len(after.sales(one.window))
        if gone:
            left[one.column] = tuple(row["ordered_on"] for row in before.sales(one.window)[:gone])
    tier = None if then is None else judge.scheme.scheme.tiers[then - 1].key
    return Turn(tier, day, judge.figures(day - _DAY), judge.figures(day), left)


def _is_worse(one: int | None, other: int | None) -> bool:
    if one is None or other is None:
        return one is None and other is not None
    return one > other


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
