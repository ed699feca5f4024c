"""An empty, explained Excel file for each canonical table, which imports as it is: notes, checks, one example row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.intake.typed import PROBLEMS_FOUND, RAW

if TYPE_CHECKING:
    from fenji.engines.engine import Engine

EXAMPLE = "示例 EXAMPLE"


def leave_out_example(engine: Engine) -> None:
    """Names the template's example row, told by its first cell, so that it is shown and never taken as a record."""
    engine.run(
        f"INSERT INTO {PROBLEMS_FOUND} SELECT __row, '', 'EXAMPLE_ROW', NULL FROM {RAW} "
        f"WHERE starts_with(trim(c0), '{EXAMPLE}')"
    )
