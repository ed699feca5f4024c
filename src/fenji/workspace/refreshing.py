"""A daily refresh: what was kept of every customer is slid to the new day, instead of reading every order again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.operations as ops

from fenji.engines.engine import literal
from fenji.lake.changes import CAME, WENT, lend_changes, snapshot_time
from fenji.lake.hashes import hash_file, hash_file_once
from fenji.language import Text
from fenji.metrics.period import Period
from fenji.metrics.sliding import NotSlidable, Reduced, Sliding, filled
from fenji.metrics.window import Window
from fenji.version import __version__
from fenji.workspace import sliding_sql as text
from fenji.workspace.sliding_sql import Shape, anchor_of, last_day_of, words_needed

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.engine import Engine
    from fenji.lake.lake import Lake
    from fenji.pipeline import Plan

FOLDER = "kept"
LEAST_ROWS = 5_000_000  # fewer are summed up in about a second
OFTEN = 7  # days: who grades at least so often gets a state; after as many it is kept anew
MOST_DAYS = 31  # the spare word of a state holds more
MOST_CHANGED = 0.05  # of the rows; more are summed up anew


@dataclass(frozen=True)
class Slidable:
    """One table of a plan that may be slid: the SQL of its parts, with slots."""

    table: str
    customer: str
    schema: str
    shape: Shape
    kept: str
    again: str
    changes: str
    left: str

    @property
    def key(self) -> str:
        """What states have to agree in to be of use."""
        return hashlib.sha256(f"{self.kept}|{self.schema}|{__version__}".encode()).hexdigest()[:12]

    def to_json(self) -> dict[str, Any]:
        """For the file of compiled plans."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Slidable:
        """From the file of compiled plans."""
        reduced = tuple(Reduced(**{**one, "window": Window(**one["window"])}) for one in told["shape"]["reduced"])
        return cls(**{**told, "shape": Shape(reduced, told["shape"]["words"])})


@dataclass
class Splitting:
    """Given to `measure`, notes which tables' sums can be slid, and has the plan read them as `slid_<table>`."""

    engine: Engine
    period: Period
    found: dict[str, Slidable] = field(default_factory=dict)

    def __call__(self, name: str, table: ir.Table, sums: Mapping[str, ir.Scalar], customer: str) -> ir.Table | None:
        """The sums from the slid relation; None where the table has to be read whole."""
        if not isinstance(table.op(), ops.DatabaseTable):  # merged customers, converted currencies
            return None
        try:
            sliding = Sliding(table, sums, self.period)
            sliding.borders()
        except NotSlidable:
            return None
        words = words_needed(sliding.months) + 1 if sliding.has_days else 0
        came, went = (ibis.table(table.schema(), name=f"{name}{end}") for end in (CAME, WENT))
        lost = ibis.table({"customer_id": "string", "on": "date"}, name=f"{name}_lost")
        theirs = ibis.table(table.schema(), name=f"{name}_theirs")
        self.found[name] = Slidable(
            table=name, customer=customer, schema=str(table.schema()),
            shape=Shape(tuple(sliding.reduced.values()), words),
            kept=self.engine.compile(sliding.kept(table, words)),
            again=self.engine.compile(sliding.kept(theirs, words)),
            changes=self.engine.compile(sliding.changes(came, went)),
            left=self.engine.compile(sliding.days_left(lost)) if words else "",
        )  # fmt: skip
        schema = {customer: "string"} | {each.column: each.type for each in sliding.reduced.values()}
        return sliding.whole(ibis.table(schema, name=f"slid_{name}"), customer)


