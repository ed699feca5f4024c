"""What a merge would do to the grade, before it is decided: each customer alone, and all of them as one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.intake.identity.merges import links_of
from fenji.language import Text
from fenji.metrics.measure import Measure, measure
from fenji.metrics.period import Period, fill
from fenji.metrics.window import Window
from fenji.pipeline import Plan, recorded_tables
from fenji.tables.currency import in_one_currency
from fenji.workspace import runs as ledger
from fenji.workspace.duplicates import linked_tables, merges
from fenji.workspace.rates import workspace_rates
from fenji.workspace.tables import canonical_tables

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.result_records import Run
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.workspace.workspace import Workspace

_FIGURES = ("order_count", "net_revenue", "last_ordered_on")


@dataclass(frozen=True)
class Standing:
    """One customer's grade and figures; tier and score are None where nothing was graded yet, or while ungraded."""

    customer_id: str
    name: str | None
    tier: str | None
    tier_name: Text | None
    score: Decimal | None
    order_count: int | None
    net_revenue: Decimal | None
    last_ordered_on: date | None


@dataclass(frozen=True)
class MergePreview:
    """The customers before the merge, and the survivors after it; `run` is the grading compared with, if any."""

    run: Run | None
    before: tuple[Standing, ...]
    after: tuple[Standing, ...]


def preview(workspace: Workspace, links: Mapping[str, str]) -> MergePreview:
    """How the customers of planned links stand now, and how their survivors would: by the newest grading's standard.

    Cut points and as-of day are those of that grading; the figures are those of all orders of the customers together.
    Without a grading the figures count all orders there are. Changes nothing.
    """
    active = links_of(merges(workspace))
    kept = ledger.runs(workspace.lake)
    run = kept[-1].run if kept else None
    before = _standings(workspace, active, {*links, *links.values()}, run)
    together = {**active, **links}
    after = _standings(workspace, together, {one for one in links.values() if one not in together}, run)
    return MergePreview(run, before, after)


def _standings(
    workspace: Workspace, links: dict[str, str], ids: Collection[str], run: Run | None
) -> tuple[Standing, ...]:
    engine = workspace.lake.engine
    tables = linked_tables(workspace, links)
    chosen = {name: _of(table, ids) for name, table in tables.items()}
    names = {row["customer_id"]: row["name"]
             for row in engine.rows(engine.compile(chosen["customers"].select("customer_id", "name")))}  # fmt: skip
    rows = _measured(workspace, chosen) if run is None else _graded(workspace, chosen, run)
    scheme = None if run is None else _scheme(workspace, run)
    return tuple(_standing(row, names.get(row["customer_id"]), scheme)
                 for row in sorted(rows, key=lambda row: str(row["customer_id"])))  # fmt: skip


def _graded(workspace: Workspace, tables: Mapping[str, ir.Table], run: Run) -> list[dict[str, Any]]:
    engine = workspace.lake.engine
    recorded = recorded_tables(canonical_tables(workspace.lake), engine)
    converted = in_one_currency(tables, run.currency, engine=engine, rates=workspace_rates(workspace.folder))
    period = Period(as_of=run.as_of, zone=run.zone, window=run.window)
    plan = Plan.of(converted, _scheme(workspace, run), period=period, engine=engine, recorded=recorded)
    return engine.rows(plan.filled(period))


def _measured(workspace: Workspace, tables: Mapping[str, ir.Table]) -> list[dict[str, Any]]:
    engine = workspace.lake.engine
    recorded = recorded_tables(canonical_tables(workspace.lake), engine)
    everything = Window.read("all")
    period = Period(as_of=date.max.replace(year=9000), zone=workspace.settings.zone, window=everything)
    asked = [Measure(name, name, everything) for name in _FIGURES]
    sql = engine.compile(measure(tables, asked, period, recorded=recorded))
    return engine.rows(fill(sql, period.slots([everything])))


def _scheme(workspace: Workspace, run: Run) -> CalibratedScheme:
    return next(one for one in ledger.versions(workspace.lake, run.scheme) if one.version == run.version)


def _of(table: ir.Table, ids: Collection[str]) -> ir.Table:
    return table.filter(table.customer_id.isin(sorted(ids))) if "customer_id" in table.columns else table


def _standing(row: Mapping[str, Any], name: str | None, scheme: CalibratedScheme | None) -> Standing:
    tier, total = row.get("tier"), row.get("total")
    return Standing(
        customer_id=row["customer_id"],
        name=name,
        tier=tier,
        tier_name=None if scheme is None or tier is None else scheme.tier(tier).name,
        score=None if total is None else Decimal(total) / 1_000_000,
        **{figure: row[figure] for figure in _FIGURES},
    )
