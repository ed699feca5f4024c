"""Segments over the runs: what each run's own read model says, opened for one question and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji_web import library
from fenji_web.insights.services import MOST_RUNS
from fenji_web.segments import queries
from fenji_web.ui.remembered import file_of, once

if TYPE_CHECKING:
    from fenji_web.segments.queries import Sizes
    from fenji_web.ui.reading import Reading


def trend(reading: Reading, column: str) -> list[Sizes]:
    """Customers and revenue by segment at the runs up to this one, oldest first, as far as their files are there."""
    result = reading.result
    past = [] if result is None else list(dict.fromkeys(point.run_id for point in result.past))
    found = [_sizes(reading, run_id, column) for run_id in past[-MOST_RUNS:]]
    return [sizes for sizes in found if sizes]


def _sizes(reading: Reading, run_id: str, column: str) -> Sizes:
    earlier = file_of(reading, run_id)
    if earlier is None:
        return {}

    def ask() -> Sizes:
        found = library.open_file(earlier)
        try:
            return queries.sizes(found, column) if column in found.columns else {}
        finally:
            found.engine.close()

    return once((earlier, "sizes", column), ask)
