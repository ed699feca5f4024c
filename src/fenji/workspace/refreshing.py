"""A daily refresh: what was kept of every customer is slid to the new day, instead of reading every order again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.lake.changes import CAME, WENT, least_beside, lend_changes
from fenji.language import Text
from fenji.metrics.period import Period
from fenji.metrics.sliding import filled
from fenji.workspace import sliding_sql as text
from fenji.workspace import state_sql
from fenji.workspace.kept_state import State, found_state, keep_state, newest_state
from fenji.workspace.slidable import SLID, Slidable, Slidables, Splitting, compiled
from fenji.workspace.state_sql import Moved

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.lake.lake import Lake
    from fenji.pipeline import Plan

FOLDER = "kept"
LEAST_ROWS = 5_000_000  # fewer are summed up in about a second
OFTEN = 7  # days: who grades at least so often gets a state; after as many it is kept anew
MOST_CHANGED = 0.05  # of the rows; more are summed up anew


@dataclass(frozen=True)
class Slide:
    """That a grading may go on from what was kept. `before`: the day of the scheme's run before."""

    say: Callable[[Text, float], None]
    before: date | None = None


def slid_plan(
    lake: Lake, period: Period, slide: Slide, *, path: Path, folder: Path, make: Callable[[Splitting], Plan]
) -> str | None:
    """The SQL of the plan that reads kept state, made ready for the period; None where that doesn't pay or can't be.

    `path`: where the compiled plan is kept; `make` compiles it.
    """
    engine = lake.engine
    if not lake.has("orders") or rows_of(lake, "orders") < LEAST_ROWS:
        return None
    sql, slidables = compiled(engine, period, path, make)
    if "orders" not in slidables.tables:
        return None
    is_often = slide.before is not None and period.as_of - slide.before <= timedelta(days=OFTEN)
    how = prepare(lake, engine, slidables, period, folder / FOLDER, is_often=is_often)
    if how == "slid":
        slide.say(Text("from the figures kept before, and what changed", "沿用已保存的汇总，只计变化部分"), 0.3)
    return sql if how else None


def rows_of(lake: Lake, table: str) -> int:
    """How many rows a table has."""
    return int(lake.engine.rows(f"SELECT count(*) AS n FROM lake.main.{table}")[0]["n"])


def prepare(
    lake: Lake,
    engine: Engine,
    slidables: Slidables,
    period: Period,
    folder: Path,
    *,
    anew: bool = False,
    is_often: bool = True,
) -> str:
    """Makes the relation `SLID`, from what was kept or, where that can't be, from one pass that is kept.

    Returns how: 'slid', 'whole', or '' where neither is to be: days and instants don't agree, or nobody grades often
    enough for a state to pay, which costs as much as a grading to find.
    """
    state = None if anew else newest_state(lake, slidables, period, folder)
    rows = None if state is None else _slid(lake, engine, slidables, state, period)
    how = "whole" if rows is None else "slid"
    if rows is None:
        state = found_state(lake, engine, slidables, period, folder) if is_often or anew else None
    if state is None:
        return ""
    if rows is not None and period.as_of - state.as_of >= timedelta(days=OFTEN):
        moved = keep_state(lake, engine, slidables, replace(state, as_of=period.as_of), rows, folder)
        state, rows = (state, rows) if moved.odd else (moved, None)
    rows = rows or f"SELECT * FROM {state.relation}"
    sql = state_sql.answered(slidables, rows, as_of=period.as_of, anchors=state.anchors)
    engine.run(f"CREATE OR REPLACE TEMP VIEW {SLID} AS {sql}")
    return how


def _slid(lake: Lake, engine: Engine, slidables: Slidables, state: State, period: Period) -> str | None:
    """The SQL of the state slid to the period; None where that doesn't pay, or days don't stand for instants."""
    counts = {
        name: lend_changes(lake, name, since=state.snapshot, share=MOST_CHANGED)
        for name in ("customers", *slidables.tables)
    }
    if None in counts.values():
        return None
    moved = [_moved(lake, name, one, state, period) for name, one in slidables.tables.items()]
    if None in moved:
        return None
    known = None
    if counts["customers"]:
        known = "customers_now"
        changed = [f"customers{end}" for end in (CAME, WENT)]
        engine.keep(known, state_sql.known_now(changed, slidables.profile))
    told = [one for one in moved if one is not None]
    engine.keep("slid_ids", state_sql.touched(told, known))
    return state_sql.merged(slidables, state.relation, told, ids="slid_ids", known=known, anchors=state.anchors)


def _moved(lake: Lake, name: str, one: Slidable, state: State, period: Period) -> Moved | None:
    """Finds what changed of one table since the state; None where it can't be used (`text.seen`)."""
    engine, shape, anchor, was = lake.engine, one.shape, state.anchors[name], replace(period, as_of=state.as_of)
    changes, added, gone, again = (f"{name}_{end}" for end in ("changes", "added", "gone", "again"))
    engine.keep(changes, filled(one.changes, period, was=was, floor=_floor(lake, name, one, was, period)))
    (seen,) = engine.rows(text.seen(shape, changes))
    if seen["unusable"]:
        return None
    words = text.words_between(shape, anchor, seen["first_on"], seen["last_on"])
    engine.keep(added, text.added(shape, changes, anchor, words))
    if is_gone := bool(seen["lost"]):
        lost = engine.keep(f"{name}_lost", text.lost_days(changes)).get_name()
        engine.keep(gone, text.gone_days(shape, lost, filled(one.left, period), anchor))
    is_again = False
    if is_gone or seen["extremes_out"]:
        kept = f"({state_sql.of_table(shape, state.relation)})"
        engine.keep(f"{again}_who", text.unsure(shape, changes, kept, added, gone if is_gone else None))
        is_again = bool(engine.rows(f"SELECT 1 FROM {again}_who LIMIT 1"))
    if is_again:
        whose = f"SELECT * FROM lake.main.{name} WHERE customer_id IN (SELECT customer_id FROM {again}_who)"
        engine.run(f"CREATE OR REPLACE TEMP VIEW {name}_theirs AS {whose}")
        engine.keep(again, filled(one.again, period, anchor=anchor))
    return Moved(shape, words, added, gone if is_gone else None, again if is_again else None)


def _floor(lake: Lake, name: str, one: Slidable, was: Period, period: Period) -> str:
    """Before which no row crosses the end of the period: files of rows long settled aren't read."""
    if one.floored is None:
        return "-infinity"
    column, slot, columns = one.floored
    since, end = (datetime.fromisoformat(str(each.slots()[slot])) for each in (was, period))
    return least_beside(lake, name, column, columns, since=since, end=end)
