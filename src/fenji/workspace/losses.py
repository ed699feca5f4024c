"""Why customers were lost, as people recorded it: one small file beside the workspace, counted by former tier."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.engines.engine import literal, quoted
from fenji.ink.whole_file import write_whole
from fenji.language import Text
from fenji.workspace import runs as ledger

if TYPE_CHECKING:
    from fenji.result_records import Run
    from fenji.workspace.workspace import Workspace

FILE = Path("web") / "losses.csv"
COLUMNS = ("customer_id", "reason", "recorded_on")
REASONS: Mapping[str, Text] = {
    "price": Text("Price", "价格"),
    "product": Text("Product", "产品"),
    "service": Text("Service", "服务"),
    "moved": Text("Moved or closed", "搬迁或停业"),
    "competitor": Text("A competitor", "转向竞争对手"),
    "other": Text("Other", "其他"),
}
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Loss:
    """Somebody's word that a customer is lost, why (one of REASONS), and the day it was recorded."""

    customer_id: str
    reason: str
    recorded_on: date


def keep_losses(folder: Path, rows: Iterable[Loss]) -> Path:
    """Lays what people recorded beside the workspace, in place of what lay there; the newest word of each customer."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for one in sorted(rows, key=lambda one: (one.recorded_on, one.customer_id)):
        writer.writerow((one.customer_id, one.reason, one.recorded_on.isoformat()))
    return write_whole(folder / FILE, target.getvalue().encode())


def losses(folder: Path) -> list[Loss] | None:
    """What people recorded; None where nobody ever kept any record: that nothing is known is not that nobody left."""
    path = folder / FILE
    if not path.is_file():
        return None
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
    return [Loss(row["customer_id"], row["reason"], date.fromisoformat(row["recorded_on"])) for row in rows]


def lost_by_former_tier(
    workspace: Workspace, run: Run, recorded: Iterable[Loss], *, first: date, last: date
) -> dict[str | None, Counter[str]]:
    """The best tier a lost customer held in the year up to the day it was recorded → reasons, of those days alone.

    None is customers who held no tier in that year. Runs are those of this run's standard up to its day.
    """
    lost = {one.customer_id: one for one in recorded if first <= one.recorded_on <= last}
    best: dict[str, tuple[int, str]] = {}
    for kept in ledger.runs(workspace.lake, run.scheme) if lost else []:
        if kept.run.as_of > run.as_of:
            continue
        ids = [one.customer_id for one in lost.values() if kept.run.as_of <= one.recorded_on <= kept.run.as_of + YEAR]
        for row in _standing(workspace, kept, ids):
            better = min(best.get(row["customer_id"], (row["rung"], row["tier"])), (row["rung"], row["tier"]))
            best[row["customer_id"]] = better
    counted: dict[str | None, Counter[str]] = {}
    for one in lost.values():
        tier = best[one.customer_id][1] if one.customer_id in best else None
        counted.setdefault(tier, Counter())[one.reason if one.reason in REASONS else "other"] += 1
    return counted


def _standing(workspace: Workspace, kept: ledger.KeptRun, ids: list[str]) -> list[dict[str, Any]]:
    if not ids:
        return []
    listed = ", ".join(literal(one) for one in ids)
    sql = f"""SELECT customer_id, tier, rung FROM lake.main.{quoted(kept.result_table)}
              WHERE run_id = {literal(kept.run.id)} AND tier IS NOT NULL AND customer_id IN ({listed})"""
    found: list[dict[str, Any]] = workspace.lake.engine.rows(sql)
    return found
