"""The stretch of time a grading looks at, as local midnights and as slots in kept SQL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fenji.errors import SchemeError
from fenji.language import Text
from fenji.metrics.window import ALL, Window

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["ALL", "MONTH_DAYS", "Period", "Window", "day_start", "fill", "local_day", "read_zone"]

MONTH_DAYS = Decimal("30.4375")
_SLOT = re.compile(r"\$fenji:[a-z0-9_]+\$")
_WINDOW_SLOT = re.compile(r"\$fenji:(start|first_day)_(\d+)_(day|month)s?\$")
_VALUE = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2}(\.\d{6})?)?")


@dataclass(frozen=True)
class Period:
    """The as-of day, the time zone whose midnights bound it, and how far back to look.

    Half-open: an order at the local midnight that begins the first day counts, one at the midnight after the as-of
    day doesn't. In queries the bounds are slots, text such as `$fenji:end_at$` inside a string literal, so that SQL
    compiled once can be kept with a scheme and filled for any day (`fill(sql, period.slots())`).

    >>> period = Period(date(2024, 6, 30), "Asia/Shanghai", Window("months", 12))
    >>> period.start_at, period.end_at
    (datetime.datetime(2023, 6, 30, 16, 0), datetime.datetime(2024, 6, 30, 16, 0))
    """

    as_of: date
    zone: str = "Asia/Shanghai"
    window: Window = ALL

    @property
    def last_day(self) -> date:
        """The as-of day itself, which belongs to the period."""
        return self.as_of

    @property
    def first_day(self) -> date | None:
        """The window's first local day; None for all time."""
        return self.window.first_day(self.as_of)

    @property
    def start_at(self) -> datetime | None:
        """The instant (UTC) the first day begins, itself included; None for all time."""
        first = self.first_day
        return None if first is None else day_start(first, self.zone)

    @property
    def end_at(self) -> datetime:
        """The instant (UTC) the day after the as-of day begins, itself excluded."""
        return day_start(self.as_of + timedelta(days=1), self.zone)

    @property
    def months(self) -> Decimal | None:
        """The window's length in months: calendar months as they are, days / 30.4375; None for all time."""
        if self.window.kind == "all":
            return None
        length = Decimal(self.window.length)
        return length if self.window.kind == "months" else length / MONTH_DAYS

    def over(self, window: Window) -> Period:
        """The same as-of day and zone over another window."""
        return replace(self, window=window)

    def last_day_value(self) -> ir.DateScalar:
        """The as-of day in a query, as a slot."""
        return _value("last_day", "date")

    def first_day_value(self) -> ir.DateScalar | None:
        """The window's first day in a query, as a slot; None for all time."""
        return None if self.window.kind == "all" else _value(f"first_day_{self.window.slug}", "date")

    def start_value(self) -> ir.TimestampScalar | None:
        """The window's start in a query, as a slot; None for all time."""
        return None if self.window.kind == "all" else _value(f"start_{self.window.slug}", "timestamp")

    def end_value(self) -> ir.TimestampScalar:
        """The period's end in a query, as a slot."""
        return _value("end_at", "timestamp")

    def before_end(self, column: ir.TimestampColumn) -> ir.BooleanColumn:
        """Whether an instant lies before the period's end; NULL where the instant is unknown."""
        return column < self.end_value()

    def covers(self, column: ir.TimestampColumn) -> ir.BooleanColumn:
        """Whether an instant lies within the window: start included, end excluded."""
        start = self.start_value()
        inside = self.before_end(column)
        return inside if start is None else inside & (column >= start)

    def covers_day(self, column: ir.DateColumn) -> ir.BooleanColumn:
        """Whether a local day lies within the window: first and last day included."""
        first = self.first_day_value()
        inside = column <= self.last_day_value()
        return inside if first is None else inside & (column >= first)

    def slots(self, windows: Iterable[Window] = ()) -> dict[str, str]:
        """What fills the slots of a query over this window and the other windows a scheme uses.

        A window that isn't listed is worked out from its slot's name, so that a metric may look over windows of its
        own (the period before, a formula's) without everybody who asks knowing of them.

        >>> Period(date(2024, 6, 30), "Asia/Shanghai").slots([Window("days", 1)])["$fenji:start_1_day$"]
        '2024-06-29 16:00:00'
        """
        filled = {"end_at": str(self.end_at), "last_day": str(self.last_day)}
        for window in (self.window, *windows):
            period = self.over(window)
            if period.first_day is not None:
                filled[f"start_{window.slug}"] = str(period.start_at)
                filled[f"first_day_{window.slug}"] = str(period.first_day)
        return _Slots(self, {f"$fenji:{name}$": value for name, value in filled.items()})


