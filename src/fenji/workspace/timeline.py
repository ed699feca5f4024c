"""What happened with each customer, one file a snapshot: written once from the lake, read by customer in a few ms."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from fenji.engines.duckdb import DuckDBEngine
from fenji.engines.engine import literal, quoted
from fenji.engines.model import write_model
from fenji.intake.identity.merges import links_of, merges, survivor_of
from fenji.language import Text
from fenji.workspace import runs as ledger

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.lake.lake import Lake
    from fenji.result_records import Run
    from fenji.workspace.workspace import Workspace

Progress = Callable[[Text, float], None]
FOLDER, SUFFIX = "timeline", ".t1.duckdb"
MOST_FILES, MOST_RUNS = 6, 24  # kept on disk; of a scheme
_PROBE = "hash('fenji')"  # rows are found by a hash: a file of an engine that hashes otherwise is not read
_COLUMNS = ("what", "happened_at", "happened_on", "number", "title", "kind", "channel", "direction", "amount",
            "currency", "owner", "words", "score", "score_max", "ended_at")  # fmt: skip
# Table → (what it is, what it is in terms of _COLUMNS); a column that is not named is unknown.
_EVENTS: dict[str, dict[str, str]] = {
    "orders": {
        "what": "'order'", "happened_at": "booked_at", "number": "order_id", "title": "status", "kind": "kind",
        "happened_on": "CASE WHEN kind <> 'refund' THEN ordered_on END",
        "channel": "channel", "amount": "amount", "currency": "currency", "owner": "owner", "words": "store",
        "ended_at": "void_at",
    },
    "interactions": {
        "what": "'interaction'", "happened_at": "happened_at", "happened_on": "happened_on", "title": "subject",
        "number": "interaction_id", "kind": "kind", "channel": "channel", "direction": "direction", "owner": "owner",
    },
    "feedback": {
        "what": "'feedback'", "happened_at": "given_at", "happened_on": "given_on", "number": "feedback_id",
        "title": "coalesce(topic, question)", "kind": "kind", "words": "text", "score": "score",
        "score_max": "score_max", "ended_at": "resolved_at",
    },
    "touches": {
        "what": "'touch'", "happened_at": "sent_at", "happened_on": "sent_on", "number": "touch_id",
        "title": "campaign", "channel": "channel", "words": "response", "ended_at": "responded_at",
    },
}  # fmt: skip
_TYPES = {"happened_at": "TIMESTAMP", "happened_on": "DATE", "amount": "DECIMAL(18,2)", "score": "DECIMAL(9,2)",
          "score_max": "DECIMAL(9,2)", "ended_at": "TIMESTAMP"}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One thing that happened: an order (`kind` sale, refund or void), an interaction, feedback, a campaign's touch.

    Instants are UTC; `happened_on` is the local day, None for a refund. `ended_at`: when an order was cancelled or
    given back, feedback was settled, a touch answered. `words`: an order's store, the customer's own words, an answer.
    """

    what: str
    happened_at: datetime | None
    happened_on: date | None
    number: str | None
    title: str | None
    kind: str | None
    channel: str | None
    direction: str | None
    amount: Decimal | None
    currency: str | None
    owner: str | None
    words: str | None
    score: Decimal | None
    score_max: Decimal | None
    ended_at: datetime | None


@dataclass(frozen=True)
class GradeThen:
    """A customer's grade in one run; `tier` is None while ungraded, `score` in points, None where rules grade."""

    as_of: date
    run_id: str
    tier: str | None
    score: Decimal | None


@dataclass(frozen=True)
class Timeline:
    """The file of one snapshot, opened read-only."""

    engine: Engine

    def events(self, customer_id: str, *, limit: int = 100, what: str | None = None) -> list[Event]:
        """A customer's events, the newest first; of one sort alone where it is named."""
        wanted, more = ("", []) if what is None else (" AND what = ?", [what])
        sql = f"""SELECT {", ".join(_COLUMNS)} FROM events WHERE place = hash(CAST(? AS VARCHAR)) AND customer_id = ?
                  {wanted} ORDER BY happened_at DESC NULLS LAST, what, number LIMIT {int(limit)}"""
        return [Event(**row) for row in self.engine.rows(sql, [customer_id, customer_id, *more])]

    def counts(self, customer_id: str) -> dict[str, int]:
        """How many events of each sort there are of a customer."""
        sql = """SELECT what, count(*) AS n FROM events
                 WHERE place = hash(CAST(? AS VARCHAR)) AND customer_id = ? GROUP BY what ORDER BY what"""
        return {row["what"]: int(row["n"]) for row in self.engine.rows(sql, [customer_id, customer_id])}

    def grades(self, customer_id: str, scheme: str) -> list[GradeThen]:
        """A customer's grade in each run of a scheme, oldest first; one a day, the newest run of it."""
        sql = """SELECT as_of, run_id, tier, score FROM grades
                 WHERE place = hash(CAST(? AS VARCHAR)) AND customer_id = ? AND scheme = ? ORDER BY as_of"""
        return [GradeThen(**row) for row in self.engine.rows(sql, [customer_id, customer_id, scheme])]