@dataclass(frozen=True)
class State:
    """What was kept of a table: as of which day and snapshot, with which first day of its words, in which file."""

    as_of: date
    snapshot: int
    anchor: date
    zone: str
    odd: int
    made: str
    sha256: str
    rows: Path

    @property
    def relation(self) -> str:
        """Its rows in SQL."""
        return f"read_parquet({literal(str(self.rows))})"

    def is_whole(self) -> bool:
        """Whether the file holds what was written."""
        return self.rows.is_file() and hash_file_once(self.rows) == self.sha256

    @classmethod
    def read(cls, path: Path) -> State:
        """From the file beside its rows."""
        told = json.loads(path.read_text("utf-8"))
        days = {name: date.fromisoformat(told[name]) for name in ("as_of", "anchor")}
        return cls(**{**told, **days}, rows=path.with_suffix(".parquet"))

    def write(self, path: Path) -> None:
        """Into the file beside its rows, whole or not at all."""
        told = {name: value for name, value in asdict(self).items() if name != "rows"}
        unfinished = path.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(told, default=str), "utf-8")
        unfinished.replace(path)


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
    sql, slidable = compiled(engine, period, path, make)
    if "orders" not in slidable:
        return None
    is_often = slide.before is not None and period.as_of - slide.before <= timedelta(days=OFTEN)
    how = prepare(lake, engine, slidable, period, folder / FOLDER, is_often=is_often)
    if how == "slid":
        slide.say(Text("from the figures kept before, and what changed", "沿用已保存的汇总，只计变化部分"), 0.3)
    return sql if how else None


def rows_of(lake: Lake, table: str) -> int:
    """How many rows a table has."""
    return int(lake.engine.rows(f"SELECT count(*) AS n FROM lake.main.{table}")[0]["n"])


def compiled(
    engine: Engine, period: Period, path: Path, make: Callable[[Splitting], Plan]
) -> tuple[str, dict[str, Slidable]]:
    """The plan's SQL and what its tables need, from the file it was kept in, or compiled and kept there."""
    if path.is_file():
        told = json.loads(path.read_text("utf-8"))
        return told["sql"], {name: Slidable.from_json(one) for name, one in told["tables"].items()}
    splitting = Splitting(engine, period)
    sql = make(splitting).sql
    path.parent.mkdir(exist_ok=True)
    tables = {name: one.to_json() for name, one in splitting.found.items()}
    path.write_text(json.dumps({"sql": sql, "tables": tables}), "utf-8")
    return sql, splitting.found


def prepare(
    lake: Lake,
    engine: Engine,
    tables: Mapping[str, Slidable],
    period: Period,
    folder: Path,
    *,
    anew: bool = False,
    is_often: bool = True,
) -> str:
    """Makes `slid_<table>` for every table, from what was kept or, where that can't be, from one pass that is kept.

    Returns how: 'slid', 'whole', or '' where neither is to be: days and instants don't agree, or nobody grades often
    enough for a state to pay, which costs as much as a grading to find.
    """
    how = []
    for one in tables.values():
        state = None if anew else _newest(lake, one, period, folder)
        merged = None if state is None else _slid(lake, engine, one, state, period)
        how.append("whole" if merged is None else "slid")
        if merged is None:
            state = _kept(lake, engine, one, period, folder) if is_often or anew else None
            if state is None:
                return ""
            merged = text.first_state(one.shape, state.relation)
        assert state is not None
        if period.as_of - state.as_of >= timedelta(days=OFTEN):
            sql = text.to_keep(one.shape, merged, state.anchor)
            _write(lake, engine, one, replace(state, as_of=period.as_of), sql, folder)
        sql = text.answered(one.shape, merged, as_of=period.as_of, anchor=state.anchor, customer=one.customer)
        engine.run(f"CREATE OR REPLACE TEMP VIEW slid_{one.table} AS {sql}")
    return "slid" if "slid" in how else "whole"


