"""What was kept of every customer, as of a day and a snapshot, in a file that says by its hash whether it is whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.engines.engine import literal
from fenji.lake.changes import snapshot_time
from fenji.lake.hashes import hash_file, hash_file_once
from fenji.metrics.period import Period
from fenji.metrics.sliding import filled
from fenji.workspace import state_sql
from fenji.workspace.sliding_sql import anchor_of, last_day_of

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.lake.lake import Lake
    from fenji.workspace.slidable import Slidables

MOST_DAYS = 31  # the spare word of a state holds more


@dataclass(frozen=True)
class State:
    """What was kept: as of which day and snapshot, with which first day of each table's words, in which file."""

    as_of: date
    snapshot: int
    anchors: Mapping[str, date]
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
        told["anchors"] = {name: date.fromisoformat(day) for name, day in told["anchors"].items()}
        return cls(**{**told, "as_of": date.fromisoformat(told["as_of"])}, rows=path.with_suffix(".parquet"))

    def write(self, path: Path) -> None:
        """Into the file beside its rows, whole or not at all."""
        told = {name: value for name, value in asdict(self).items() if name != "rows"}
        unfinished = path.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(told, default=str), "utf-8")
        unfinished.replace(path)


def newest_state(lake: Lake, slidables: Slidables, period: Period, folder: Path) -> State | None:
    """The newest state from which the period can be reached."""
    now, found = lake.snapshot(), []
    for path in folder.glob(f"{slidables.key}-*.json"):
        state = State.read(path)
        ends = [last_day_of(state.anchors[name], one.shape.words) for name, one in slidables.tables.items()]
        if state.as_of <= period.as_of <= min(state.as_of + timedelta(days=MOST_DAYS), *ends) and state.snapshot <= now:
            found.append(state)
    for state in sorted(found, key=lambda one: (one.as_of, one.snapshot), reverse=True):
        is_ours = state.zone == period.zone and state.made == snapshot_time(lake, state.snapshot)
        if is_ours and not state.odd and state.is_whole():
            return state
    return None


def found_state(lake: Lake, engine: Engine, slidables: Slidables, period: Period, folder: Path) -> State | None:
    """The state as of the period, found by one pass over every table and kept; None where it can't be used."""
    anchors = {name: anchor_of(period.as_of, one.shape.words) for name, one in slidables.tables.items()}
    path = _path(slidables, period.as_of, lake.snapshot(), folder)
    if path.is_file() and (there := State.read(path)).is_whole():
        return None if there.odd else there
    kept = {name: filled(one.kept, period, anchor=anchors[name]) for name, one in slidables.tables.items()}
    empty = State(period.as_of, 0, anchors, period.zone, 0, "", "", path)
    state = keep_state(lake, engine, slidables, empty, state_sql.first(slidables, kept), folder)
    return None if state.odd else state


def keep_state(lake: Lake, engine: Engine, slidables: Slidables, state: State, sql: str, folder: Path) -> State:
    """Keeps the rows of a query as a state of the newest snapshot; two of a kind are left, none that is of no use."""
    folder.mkdir(parents=True, exist_ok=True)
    snapshot = lake.snapshot()
    path = _path(slidables, state.as_of, snapshot, folder)
    rows = path.with_suffix(".parquet")
    told = state_sql.to_keep(slidables, sql)
    engine.run(f"COPY ({told}) TO {literal(str(rows))} (FORMAT parquet, COMPRESSION lz4_raw)")
    odd = engine.rows(state_sql.unusable(slidables, f"read_parquet({literal(str(rows))})"))[0]["n"]
    made, seal = snapshot_time(lake, snapshot), hash_file(rows).sha256
    written = replace(state, snapshot=snapshot, odd=odd, made=made, sha256=seal, rows=rows)
    written.write(path)
    for old in sorted(folder.glob(f"{slidables.key}-*.json"))[:-2]:
        old.unlink(missing_ok=True)
        old.with_suffix(".parquet").unlink(missing_ok=True)
    return written


def _path(slidables: Slidables, as_of: date, snapshot: int, folder: Path) -> Path:
    return folder / f"{slidables.key}-{as_of}-{snapshot:09d}.json"
