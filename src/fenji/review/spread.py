"""How customers lie along a scale: scores point by point, and the values of one figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import ibis

from fenji.scores.total import POINT

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.engine import Engine
    from fenji.review.simulation import Simulation

STEPS = 100
_TAIL = Decimal("0.98")


@dataclass(frozen=True)
class Spread:
    """Customers by a figure in equal steps from `low` to `high`; the last step holds everybody above, too.

    Of `unknown` customers the figure is not known: they stand in no step.
    """

    low: Decimal
    high: Decimal
    counts: tuple[int, ...]
    unknown: int = 0

    @property
    def customers(self) -> int:
        """Everybody whose figure is known."""
        return sum(self.counts)


def score_spread(found: Simulation) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How many customers have a score from 0, from 1 … to 99 on, before and after; 100 counts with 99."""
    graded = found.graded
    table = graded.select(was=_step(graded.from_total), now=_step(graded.total))
    told = table.group_by("was", "now").aggregate(customers=table.count())
    rows = found.engine.rows(found.engine.compile(told))
    sides: list[tuple[int, ...]] = []
    for side in ("was", "now"):
        counts = [0] * STEPS
        for row in rows:
            if row[side] is not None:
                counts[int(row[side])] += int(row["customers"])
        sides.append(tuple(counts))
    return sides[0], sides[1]


def figure_spread(table: ir.Table, column: str, *, engine: Engine, steps: int = 48) -> Spread | None:
    """How customers lie along one measured figure, from the least to where 98 % are below; None where nobody has it."""
    value = table[column].cast("float64")
    ends = table.aggregate(low=value.min(), high=value.quantile(float(_TAIL)), most=value.max(),
                           unknown=value.isnull().sum())  # fmt: skip
    (row,) = engine.rows(engine.compile(ends))
    if row["low"] is None:
        return None
    low, high = float(row["low"]), float(row["high"])
    if high <= low:
        high = max(float(row["most"]), low + 1)
    width = (high - low) / steps
    step = ibis.least(((value - low) / width).floor().cast("int32"), steps - 1)
    told = table.filter(value.notnull()).select(step=step).group_by("step").aggregate(customers=lambda t: t.count())
    counts = _counted([(int(one["step"]), int(one["customers"])) for one in engine.rows(engine.compile(told))], steps)
    return Spread(Decimal(repr(low)), Decimal(repr(high)), counts, int(row["unknown"] or 0))


def _counted(found: Sequence[tuple[int, int]], steps: int) -> tuple[int, ...]:
    counts = [0] * steps
    for step, customers in found:
        counts[step] += customers
    return tuple(counts)


def _step(total: ir.IntegerColumn) -> ir.IntegerColumn:
    return ibis.least((total // POINT).cast("int32"), STEPS - 1)
