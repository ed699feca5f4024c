"""What a changed standard would do to the same customers, from figures that are measured already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import ibis

from fenji.grades.ladder import grade
from fenji.language import Text
from fenji.metrics.stage import staged
from fenji.review.measured import column_of, place_of
from fenji.review.simulation import NAME, Simulation
from fenji.scheme.calibrated import CalibratedScheme, better_of, calibrate_scheme
from fenji.scores.calibrate import Asked, calibrate
from fenji.scores.total import score, whole_weights
from fenji.scores.weights import found_ideals, found_weights

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.engine import Engine
    from fenji.scheme.model import Criterion, Scheme
    from fenji.scores.calibrate import Ask


def simulate(
    measured: ir.Table,
    before: CalibratedScheme,
    after: CalibratedScheme,
    *,
    engine: Engine,
    currency: str = "CNY",
    notes: Sequence[Text] = (),
    as_of: date | None = None,
) -> Simulation:
    """The customers of a measured table graded by two calibrated standards, in one statement a question.

    `measured` has `customer_id`, the figures of both standards, and `name` where it is known. A figure stands under the
    name `column_of` gives it, so that two standards may mean different periods by one word; or, where both mean the
    same, under the standard's own.
    """
    named = measured if NAME in measured.columns else measured.mutate(**{NAME: ibis.null("string")})
    first = graded_by(named, before)
    kept = {f"from_{name}": first[name] for name in ("total", "rung", "tier", "reason")}
    one = staged(first.select(*named.columns, **kept, from_revenue=first.net_revenue))
    return Simulation(engine, graded_by(one, after), before, after, currency, tuple(notes), as_of)


def graded_by(measured: ir.Table, scheme: CalibratedScheme) -> ir.Table:
    """The measured table with points, total, rung, tier and reason by one standard."""
    figures = {measure.column: measured[place_of(measured, measure)] for measure in scheme.measures()}
    seen = staged(measured.mutate(**figures))
    return staged(grade(staged(score(seen, scheme.scored())), scheme.ladder()))


def with_cut_points_of(
    before: CalibratedScheme, scheme: Scheme, measured: ir.Table, *, ask: Ask, recalibrate: bool = False
) -> tuple[CalibratedScheme, tuple[str, ...]]:
    """The changed standard with the cut points of the version it comes from, and which criteria had to find new ones.

    A criterion that is scored as before on the same figure keeps its cut points, whatever its weight; one that is new
    or scored otherwise finds them on the measured customers. With `recalibrate` all do, as grading by the changed
    standard for the first time would.
    """
    own = measured.select(**{one.column: measured[place_of(measured, one)] for one in scheme.measures()})
    same = () if recalibrate else tuple(one.name for one in scheme.criteria if _is_scored_alike(one, scheme, before))
    new = tuple(one.name for one in scheme.criteria if one.name not in same)
    if not same:
        return calibrate_scheme(scheme, own, ask, version=before.version), new
    found = calibrate(own, _asked(scheme, new), ask).learned if new else {}
    learned = {one.name: found.get(one.name) or before.learned[one.name] for one in scheme.criteria}
    left_out = tuple(name for name, cuts in learned.items() if not cuts.known)
    after = CalibratedScheme(scheme, before.version, learned, {}, left_out)
    after = replace(after, weights=_weights(before, after, own, ask))
    return _with_ideals(before, after, own, ask), new


def _weights(before: CalibratedScheme, after: CalibratedScheme, own: ir.Table, ask: Ask) -> Mapping[str, int]:
    """Written weights without what is left out; weights found from customers stay as long as the criteria do."""
    scheme, method = after.scheme, after.scheme.weights_by.method
    counting = [name for name in after.learned if name not in after.left_out]
    if method is None or not counting:
        return whole_weights({name: scheme.weights()[name] for name in counting})
    if scheme.weights_by == before.scheme.weights_by and before.learned == after.learned:
        return before.weights
    return whole_weights(found_weights(own, _asked(scheme, counting), ask, method=method))


def _with_ideals(before: CalibratedScheme, after: CalibratedScheme, own: ir.Table, ask: Ask) -> CalibratedScheme:
    """What TOPSIS keeps: as it was where points and weights are, else found by the points as they are now."""
    if after.scheme.total_by != "topsis":
        return after
    if before.ideals and (before.learned, before.weights) == (after.learned, after.weights):
        return replace(after, ideals=before.ideals)
    asked = _asked(after.scheme, [name for name in after.learned if name not in after.left_out])
    return replace(after, ideals=found_ideals(own, asked, ask, learned=after.learned, weights=after.weights))


def _asked(scheme: Scheme, names: Sequence[str]) -> list[Asked]:
    weights = scheme.weights()
    return [
        Asked(one.name, one.column, one.scorer, weights[one.name], better_of(one))
        for one in scheme.criteria
        if one.name in names
    ]


def _is_scored_alike(criterion: Criterion, scheme: Scheme, before: CalibratedScheme) -> bool:
    known = {one.name: one for one in before.scheme.criteria}
    if criterion.name not in known or criterion.name not in before.learned:
        return False
    old = known[criterion.name]
    places = [{one.column: column_of(one) for one in each.measures()} for each in (scheme, before.scheme)]
    is_same_figure = places[0][criterion.column] == places[1][old.column]
    return is_same_figure and criterion.scorer == old.scorer and better_of(criterion) == better_of(old)
