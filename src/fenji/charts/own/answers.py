"""The figures of a chart: one aggregate over a run's customers, a row a group; unknown stays unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain
from typing import TYPE_CHECKING

from fenji.charts.own.condition import FEWER, NOBODY, meeting, said
from fenji.charts.own.groups import MOST, MOST_SPLITS, OTHER, Division, Group, divided
from fenji.charts.own_chart import CUSTOMERS, MOST_BINS, RUN, TIER, Measure, OwnChart
from fenji.engines.engine import quoted
from fenji.errors import DrawError, FenjiError
from fenji.language import Language, Text, say_date

if TYPE_CHECKING:
    from fenji.charts.own.offer import Offer
    from fenji.result import Result

Earlier = Callable[[], Iterable["Result"]]
MOST_RUNS = 24


@dataclass(frozen=True)
class Cell:
    """One group's figure: how many customers are in it, of how many the figure is known, and the figure."""

    customers: int
    known: int
    value: Decimal | None


@dataclass(frozen=True)
class Answer:
    """All that a chart shows: its groups, the groups they are split in (one without a name where there is no split).

    `unknown`: customers whose figure is not known. `days`: the runs' days where it is drawn over runs. `left_out`: how
    many earlier runs could not answer.
    """

    result: Result
    groups: tuple[Group, ...]
    splits: tuple[Group, ...]
    cells: Mapping[tuple[str | None, str | None], Cell]
    by: Text
    split: Text | None
    customers: int
    unknown: int
    is_summed: bool = True
    days: tuple[date, ...] = ()
    left_out: int = 0

    def cell(self, group: Group, split: Group) -> Cell:
        """A group's figure; nobody in it bring nothing, which is known, and have no average."""
        return self.cells.get((group.key, split.key), Cell(0, 0, Decimal(0) if self.is_summed else None))

    @property
    def is_split(self) -> bool:
        """Whether groups are split again."""
        return self.split is not None


WHOLE = Group(None, "", 0)


def asked_of(result: Result, chart: OwnChart, offer: Offer) -> Result:
    """The customers whom the chart counts."""
    if chart.when is None:
        found = result
    else:
        words = said(chart.when, offer, result.run.currency)
        only = words if result.only is None else Text(f"{result.only.en}; {words.en}", f"{result.only.zh}；{words.zh}")
        found = meeting(result, chart.when, only)
    if not found.run.customers:
        raise DrawError(NOBODY, where=result.run.id, fix=FEWER)
    return found


def answer(result: Result, chart: OwnChart, offer: Offer, lang: Language, *, earlier: Earlier | None = None) -> Answer:
    """The figures of a chart that is not a scatter; over runs where it is divided by them."""
    counted = asked_of(result, chart, offer)
    if chart.by.name == RUN:
        return _over_runs(counted, chart, offer, lang, earlier=earlier)
    measure = chart.measure
    rank = _value(measure) if measure.is_summed else "count(*)"
    by = divided(counted, chart.by, offer, lang, most=_most(chart, offer), rank=rank)
    split = None if chart.split is None else divided(counted, chart.split, offer, lang, most=MOST_SPLITS)
    cells = _shares(_cells(counted, measure, by, split), measure, is_split=split is not None)
    unknown = sum(one.customers - one.known for one in cells.values())
    groups = _by_size(by, cells, measure, is_split=split is not None)
    return Answer(counted, groups, split.groups if split else (WHOLE,),
                  cells, by.label, split.label if split else None, counted.run.customers, unknown,
                  is_summed=measure.is_summed)  # fmt: skip


def _most(chart: OwnChart, offer: Offer) -> int:
    """So many groups are drawn: as asked, and never more parts of a ring than there are colours."""
    if offer.is_figure(chart.by.name):
        return MOST_BINS + 1
    if chart.kind in ("pie", "donut") and chart.by.name not in (TIER, "previous_tier"):
        return min(chart.groups or MOST_SPLITS, MOST_SPLITS)
    return chart.groups or MOST


