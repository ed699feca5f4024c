"""Axes of points: straight, or powers of ten where a few large values would press all others into a corner."""

from __future__ import annotations

import math
from typing import Any

from fenji.charts.numbers import calm_end
from fenji.language import Language, Text

POWERS = Text(", scale of powers of ten", "，对数刻度")


def is_long(values: list[float]) -> bool:
    """Whether a few values would press all others into a corner of a straight scale."""
    high = max(values)
    return high > 0 and high > 12 * max(sorted(values)[len(values) // 2], high * 1e-9)


def axis_of(values: list[float], title: str | None, label: str, *, lang: Language) -> tuple[Any, Any]:
    """A straight scale, or powers of ten where the straight one would hide most customers in a corner."""
    import altair as alt

    low, high = min(values), max(values)
    if is_long(values):
        start = max(sorted(values)[len(values) // 2] / 30, high / 1e5)
        power = 10.0 ** round(math.log10(start))
        ticks = _powers(power, low, high)
        title = title and title + POWERS.say(lang)
        scale = alt.Scale(
            type="symlog", constant=power, domain=[low * 1.2 if low < 0 else -power / 4, high * 1.15], nice=False
        )
        return scale, alt.Axis(title=title, values=ticks, labelExpr=label, domain=False, ticks=False)
    end, step = calm_end(high)
    first = -calm_end(-low)[0] if low < 0 else 0.0
    ticks = [round(first + step * i, 10) for i in range(round((end - first) / step) + 1)]
    scale = alt.Scale(domain=[first, end], nice=False)
    return scale, alt.Axis(title=title, values=ticks, labelExpr=label, domain=False, ticks=False)


def _powers(start: float, low: float, high: float) -> list[float]:
    """0 and the powers of ten up to the highest value (half of the next where it is reached), and as far below zero."""
    found = [0.0]
    power = start
    while power <= high * 1.15:
        found.append(power)
        power *= 10
    if power / 2 <= high * 1.15:
        found.append(power / 2)
    power = start
    while -power >= low:
        found.append(-power)
        power *= 10
    return sorted(round(value, 10) for value in found)
