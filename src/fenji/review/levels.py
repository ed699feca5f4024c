"""Figures as levels: equal values stay together, and no level holds more than its part of the customers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

import ibis

from fenji.scores import compare

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.scores.calibrate import Ask

FINEST = 240


@dataclass(frozen=True)
class Spread:
    """How a column's values lie: the different ones where they are few, else places that part customers evenly.

    `above` gives, for a value that many share, the next one, so that it is a level of its own.
    """

    low: Decimal
    values: tuple[Decimal, ...]
    starts: tuple[Decimal, ...]
    above: Mapping[Decimal, Decimal]

    def cuts(self, most: int) -> list[Decimal]:
        """Where at most about so many levels begin, the lowest left out; `most` divides FINEST."""
        if self.values and len(self.values) <= most:
            return list(self.values[1:])
        starts = self.starts[FINEST // most - 1 :: FINEST // most]
        shared = {value for value, times in Counter(starts).items() if times > 1}
        return sorted({*starts, *(self.above[value] for value in shared if value in self.above)} - {self.low})


def spreads(table: ir.Table, names: Sequence[str], ask: Ask) -> dict[str, Spread]:
    """How the values of columns lie, from aggregates: exact where a column has few different ones."""
    shares = [number / FINEST for number in range(1, FINEST)]
    asked: dict[str, ir.Scalar] = {}
    for n, name in enumerate(names):
        column = table[name]
        asked |= {f"n{n}": column.nunique(), f"low{n}": column.min(), f"starts{n}": column.quantile(shares)}
    told = ask(table.aggregate(**asked))[0]
    starts = {name: _starts(table[name], told[f"starts{n}"]) for n, name in enumerate(names)}
    shared = [(name, value) for name, found in starts.items()
              for value, times in sorted(Counter(found).items()) if times > 1]  # fmt: skip
    above: dict[str, dict[Decimal, Decimal]] = {name: {} for name in names}
    if shared:
        rows = ask(table.aggregate(**{
            f"a{n}": table[name].min(where=compare.above(table[name], value)) for n, (name, value) in enumerate(shared)
        }))  # fmt: skip
        for n, (name, value) in enumerate(shared):
            if rows[0][f"a{n}"] is not None:
                above[name][value] = Decimal(rows[0][f"a{n}"])
    return {
        name: Spread(Decimal(told[f"low{n}"] or 0), _values(table, name, ask) if told[f"n{n}"] <= FINEST else (),
                     starts[name], above[name])
        for n, name in enumerate(names)
    }  # fmt: skip


def _starts(column: ir.NumericColumn, starts: Sequence[object] | None) -> tuple[Decimal, ...]:
    scale = compare.scale_of(column)
    return tuple(compare.round_to(Decimal(str(start)), scale, ROUND_CEILING) for start in starts or ())


def _values(table: ir.Table, name: str, ask: Ask) -> tuple[Decimal, ...]:
    return tuple(sorted(Decimal(row[name]) for row in ask(table.select(name).distinct()) if row[name] is not None))


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
