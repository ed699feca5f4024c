"""Measured customers as a review keeps them: each figure under a name that says metric, window and options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fenji.metrics.metric import identity

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.metrics.measure import Measure
    from fenji.scheme.calibrated import CalibratedScheme


def column_of(measure: Measure) -> str:
    """The name of a figure that says all of it: metric, window and options.

    >>> from fenji.metrics.measure import Measure
    >>> from fenji.metrics.window import Window
    >>> column_of(Measure("net_revenue", "net_revenue", Window("days", 90)))
    'net_revenue@90_days'
    """
    options = [f"{name}={measure.options[name]}" for name in sorted(measure.options)]
    return "@".join([identity(measure.metric), measure.window.slug, *options])


def place_of(measured: ir.Table, measure: Measure) -> str:
    """The column of a measured table that holds a figure."""
    whole = column_of(measure)
    return whole if whole in measured.columns else measure.column


def figures_of(row: Mapping[str, Any], scheme: CalibratedScheme) -> dict[str, Any]:
    """A row's figures under the names a standard has for them."""
    return {one.column: row.get(column_of(one), row.get(one.column)) for one in scheme.measures()}