def timeline_file(runs_folder: Path, run: Run) -> Path | None:
    """The file that a page of this run's customers reads; None where it has not been written."""
    path = runs_folder / FOLDER / f"{run.snapshot}.{run.scheme}{SUFFIX}"
    return path if run.snapshot is not None and path.is_file() else None


def open_timeline(path: Path) -> Timeline | None:
    """The timeline of a file; None where another engine wrote it, whose places mean nothing here."""
    engine = DuckDBEngine.read_model(path)
    (row,) = engine.rows(f"SELECT probe = {_PROBE} AS is_ours FROM about")
    if row["is_ours"]:
        return Timeline(engine)
    engine.close()
    return None


def write_timeline(workspace: Workspace, run_id: str, *, progress: Progress | None = None) -> Path:
    """Writes what happened with each customer up to a run's snapshot, and their grades in the runs so far.

    Merged customers are one. Written once: the file of a snapshot stays as it is, and the oldest files go.
    """
    say = progress or (lambda _stage, _share: None)
    lake = workspace.lake
    run = ledger.find_run(lake, run_id).run
    folder = workspace.folder / "runs"
    path = folder / FOLDER / f"{run.snapshot}.{run.scheme}{SUFFIX}"
    found = timeline_file(folder, run)
    if found is not None:
        return found
    say(Text("gathering what happened", "汇集客户往来"), 0.1)
    lake.verify(tuple(name for name in _EVENTS if lake.has(name)))
    _keep_survivors(lake)
    past = [one for one in ledger.runs(lake, run.scheme) if one.run.as_of <= run.as_of][-MOST_RUNS:]
    asked = {"events": _events(lake, run), "grades": _grades(past)}
    asked["about"] = f"SELECT {_PROBE} AS probe, {literal(json.dumps(run.to_json()))} AS run"
    write_model(path, lake.engine, asked)
    _remove_oldest(path.parent)
    say(Text("done", "完成"), 1.0)
    return path


def _events(lake: Lake, run: Run) -> str:
    relations = lake.relations_at(run.snapshot)
    sides = [_side(relations[name], columns) for name, columns in _EVENTS.items() if name in relations]
    empty = ", ".join(f"CAST(NULL AS {_TYPES.get(name, 'VARCHAR')}) AS {name}" for name in _COLUMNS)
    nothing = f"SELECT CAST(NULL AS UBIGINT) AS place, CAST(NULL AS VARCHAR) AS customer_id, {empty} WHERE false"
    return " UNION ALL ".join([nothing, *sides]) + " ORDER BY place, happened_at DESC"


def _side(relation: str, columns: dict[str, str]) -> str:
    named = ", ".join(f"CAST({columns.get(name, 'NULL')} AS {_TYPES.get(name, 'VARCHAR')})" for name in _COLUMNS)
    return f"""SELECT hash(coalesce(survivor, customer_id)), coalesce(survivor, customer_id), {named}
               FROM {relation} LEFT JOIN survivors ON was = customer_id WHERE customer_id IS NOT NULL"""


def _grades(past: list[ledger.KeptRun]) -> str:
    by_day = {one.run.as_of: one for one in past}  # the newest run of a day comes last
    parts = [
        f"""SELECT hash(customer_id) AS place, customer_id, {literal(one.run.scheme)} AS scheme,
                   CAST({literal(day.isoformat())} AS DATE) AS as_of, run_id, tier,
                   CAST(total AS DECIMAL(18,6)) / 1000000 AS score
            FROM lake.main.{quoted(one.result_table)} WHERE run_id = {literal(one.run.id)}"""
        for day, one in by_day.items()
    ]
    return f"""SELECT place, customer_id, scheme, as_of, run_id, tier, CAST(score AS DECIMAL(9,6)) AS score
               FROM ({" UNION ALL ".join(parts)}) ORDER BY place, as_of"""


def _keep_survivors(lake: Lake) -> None:
    links = links_of(merges(lake))
    rows = {"was": list(links), "survivor": [survivor_of(links, one) for one in links]}
    schema = pa.schema([("was", pa.string()), ("survivor", pa.string())])
    lake.engine.register("survivors", pa.table(rows, schema=schema))


def _remove_oldest(folder: Path) -> None:
    files = sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: -path.stat().st_mtime_ns)
    for path in files[MOST_FILES:]:
        with suppress(OSError):
            path.unlink()
