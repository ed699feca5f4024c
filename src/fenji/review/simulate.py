"""What a changed standard would do to the same customers, from figures that are measured already."""

from __future__ import annotations

from collections.abc import Sequence
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
from fenji.scores.total import score, whole_weights

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
    found = calibrate_scheme(scheme, own, ask, version=before.version)
    same = {} if recalibrate else {
        one.name: before.learned[one.name] for one in scheme.criteria if _is_scored_alike(one, scheme, before)
    }  # fmt: skip
    if not same:
        return found, tuple(one.name for one in scheme.criteria)
    learned = {one.name: same.get(one.name, found.learned[one.name]) for one in scheme.criteria}
    left_out = tuple(name for name, cut in learned.items() if not cut.known)
    weights = whole_weights({one.name: one.weight_bp for one in scheme.criteria if one.name not in left_out})
    kept = replace(found, learned=learned, weights=weights, left_out=left_out)
    return kept, tuple(one.name for one in scheme.criteria if one.name not in same)


def _is_scored_alike(criterion: Criterion, scheme: Scheme, before: CalibratedScheme) -> bool:
    known = {one.name: one for one in before.scheme.criteria}
    if criterion.name not in known or criterion.name not in before.learned:
        return False
    old = known[criterion.name]
    places = [{one.column: column_of(one) for one in each.measures()} for each in (scheme, before.scheme)]
    is_same_figure = places[0][criterion.column] == places[1][old.column]
    return is_same_figure and criterion.scorer == old.scorer and better_of(criterion) == better_of(old)
