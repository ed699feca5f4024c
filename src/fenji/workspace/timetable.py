"""When something happens again and again: rules people choose, the next times in a zone, and their words."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from fenji.conventions import Conventions, in_force
from fenji.errors import FenjiError
from fenji.holidays import first_workday, is_known
from fenji.language import Text
from fenji.workspace.cron import Cron, read_cron

Every = Literal["day", "workday", "week", "month", "quarter", "cron"]
EVERY: tuple[str, ...] = get_args(Every)
FIRST_WORKDAY, LAST_DAY = "first_workday", "last"
WEEKDAYS = (
    Text("Monday", "周一"), Text("Tuesday", "周二"), Text("Wednesday", "周三"), Text("Thursday", "周四"),
    Text("Friday", "周五"), Text("Saturday", "周六"), Text("Sunday", "周日"),
)  # fmt: skip
_FAR = 366 * 9  # days looked ahead: 29 February comes at least once in eight years
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Timing:
    """A rule: `on` is a weekday (0 Monday) for `week`, a day of the month, `last` or `first_workday` for the longer.

    A month without the day has its last day instead. Quarters are those of the fiscal year. `cron` has its own text.
    """

    every: Every
    at: str = "06:30"
    on: str = "1"
    cron: str = ""

    def check(self) -> None:
        """An error where the rule says nothing that can happen."""
        if self.every == "cron":
            read_cron(self.cron)
            return
        self.time()
        limits = {"week": (0, 6), "month": (1, 31), "quarter": (1, 31)}.get(self.every)
        if limits and self.on not in (FIRST_WORKDAY, LAST_DAY) and not _within(self.on, limits):
            raise _wrong(Text("the day “{on}” cannot be read", "无法识别日期“{on}”").fill(on=self.on), self.on)

    def time(self) -> time:
        """The time of day."""
        hour, _, minute = self.at.partition(":")
        if not (_within(hour, (0, 23)) and _within(minute, (0, 59))):
            raise _wrong(Text("the time “{at}” cannot be read", "无法识别时间“{at}”").fill(at=self.at), self.at)
        return time(int(hour), int(minute))

    def is_on(self, day: date, conventions: Conventions) -> bool:
        """Whether it happens on that day."""
        if self.every == "workday":
            return conventions.is_workday(day)
        if self.every == "week":
            return day.weekday() == int(self.on)
        if self.every == "quarter" and (day.month - conventions.fiscal_year_starts) % 3:
            return False
        return self.every == "day" or day == self._in_month(day.year, day.month, conventions)

    def _in_month(self, year: int, month: int, conventions: Conventions) -> date:
        if self.on == FIRST_WORKDAY:
            return first_workday(year, month, is_legal=conventions.has_legal_holidays)
        longest = calendar.monthrange(year, month)[1]
        return date(year, month, longest if self.on == LAST_DAY else min(int(self.on), longest))


def next_times(
    rule: Timing, zone: str, after: datetime, count: int = 1, *, conventions: Conventions | None = None
) -> list[datetime]:
    """The next instants (UTC) after one; fewer where nothing comes in nine years.

    Times are those of the clock on the wall: one that a change to summer time leaves out happens at the change, one
    that comes twice happens the first time.

    >>> rule = Timing("day", at="02:30")
    >>> [str(one) for one in next_times(rule, "America/New_York", datetime(2025, 3, 8, 12, tzinfo=UTC), 2)]
    ['2025-03-09 07:00:00+00:00', '2025-03-10 06:30:00+00:00']
    """
    found: list[datetime] = []
    place, house = ZoneInfo(zone), conventions or in_force()
    cron = read_cron(rule.cron) if rule.every == "cron" else None
    for moment in _moments(rule, cron, after.astimezone(place).date() - _DAY, house):
        instant = instant_of(moment, place)
        if instant > (found[-1] if found else after):
            found.append(instant)
        if len(found) == count:
            break
    return found


def instant_of(wall: datetime, place: ZoneInfo) -> datetime:
    """A time on the wall as an instant: within a gap of the clock its end, where it comes twice the first.

    >>> instant_of(datetime(2025, 11, 2, 1, 30), ZoneInfo("America/New_York"))
    datetime.datetime(2025, 11, 2, 5, 30, tzinfo=datetime.timezone.utc)
    """
    instant = wall.replace(tzinfo=place).astimezone(UTC)
    if instant.astimezone(place).replace(tzinfo=None) == wall:
        return instant
    early = wall.replace(tzinfo=place, fold=1).astimezone(UTC)  # read by the clock after the change: lies before it
    late = max(early, instant)
    low = min(early, instant)
    before = low.astimezone(place).utcoffset()
    while late - low > timedelta(minutes=1):
        middle = low + (late - low) / 2
        low, late = (middle, late) if middle.astimezone(place).utcoffset() == before else (low, middle)
    return late.replace(second=0, microsecond=0)


def unknown_years(rule: Timing, times: list[datetime], conventions: Conventions) -> list[Text]:
    """What to say where a rule rests on holidays that are not announced yet, once for each year."""
    rests = conventions.has_legal_holidays and (rule.every == "workday" or rule.on == FIRST_WORKDAY)
    years = sorted({one.year for one in times if not is_known(one.year)}) if rests else []
    return [_UNKNOWN.fill(year=str(year)) for year in years]


def say_rule(rule: Timing) -> Text:
    """The rule in words.

    >>> say_rule(Timing("month", at="06:30", on="first_workday")).zh
    '每月第一个工作日 06:30'
    """
    if rule.every == "cron":
        return _SAID["cron"].fill(cron=rule.cron)
    day = WEEKDAYS[int(rule.on)] if rule.every == "week" else _DAYS.get(rule.on, _NTH.fill(n=rule.on))
    return _SAID[rule.every].fill(at=rule.at, day=day)


def _moments(rule: Timing, cron: Cron | None, first: date, house: Conventions) -> Iterator[datetime]:
    times = [rule.time()] if cron is None else [time(h, m) for h in cron.hours for m in cron.minutes]
    for n in range(_FAR):
        day = first + n * _DAY
        if cron.is_on(day) if cron else rule.is_on(day, house):
            yield from (datetime.combine(day, at) for at in times)


def _within(text: str, limits: tuple[int, int]) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 2 and limits[0] <= int(text) <= limits[1]


def _wrong(problem: Text, where: str) -> FenjiError:
    fix = Text("Choose a day and a time such as 06:30.", "请选择日期和时间，例如 06:30。")
    return FenjiError(problem, where=where[:80] or "-", fix=fix)


_SAID = {
    "day": Text("every day at {at}", "每天 {at}"),
    "workday": Text("every workday at {at}", "每个工作日 {at}"),
    "week": Text("every {day} at {at}", "每{day} {at}"),
    "month": Text("every month on {day} at {at}", "每月{day} {at}"),
    "quarter": Text("every quarter, in its first month on {day}, at {at}", "每季度首月{day} {at}"),
    "cron": Text("cron {cron}", "cron {cron}"),
}
_DAYS = {
    FIRST_WORKDAY: Text("the first workday", "第一个工作日"),
    LAST_DAY: Text("the last day", "最后一天"),
}
_NTH = Text("day {n}", " {n} 日")
_UNKNOWN = Text(
    "The legal holidays of {year} are not announced in this version: Monday to Friday are taken as workdays.",
    "此版本尚无 {year} 年法定节假日数据，该年按周一至周五计工作日。",
)