class _Slots(dict[str, str]):
    """Slots by name; those of windows nobody listed are found from the name."""

    def __init__(self, period: Period, listed: Mapping[str, str]) -> None:
        super().__init__(listed)
        self.period = period

    def __missing__(self, slot: str) -> str:
        found = _WINDOW_SLOT.fullmatch(slot)
        if found is None:
            raise KeyError(slot)
        period = self.period.over(Window("days" if found[3] == "day" else "months", int(found[2])))
        return str(period.start_at if found[1] == "start" else period.first_day)


def fill(sql: str, slots: Mapping[str, str]) -> str:
    """The SQL with every slot replaced by its day or instant.

    Strict: a slot without a value, or a value that is no day or instant, is refused (KeyError, ValueError: a bug of
    ours, not a mistake of a person's). Slots the SQL doesn't have are ignored.

    >>> fill("CAST('$fenji:last_day$' AS DATE)", {"$fenji:last_day$": "2024-06-30"})
    "CAST('2024-06-30' AS DATE)"
    """

    def literal(found: re.Match[str]) -> str:
        value = slots[found[0]]
        if not _VALUE.fullmatch(value):
            raise ValueError(f"slot {found[0]} is given no day or instant: {value!r}")
        return value

    filled = _SLOT.sub(literal, sql)
    if "$fenji:" in filled:
        raise KeyError("the SQL has a slot whose name is malformed")
    return filled


def day_start(day: date, zone: str) -> datetime:
    """The instant (UTC, naive) a local day begins.

    Where the clock jumps over midnight the day begins with the jump; where midnight comes twice, with the first.

    >>> day_start(date(2024, 9, 8), "America/Santiago"), day_start(date(2024, 11, 3), "America/Havana")
    (datetime.datetime(2024, 9, 8, 4, 0), datetime.datetime(2024, 11, 3, 4, 0))
    """
    local = datetime.combine(day, time.min, tzinfo=read_zone(zone))
    first, second = (local.replace(fold=fold).astimezone(UTC).replace(tzinfo=None) for fold in (0, 1))
    return first if first <= second else _jump(second, first, local.tzinfo)


def local_day(instant: datetime, zone: str) -> date:
    """The local day of an instant given in UTC without zone.

    >>> local_day(datetime(2024, 6, 29, 16, 0), "Asia/Shanghai")
    datetime.date(2024, 6, 30)
    """
    return instant.replace(tzinfo=UTC).astimezone(read_zone(zone)).date()


def read_zone(name: str) -> ZoneInfo:
    """The time zone of that name; an unknown one is a SchemeError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SchemeError(
            Text(f"there is no time zone called '{name}'", f"没有名为“{name}”的时区"),
            where="zone",
            fix=Text("Write a name such as Asia/Shanghai.", "请写如 Asia/Shanghai 的时区名称。"),
        ) from error


def _jump(low: datetime, high: datetime, zone: object) -> datetime:
    """The instant between two others at which the zone's offset changes."""
    assert isinstance(zone, ZoneInfo)

    def offset(instant: datetime) -> timedelta | None:
        return instant.replace(tzinfo=UTC).astimezone(zone).utcoffset()

    before = offset(low - timedelta(microseconds=1))
    low -= timedelta(microseconds=1)
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if offset(middle) == before else (low, middle)
    return high


def _value(slot: str, kind: str) -> ir.Scalar:
    import ibis

    return ibis.literal(f"$fenji:{slot}$").cast(kind)
