"""Axis labels as people write numbers: 万 and 亿 in Chinese, M and B in English; ends of axes that look calm."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

from fenji.language import Language, Text, say_money

COUNT_LABEL = "format(datum.value, ',.2~f')"
SHARE_LABEL = "format(datum.value, '.0%')"
CUSTOMERS = Text("customers", "客户数（位）")


def scaled_label(lang: Language, mark: str = "") -> str:
    """A Vega expression that says an axis value: 120万, 3.2亿; 1.2M, 50,000 in English."""
    big, name, less, small = (1e8, "亿", 1e4, "万") if lang == "zh" else (1e9, "B", 1e6, "M")
    number = "format(datum.value{0}, ',.2~f')"
    return (
        f"'{mark}' + (abs(datum.value) >= {big:.0f} ? {number.format(f'/{big:.0f}')} + '{name}' : "
        f"abs(datum.value) >= {less:.0f} ? {number.format(f'/{less:.0f}')} + '{small}' : {number.format('')})"
    )


def money_unit(currency: str, lang: Language) -> str:
    """The unit of an axis of money: 元 in Chinese, the currency's code in English.

    >>> money_unit("CNY", "zh"), money_unit("USD", "en")
    ('元', 'USD')
    """
    return say_money(0, currency, "zh").removeprefix("0") if lang == "zh" else currency


def amount(value: Decimal | None, currency: str, lang: Language) -> str:
    """Money in a picture: as people write it, without cents from 100 up.

    >>> amount(Decimal("20078.41"), "USD", "en"), amount(None, "CNY", "zh")
    ('$20,078', '未知')
    """
    if value is not None and abs(value) >= 100:
        value = value.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return say_money(value, currency, lang)


def short_amount(value: Decimal, lang: Language) -> str:
    """An amount in a narrow field, without its currency: three digits and a unit.

    >>> short_amount(Decimal("373300"), "zh"), short_amount(Decimal("373300"), "en"), short_amount(Decimal("-45"), "en")
    ('37.3万', '373k', '-45')
    """
    steps = ((10**8, "亿"), (10**4, "万")) if lang == "zh" else ((10**9, "B"), (10**6, "M"), (10**3, "k"))
    size, unit = next(((size, unit) for size, unit in steps if abs(value) >= size), (1, ""))
    part = value / size
    digits = 0 if abs(part) >= 100 or not unit else 1
    return f"{part:.{digits}f}".removesuffix(".0") + unit


def calm_end(value: float, steps: int = 5, *, is_count: bool = False) -> tuple[float, float]:
    """An end at or above the value, and the step to it: 1, 2, 2.5 or 5 times a power of ten; whole for counts.

    >>> calm_end(87), calm_end(2, is_count=True)
    ((100.0, 20.0), (2.0, 1.0))
    """
    if value <= 0:
        return 1.0, 1.0
    raw = value / steps
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= raw * 0.9999)
    if is_count:
        step = max(1.0, math.ceil(step))
    return math.ceil(value / step - 1e-9) * step, step


def number(value: Decimal | int | float | None) -> float:
    """The value as a picture places it; unknown is drawn as nothing."""
    return 0.0 if value is None else float(value)
