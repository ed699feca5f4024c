"""How well standards would have predicted: graded on a past day, compared with what customers brought afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from fenji.language import Text
from fenji.metrics.stage import staged
from fenji.pipeline import asking
from fenji.review.levels import FINEST, level_of, spreads
from fenji.review.ranking import Numbers, caught, divided, gini, spearman
from fenji.review.resample import MEASURES, Cells, Estimate, intervals, measures_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.engine import Engine
    from fenji.scores.calibrate import Ask

OUTCOME = "next_revenue"
MIDDLE, COARSE = 60, 12  # levels: of score by outcome, of two scores by outcome
MOST_SCORES = 4_000  # up to so many different scores each stands for itself
_Y = "y"


@dataclass(frozen=True)
class Predictor:
    """A score whose order of customers is tried: a standard's, or a naive baseline's.

    `column` holds a whole number or decimal, the higher the better; NULL is not graded. `top` is a column that says who
    is in the best tier.
    """

    name: str
    title: Text
    column: str
    top: str | None = None

    @property
    def key(self) -> str:
        """Its column in working tables."""
        return f"score_{self.name}"

    @property
    def is_baseline(self) -> bool:
        """Whether it is a plain figure rather than a standard."""
        return self.top is None


@dataclass(frozen=True)
class Top:
    """The best tier: its share of customers, and the share of what was brought afterwards that came from it."""

    heads: float
    revenue: Estimate

    @property
    def lift(self) -> float | None:
        """How many times its share of customers it brought."""
        return self.revenue.value / self.heads if self.heads else None


@dataclass(frozen=True)
class Rated:
    """What one score did on one day (or on several, on average). A figure is None where it cannot be told.

    `coverage`: the share of customers it graded. `flapping`: the share of customers whose tier left and came back
    within three evaluations in a row; None for a baseline, which has no tiers.
    """

    predictor: Predictor
    customers: int
    coverage: float
    figures: Mapping[str, Estimate | None]
    top: Top | None = None
    flapping: float | None = None


@dataclass(frozen=True)
class Day:
    """One back-test: what every score did from one cut on, and how far apart each two are."""

    cut: date
    customers: int
    rated: tuple[Rated, ...]
    differences: Mapping[tuple[str, str], Mapping[str, Estimate | None]]

    def apart(self, a: str, b: str, measure: str) -> Estimate | None:
        """How much more a standard tells than another score, by one measure."""
        if (a, b) in self.differences:
            return self.differences[a, b][measure]
        other = self.differences[b, a][measure]
        return None if other is None else other.turned()


def evaluate(
    observed: ir.Table,
    predictors: Sequence[Predictor],
    *,
    cut: date,
    engine: Engine,
    heads: float = 0.2,
    samples: int = 400,
    seed: int = 0,
    flapping: Mapping[str, float | None] | None = None,
) -> Day:
    """Every score against what came afterwards: Spearman, Gini, the share caught by the best `heads` of customers and
    by the top tier; with intervals, and the differences between each standard and each other score.

    `observed` has one row a customer known on the day: `next_revenue` and the predictors' columns. Each score is judged
    on the customers it graded; two are compared on those whom both graded. Only counts and sums leave the engine: Gini
    and shares are exact for up to 4,000 different scores; ranks are those of about 60 levels of score and outcome,
    which moves a correlation by less than 0.001. Intervals are of customers drawn anew (`Cells.drawn`), with the ranks
    found anew in every sample.
    """
    name = f"observed_{uuid4().hex[:12]}"
    ask = asking(engine)
    kept = engine.keep(name, engine.compile(_kept(observed, predictors)))
    try:
        table = _with_levels(kept, predictors, ask)
        levelled = engine.keep(f"{name}_levels", engine.compile(table))
        everyone = int(ask(levelled.aggregate(n=levelled.count()))[0]["n"])
        rated = [_rated(levelled, one, ask, everyone, heads=heads, samples=samples, seed=seed) for one in predictors]
        pairs = [(a, b) for a, b in combinations(sorted(predictors, key=_standards_first), 2) if not a.is_baseline]
        apart = {
            (a.name, b.name): _apart(levelled, a, b, ask, rated, heads=heads, samples=samples, seed=seed)
            for a, b in pairs
        }
    finally:
        engine.drop(f"{name}_levels")
        engine.drop(name)
    told = [_with_flapping(one, flapping or {}) for one in rated]
    return Day(cut, everyone, tuple(told), apart)


def _standards_first(one: Predictor) -> bool:
    return one.is_baseline


def _kept(observed: ir.Table, predictors: Sequence[Predictor]) -> ir.Table:
    tops = {f"{one.key}_top": observed[one.top] for one in predictors if one.top}
    scores = {one.key: observed[one.column] for one in predictors}
    return observed.select(**{_Y: observed[OUTCOME].fill_null(0)}, **scores, **tops)


def _with_levels(table: ir.Table, predictors: Sequence[Predictor], ask: Ask) -> ir.Table:
    """Each figure's levels beside it: few for pairs of scores, more for one score, most for its sums alone."""
    names = [_Y, *(one.key for one in predictors)]
    found = spreads(table, names, ask)
    values = ask(table.aggregate(**{name: table[name].nunique() for name in names}))[0]
    columns: dict[str, ir.Value] = {}
    for name in names:
        for size in (MIDDLE, COARSE):
            columns[_level(name, size)] = level_of(table[name], found[name].cuts(size))
        is_few = int(values[name]) <= MOST_SCORES
        columns[_level(name, FINEST)] = table[name] if is_few else level_of(table[name], found[name].cuts(FINEST))
    return staged(table.mutate(**columns))


