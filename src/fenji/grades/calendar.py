"""When standing is judged: at every run, at the end of a month, quarter, half-year or year, or on anniversaries."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import ibis.expr.types as ir

Every = Literal["run", "month", "quarter", "half_year", "year", "anniversary"]
_MONTHS = {"month": tuple(range(1, 13)), "quarter": (3, 6, 9, 12), "half_year": (6, 12)}
_BEFORE_ALL = date(1, 1, 1)


@dataclass(frozen=True)
class Calendar:
    """The evaluation days: days on which, or at the first run after which, a tier can be lost.

    `day` is the day of the month, the last day where the month is shorter; `month` counts for `year` only. Of an
    anniversary the customer's own day counts; `column` is the measured column that has it.
    """

    every: Every = "run"
    month: int = 12
    day: int = 31
    column: str = "customer_since"

    @property
    def is_fixed(self) -> bool:
        """Whether the days are the same for all customers, and not every run's."""
        return self.every not in ("run", "anniversary")

    def last(self, day: date) -> date:
        """The newest evaluation day up to a day, that day included.

        >>> Calendar("quarter").last(date(2024, 5, 31)), Calendar("year", 2, 29).last(date(2023, 3, 1))
        (datetime.date(2024, 3, 31), datetime.date(2023, 2, 28))
        """
        return max(one for year in (day.year - 1, day.year) for one in self._days(year) if one <= day)

    def following(self, day: date, count: int) -> list[date]:
        """The next evaluation days after a day.

        >>> Calendar("month").following(date(2024, 1, 31), 2)
        [datetime.date(2024, 2, 29), datetime.date(2024, 3, 31)]
        """
        years = range(day.year, day.year + count + 2)
        return [one for year in years for one in self._days(year) if one > day][:count]

    def slots(self, as_of: date, previous: date | None, count: int) -> dict[str, str]:
        """The days that a query over standing asks for, as `fenji.metrics.period.fill` takes them."""
        days = {"previous_day": previous or _BEFORE_ALL, "next_day": as_of + timedelta(days=1)}
        if self.is_fixed:
            days["evaluation_0"] = self.last(as_of)
            days |= {f"evaluation_{n}": one for n, one in enumerate(self.following(as_of, count), start=1)}
        return {f"$fenji:{name}$": one.isoformat() for name, one in days.items()}

    def is_due(self, table: ir.Table) -> ir.BooleanValue:
        """Whether an evaluation day lies after the previous run and not after the as-of day.

        A customer whose own day is not known is judged at every run.
        """
        import ibis

        if self.every == "run":
            return ibis.literal(True)
        previous = slot("previous_day")
        if self.is_fixed:
            return slot("evaluation_0") > previous
        since, today = table[self.column], slot("last_day")
        this_year = anniversary_in(since, today.year())
        last = ibis.ifelse(this_year <= today, this_year, anniversary_in(since, today.year() - 1))
        return since.isnull() | ((last > previous) & (last > since))

    def at_or_after(self, day: ir.DateValue, table: ir.Table, count: int) -> ir.DateValue:
        """The first evaluation day that is not before a day, which lies after the as-of day."""
        import ibis

        if self.every == "run":
            return day
        if self.is_fixed:
            found = [slot(f"evaluation_{n}") for n in range(1, count + 1)]
            return ibis.cases(*((day <= one, one) for one in found[:-1]), else_=found[-1])
        since = table[self.column]
        this_year = anniversary_in(since, day.year())
        later = ibis.ifelse(this_year >= day, this_year, anniversary_in(since, day.year() + 1))
        return ibis.ifelse(since.isnull(), day, later)

    def in_so_many(self, evaluations: ir.IntegerValue, table: ir.Table, count: int) -> ir.DateValue:
        """The day of the evaluation that is so many ahead, 1 the next; NULL where nobody knows when runs will be."""
        import ibis

        if self.every == "run":
            return ibis.null("date")
        if self.is_fixed:
            numbered = ((evaluations == n, slot(f"evaluation_{n}")) for n in range(1, count + 1))
            return ibis.cases(*numbered, else_=ibis.null("date"))
        following = self.at_or_after(slot("next_day"), table, count)
        return ibis.ifelse(
            table[self.column].isnull(),
            ibis.null("date"),
            anniversary_in(table[self.column], following.year() + evaluations - 1),
        )

    def _days(self, year: int) -> list[date]:
        return [in_month(year, month, self.day) for month in _MONTHS.get(self.every, (self.month,))]


def in_month(year: int, month: int, day: int) -> date:
    """A day of a month; the last one where the month is shorter.

    >>> in_month(2023, 2, 31)
    datetime.date(2023, 2, 28)
    """
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def anniversary(since: date, year: int) -> date:
    """A customer's day in a year: who came on 29 February has 28 February in years without one.

    >>> anniversary(date(2020, 2, 29), 2023), anniversary(date(2020, 2, 29), 2024)
    (datetime.date(2023, 2, 28), datetime.date(2024, 2, 29))
    """
    return in_month(year, since.month, since.day)


def anniversary_in(since: ir.DateValue, year: ir.IntegerValue) -> ir.DateValue:
    """The same on an engine."""
    import ibis

    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    is_missing = (since.month() == 2) & (since.day() == 29) & ~is_leap
    return ibis.date(year, since.month(), ibis.ifelse(is_missing, 28, since.day()))


def slot(name: str) -> ir.DateValue:
    """A day in a query, filled in when it runs."""
    import ibis

    day: ir.DateValue = ibis.literal(f"$fenji:{name}$").cast("date")
    return day


def days_after(day: ir.DateValue, days: int) -> ir.DateValue:
    """So many days later, as a date on every engine."""
    import ibis

    later: ir.DateValue = (day + ibis.interval(days=days)).cast("timestamp").cast("date")
    return later if days else day
