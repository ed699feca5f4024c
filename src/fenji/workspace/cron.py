"""Cron text: minute, hour, day, month, weekday, read with a clear word about what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fenji.errors import FenjiError
from fenji.language import Text

_MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MONTHS = {name: n for n, name in enumerate(_MONTH_NAMES, start=1)}
_WEEKDAYS = {name: n for n, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"))}


@dataclass(frozen=True)
class Field:
    """One of the five fields: its name, its least and greatest number, its words."""

    name: Text
    least: int
    most: int
    words: dict[str, int]


FIELDS = (
    Field(Text("minute", "分钟"), 0, 59, {}),
    Field(Text("hour", "小时"), 0, 23, {}),
    Field(Text("day of the month", "日"), 1, 31, {}),
    Field(Text("month", "月"), 1, 12, _MONTHS),
    Field(Text("weekday", "星期"), 0, 7, _WEEKDAYS),
)


@dataclass(frozen=True)
class Cron:
    """Which minutes: days match by day of the month or by weekday where both are given, as cron has it.

    >>> read_cron("30 6 1,15 * MON").is_on(date(2025, 9, 15)), read_cron("30 6 1,15 * MON").is_on(date(2025, 9, 16))
    (True, False)
    """

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    is_any_day: bool
    is_any_weekday: bool

    def is_on(self, day: date) -> bool:
        """Whether the day is one of its days."""
        if day.month not in self.months:
            return False
        by_day, by_weekday = day.day in self.days, (day.weekday() + 1) % 7 in self.weekdays
        if self.is_any_day or self.is_any_weekday:
            return by_day and by_weekday
        return by_day or by_weekday


def read_cron(text: str) -> Cron:
    """Five fields with numbers, names, `*`, lists, ranges and steps; 0 and 7 are Sunday.

    >>> read_cron("*/20 9-17/4 * * *").minutes, read_cron("*/20 9-17/4 * * *").hours
    ((0, 20, 40), (9, 13, 17))
    """
    parts = text.split()
    if len(parts) != len(FIELDS):
        raise _wrong(
            Text("cron text has five fields, these are {n}", "cron 表达式应有 5 个字段，现有 {n} 个").fill(
                n=len(parts)
            ),
            text,
        )
    minutes, hours, days, months, weekdays = (_read(part, field) for part, field in zip(parts, FIELDS, strict=True))
    found = Cron(
        tuple(sorted(minutes)), tuple(sorted(hours)), frozenset(days), frozenset(months),
        frozenset(number % 7 for number in weekdays), parts[2].startswith("*"), parts[4].startswith("*"),
    )  # fmt: skip
    if found.is_any_weekday and not any(
        day <= _LONGEST[month] for month in found.months for day in found.days
    ):  # 30 February
        raise _wrong(Text("no month has such a day", "没有月份有这一天"), text)
    return found


_LONGEST = {n: 29 if n == 2 else 30 if n in (4, 6, 9, 11) else 31 for n in range(1, 13)}


def _read(part: str, field: Field) -> set[int]:
    found: set[int] = set()
    for piece in part.split(","):
        span, has_step, step = piece.partition("/")
        by = _number(step, field, part, least=1) if has_step else 1
        if span == "*":
            first, last = field.least, field.most
        else:
            low, is_range, high = span.partition("-")
            first = _number(low, field, part)
            last = _number(high, field, part) if is_range else field.most if has_step else first
        if last < first:
            problem = Text("{field}: {part} runs backwards", "{field}：{part} 起点大于终点")
            raise _wrong(problem.fill(field=field.name, part=piece), part)
        found |= set(range(first, last + 1, by))
    return found


def _number(text: str, field: Field, part: str, *, least: int | None = None) -> int:
    value = field.words.get(text.upper())
    if value is None and text.isascii() and text.isdigit() and len(text) <= 3:
        value = int(text)
    if value is None:
        problem = Text("{field}: “{part}” cannot be read", "{field}：无法识别“{part}”")
        raise _wrong(problem.fill(field=field.name, part=text or part), part)
    low = field.least if least is None else least
    if not low <= value <= field.most:
        problem = Text("{field}: {n} is not between {low} and {high}", "{field}：{n} 不在 {low} 到 {high} 之间")
        raise _wrong(problem.fill(field=field.name, n=value, low=low, high=field.most), part)
    return value


def _wrong(problem: Text, where: str) -> FenjiError:
    fix = Text(
        "Write minute, hour, day, month, weekday, such as 30 6 1 * * for the first of each month at 06:30.",
        "请依次填写：分 时 日 月 星期，例如 30 6 1 * * 表示每月 1 日 06:30。",
    )
    return FenjiError(problem, where=where[:80] or "cron", fix=fix)
