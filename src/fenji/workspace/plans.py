"""The SQL of a scheme version: compiled once for its tables, kept in the workspace, filled in for a day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from fenji.engines.engine import literal
from fenji.grades.override import OVERRIDES
from fenji.metrics.origin import COLUMN as STATED
from fenji.metrics.period import Period
from fenji.pipeline import Plan, calibrate, nothing_to_grade, recorded_tables, standing_before
from fenji.tables.currency import in_one_currency
from fenji.tables.rates import Rates
from fenji.version import __version__
from fenji.workspace import runs as ledger
from fenji.workspace.overrides import overrides_as_of
from fenji.workspace.rates import workspace_rates
from fenji.workspace.refreshing import Slide, slid_plan
from fenji.workspace.tables import profiled_tables, refusing

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.engine import Engine
    from fenji.lake.lake import Lake
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Scheme
    from fenji.workspace.workspace import Workspace

OVERRIDDEN = "tiers_set_by_people"
BEFORE = "run_before"
LENT = "rows_before"


@dataclass(frozen=True)
class Previous:
    """The earlier run that transition rules go on from: its day and its rows."""

    day: date
    rows: ir.Table

    @classmethod
    def of(cls, lake: Lake, kept: ledger.KeptRun | None) -> Previous | None:
        """The rows of a kept run, as they rest."""
        if kept is None:
            return None
        table = lake.table(kept.result_table)
        return cls(kept.run.as_of, table.filter(table.run_id == kept.run.id).drop("run_id"))

    @classmethod
    def seen_from(cls, pinned: Lake, lake: Lake, kept: ledger.KeptRun | None) -> Previous | None:
        """The rows of a kept run for a grading on a pinned snapshot.

        After a rebuild the snapshot has the data only, results were copied later: then they are lent from the lake.
        """
        if kept is None:
            return None
        where = f"FROM lake.main.{kept.result_table} WHERE run_id = {literal(kept.run.id)}"
        if pinned.has(kept.result_table) and pinned.engine.rows(f"SELECT 1 {where} LIMIT 1"):
            return cls.of(pinned, kept)
        pinned.engine.register(LENT, lake.engine.arrow(f"SELECT * EXCLUDE (run_id) {where}"))
        return cls(kept.run.as_of, pinned.engine.table(LENT))


def new_version(workspace: Workspace, lake: Lake, engine: Engine, scheme: Scheme, period: Period) -> CalibratedScheme:
    """The next version of a scheme, its cut points found on the customers of a day."""
    tables, recorded = _tables(workspace, lake, scheme, workspace_rates(workspace.folder), as_of=period.as_of)
    found = calibrate(tables, scheme, period=period, engine=engine, recorded=recorded)
    taken = [version.version for version in ledger.versions(lake, scheme.name)]
    return replace(found, version=max(taken, default=0) + 1)


@contextmanager
def planned(
    workspace: Workspace,
    lake: Lake,
    engine: Engine,
    scheme: CalibratedScheme,
    period: Period,
    *,
    rates: Rates | None,
    previous: Previous | None = None,
    slide: Slide | None = None,
) -> Iterator[str]:
    """The SQL of a scheme version for a period: compiled once for the same version, tables and fenji, then kept.

    It may be run inside the block: what it reads besides the lake are working tables, dropped in the end. `previous` is
    the earlier run that transition rules go on from; without such rules it isn't read. With `slide` figures kept before
    are gone on from, where that pays.
    """
    tables, recorded = _tables(workspace, lake, scheme.scheme, rates, as_of=period.as_of)
    overrides = _overrides(lake, engine, scheme.scheme, period.as_of)
    apart = refusing(lake, period)
    before = None if previous is None else standing_before(
        previous.rows, tables=tables, scheme=scheme, period=period, engine=engine, recorded=recorded, name=BEFORE
    )  # fmt: skip
    reading = [f"{type(table.op()).__name__} {table.schema()}" for table in tables.values()]  # converted or as it rests
    reading += [] if before is None else ["standing" if before.reversals is None else "standing and reversals"]
    reading += [] if overrides is None else [f"overrides {overrides.schema()}"]
    reading += [] if apart is None else ["without whoever has opted out"]
    shape = "|".join([scheme.digest, __version__, str(rates), str(lake.has("merges")), *sorted(recorded), *reading])
    name = f"{scheme.scheme.name}-v{scheme.version}-{hashlib.sha256(shape.encode()).hexdigest()[:12]}.sql"
    path = workspace.folder / "compiled" / name
    is_here = engine is lake.engine  # elsewhere, compiling also carries the tables over
    compiled = partial(
        Plan.of, tables, scheme, period=period, engine=engine, recorded=recorded, overrides=overrides, before=before,
        refusing=apart,
    )  # fmt: skip
    slid = None if slide is None or not is_here else slid_plan(
        lake, period, slide, path=path.with_suffix(".json"), folder=workspace.folder / "runs",
        make=lambda summing: compiled(summing=summing),
    )  # fmt: skip
    if slid is not None:
        plan = Plan(slid, scheme.scheme.windows(), scheme.transition())
    elif path.is_file() and is_here:
        plan = Plan(path.read_text("utf-8"), scheme.scheme.windows(), scheme.transition())
    else:
        plan = compiled()
        if is_here:
            path.parent.mkdir(exist_ok=True)
            path.write_text(plan.sql, "utf-8")
    yield plan.filled(period, None if previous is None else previous.day)
    if before is not None:
        before.drop(engine)
    if overrides is not None:
        engine.drop(OVERRIDDEN)


def _overrides(lake: Lake, engine: Engine, scheme: Scheme, as_of: date) -> ir.Table | None:
    """The tiers that people set, as a working table of a fixed name, of which kept SQL can speak; None for none."""
    told = overrides_as_of(lake, scheme, as_of)
    if told is None or not engine.rows(engine.compile(told.limit(1))):
        return None
    return engine.keep(OVERRIDDEN, engine.compile(told.select(*OVERRIDES)))


def _tables(
    workspace: Workspace, lake: Lake, scheme: Scheme, rates: Rates | None, *, as_of: date
) -> tuple[Mapping[str, ir.Table], frozenset[str]]:
    tables = profiled_tables(lake)
    recorded = recorded_tables(tables, lake.engine)
    if not recorded & {"customers", "orders"}:
        raise nothing_to_grade(as_of)
    wanted = scheme.currency or workspace.settings.currency
    return in_one_currency(tables, wanted, engine=lake.engine, rates=rates), recorded


def shape_of(columns: Mapping[str, str]) -> str:
    """What the name of a table of results says of its columns: rows of one version may have more on another day."""
    stated = "_stated" if STATED in columns else ""
    held = "_standing" if "standing_tier" in columns else "_system" if "system_tier" in columns else ""
    return stated + held
