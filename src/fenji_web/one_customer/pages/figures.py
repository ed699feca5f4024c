"""Figures of one customer beside those of the tier, as places on a line; and over the runs, unknown as a gap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.customers.access import Column, Readable
from fenji_web.one_customer.pages.grade import metric_of
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.library import GradeThen, Text
    from fenji_web.one_customer.queries import Spread

_MULTIPLE = 3
_WIDTH, _HEIGHT, _EDGE = 104, 26, 4  # of a line over time, in points
_LEAST_RUNS = 2


@dataclass(frozen=True)
class Strip:
    """Places on a line from 0 to 100; None where there is nothing to mark. `is_beyond`: further than the line goes."""

    own: float | None
    median: float | None
    low: float | None
    width: float | None
    target: float | None
    is_beyond: bool = False


@dataclass(frozen=True)
class Over:
    """A figure over the runs: the line's pieces as paths, lone points, the last point, first and last day."""

    paths: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    last: tuple[float, float] | None
    words: Text


@dataclass(frozen=True)
class Figure:
    """One figure beside the middle of the customer's tier; `target`: what would give the next tier by itself."""

    label: Text
    own: Text
    exact: Text
    median: Text
    difference: Text
    tone: str
    target: Text | None
    strip: Strip | None
    over: Over | None


def compared(of: Readable) -> list[Column]:
    """The columns that have a middle."""
    return [one for one in of.columns.values() if one.group == "figure" and one.kind != "day"]


def figures(
    of: Readable, row: Mapping[str, Any], spreads: Mapping[str, Spread], kept: Sequence[GradeThen]
) -> tuple[Figure, ...]:
    """Each measured figure, those nobody of the tier has left out."""
    targets = dict(_targets(of, row))
    return tuple(
        _figure(of, column, row.get(column.name), spreads[column.name], targets.get(column.name), kept)
        for column in compared(of)
        if column.name in spreads and (row.get(column.name) is not None or spreads[column.name].median is not None)
    )


def over(kept: Sequence[GradeThen], column: str) -> Over | None:
    """A figure over the runs; None where fewer than two of them know it."""
    values = [one.figures.get(column) for one in kept]
    known = [value for value in values if value is not None]
    if len(known) < _LEAST_RUNS:
        return None
    low, high = min(known), max(known)
    step = (_WIDTH - 2 * _EDGE) / (len(values) - 1)
    places = [
        None if value is None else (round(_EDGE + number * step, 1), _height(value, low, high))
        for number, value in enumerate(values)
    ]
    pieces = list(_pieces(places))
    first_day, last_day = (kept[place].as_of.isoformat() for place in (0, -1))
    return Over(
        paths=tuple("M" + "L".join(f"{x} {y}" for x, y in piece) for piece in pieces if len(piece) > 1),
        points=tuple(piece[0] for piece in pieces if len(piece) == 1),
        last=places[-1],
        words=words("one_customer.over_runs", n=len(known), first=first_day, last=last_day),
    )


def _pieces(places: Sequence[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    piece: list[tuple[float, float]] = []
    for place in (*places, None):
        if place is not None:
            piece.append(place)
        elif piece:
            yield piece
            piece = []


def _height(value: float, low: float, high: float) -> float:
    share = 0.5 if high == low else (value - low) / (high - low)
    return round(_HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE), 1)


def _targets(of: Readable, row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for one in of.result.scheme.scheme.criteria:
        value = row.get(f"rises_at_{one.name}")
        if value is not None:
            yield one.column, value


def _figure(of: Readable, column: Column, own: Any, spread: Spread, target: Any, kept: Sequence[GradeThen]) -> Figure:
    metric, currency, median = metric_of(of, column), of.result.run.currency, spread.median
    said = _short(own, metric, currency)
    middle, apart, tone = library.same("—"), library.same(""), ""
    if median is not None:
        is_whole = isinstance(own, int) and median == int(median)
        middle = _short(int(median) if is_whole else median, metric, currency)
    if median is not None and own is not None:
        difference = Decimal(own) - median
        is_good = (difference > 0) == (metric.better == "higher")
        tone = "" if metric.better == "neither" or not difference else "good" if is_good else "bad"
        apart = _apart(difference, median)
    wanted = None if target is None else library.value_words(target, metric, currency)
    exact, strip = library.value_words(own, metric, currency), _strip(own, spread, target)
    return Figure(column.label, said, exact, middle, apart, tone, wanted, strip, over(kept, column.name))


def _short(value: Any, metric: Any, currency: str) -> Text:
    """A value as a table shows it: money rounded as people say it, two decimals at the most; unknown is said."""
    if value is None:
        return words("customers.unknown")
    if metric.is_money:
        return library.Text(library.say_money(value, currency, "en"), library.say_money(value, currency, "zh"))
    is_plain = metric.unit.name == "share" or isinstance(value, int)
    return library.value_words(value if is_plain else round(Decimal(value), 2), metric, currency)


def _strip(own: Any, spread: Spread, target: Any) -> Strip | None:
    """A line from nought (or the least, where that is below) to what few of the tier go beyond."""
    if spread.most is None and own is None:
        return None
    marks = [float(one) for one in (spread.most, spread.high, spread.median, target) if one is not None]
    end = max(marks, default=float(own or 0))
    if own is not None and end < float(own) <= 2 * end:
        end = float(own)
    start = min(0.0, *(float(one) for one in (own, spread.low) if one is not None))
    whole = end - start or 1.0

    def place(value: Any) -> float | None:
        return None if value is None else round(min(max((float(value) - start) / whole, 0.0), 1.0) * 100, 2)

    low, high = place(spread.low), place(spread.high)
    return Strip(
        own=place(own),
        median=place(spread.median),
        low=low,
        width=None if low is None or high is None else round(max(high - low, 0.8), 2),
        target=place(target),
        is_beyond=own is not None and float(own) > end,
    )


def _apart(difference: Decimal, median: Decimal) -> Text:
    """How far from the median: as a percentage, from three times on as a multiple."""
    if not difference:
        return words("customers.equal")
    if median <= 0:
        return library.same("—")
    times = (median + difference) / median
    if times >= _MULTIPLE:
        return library.same(f"{library.say_number(times, 'en', decimals=1)} ×")
    sign = "+" if difference > 0 else "−"
    return library.same(f"{sign}{library.say_share(abs(difference) / median, 'en')}")
