"""Figures as levels: equal values stay together, and no level holds more than its part of the customers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

import ibis

from fenji.scores import compare

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.scores.calibrate import Ask


def level_cuts(table: ir.Table, name: str, ask: Ask, *, most: int) -> list[Decimal]:
    """Where the levels of a column begin, lowest left out: as many as there are values, at most about `most`.

    With more values, levels hold about equally many customers; a value that many share is a level of its own.
    """
    column = table[name]
    shares = [number / most for number in range(1, most)]
    told = ask(table.aggregate(values=column.nunique(), low=column.min(), starts=column.quantile(shares)))[0]
    if told["low"] is None:
        return []
    low = Decimal(told["low"])
    if told["values"] <= most:
        found = {Decimal(row[name]) for row in ask(table.select(name).distinct()) if row[name] is not None}
        return sorted(found - {low})
    scale = compare.scale_of(column)
    starts = [compare.round_to(Decimal(str(start)), scale, ROUND_CEILING) for start in told["starts"]]
    shared = [value for value, times in Counter(starts).items() if times > 1]
    above = {str(n): column.min(where=compare.above(column, value)) for n, value in enumerate(shared)}
    nexts = ask(table.aggregate(**above))[0].values() if above else ()
    return sorted({*starts, *(Decimal(value) for value in nexts if value is not None)} - {low})


def level_of(column: ir.NumericColumn, cuts: Sequence[Decimal]) -> ir.IntegerColumn:
    """The level of each value, 0 the lowest: how many cuts it reaches. Unknown stays unknown."""
    return ibis.ifelse(column.isnull(), ibis.null("int64"), _halved(column, list(cuts), 0))


def _halved(column: ir.NumericColumn, cuts: Sequence[Decimal], first: int) -> ir.IntegerValue:
    """Halved again and again, so that even hundreds of cuts cost a handful of comparisons."""
    if not cuts:
        return ibis.literal(first, "int64")
    middle = len(cuts) // 2
    upper = _halved(column, cuts[middle + 1 :], first + middle + 1)
    return ibis.ifelse(compare.at_least(column, cuts[middle]), upper, _halved(column, cuts[:middle], first))
