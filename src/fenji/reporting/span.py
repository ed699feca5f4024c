"""A span a report speaks of: a year, half-year, quarter or month, with the span before and the year before."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from fenji.errors import FenjiError
from fenji.language import Text
from fenji.metrics.period import Period
from fenji.metrics.window import Window

_WRITTEN = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>0[1-9]|1[0-2])))?")
_QUARTERS = ("一", "二", "三", "四")


@dataclass(frozen=True)
class Span:
    """Whole calendar months: the first of them, how many, and how the span is called."""

    first: date
    months: int
    name: Text

    @property
    def last(self) -> date:
        """The last day, itself included."""
        return _plus(self.first, self.months) - timedelta(days=1)

    def before(self) -> Span:
        """The span of the same length right before it (环比)."""
        return _span(_plus(self.first, -self.months), self.months)

    def year_before(self) -> Span:
        """The same span a year earlier (同比)."""
        return _span(_plus(self.first, -12), self.months)

    def period(self, zone: str) -> Period:
        """The span as metrics see it."""
        return Period(self.last, zone, Window("months", self.months))


def read_span(words: str) -> Span:
    """The span that `2017`, `2017-H2`, `2017-Q4` or `2017-12` names; anything else is an error.

    >>> read_span("2017-Q4").last.isoformat(), read_span("2017-Q4").name.zh, read_span("2017-Q1").before().name.en
    ('2017-12-31', '2017年第四季度', 'Q4 2016')
    """
    found = _WRITTEN.fullmatch(words.strip().upper())
    if found is None:
        problem = Text("'{words}' names no span of time", "“{words}”不是有效的期间").fill(words=words)
        fix = Text("Write 2017, 2017-H2, 2017-Q4 or 2017-12.", "写成 2017、2017-H2、2017-Q4 或 2017-12。")
        raise FenjiError(problem, where="--period", fix=fix)
    year = int(found["year"])
    if found["quarter"]:
        return _span(date(year, 3 * int(found["quarter"]) - 2, 1), 3)
    if found["half"]:
        return _span(date(year, 6 * int(found["half"]) - 5, 1), 6)
    return _span(date(year, int(found["month"]), 1), 1) if found["month"] else _span(date(year, 1, 1), 12)


def quarter_of(day: date) -> Span:
    """The calendar quarter a day lies in."""
    return _span(date(day.year, 3 * ((day.month - 1) // 3) + 1, 1), 3)


def _span(first: date, months: int) -> Span:
    year, part = first.year, (first.month - 1) // max(months, 1)
    names = {
        12: Text(f"{year}", f"{year}年"),
        6: Text(f"H{part + 1} {year}", f"{year}年{('上', '下')[part % 2]}半年"),
        3: Text(f"Q{part + 1} {year}", f"{year}年第{_QUARTERS[part % 4]}季度"),
        1: Text(f"{calendar.month_name[first.month]} {year}", f"{year}年{first.month}月"),
    }
    return Span(first, months, names[months])


def _plus(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)
