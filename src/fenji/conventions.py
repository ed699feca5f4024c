"""How a company reads time and colour: fiscal year, legal holidays, the pause over 春节, which colour rises."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Literal

import fenji.holidays as calendar
from fenji.language import Text

Rise = Literal["green", "red", "blue"]
CHINESE_ZONES = frozenset({"Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin", "Asia/Kashgar", "PRC"})
UNKNOWN_YEAR = Text(
    "The legal holidays of {year} are not known here: Monday to Friday count as workdays, and lateness over 春节 is "
    "not paused",
    "尚无 {year} 年法定节假日数据：按周一至周五计工作日，春节期间不暂停提醒",
)


@dataclass(frozen=True)
class Conventions:
    """What holds for one company. `rises` is the colour of what goes up; None leaves it to each picture.

    >>> Conventions(fiscal_year_starts=4).quarter_of(date(2025, 3, 31)), Conventions().quarter_of(date(2025, 3, 31))
    ((2024, 4), (2025, 1))
    """

    fiscal_year_starts: int = 1
    has_legal_holidays: bool = False
    pauses_over_spring_festival: bool = False
    rises: Rise | None = None

    def quarter_of(self, day: date) -> tuple[int, int]:
        """The fiscal year, named for the calendar year it starts in, and its quarter."""
        months = (day.year * 12 + day.month - 1) - (self.fiscal_year_starts - 1)
        return months // 12, months % 12 // 3 + 1

    def is_workday(self, day: date) -> bool:
        """Whether the company works that day."""
        return calendar.is_workday(day, is_legal=self.has_legal_holidays)

    def paused_days(self, after: date, until: date) -> int:
        """How many days after one day, up to another, count for nobody's lateness; 0 where nothing is paused."""
        return calendar.paused_days(after, until) if self.pauses_over_spring_festival else 0

    def is_paused(self, day: date) -> bool:
        """Whether lateness rests that day."""
        return self.pauses_over_spring_festival and calendar.is_paused(day)

    def unknown_year(self, day: date) -> Text | None:
        """What to say where the year's holidays matter and are not known."""
        if not (self.has_legal_holidays or self.pauses_over_spring_festival) or calendar.is_known(day.year):
            return None
        return UNKNOWN_YEAR.fill(year=str(day.year))


_IN_FORCE: ContextVar[Conventions] = ContextVar("fenji_conventions", default=Conventions())  # noqa: B039 - frozen


def in_force() -> Conventions:
    """The conventions of the workspace that this thread reads."""
    return _IN_FORCE.get()


def adopt(conventions: Conventions) -> None:
    """From here on this thread goes by these: said by whoever opens a workspace or answers a request."""
    _IN_FORCE.set(conventions)