def _slid(lake: Lake, engine: Engine, one: Slidable, state: State, period: Period) -> str | None:
    """The SQL of the state slid to the period; None where that doesn't pay, or days don't stand for instants."""
    name, shape = one.table, one.shape
    if lend_changes(lake, name, since=state.snapshot, most=int(rows_of(lake, name) * MOST_CHANGED)) is None:
        return None
    was = replace(period, as_of=state.as_of)
    changes, added, gone, again = (f"{name}_{end}" for end in ("changes", "added", "gone", "again"))
    engine.keep(changes, filled(one.changes, period, was=was))
    engine.keep(added, text.added(shape, changes, state.anchor))
    odd = engine.rows(f"SELECT coalesce(sum(odd), 0) AS n FROM {added}")[0]["n"] if shape.has_days else 0
    if odd:
        return None
    is_gone = shape.has_days and bool(engine.rows(f"{text.lost_days(changes)} LIMIT 1"))
    if is_gone:
        engine.keep(f"{name}_lost", text.lost_days(changes))
        engine.keep(gone, text.gone_days(shape, f"{name}_lost", filled(one.left, period), state.anchor))
    found = text.unsure(shape, changes, state.relation, added, gone if is_gone else None)
    engine.keep(f"{again}_who", found)
    is_again = bool(engine.rows(f"SELECT 1 FROM {again}_who LIMIT 1"))
    if is_again:
        whose = f"SELECT * FROM lake.main.{name} WHERE customer_id IN (SELECT customer_id FROM {again}_who)"
        engine.run(f"CREATE OR REPLACE TEMP VIEW {name}_theirs AS {whose}")
        engine.keep(again, filled(one.again, period, anchor=state.anchor))
    return text.merged(shape, state.relation, added, gone if is_gone else None, again if is_again else None)


def _newest(lake: Lake, one: Slidable, period: Period, folder: Path) -> State | None:
    """The newest state from which the period can be reached."""
    now, found = lake.snapshot(), []
    for path in folder.glob(f"{one.table}-{one.key}-*.json"):
        state = State.read(path)
        last = min(state.as_of + timedelta(days=MOST_DAYS), last_day_of(state.anchor, one.shape.words))
        if state.as_of <= period.as_of <= last and state.snapshot <= now:
            found.append(state)
    for state in sorted(found, key=lambda one: (one.as_of, one.snapshot), reverse=True):
        is_ours = state.zone == period.zone and state.made == snapshot_time(lake, state.snapshot)
        if is_ours and not state.odd and state.is_whole():
            return state
    return None


def _kept(lake: Lake, engine: Engine, one: Slidable, period: Period, folder: Path) -> State | None:
    """The state as of the period, found by one pass over the table and kept; None where it can't be used."""
    anchor = anchor_of(period.as_of, one.shape.words)
    path = _path(one, period.as_of, lake.snapshot(), folder)
    if path.is_file() and (there := State.read(path)).is_whole():
        return None if there.odd else there
    first = State(period.as_of, 0, anchor, period.zone, 0, "", "", path)
    state = _write(lake, engine, one, first, filled(one.kept, period, anchor=anchor), folder)
    return None if state.odd else state


def _write(lake: Lake, engine: Engine, one: Slidable, state: State, sql: str, folder: Path) -> State:
    """Keeps the rows of a query as a state of the newest snapshot; two of a kind are left, none that is of no use."""
    folder.mkdir(parents=True, exist_ok=True)
    snapshot = lake.snapshot()
    path = _path(one, state.as_of, snapshot, folder)
    rows = path.with_suffix(".parquet")
    engine.run(f"COPY ({text.narrow(one.shape, sql)}) TO {literal(str(rows))} (FORMAT parquet, COMPRESSION lz4_raw)")
    odd = engine.rows(text.unusable(one.shape, literal(str(rows))))[0]["n"]
    made, seal = snapshot_time(lake, snapshot), hash_file(rows).sha256
    written = replace(state, snapshot=snapshot, odd=odd, made=made, sha256=seal, rows=rows)
    written.write(path)
    for old in sorted(folder.glob(f"{one.table}-{one.key}-*.json"))[:-2]:
        old.unlink(missing_ok=True)
        old.with_suffix(".parquet").unlink(missing_ok=True)
    return written


def _path(one: Slidable, as_of: date, snapshot: int, folder: Path) -> Path:
    return folder / f"{one.table}-{one.key}-{as_of}-{snapshot:09d}.json"
