"""How people say what a stated figure is for: the day it is as of, the period of a total, the unit of a frequency."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

_PERIOD = re.compile(r"(?:last |近|最近)?\s*(\d{1,4})\s*(days?|天|日|months?|个月|月|years?|年)")
_ALL = ("all", "all time", "lifetime", "全部", "全部时间", "不限", "累计")
_MONTHS: tuple[tuple[str, Decimal], ...] = (
    ("半年|half", Decimal(6)),
    ("年|year|annum", Decimal(12)),
    ("季|quarter", Decimal(3)),
    ("周|week", Decimal(7) / Decimal("30.4375")),
    ("天|日|day", 1 / Decimal("30.4375")),
)


_TITLE = re.compile(
    r"(?:评估基准日|统计日期|统计截止|数据截止|截至|截止|as of)[^0-9]{0,6}(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})",
    re.IGNORECASE,
)
_OUR_BANNER = re.compile(r"(?:评估基准日|as of) .+ · (?:批次|run) ")


def day_of_titles(titles: Sequence[str]) -> date | None:
    """The day that the title rows above a table say it is as of; None where they say none, or one that never was.

    >>> day_of_titles(["客户清单", "统计日期：2024年6月30日"]), day_of_titles(["2024 list"])
    (datetime.date(2024, 6, 30), None)
    """
    for title in titles:
        found = _TITLE.search(title)
        if found:
            with suppress(ValueError):
                return date(*(int(part) for part in found.groups()))
    return None


def is_our_banner(title: str) -> bool:
    """Whether a title row is the one that fenji's own workbook writes, so that nobody need be asked about it.

    >>> is_our_banner("客户类型分类管理表 · 评估基准日 2024-06-30 · 客户价值分级 第1版 · 批次 value-v1-2024-06-30")
    True
    """
    return _OUR_BANNER.search(title) is not None


def read_day(value: Any) -> str:
    """A day as people write it: 2024-06-30; anything else is a ValueError.

    >>> read_day("2024-06-30"), read_day(date(2024, 6, 30))
    ('2024-06-30', '2024-06-30')
    """
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(str(value).strip().replace("/", "-")).isoformat()
    except ValueError:
        raise ValueError(f"'{value}' is no day like 2024-06-30") from None


def read_window(value: Any) -> str:
    """The period of a list's totals: all, 12 months, 90 days; anything else is a ValueError.

    >>> read_window("近12个月"), read_window("90 days"), read_window("1 year"), read_window("全部")
    ('12 months', '90 days', '12 months', 'all')
    """
    words = str(value).strip().casefold().replace("_", " ")
    if words in _ALL:
        return "all"
    found = _PERIOD.fullmatch(words)
    if found is None or int(found[1]) == 0:
        raise ValueError(f"'{value}' is no period: write all, 12 months or 90 days")
    number, unit = int(found[1]), found[2]
    if unit in ("days", "day", "天", "日"):
        return f"{number} day{'s' if number > 1 else ''}"
    number *= 12 if unit in ("year", "years", "年") else 1
    return f"{number} month{'s' if number > 1 else ''}"


def months_of(header: str) -> Decimal:
    """How many months the unit of a frequency's header has: 购买频率(月) 1, 购买频率(年) 12.

    >>> months_of("购买频率(月)"), months_of("购买频率（年）"), months_of("Orders a month")
    (Decimal('1'), Decimal('12'), Decimal('1'))
    """
    found = re.search(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]", header)
    unit = found[1].casefold() if found else ""
    if "月" in unit or "month" in unit:
        return Decimal(1)
    return next((months for words, months in _MONTHS if re.search(words, unit)), Decimal(1))
