"""The SQL of a scheme version: compiled once for its tables, kept in the workspace, filled in for a day."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from fenji.grades.override import OVERRIDES
from fenji.metrics.origin import COLUMN as STATED
from fenji.metrics.period import Period
from fenji.pipeline import Plan, calibrate, nothing_to_grade, recorded_tables
from fenji.tables.currency import in_one_currency
from fenji.tables.rates import Rates
from fenji.version import __version__
from fenji.workspace import runs as ledger
from fenji.workspace.rates import workspace_rates
from fenji.workspace.tables import canonical_tables

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.engine import Engine
    from fenji.lake.lake import Lake
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Scheme
    from fenji.workspace.workspace import Workspace

OVERRIDDEN = "tiers_set_by_people"


def new_version(workspace: Workspace, lake: Lake, engine: Engine, scheme: Scheme, period: Period) -> CalibratedScheme:
    """The next version of a scheme, its cut points found on the customers of a day."""
    tables, recorded = _tables(workspace, lake, engine, scheme, workspace_rates(workspace.folder), as_of=period.as_of)
    found = calibrate(tables, scheme, period=period, engine=engine, recorded=recorded)
    taken = [version.version for version in ledger.versions(lake, scheme.name)]
    return replace(found, version=max(taken, default=0) + 1)


def sql_of(
    workspace: Workspace,
    lake: Lake,
    engine: Engine,
    scheme: CalibratedScheme,
    period: Period,
    *,
    rates: Rates | None,
) -> str:
    """The SQL of a scheme version for a period: compiled once for the same version, tables and fenji, then kept."""
    tables, recorded = _tables(workspace, lake, engine, scheme.scheme, rates, as_of=period.as_of)
    overrides = _overrides(lake, engine, scheme.scheme, period.as_of)
    reading = [str(table.schema()) for table in tables.values()]
    reading += [] if overrides is None else [f"overrides {overrides.schema()}"]
    shape = "|".join([scheme.digest, __version__, str(rates), str(lake.has("merges")), *sorted(recorded), *reading])
    name = f"{scheme.scheme.name}-v{scheme.version}-{hashlib.sha256(shape.encode()).hexdigest()[:12]}.sql"
    path = workspace.folder / "compiled" / name
    if path.is_file():
        return Plan(path.read_text("utf-8"), scheme.scheme.windows()).filled(period)
    plan = Plan.of(tables, scheme, period=period, engine=engine, recorded=recorded, overrides=overrides)
    path.parent.mkdir(exist_ok=True)
    path.write_text(plan.sql, "utf-8")
    return plan.filled(period)


def _overrides(lake: Lake, engine: Engine, scheme: Scheme, as_of: date) -> ir.Table | None:
    """The tiers that people set, as a working table of a fixed name, of which kept SQL can speak; None for none."""
    if importlib.util.find_spec("fenji.workspace.overrides") is None:
        return None
    told = importlib.import_module("fenji.workspace.overrides").overrides_as_of(lake, scheme, as_of)
    if told is None or not engine.rows(engine.compile(told.limit(1))):
        return None
    engine.drop(OVERRIDDEN)
    return engine.keep(OVERRIDDEN, engine.compile(told.select(*OVERRIDES)))


def _tables(
    workspace: Workspace, lake: Lake, engine: Engine, scheme: Scheme, rates: Rates | None, *, as_of: date
) -> tuple[Mapping[str, ir.Table], frozenset[str]]:
    tables = canonical_tables(lake)
    recorded = recorded_tables(tables, engine)
    if not recorded & {"customers", "orders"}:
        raise nothing_to_grade(as_of)
    wanted = scheme.currency or workspace.settings.currency
    return in_one_currency(tables, wanted, engine=engine, rates=rates), recorded


def shape_of(columns: Mapping[str, str]) -> str:
    """What the name of a table of results says of its columns: rows of one version may have more on another day."""
    stated = "_stated" if STATED in columns else ""
    return stated + ("_system" if "system_tier" in columns else "")
