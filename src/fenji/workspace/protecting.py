"""Whom protection would hold in a preview, from the read models alone: the run before as it rests in its file."""

from __future__ import annotations

import glob
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.workspace.model_file import SUFFIX, newest_file

if TYPE_CHECKING:
    import pyarrow as pa

    from fenji.engines.engine import Engine
    from fenji.review.held import Holding
    from fenji.review.simulation import Simulation

ROWS = "rows_before"


@dataclass(frozen=True)
class Earlier:
    """The newest run before a day, and what of its rows transition rules go on from."""

    day: date
    rows: pa.Table


def earlier_run(folder: Path, scheme: str, before: date) -> Earlier | None:
    """The newest run of a standard before a day, where its read model is still there; the lake is not opened."""
    from fenji.engines.duckdb import DuckDBEngine
    from fenji.engines.engine import quoted
    from fenji.grades.standing import CARRIED

    runs = folder / "runs"
    newest = newest_file(runs, scheme)
    if newest is None:
        return None
    with DuckDBEngine.read_model(newest) as engine:
        (kept,) = engine.rows("SELECT body FROM about WHERE name = 'history'")
    days = {(date.fromisoformat(one["as_of"]), str(one["run_id"])) for one in json.loads(kept["body"])}
    for day, run_id in sorted((one for one in days if one[0] < before), reverse=True):
        path = max(runs.glob(f"{glob.escape(run_id)}.*{SUFFIX}"), key=lambda one: one.stat().st_mtime_ns, default=None)
        if path is None:
            continue
        with DuckDBEngine.read_model(path) as engine:
            there = {row["column_name"] for row in engine.rows("DESCRIBE customers")}
            wanted = [one for one in ("customer_id", "standing_tier", "system_tier", "tier", *CARRIED) if one in there]
            return Earlier(day, engine.arrow(f"SELECT {', '.join(map(quoted, wanted))} FROM customers"))
    return None


def holding(found: Simulation, earlier: Earlier, *, zone: str, engine: Engine) -> Holding | None:
    """The question whom the changed standard's transition rules would hold today; None where it has none."""
    from fenji.review.held import Holding

    if found.after.transition() is None or found.as_of is None:
        return None
    engine.register(ROWS, earlier.rows)
    return Holding(found.graded, found.after, engine.table(ROWS), earlier.day, found.as_of, zone, engine)
