"""The journey of a run's customers, found in the lake: one pass over the events, kept only while it is asked."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fenji.errors import WorkspaceError
from fenji.journeys import paths
from fenji.journeys.events import events
from fenji.journeys.found import JourneyFound, Step, point_found
from fenji.journeys.journey import FILE, Journey, read_journey, usual_journey
from fenji.language import Text
from fenji.metrics.period import Period, fill
from fenji.metrics.window import Window
from fenji.pipeline import recorded_tables
from fenji.workspace.standings import rose_or_fell
from fenji.workspace.tables import canonical_tables

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.result import Result
    from fenji.workspace.workspace import Workspace

YEAR = Window("days", 365)


def written_journey(workspace: Workspace, file: Path | None = None) -> Journey:
    """The company's own journey: journey.yaml of the workspace, or `file`; the usual one where neither is there."""
    path = file or workspace.folder / FILE
    return read_journey(path) if file is not None or path.is_file() else usual_journey()


def journey_of(workspace: Workspace, result: Result, journey: Journey) -> JourneyFound:
    """What the run's customers went through in the year up to its day; an error where nothing is recorded."""
    found = find_journey(workspace, result, journey)
    if found is None:
        raise WorkspaceError(
            Text("no contact, order or feedback is recorded", "没有任何互动、订单或反馈记录"),
            where=str(workspace.folder),
            fix=Text("Import interactions, feedback or campaign answers first.", "请先导入互动、反馈或营销触达数据。"),
        )
    return found


def find_journey(workspace: Workspace, result: Result, journey: Journey) -> JourneyFound | None:
    """The same, or None where nothing is recorded."""
    lake, engine = workspace.lake, workspace.lake.engine
    tables, period = canonical_tables(lake), Period(result.run.as_of, result.run.zone, YEAR)
    found = events(tables, journey, period, recorded=recorded_tables(tables, engine))
    if found is None:
        return None
    relation = f"journey_{uuid4().hex[:12]}"
    walk = paths.walked(found, journey)
    engine.keep(relation, fill(engine.compile(walk), period.slots()))
    try:
        return _found(workspace, engine.table(relation), journey, period, result)
    finally:
        engine.drop(relation)


def _found(workspace: Workspace, walk: ir.Table, journey: Journey, period: Period, result: Result) -> JourneyFound:
    engine = workspace.lake.engine

    def rows(table: ir.Table) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = engine.rows(fill(engine.compile(table), period.slots()))
        return found

    figures = {row["touchpoint"]: row for row in rows(paths.points(walk, period.end_value(), journey.themes))}
    met = [point for point in journey.touchpoints if point.key in figures]
    felt = {row["about"]: row for row in rows(paths.felt(walk))}
    steps = [_step(row) for row in rows(paths.steps(walk))]
    moves = rose_or_fell(workspace, result.run)
    reached = [] if moves is None else rows(paths.by_move(walk, moves))
    return JourneyFound(
        journey=journey,
        points=tuple(point_found(point, figures[point.key], journey.themes, felt.get(point.key)) for point in met),
        steps=tuple(sorted(steps, key=lambda one: (-one.walks, one.before, one.after))),
        first={row["touchpoint"]: int(row["customers"]) for row in rows(paths.first_points(walk))},
        before_order={row["before_point"]: int(row["orders"]) for row in rows(paths.before_orders(walk))},
        rose=_reach(reached, "promotion"),
        fell=_reach(reached, "demotion"),
        customers=result.run.customers,
    )


def _reach(moves: list[dict[str, Any]], kind: str) -> dict[str, Decimal]:
    """Touchpoint → the share of those who rose (or fell) who were met there; empty where nobody did."""
    counted = {row["touchpoint"]: int(row["customers"]) for row in moves if row["move"] == kind}
    everyone = counted.pop(None, 0)
    return {key: Decimal(count) / everyone for key, count in counted.items()} if everyone else {}


def _step(row: dict[str, Any]) -> Step:
    return Step(row["touchpoint"], row["next_point"], int(row["walks"]), Decimal(str(round(row["hours"] / 24, 1))))
