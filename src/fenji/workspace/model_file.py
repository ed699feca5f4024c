"""A run's read model as a file that answers alone: what its rows mean rests beside them; which file is shown now."""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.engines.engine import literal
from fenji.lake.hashes import sync_file
from fenji.result import Result, compared
from fenji.result_records import HistoryPoint, Run

if TYPE_CHECKING:
    from pathlib import Path

    from fenji.engines.engine import Engine
    from fenji.scheme.calibrated import CalibratedScheme

POINTER = "newest"
SUFFIX = ".m4.duckdb"  # the layout of a read model; a file of another layout is written anew
_UNSAID = ("name_pinyin", "name_initials", "name_order", "sought_numbers", "sought_letters")


def open_file(path: Path) -> Result:
    """The result that a read model holds, from the file alone; no lake is opened. Read-only, locked.

    The run before is the one the moves in the file were found against; history is as it was when the file was written.
    """
    from fenji.engines.duckdb import DuckDBEngine
    from fenji.scheme.calibrated import CalibratedScheme

    engine = DuckDBEngine.read_model(path)
    about = {row["name"]: row["body"] for row in engine.rows("SELECT name, body FROM about")}
    run = Run.from_json(json.loads(about["run"]))
    previous = Run.from_json(json.loads(about["previous"])) if "previous" in about else None
    return Result(
        engine=engine,
        relation="customers",
        run=run,
        scheme=CalibratedScheme.from_json(about["scheme"]),
        columns=columns_of(engine),
        previous=previous or compared(run, engine, "customers"),
        gone="gone" if previous else None,
        past=tuple(_point(one) for one in json.loads(about["history"])),
        bought="cohorts",
    )


def columns_of(engine: Engine) -> tuple[str, ...]:
    """What a read model says of every customer; what is for sorting and searching alone is left out."""
    named = (row["column_name"] for row in engine.rows("DESCRIBE customers"))
    return tuple(name for name in named if name not in _UNSAID)


def newest_file(folder: Path, scheme: str) -> Path | None:
    """The read model that lists of a scheme show now, in the folder of the runs; None before its first grading."""
    pointer = folder / f"{scheme}.{POINTER}"
    try:
        run_id = pointer.read_text("utf-8")
    except FileNotFoundError:
        return None
    files = folder.glob(f"{glob.escape(run_id)}.*{SUFFIX}")
    return max(files, key=lambda path: path.stat().st_mtime_ns, default=None)


def graded_schemes(folder: Path) -> tuple[str, ...]:
    """The schemes that have a read model to show, by name."""
    return tuple(sorted(path.name.removesuffix(f".{POINTER}") for path in folder.glob(f"*.{POINTER}")))


def point_to(folder: Path, scheme: str, run_id: str) -> None:
    """Makes a run the one that a reader of this scheme opens next, by a rename; a power cut leaves one or the other."""
    pointer = folder / f"{scheme}.{POINTER}"
    if pointer.is_file() and pointer.read_text("utf-8") == run_id:
        return
    waiting = pointer.with_suffix(f".{os.getpid()}")
    waiting.write_text(run_id, "utf-8")
    sync_file(waiting)
    waiting.replace(pointer)
    sync_file(folder)


def about(run: Run, scheme: CalibratedScheme, previous: Run | None, past: Sequence[HistoryPoint]) -> str:
    """The SQL of the table that says what the rows mean, each part as JSON."""
    points = [{**asdict(one), "as_of": one.as_of.isoformat(), "net_revenue": _text(one.net_revenue)} for one in past]
    parts = {"run": json.dumps(run.to_json()), "scheme": scheme.to_json(), "history": json.dumps(points)}
    if previous is not None:
        parts["previous"] = json.dumps(previous.to_json())
    rows = ", ".join(f"({literal(name)}, {literal(body)})" for name, body in parts.items())
    return f"SELECT * FROM (VALUES {rows}) AS about(name, body)"


def _point(kept: dict[str, Any]) -> HistoryPoint:
    net = kept["net_revenue"]
    named = {**kept, "as_of": date.fromisoformat(kept["as_of"]), "net_revenue": None if net is None else Decimal(net)}
    return HistoryPoint(**named)


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
