"""Cut points of one criterion for a method, with head-counts and revenue of each band, before anything is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import ibis

from fenji.errors import SchemeError, UnknownName
from fenji.language import Text
from fenji.review.border import around, below, in_units, roundest
from fenji.review.suggest import Method, usual_cuts
from fenji.scheme.calibrated import better_of
from fenji.scores.breaks import Breaks
from fenji.scores.calibrate import Asked, calibrate
from fenji.scores.quantiles import Quantiles

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Criterion
    from fenji.scores.calibrate import Ask

_SCORERS = {"quantiles": Quantiles, "jenks": Breaks}


@dataclass(frozen=True)
class BandCount:
    """One proposed band: from which value on (None: below the next), its points, and who is in it."""

    start: Decimal | None
    points: Decimal
    customers: int
    net_revenue: Decimal | None


def bands_for(
    graded: ir.Table,
    scheme: CalibratedScheme,
    name: str,
    method: Method,
    ask: Ask,
    *,
    bins: int = 5,
    cuts: Sequence[Decimal] = (),
) -> tuple[BandCount, ...]:
    """Fixed bands for a criterion, lowest values first, points rising evenly to 100 towards the better end.

    `quantiles`: equally many customers a band; `jenks`: cut where values are far apart; `pareto`: the customers with
    the highest values together have 50, 70, 85 and 95 % of the sum (`cuts`). A cut point is written as round as can be
    without moving anybody. Equal values stay together, so that there may be fewer bands than asked for.
    """
    known = {one.name: one for one in scheme.scheme.criteria}
    if name not in known:
        raise UnknownName(Text("criterion", "评分项"), name, known=known, where="--criterion")
    criterion = known[name]
    column = graded[criterion.column]
    units, scale = in_units(column)
    known_by = graded.mutate(value=units, own=column.cast(f"decimal(38, {scale})"))
    table = known_by.filter(known_by.value.notnull())
    values = _values(table, method, bins, cuts, ask)
    if not values:
        problem = Text("everybody has the same {name}: nothing to cut", "所有客户的{name}都相同，无从划分")
        fix = Text("Choose another criterion.", "请换一个评分项。")
        raise SchemeError(problem.fill(name=name), where="--criterion", fix=fix)
    starts = [roundest(below(table, value, ask), value, scale=scale) for value in values]
    return _counted(table, values, starts, criterion, ask)


def scorer_of(bands: Sequence[BandCount]) -> dict[str, Any]:
    """The scorer that these bands make, as a standard writes it."""
    return {
        "kind": "bands",
        "bands": [
            {**({} if band.start is None else {"from": band.start}), "points": band.points} for band in bands
        ],
    }  # fmt: skip


def _values(table: ir.Table, method: Method, bins: int, cuts: Sequence[Decimal], ask: Ask) -> list[int]:
    """The smallest value of every band but the lowest, rising."""
    if method == "pareto":
        own = table.select("value", revenue=table.own)
        whole = Decimal(ask(own.aggregate(whole=own.revenue.sum()))[0]["whole"] or 0)
        found = [around(own, whole * share / 100, "revenue", ask).reaching for share in cuts or usual_cuts(bins)]
        values = {one.value for one in found if one is not None}
    else:
        learned = calibrate(table, [Asked("value", "value", _SCORERS[method](bins=bins), 10_000)], ask).learned["value"]
        values = {int(cut) for cut in learned.cuts if cut is not None}
    return sorted(value for value in values if below(table, value, ask) is not None)


def _counted(
    table: ir.Table, values: Sequence[int], starts: Sequence[Decimal], criterion: Criterion, ask: Ask
) -> tuple[BandCount, ...]:
    steps = [(table.value >= value, place) for place, value in enumerate(values, start=1)]
    number = ibis.cases(*reversed(steps), else_=0)
    told = table.group_by(number.name("band")).aggregate(n=table.count(), revenue=table.net_revenue.sum())
    rows = {int(row["band"]): row for row in ask(told)}
    parts = len(values) + 1
    rising = [(Decimal(100) * place / parts).quantize(Decimal("0.01")) for place in range(1, parts + 1)]
    points = rising if better_of(criterion) == "higher" else rising[::-1]
    return tuple(
        BandCount(start, points[place], int(rows[place]["n"]) if place in rows else 0,
                  rows[place]["revenue"] if place in rows else None)
        for place, start in enumerate([None, *starts])
    )  # fmt: skip
