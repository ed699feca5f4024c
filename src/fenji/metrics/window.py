"""How far back a metric looks: all time, so many days, so many calendar months."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from fenji.errors import SchemeError
from fenji.language import Text

_KINDS: dict[str, Literal["all", "days", "months"]] = {
    **dict.fromkeys(("day", "days", "天", "日"), "days"),
    **dict.fromkeys(("month", "months", "个月", "月"), "months"),
}
_ALL_WORDS = ("all", "all time", "全部", "全部时间", "不限")
_PATTERN = re.compile(r"(?:last |近|最近)?\s*(\d{1,4})\s*(\D+)")


@dataclass(frozen=True)
class Window:
    """The stretch of time that ends with the as-of day.

    `days`: so many local days, the as-of day included. `months`: so many calendar months back from the day after the
    as-of day; where that month is shorter, from its last day. `all`: everything up to the end of the as-of day.
    """

    kind: Literal["all", "days", "months"]
    length: int = 0

    def __post_init__(self) -> None:
        if (self.kind == "all") != (self.length == 0) or self.length < 0:
            raise ValueError(f"no such window: {self.kind} {self.length}")

    @classmethod
    def read(cls, words: str | Window) -> Window:
        """The window as people write it; anything else is a SchemeError.

        >>> Window.read("90 days"), Window.read("近12个月").slug, str(Window.read("all"))
        (Window(kind='days', length=90), '12_months', 'all')
        """
        if isinstance(words, Window):
            return words
        plain = str(words).strip().casefold().replace("_", " ")
        if plain in _ALL_WORDS:
            return cls("all")
        found = _PATTERN.fullmatch(plain)
        kind = _KINDS.get(found[2].strip()) if found else None
        if found is None or kind is None or int(found[1]) == 0:
            raise SchemeError(
                Text(f"'{words}' is no window", f"“{words}”不是有效的周期"),
                where="window",
                fix=Text("Write '90 days', '12 months' or 'all'.", "请写 90 days、12 months 或 all。"),
            )
        return cls(kind, int(found[1]))

    @property
    def slug(self) -> str:
        """The window as part of a column's or slot's name: `90_days`, `1_month`, `all`."""
        return str(self).replace(" ", "_")

    @property
    def text(self) -> Text:
        """The window in words."""
        if self.kind == "all":
            return Text("all time", "全部时间")
        unit = Text("day", "天") if self.kind == "days" else Text("month", "个月")
        many = "s" if self.length > 1 else ""
        return Text(f"last {self.length} {unit.en}{many}", f"近{self.length}{unit.zh}")

    def first_day(self, as_of: date) -> date | None:
        """The window's first local day; None = no first day.

        >>> Window("days", 1).first_day(date(2024, 6, 30)), Window("months", 3).first_day(date(2024, 5, 30))
        (datetime.date(2024, 6, 30), datetime.date(2024, 2, 29))
        """
        if self.kind == "all":
            return None
        after = as_of + timedelta(days=1)
        if self.kind == "days":
            return after - timedelta(days=self.length)
        months = after.year * 12 + after.month - 1 - self.length
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(after.day, last))

    def times(self, number: int) -> Window:
        """A window so many times as long, ending on the same day.

        >>> str(Window("days", 90).times(2)), str(ALL.times(2))
        ('180 days', 'all')
        """
        return Window(self.kind, self.length * number)

    def __str__(self) -> str:
        if self.kind == "all":
            return "all"
        unit = self.kind if self.length > 1 else self.kind[:-1]
        return f"{self.length} {unit}"


ALL = Window("all")
