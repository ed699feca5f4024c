"""Measured customers kept for previews: one DuckDB file a day, so that an edit of a standard measures nothing again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import ibis

from fenji.engines.duckdb import literal
from fenji.engines.model import write_model
from fenji.errors import EngineError, LakeError
from fenji.language import Text
from fenji.metrics.group import group_of
from fenji.metrics.measure import measure
from fenji.metrics.period import Period, fill
from fenji.pipeline import nothing_to_grade, recorded_tables
from fenji.review.measured import column_of
from fenji.review.simulation import NAME
from fenji.tables import CANONICAL
from fenji.tables.currency import in_one_currency
from fenji.version import __version__
from fenji.workspace import runs as ledger
from fenji.workspace.decisions import SEEN
from fenji.workspace.rates import workspace_rates
from fenji.workspace.tables import profiled_tables

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.metrics.measure import Measure
    from fenji.workspace.workspace import Workspace

Progress = Callable[[Text, float], None]
FOLDER, TABLE, ATTACHED = "measured", "measured", "measured"
_TRIES = 2
MOST_DAYS = 12  # files kept of the data as it is now; the days asked for least recently go first


def measured(
    workspace: Workspace, measures: Sequence[Measure], *, as_of: date, currency: str, progress: Progress
) -> ir.Table:
    """Every customer known on a day with the figures asked for (`column_of` names them), until the workspace closes.

    They come from the file that was written when they were first asked for; figures that it lacks are measured now and
    stand in a new file, with the others as they were. A file holds for one day, currency and rates and for the data as
    it is: one of older data, or of another fenji, is removed. The lake is only read.
    """
    seen = _seen(workspace)
    for _ in range(_TRIES):
        path = _file(workspace, seen, measures, as_of=as_of, currency=currency, say=progress)
        with suppress(LakeError, EngineError):  # another process has put a wider file in its place
            table = _opened(workspace, path)
            if _seen(workspace) == seen:
                return table
            seen = _seen(workspace)  # somebody imported while customers were measured
    return _opened(workspace, _file(workspace, seen, measures, as_of=as_of, currency=currency, say=progress))


def measured_stem(workspace: Workspace, measures: Sequence[Measure], *, as_of: date, currency: str) -> str:
    """How the names of the files begin that hold a day's figures of the data as it is."""
    return _stem(workspace, _seen(workspace), measures, as_of=as_of, currency=currency)


def _stem(workspace: Workspace, seen: str, measures: Sequence[Measure], *, as_of: date, currency: str) -> str:
    group = group_of(measures)
    return f"{seen}.{as_of.isoformat()}.{_money(workspace, currency)}{'' if group is None else group.slug}"


def _file(
    workspace: Workspace, seen: str, measures: Sequence[Measure], *, as_of: date, currency: str, say: Progress
) -> Path:
    folder = workspace.folder / "runs" / FOLDER
    stem = _stem(workspace, seen, measures, as_of=as_of, currency=currency)
    _remove_stale(folder, seen)
    found = max(folder.glob(f"{stem}.*.duckdb"), key=lambda path: path.stat().st_mtime_ns, default=None)
    there = () if found is None else _opened(workspace, found).columns
    wanted = {column_of(one): replace(one, column=column_of(one)) for one in measures}
    missing = [one for column, one in wanted.items() if column not in there]
    if found is not None and not missing:
        found.touch()
        return found
    say(Text("measuring customers", "计算客户指标"), 0.1)
    names = sorted({*there, *wanted} - {"customer_id", NAME})
    path = folder / f"{stem}.{_short('|'.join(names))}.duckdb"
    _write(workspace, path, missing, as_of=as_of, currency=currency, older=found)
    if found is not None and found != path:
        found.unlink(missing_ok=True)
    say(Text("measuring customers", "计算客户指标"), 1.0)
    return path


def _write(
    workspace: Workspace, path: Path, measures: Sequence[Measure], *, as_of: date, currency: str, older: Path | None
) -> None:
    lake, engine = workspace.lake, workspace.lake.engine
    lake.verify(tuple(name for name in lake.tables() if name in (*CANONICAL, *SEEN)))
    tables = profiled_tables(lake)
    recorded = recorded_tables(tables, engine)
    if not recorded & {"customers", "orders"}:
        raise nothing_to_grade(as_of)
    counted = in_one_currency(tables, currency, engine=engine, rates=workspace_rates(workspace.folder))
    period = Period(as_of=as_of, zone=workspace.settings.zone)
    table = measure(counted, measures, period, recorded=recorded)
    table = table.select("customer_id", *(one.column for one in measures))
    if older is None:
        table = _named(table, tables.get("customers"))
    else:
        table = _opened(workspace, older).inner_join(table, "customer_id")
    sql = fill(engine.compile(table.order_by("customer_id")), period.slots(one.window for one in measures))
    write_model(path, engine, {TABLE: sql})


def _named(table: ir.Table, customers: ir.Table | None) -> ir.Table:
    if customers is None:
        return table.mutate(**{NAME: ibis.null("string")})
    names = customers.select("customer_id", **{NAME: customers.name})
    return table.left_join(names, "customer_id").drop("customer_id_right")


def _opened(workspace: Workspace, path: Path) -> ir.Table:
    """The table of a file, read-only; opened once, it stays so until the workspace closes, whatever becomes of it."""
    engine = workspace.lake.engine
    name = f"{ATTACHED}_{_short(path.name)}"
    engine.run(f"ATTACH IF NOT EXISTS {literal(str(path.resolve()))} AS {name} (READ_ONLY)")
    return engine.ibis.table(TABLE, database=(name, "main"))


def _remove_stale(folder: Path, now: str) -> None:
    """Files of older data go, and of the others all but the newest few; who still reads one reads on."""
    files = sorted(folder.glob("*.duckdb"), key=lambda path: -path.stat().st_mtime_ns)
    current = [path for path in files if path.name.startswith(f"{now}.")]
    for path in (*(path for path in files if path not in current), *current[MOST_DAYS:]):
        with suppress(OSError):
            path.unlink()


def _seen(workspace: Workspace) -> str:
    return _short(f"{ledger.seen_now(workspace.lake)}|{workspace.settings.zone}|{__version__}")


def _money(workspace: Workspace, currency: str) -> str:
    return _short(f"{currency}|{workspace_rates(workspace.folder)}")


def _short(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:12]
