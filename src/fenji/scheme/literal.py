"""The company's own wording, taken literally: the cells its limits cut, which of them no tier or two tiers claim."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise, product
from typing import TYPE_CHECKING

from fenji.grades import words
from fenji.grades.rule import AllOf, Comparison, Rule
from fenji.language import Text
from fenji.scheme.marked import Path

if TYPE_CHECKING:
    from fenji.scheme.model import Scheme

_MOST_CELLS = 100


def literal_rules(scheme: Scheme) -> list[Rule]:
    """The wordings of the tiers that keep one, best first."""
    return [tier.literal for tier in scheme.tiers if tier.literal is not None]


def literal_path(scheme: Scheme) -> Path:
    """The place of the first wording."""
    return ("tiers", next(number for number, tier in enumerate(scheme.tiers) if tier.literal is not None), "literal")


def times_held(cell: AllOf, rules: Sequence[Rule]) -> int:
    """How many wordings claim a cell: 1 is right, 0 is a gap, more an overlap."""
    return sum(rule.holds(sample_of(cell)) for rule in rules)


def sample_of(cell: AllOf) -> dict[str, Decimal]:
    """A customer inside of the cell: one number for each column."""
    return {part.column: _inside(part) for part in cell.comparisons()}


def say_cell(scheme: Scheme, cell: AllOf) -> Text:
    """A cell in the words of the standard, with one customer as an example: 12 orders, 3,000 yuan."""
    parts = [words.amount(part.metric, _inside(part), currency=scheme.currency) for part in cell.comparisons()]
    example = words.joined(parts, Text(", ", "、"))
    return Text("{cell} (e.g. {example})", "{cell}（如 {example}）").fill(
        cell=cell.say(scheme.currency), example=example
    )


def cells_of(rules: Sequence[Rule]) -> list[AllOf]:
    """The plane of the compared columns, cut at every written limit: each cell is one stretch of each column.

    For limits > 10, 5–10 and < 5 a column has the stretches below 5, 5 to 10, above 10, so that a cell is said in
    the words of the standard itself.
    """
    columns: dict[str, list[Comparison]] = {}
    for rule in rules:
        for comparison in rule.comparisons():
            columns.setdefault(comparison.column, []).append(comparison)
    stretches = [_stretches(comparisons) for comparisons in columns.values()]
    cells = [AllOf(all=parts) for parts in product(*stretches)]
    return cells if len(cells) <= _MOST_CELLS else []


def _stretches(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """One column's line, cut so that every written comparison is a whole number of stretches.

    A cut lies before its number (at_least, below) or behind it (above, at_most).
    """
    behind = {"above", "at_most"}
    cuts = sorted({(n, op in behind) for one in comparisons for op, n in one.limits() if op != "is"})
    one = comparisons[0]
    ends: list[tuple[Decimal, bool] | None] = [None, *cuts, None]
    found = []
    for low, high in pairwise(ends):
        limits: dict[str, Decimal] = {}
        if low is not None:
            limits["above" if low[1] else "at_least"] = low[0]
        if high is not None:
            limits["at_most" if high[1] else "below"] = high[0]
        if limits:
            found.append(Comparison(metric=one.metric, window=one.window, options=one.options, **limits))
    return found


def _inside(stretch: Comparison) -> Decimal:
    limits = dict(stretch.limits())
    low = limits.get("above", limits.get("at_least"))
    high = limits.get("below", limits.get("at_most"))
    if low is None:
        assert high is not None
        return high / 2 if high > 0 else high - 1
    if high is None:
        return low * Decimal("1.2") if low > 0 else low + 1
    return (low + high) / 2
