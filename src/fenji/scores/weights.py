"""Weights found from the customers themselves, once, by aggregates: entropy and CRITIC; and what TOPSIS keeps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from fenji.scores import compare, critic, entropy
from fenji.scores.critic import Moments
from fenji.scores.scorer import FULL, Better, Learned, Scorer
from fenji.scores.topsis import Ideal, ideals

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.scores.calibrate import Asked

Ask = Callable[["ir.Table"], list[dict[str, Any]]]
Method = Literal["entropy", "critic"]
METHODS: tuple[Method, ...] = ("entropy", "critic")
_FINE = 10**12


def found_weights(measured: ir.Table, criteria: Sequence[Asked], ask: Ask, *, method: Method) -> dict[str, int]:
    """The weight of every criterion as a whole number, in proportion; equal ones where nothing tells customers apart.

    Both methods look at the figures themselves, brought to 0–100 between their smallest and largest value, the better
    end at 100 (so that neither units nor negative revenue disturb), in hundredths; an unknown figure counts as what
    `unknown` earns. One aggregate finds the ends, one the sums (CRITIC), or one a criterion how often each of the
    10,001 possible values occurs (entropy). A figure that is the same for everybody gets weight 0.
    """
    scaled = _scaled(measured, criteria, ask)
    names = [one.name for one in criteria]
    if method == "critic":
        found = critic.weights(_moments(scaled, names, ask))
    else:
        found = entropy.weights({name: _counts(scaled, name, ask) for name in names})
    whole = {name: round(weight * _FINE) for name, weight in found.items()}
    return whole if any(whole.values()) else dict.fromkeys(names, 1)


def found_ideals(
    measured: ir.Table,
    criteria: Sequence[Asked],
    ask: Ask,
    *,
    learned: Mapping[str, Learned],
    weights: Mapping[str, int],
) -> dict[str, Ideal]:
    """The best and worst points anybody has, and the length of each criterion's vector of points: one aggregate."""
    counting = [one for one in criteria if weights.get(one.name)]
    if not counting:
        return {}
    points = {one.name: one.scorer.points(measured[one.column], learned[one.name]) for one in counting}
    table = measured.select(**{f"p{number}": column for number, column in enumerate(points.values())})
    asked: dict[str, Any] = {}
    for number in range(len(points)):
        column = table[f"p{number}"]
        asked |= {f"low{number}": column.min(), f"high{number}": column.max(), f"square{number}": _sum(column * column)}
    row = ask(table.aggregate(**asked))[0]
    found = {name: [row[f"{key}{number}"] or 0 for key in ("low", "high", "square")]
             for number, name in enumerate(points)}  # fmt: skip
    return ideals(
        {name: weights[name] for name in found},
        {name: (int(low), int(high)) for name, (low, high, _) in found.items()},
        {name: int(square) for name, (_, _, square) in found.items()},
    )


def _scaled(measured: ir.Table, criteria: Sequence[Asked], ask: Ask) -> ir.Table:
    asked: dict[str, Any] = {}
    for number, one in enumerate(criteria):
        column = measured[one.column]
        asked |= {f"low{number}": column.min(), f"high{number}": column.max()}
    row = ask(measured.aggregate(**asked))[0]
    ends = [(row[f"low{number}"], row[f"high{number}"]) for number in range(len(criteria))]
    columns = {
        one.name: _between(measured[one.column], one.scorer, low, high, better=one.better)
        for one, (low, high) in zip(criteria, ends, strict=True)
    }
    return measured.select(**columns).limit(None)


def _between(column: ir.NumericColumn, scorer: Scorer, low: Any, high: Any, *, better: Better) -> ir.IntegerColumn:
    """A figure between its ends, 0 to 10,000, in whole numbers and in floats that every engine rounds alike."""
    import ibis

    scale = compare.scale_of(column)
    first, last = (int(Decimal(end).scaleb(scale)) for end in (low, high))
    unknown = ibis.literal(scorer.unknown_points or 0, "int64")
    if first == last:
        return ibis.ifelse(column.isnull(), unknown, FULL // 2).cast("int64")
    units = (column * ibis.literal(10**scale, "int64")).cast("int64") if scale else column.cast("int64")
    gone = units - ibis.literal(first, "int64") if better == "higher" else ibis.literal(last, "int64") - units
    share = gone.cast("float64") * float(FULL) / ibis.literal(float(last - first), "float64")
    return ibis.ifelse(column.isnull(), unknown, (share + 0.5).floor().cast("int64")).cast("int64")


def _moments(scaled: ir.Table, names: Collection[str], ask: Ask) -> Moments:
    pairs = list(combinations(sorted(names), 2))
    asked: dict[str, Any] = {"customers": scaled.count()}
    asked |= {f"sum{number}": _sum(scaled[name]) for number, name in enumerate(names)}
    asked |= {f"square{number}": _sum(scaled[name] * scaled[name]) for number, name in enumerate(names)}
    asked |= {f"pair{number}": _sum(scaled[one] * scaled[other]) for number, (one, other) in enumerate(pairs)}
    row = ask(scaled.aggregate(**asked))[0]
    return Moments(
        customers=int(row["customers"]),
        sums={name: Fraction(int(row[f"sum{number}"])) for number, name in enumerate(names)},
        squares={name: Fraction(int(row[f"square{number}"])) for number, name in enumerate(names)},
        products={pair: Fraction(int(row[f"pair{number}"])) for number, pair in enumerate(pairs)},
    )


def _counts(scaled: ir.Table, name: str, ask: Ask) -> dict[int, int]:
    rows = ask(scaled.group_by(value=scaled[name]).aggregate(customers=scaled.count()))
    return {int(row["value"]): int(row["customers"]) for row in rows}


def _sum(column: ir.IntegerColumn) -> ir.DecimalScalar:
    """A sum that no number of customers makes too large."""
    return column.cast("decimal(38, 0)").sum()
