"""The journey of a run's customers, found in the lake: one pass over the events, kept only while it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import ibis

from fenji.errors import WorkspaceError
from fenji.journeys import paths
from fenji.journeys.events import events, met, occurring
from fenji.journeys.found import BeforeOrder, JourneyFound, Loop, Occurs, Step, days_of, point_found
from fenji.journeys.journey import FILE, Journey, usual_journey
from fenji.journeys.spoken import about, quotes, said_most
from fenji.journeys.written import read_journey
from fenji.language import Text
from fenji.metrics.period import Period, fill
from fenji.metrics.window import Window
from fenji.pipeline import recorded_tables
from fenji.workspace.standings import rose_or_fell
from fenji.workspace.tables import people_of, tables_seen

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.engine import Engine
    from fenji.result import Result
    from fenji.workspace.workspace import Workspace

YEAR = Window("days", 365)
AT_ONCE = 1_000_000  # events whose windows are held in memory


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
    """The same, or None where nothing is recorded. Of a part of the run's customers, their events alone walk."""
    lake, engine = workspace.lake, workspace.lake.engine
    tables, period = tables_seen(lake, result), Period(result.run.as_of, result.run.zone, YEAR)
    recorded = recorded_tables(tables, engine)
    happened = events(tables, journey, period, recorded=recorded)
    if happened is None:
        return None
    with _kept(engine, period) as keep:
        known = keep(paths.placed(met(happened), journey))
        numbers = keep(paths.numbers(known))
        walk = _walk(engine, keep, keep(paths.numbered(known, numbers)), known, journey)
        moves, people = _moves(workspace, result), tables.get("customers")
        asked = _Ask(engine, walk, journey, period, is_sold="orders" in recorded and bool(journey.sales()))
        return asked.found(
            happened,
            result,
            None if moves is None else paths.numbered(moves, numbers),
            None if people is None else paths.numbered(people.select("customer_id", "name"), numbers),
        )


def _walk(
    engine: Engine, keep: Callable[[ir.Table], ir.Table], events: ir.Table, known: ir.Table, journey: Journey
) -> ir.Table:
    """The walk of all events, found for some customers after the others, so that memory holds the windows of few."""
    engine.drop(known.get_name())
    (counted,) = engine.rows(engine.compile(events.aggregate(events=events.count())))
    parts = 1 + int(counted["events"]) // AT_ONCE
    some = [events.filter(events.customer_id % parts == n) for n in range(parts)] if parts > 1 else [events]
    kept = [keep(paths.stepped(one, journey)) for one in some]
    engine.drop(events.get_name())
    return paths.told(ibis.union(*kept) if parts > 1 else kept[0], journey)


@contextmanager
def _kept(engine: Engine, period: Period) -> Iterator[Callable[[ir.Table], ir.Table]]:
    """Inside the block, answers can be kept as working tables; afterwards they are gone."""
    made: list[str] = []

    def keep(table: ir.Table) -> ir.Table:
        made.append(f"journey_{uuid4().hex[:12]}")
        return engine.keep(made[-1], fill(engine.compile(table), period.slots()))

    try:
        yield keep
    finally:
        for name in made:
            engine.drop(name)


def _moves(workspace: Workspace, result: Result) -> ir.Table | None:
    """Who rose or fell since the run before, of the customers asked for."""
    moves = rose_or_fell(workspace, result.run)
    if moves is None or result.only is None:
        return moves
    people = people_of(workspace.lake, result)
    return moves.semi_join(people, moves.customer_id == people.one_of)