def _rated(table: ir.Table, one: Predictor, ask: Ask, everyone: int, *, heads: float, samples: int, seed: int) -> Rated:
    graded = table.filter(table[one.key].notnull())
    top = [f"{one.key}_top"] if one.top else []
    cells = _cells(graded, (_level(_Y, MIDDLE), _level(one.key, MIDDLE), *top), ask)
    customers = int(cells.counts.sum())
    coverage = customers / everyone if everyone else 0.0
    if not customers:
        return Rated(one, 0, coverage, dict.fromkeys(MEASURES))
    drawn = cells.drawn(samples, seed)
    values = _values(graded, one, cells, ask, heads=heads)
    found = [
        estimate if np.isfinite(estimate.value) else None
        for estimate in intervals(values, measures_of(cells, 1, heads, drawn))
    ]
    return Rated(one, customers, coverage, dict(zip(MEASURES, found, strict=True)), _top(cells, drawn) if top else None)


def _values(graded: ir.Table, one: Predictor, cells: Cells, ask: Ask, *, heads: float) -> list[float]:
    """The figures themselves: ranks from the levels, sums along every single score."""
    crossed = cells.spread_over(cells.counts, (1, 0))
    level = _level(one.key, FINEST)
    rows = ask(graded.group_by(level).aggregate(n=graded.count(), s=graded[_Y].sum()).order_by(level))
    people, brought = (np.array([float(row[key]) for row in rows]) for key in ("n", "s"))
    figures: tuple[Numbers, ...] = (spearman(crossed), gini(people, brought), caught(people, brought, heads))
    return [float(figure) for figure in figures]


def _top(cells: Cells, drawn: tuple[Numbers, Numbers]) -> Top | None:
    """What the best tier holds and brings; the cells' last level says who is in it."""
    people, brought = cells.spread_over(cells.counts, (2,)), cells.spread_over(cells.sums, (2,))
    if len(people) < 2 or brought.sum() <= 0:
        return None
    shares = divided(cells.spread_over(drawn[1], (2,))[..., 1], drawn[1].sum(axis=-1))
    (estimate,) = intervals([float(brought[1] / brought.sum())], [shares])
    return Top(float(people[1] / people.sum()), estimate)


def _apart(
    table: ir.Table,
    a: Predictor,
    b: Predictor,
    ask: Ask,
    rated: Sequence[Rated],
    *,
    heads: float,
    samples: int,
    seed: int,
) -> dict[str, Estimate | None]:
    """How much more one score tells than another, measured on the same customers, and drawn together."""
    both = table.filter(table[a.key].notnull() & table[b.key].notnull())
    cells = _cells(both, (_level(_Y, COARSE), _level(a.key, COARSE), _level(b.key, COARSE)), ask)
    if not len(cells.counts):
        return dict.fromkeys(MEASURES)
    drawn = cells.drawn(samples, seed)
    first, second = (measures_of(cells, score, heads, drawn) for score in (1, 2))
    values = []
    for one in (a, b):
        own = next(each for each in rated if each.predictor is one)
        if own.customers == int(cells.counts.sum()):
            values.append([np.nan if (f := own.figures[name]) is None else f.value for name in MEASURES])
        else:
            own_cells = _cells(both, (_level(_Y, MIDDLE), _level(one.key, MIDDLE)), ask)
            values.append(_values(both, one, own_cells, ask, heads=heads))
    gaps = [x - y for x, y in zip(*values, strict=True)]
    found = intervals(gaps, [x - y for x, y in zip(first, second, strict=True)])
    return {name: each if np.isfinite(each.value) else None for name, each in zip(MEASURES, found, strict=True)}


def _cells(table: ir.Table, levels: Sequence[str], ask: Ask) -> Cells:
    whole = table[_Y].cast("decimal(18, 0)")
    told = table.group_by(list(levels)).aggregate(
        n=table.count(), s=table[_Y].sum(), q=(whole * whole).cast("decimal(38, 0)").sum()
    )
    rows = ask(told)
    return Cells.of(
        [(tuple(int(row[level]) for level in levels), int(row["n"]), float(row["s"]), float(row["q"])) for row in rows]
    )


def _level(name: str, size: int) -> str:
    return f"{name}_{size}"


def _with_flapping(one: Rated, flapping: Mapping[str, float | None]) -> Rated:
    return replace(one, flapping=flapping.get(one.predictor.name))


def flapping_shares(
    first: ir.Table, second: ir.Table, third: ir.Table, columns: Sequence[str], ask: Ask
) -> dict[str, float | None]:
    """The share of customers whose tier left and came back, of those graded on three days in a row, by tier column.

    Each table has `customer_id` and the columns. None where nobody was graded on all three.
    """
    earlier = (
        table.select(**{f"id_{day}": table.customer_id}, **{f"{name}_{day}": table[name] for name in columns})
        for day, table in (("first", first), ("second", second))
    )
    joined = third
    for day, table in zip(("first", "second"), earlier, strict=True):
        joined = joined.inner_join(table, joined.customer_id == table[f"id_{day}"])
    asked: dict[str, ir.Scalar] = {}
    for number, name in enumerate(columns):
        now, one, two = (joined[column] for column in (name, f"{name}_first", f"{name}_second"))
        asked[f"n{number}"] = joined.count(where=now.notnull() & one.notnull() & two.notnull())
        asked[f"back{number}"] = joined.count(where=(now == one) & (now != two))
    row: dict[str, Any] = ask(joined.aggregate(**asked))[0]
    return {
        name: int(row[f"back{number}"]) / int(row[f"n{number}"]) if row[f"n{number}"] else None
        for number, name in enumerate(columns)
    }
