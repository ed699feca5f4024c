"""One immutable DuckDB file a run, one row a customer, sorted as lists show it: what lists, charts and pages read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from fenji.engines.duckdb import DuckDBEngine
from fenji.engines.model import write_model
from fenji.grades.thresholds import thresholds
from fenji.pipeline import opened, present
from fenji.result import DEFAULT_ORDER, Result, compared
from fenji.workspace.cohorts import cohorts_sql
from fenji.workspace.members import with_memberships
from fenji.workspace.model_file import about, columns_of
from fenji.workspace.pinyin import with_pinyin
from fenji.workspace.sought import READ_THROUGH, with_sought
from fenji.workspace.tables import canonical_tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fenji.lake.lake import Lake
    from fenji.result_records import HistoryPoint
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.workspace.runs import KeptRun


def write_read_model(
    lake: Lake,
    kept: KeptRun,
    path: Path,
    *,
    scheme: CalibratedScheme,
    previous: KeptRun | None,
    past: Sequence[HistoryPoint] = (),
) -> None:
    """Writes a run's read model from the lake: graded rows, the customers' profile, the move since the previous run.

    What the rows mean (the run, its scheme version, the run before, the tiers' history) rests in the file beside them,
    so that a list needs nothing else: `open_file`.

    The first run of a scheme is compared with the customers' existing grades, where those are tiers of it. Written
    beside and renamed, so that a reader meets the whole file or none. Customers of the previous run who are not in
    this one rest in `gone`; who bought again after their first order in `cohorts`.
    """
    graded = _rows(lake, kept)
    profile = canonical_tables(lake).get("customers")
    tables = {} if profile is None else {"customers": with_pinyin(profile, lake.engine)}
    before = opened(tables, scheme, lake.engine) if previous is None else _rows(lake, previous)
    shown = present(thresholds(graded, scheme.ladder(), scheme.scored()), tables, previous=before)
    shown = with_memberships(shown, lake, kept.run.id, before=previous.run.id if previous else None)
    shown = with_sought(shown)
    keys = [ibis.desc(c[1:], nulls_first=False) if c.startswith("-") else ibis.asc(c, nulls_first=False)
            for c in DEFAULT_ORDER]  # fmt: skip
    asked = {"customers": lake.engine.compile(shown.order_by(keys))}
    if before is not None and previous is not None:
        gone = present(before.anti_join(graded, "customer_id"), tables).select(
            "customer_id", "name", "tier", "net_revenue"
        )
        asked["gone"] = lake.engine.compile(gone.order_by("customer_id"))
    asked["cohorts"] = cohorts_sql(lake, kept)
    asked["about"] = about(kept.run, scheme, previous.run if previous else None, past)
    write_model(path, lake.engine, asked, scanned={"customers": READ_THROUGH})


def open_result(
    path: Path,
    kept: KeptRun,
    scheme: CalibratedScheme,
    *,
    previous: KeptRun | None,
    past: Sequence[HistoryPoint],
) -> Result:
    """The result that reads a run's file, on a locked connection of its own."""
    engine = DuckDBEngine.read_model(path)
    has_gone = previous is not None
    return Result(
        engine=engine,
        relation="customers",
        run=kept.run,
        scheme=scheme,
        columns=columns_of(engine),
        previous=previous.run if previous else compared(kept.run, engine, "customers"),
        gone="gone" if has_gone else None,
        past=tuple(past),
        bought="cohorts",
    )


def _rows(lake: Lake, kept: KeptRun) -> ibis.expr.types.Table:
    table = lake.table(kept.result_table)
    return table.filter(table.run_id == kept.run.id).drop("run_id")