@dataclass(frozen=True)
class _Ask:
    """The questions to a walk; every answer is as small as the journey, however many customers there are.

    `is_sold`: whether orders are recorded and part of the journey; without them nobody can be said not to have ordered.
    """

    engine: Engine
    walk: ir.Table
    journey: Journey
    period: Period
    is_sold: bool

    def found(
        self, happened: ir.Table, result: Result, moves: ir.Table | None, people: ir.Table | None
    ) -> JourneyFound:
        walk, stages = self.walk, self.journey.stage_of()
        reached = [] if moves is None else self._rows(paths.by_move(walk, moves))
        went = [] if moves is None else self._rows(paths.paths_by_move(walk, moves))
        movers = {row["move"]: int(row["customers"]) for row in reached if row["touchpoint"] is None}
        before = {end: self._before(end) for end in ("first", "last")}
        firsts = self._rows(paths.first_points(walk))
        words, quoted = self._said(people)
        return JourneyFound(
            journey=self.journey,
            points=self._points(),
            steps=self._steps(paths.steps(walk), "touchpoint", "next_point"),
            first={row["touchpoint"]: int(row["customers"]) for row in firsts},
            before_order={one.point: one.orders for one in before["last"]},
            rose=_reach(reached, movers, "promotion"),
            fell=_reach(reached, movers, "demotion"),
            customers=result.run.customers,
            flows=self._steps(paths.flows(walk, stages), "stage", "next_stage"),
            loops=self._loops(),
            first_touch=before["first"],
            last_touch=before["last"],
            rose_steps=_went(went, movers, "promotion"),
            fell_steps=_went(went, movers, "demotion"),
            movers=movers,
            occurs=self._occurs(happened),
            words=words,
            quotes=quoted,
            only=result.only,
        )

    def _points(self) -> tuple[Any, ...]:
        end, themes = self.period.end_value(), self.journey.themes
        figures = {row["touchpoint"]: row for row in self._rows(paths.points(self.walk, end, themes))}
        felt = {row["about"]: row for row in self._rows(paths.felt(self.walk))}
        points = [point for point in self.journey.touchpoints if point.key in figures]
        found = (point_found(point, figures[point.key], themes, felt.get(point.key)) for point in points)
        return tuple(one if self.is_sold else replace(one, ordered=None) for one in found)

    def _steps(self, table: ir.Table, before: str, after: str) -> tuple[Step, ...]:
        found = [Step(row[before], row[after], int(row["walks"]), days_of(row["hours"])) for row in self._rows(table)]
        return tuple(sorted(found, key=lambda one: (-one.walks, one.before, one.after)))

    def _loops(self) -> tuple[Loop, ...]:
        rows = self._rows(paths.loops(self.walk))
        found = [Loop(row["touchpoint"], row["next_point"], int(row["walks"]), int(row["customers"])) for row in rows]
        return tuple(sorted(found, key=lambda one: (-one.walks, one.point, one.over)))

    @cached_property
    def _ends(self) -> list[dict[str, Any]]:
        return self._rows(paths.before_orders(self.walk, sorted(self.journey.keys())))

    def _before(self, end: str) -> tuple[BeforeOrder, ...]:
        rows = [row for row in self._ends if row["end"] == end]
        found = [BeforeOrder(row["touchpoint"], int(row["orders"]), days_of(row["hours"])) for row in rows]
        return tuple(sorted(found, key=lambda one: (-one.orders, one.point)))

    def _occurs(self, happened: ir.Table) -> tuple[Occurs, ...]:
        found = [
            Occurs(
                **{name: row[name] for name in ("table", "which", "kind", "channel", "detail")},
                point=row["touchpoint"],
                events=int(row["events"]),
                anonymous=int(row["anonymous"]),
            )
            for row in self._rows(occurring(happened))
        ]
        return tuple(sorted(found, key=lambda one: (-one.events, one.table, one.which, one.kind or "", str(one))))

    def _said(self, people: ir.Table | None) -> Any:
        """(stage → its typical words with their answers, what may be quoted): of whoever agreed, without names."""
        words = [word for theme in self.journey.themes for word in theme.words]
        stages = self.journey.stage_of()
        typical = said_most(self._rows(paths.spoken(self.walk, words)) if words else [], words, stages)
        return typical, quotes(self._rows(about(self.walk, people)), stages, typical)

    def _rows(self, table: ir.Table) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.engine.rows(fill(self.engine.compile(table), self.period.slots()))
        return found


def _reach(moves: list[dict[str, Any]], movers: dict[str, int], kind: str) -> dict[str, Decimal]:
    """Touchpoint → the share of those who rose (or fell) who were met there; empty where nobody did."""
    rows = [row for row in moves if row["move"] == kind and row["touchpoint"] is not None]
    return {row["touchpoint"]: Decimal(int(row["customers"])) / movers[kind] for row in rows}


def _went(paths_of: list[dict[str, Any]], movers: dict[str, int], kind: str) -> dict[tuple[str, str], Decimal]:
    """A step between touchpoints → the share of those who rose (or fell) who went it."""
    rows = [row for row in paths_of if row["move"] == kind]
    return {(row["touchpoint"], row["next_point"]): Decimal(int(row["customers"])) / movers[kind] for row in rows}
