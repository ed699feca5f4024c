"""Points of every criterion and the weighted total, in whole millionths so that a border is met exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from fenji.metrics.stage import staged
from fenji.scores.scorer import Learned, Scorer
from fenji.scores.topsis import Ideal, closeness

if TYPE_CHECKING:
    import ibis.expr.types as ir

WHOLE = 10_000  # weights are basis points: 10000 is 100 %
_SHORT = 10  # cut points that may be written out several times
POINT = 1_000_000  # one score point in the units of the total


@dataclass(frozen=True)
class Scored:
    """One criterion as the scores see it: its measured column, how it is scored, what was learned, its weight.

    Weight 0: it has points but does not count (nobody has the figure). With `ideal` the total is not the weighted sum
    but the closeness to the best points (TOPSIS); all criteria that count have one, or none has.
    """

    name: str
    column: str
    scorer: Scorer
    learned: Learned
    weight_bp: int
    ideal: Ideal | None = None


def score(measured: ir.Table, scored: Sequence[Scored]) -> ir.Table:
    """The measured table with `points_<criterion>` in hundredths and `total` in millionths of a score point.

    Points come first and the total adds up these very columns, so that contributions always sum to the score. Points
    that take many words of SQL are a step of their own, instead of being written out in the total and in each tier.
    """
    points = {f"points_{one.name}": one.scorer.points(measured[one.column], one.learned) for one in scored}
    table = measured.mutate(**points) if points else measured
    counting = [one for one in scored if one.weight_bp]
    is_long = any(one.ideal is not None or len(one.learned.cuts) > _SHORT or not one.scorer.has_steps for one in scored)
    table = staged(table) if is_long else table
    earned = {one.name: table[f"points_{one.name}"] for one in counting}
    ideal = {one.name: one.ideal for one in counting if one.ideal is not None}
    if ideal:
        return staged(table.mutate(total=closeness(earned, ideal)))
    return table.mutate(total=total(earned, {one.name: one.weight_bp for one in counting}))


def points_of(row: Mapping[str, Any], scored: Sequence[Scored]) -> dict[str, int | None]:
    """The points of one measured row by criterion."""
    return {one.name: one.scorer.points_of(row[one.column], one.learned) for one in scored}


def total(points: Mapping[str, ir.IntegerColumn], weights: Mapping[str, int]) -> ir.IntegerColumn:
    """The sum of weight × points, 0 to 100,000,000; NULL where any weighted criterion has no points.

    With no criterion at all nobody has a total.
    """
    import ibis

    parts = [points[name] * ibis.literal(weight, "int64") for name, weight in weights.items()]
    return reduce(add, parts) if parts else ibis.null("int64")


def total_of(points: Mapping[str, int | None], weights: Mapping[str, int]) -> int | None:
    """The same total of one customer.

    >>> total_of({"r": 10000, "f": 5000}, {"r": 6000, "f": 4000})
    80000000
    """
    parts = [(points[name], weight) for name, weight in weights.items() if weight]
    if not parts or any(earned is None for earned, _ in parts):
        return None
    return sum((earned or 0) * weight for earned, weight in parts)


def score_of(whole: int | None) -> Decimal | None:
    """The total of one customer as a score from 0 to 100, exactly.

    >>> score_of(80_000_000)
    Decimal('80.000000')
    """
    return None if whole is None else Decimal(whole).scaleb(-6)


def border(from_score: Decimal) -> int:
    """The smallest total that reaches a tier's score: 80 is 80,000,000.

    >>> border(Decimal("79.5"))
    79500000
    """
    return int(from_score * POINT)


def whole_weights(weights: Mapping[str, int]) -> dict[str, int]:
    """Weights that add up to 10000 again, by largest remainder; equal remainders go to the one written first.

    >>> whole_weights({"r": 2500, "f": 2500, "m": 2500})
    {'r': 3334, 'f': 3333, 'm': 3333}
    """
    given = sum(weights.values())
    if given <= 0:
        return dict.fromkeys(weights, 0)
    floors = {name: weight * WHOLE // given for name, weight in weights.items()}
    rests = {name: weight * WHOLE % given for name, weight in weights.items()}
    missing = WHOLE - sum(floors.values())
    favoured = sorted(rests, key=lambda name: -rests[name])[:missing]
    return {name: floor + (name in favoured) for name, floor in floors.items()}