def rounded(value: Decimal | float | None, decimals: int = 4) -> Decimal | None:
    """A figure rounded once, half up."""
    if value is None:
        return None
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _cells(
    result: Result, measure: Measure, by: Division, split: Division | None
) -> dict[tuple[str | None, str | None], Cell]:
    second = split.sql if split else "NULL"
    known = "count(*)" if measure.of == CUSTOMERS else f"count({quoted(measure.of)})"
    rows = result.engine.rows(f"""
        SELECT {by.sql} AS first, {second} AS second, count(*) AS n, {known} AS known, {_value(measure)} AS value
        FROM {result.relation} GROUP BY 1, 2""")
    found = {}
    for row in rows:
        value = row["value"]
        if measure.how == "average" and value is not None:
            value = Decimal(str(value)) / int(row["known"])
        found[row["first"], row["second"]] = Cell(int(row["n"]), int(row["known"]), rounded(value))
    return found


def _value(measure: Measure) -> str:
    """The SQL of a group's figure; an average is the sum, divided once by how many are known."""
    if measure.of == CUSTOMERS:
        return "count(*)"
    name = quoted(measure.of)
    return f"median(CAST({name} AS DOUBLE))" if measure.how == "median" else f"sum({name})"


def _shares(
    cells: dict[tuple[str | None, str | None], Cell], measure: Measure, *, is_split: bool
) -> dict[tuple[str | None, str | None], Cell]:
    """Shares of the whole, or of their group where groups are split; unknown where the whole is not above zero."""
    if measure.how != "share":
        return cells
    wholes: dict[str | None, Decimal] = {}
    for (first, _), cell in cells.items():
        key = first if is_split else None
        wholes[key] = wholes.get(key, Decimal(0)) + (cell.value or 0)
    found = {}
    for (first, second), cell in cells.items():
        whole = wholes[first if is_split else None]
        share = None if cell.value is None or whole <= 0 else rounded(cell.value / whole, 6)
        found[first, second] = replace(cell, value=share)
    return found


def _by_size(
    by: Division, cells: Mapping[tuple[str | None, str | None], Cell], measure: Measure, *, is_split: bool
) -> tuple[Group, ...]:
    """Groups without an order of their own, the largest figure first; what was put together, and unknown, last."""
    if by.is_ordered or is_split or measure.is_summed:
        return by.groups
    last = [one for one in by.groups if one.key in (OTHER, None)]
    first = [one for one in by.groups if one not in last]
    return (*sorted(first, key=lambda one: _largest(cells[one.key, None].value, one.name)), *last)


def _largest(value: Decimal | None, name: str) -> tuple[bool, Decimal, str]:
    """Sorts the largest figure first, equal ones by name, unknown ones last: nought is known, and above a loss.

    >>> figures = {"华北": None, "华东": Decimal(-5), "华南": Decimal(0)}
    >>> sorted(figures, key=lambda name: _largest(figures[name], name))
    ['华南', '华东', '华北']
    """
    return value is None, -(value or Decimal(0)), name


def _over_runs(result: Result, chart: OwnChart, offer: Offer, lang: Language, *, earlier: Earlier | None) -> Answer:
    """The figure at each run, oldest first; the groups are those of the newest run."""
    split = None if chart.split is None else divided(result, chart.split, offer, lang, most=MOST_SPLITS)
    one = Division("'run'", (WHOLE,), offer.dimensions[RUN].label, is_ordered=True)
    cells: dict[tuple[str | None, str | None], Cell] = {}
    groups: list[Group] = []
    days: list[date] = []
    left_out = 0
    for then in chain(() if earlier is None else earlier(), (result,)):
        is_now = then is result
        try:
            counted = then if is_now else asked_of(then, chart, offer)
            found = _cells(counted, chart.measure, one, split)
        except FenjiError:
            if is_now:
                raise
            left_out += 1
            continue
        day = then.run.as_of
        groups.append(Group(say_date(day, lang), say_date(day, lang), counted.run.customers))
        days.append(day)
        shared = _shares(found, chart.measure, is_split=True)
        cells |= {(groups[-1].key, second): cell for (_, second), cell in shared.items()}
    unknown = sum(cell.customers - cell.known for (first, _), cell in cells.items() if first == groups[-1].key)
    return Answer(result, tuple(groups), split.groups if split else (WHOLE,), cells, one.label,
                  split.label if split else None, result.run.customers, unknown, days=tuple(days),
                  is_summed=chart.measure.is_summed, left_out=left_out)  # fmt: skip
