"""Chinese legal holidays with 调休, and the pause over 春节: which days people work, which days nobody is late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

FESTIVAL = "Spring Festival"
AROUND = 3  # days before and after the legal days off: parcels rest, people travel
DAY = timedelta(days=1)


@cache
def known_years() -> tuple[int, int]:
    """The first and the last year whose holidays are known; later ones are announced each autumn, never guessed."""
    from chinese_calendar import constants

    return min(constants.holidays).year, max(constants.holidays).year


def is_known(year: int) -> bool:
    """Whether the holidays of a year are known.

    >>> is_known(2025), is_known(2100)
    (True, False)
    """
    first, last = known_years()
    return first <= year <= last


def is_workday(day: date, *, is_legal: bool = True) -> bool:
    """Whether people work that day: Monday to Friday, with `is_legal` less legal holidays and with 调休 days.

    In a year whose holidays are not known it is Monday to Friday; ask `is_known` and say so.

    >>> is_workday(date(2025, 1, 26)), is_workday(date(2025, 1, 29)), is_workday(date(2025, 1, 29), is_legal=False)
    (True, False, True)
    """
    if not is_legal or not is_known(day.year):
        return day.weekday() < 5
    import chinese_calendar

    return bool(chinese_calendar.is_workday(day))


def first_workday(year: int, month: int, *, is_legal: bool = True) -> date:
    """The first day of a month on which people work.

    >>> first_workday(2025, 2), first_workday(2025, 2, is_legal=False)
    (datetime.date(2025, 2, 5), datetime.date(2025, 2, 3))
    """
    day = date(year, month, 1)
    while not is_workday(day, is_legal=is_legal):
        day += DAY
    return day


@cache
def spring_pause(year: int) -> tuple[date, date] | None:
    """The first and last day on which nobody is late for 春节: its legal days off, and three days before and after.

    None where the year's holidays are not known.

    >>> spring_pause(2017)
    (datetime.date(2017, 1, 24), datetime.date(2017, 2, 5))
    """
    if not is_known(year):
        return None
    from chinese_calendar import constants

    days = [day for day, name in constants.holidays.items() if name == FESTIVAL and day.year == year and day.month < 4]
    return (min(days) - AROUND * DAY, max(days) + AROUND * DAY) if days else None


def pauses_between(after: date, until: date) -> Iterator[tuple[date, date]]:
    """The pauses over 春节 of which a day lies after one day and not later than another."""
    for year in range(after.year, until.year + 1):
        pause = spring_pause(year)
        if pause is not None and pause[1] > after and pause[0] <= until:
            yield pause


def paused_days(after: date, until: date) -> int:
    """How many days after one day, up to and including another, are paused.

    >>> paused_days(date(2017, 1, 20), date(2017, 1, 28)), paused_days(date(2017, 1, 20), date(2017, 3, 1))
    (5, 13)
    """
    return sum((min(last, until) - max(first - DAY, after)).days for first, last in pauses_between(after, until))


def is_paused(day: date) -> bool:
    """Whether a day is one of a pause over 春节."""
    pause = spring_pause(day.year)
    return pause is not None and pause[0] <= day <= pause[1]
