"""Proposals for a standard that is being edited, from the measured customers alone: weights, borders, cut points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.duckdb import DuckDBEngine
    from fenji.review.suggest import Method
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Scheme
    from fenji.scores.weights import Method as WeightMethod
    from fenji.workspace.preview_file import PreviewFile


def proposed_weights(
    folder: Path, start: PreviewFile, scheme: Scheme, method: WeightMethod
) -> Mapping[str, int] | None:
    """The weights of the criteria in whole percents as the customers' figures suggest; None: measure them first."""
    from fenji.pipeline import asking
    from fenji.review.measured import place_of
    from fenji.scheme.calibrated import better_of
    from fenji.scheme.reshaping import in_whole_percents
    from fenji.scores.calibrate import Asked
    from fenji.scores.weights import found_weights

    with _opened(folder, start, scheme) as opened:
        if opened is None:
            return None
        engine, measured, after = opened
        own = measured.select(**{one.column: measured[place_of(measured, one)] for one in scheme.measures()})
        asked = [
            Asked(one.name, one.column, one.scorer, 0, better_of(one))
            for one in scheme.criteria
            if one.name not in after.left_out
        ]
        found = found_weights(own, asked, asking(engine), method=method)
    return in_whole_percents({name: Decimal(weight) for name, weight in found.items()})


def proposed_borders(folder: Path, start: PreviewFile, scheme: Scheme, method: Method) -> dict[str, Decimal] | None:
    """All score borders by one method, tier → score, and None where customers aren't measured. Errors: `borders_by`."""
    from fenji.pipeline import asking
    from fenji.review.simulate import graded_by
    from fenji.review.suggest import borders_by

    with _opened(folder, start, scheme) as opened:
        if opened is None:
            return None
        engine, measured, after = opened
        return borders_by(graded_by(measured, after), after, method, asking(engine))


def proposed_bands(
    folder: Path, start: PreviewFile, scheme: Scheme, criterion: str, method: Method, *, bins: int = 5
) -> dict[str, Any] | None:
    """A scorer of fixed bands for a criterion, as a standard writes it; None where customers aren't measured."""
    from fenji.pipeline import asking
    from fenji.review.bands_for import bands_for, scorer_of
    from fenji.review.simulate import graded_by

    with _opened(folder, start, scheme) as opened:
        if opened is None:
            return None
        engine, measured, after = opened
        return scorer_of(bands_for(graded_by(measured, after), after, criterion, method, asking(engine), bins=bins))


def calibrated_now(folder: Path, start: PreviewFile, scheme: Scheme) -> CalibratedScheme | None:
    """The standard being edited with its cut points, kept or found now; None where customers aren't measured."""
    with _opened(folder, start, scheme) as opened:
        return None if opened is None else opened[2]


@contextmanager
def _opened(
    folder: Path, start: PreviewFile, scheme: Scheme
) -> Iterator[tuple[DuckDBEngine, ir.Table, CalibratedScheme] | None]:
    from fenji.review.changes import Changed
    from fenji.workspace.preview_file import opened_measured
    from fenji.workspace.simulating import Base, compared

    with opened_measured(folder, start, (*start.scheme.measures(), *scheme.measures())) as opened:
        if opened is None:
            yield None
            return
        engine, measured = opened
        base = Base(start.scheme, measured, start.as_of, start.currency)
        yield engine, measured, compared(base, Changed(scheme, ()), engine=engine).after
