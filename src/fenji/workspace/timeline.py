"""What happened with each customer, one file a snapshot: written once from the lake, read by customer in a few ms."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from fenji.engines.duckdb import DuckDBEngine
from fenji.engines.engine import literal, quoted
from fenji.engines.model import write_model
from fenji.intake.identity.merges import links_of, merges, survivor_of
from fenji.language import Text
from fenji.workspace import bought
from fenji.workspace import runs as ledger

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.lake.lake import Lake
    from fenji.result_records import Run
    from fenji.workspace.workspace import Workspace

Progress = Callable[[Text, float], None]
FOLDER, SUFFIX, EVERY_LAYOUT = "timeline", ".t3.duckdb", "*.t*.duckdb"
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
    "payments": {
        "what": "'payment'", "happened_at": "coalesce(paid_on, due_on)", "happened_on": "coalesce(paid_on, due_on)",
        "number": "payment_id", "title": "order_id", "currency": "currency", "ended_at": "due_on",
        "amount": "CASE WHEN paid_on IS NULL THEN due_amount ELSE coalesce(paid_amount, due_amount) END",
        "kind": "CASE WHEN paid_on IS NULL THEN 'due' WHEN paid_on > due_on THEN 'late' ELSE 'paid' END",
    },
}  # fmt: skip
_FIGURE = "figure:"  # before the names of figures among the columns of `grades`
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DOUBLE", "FLOAT", "DECIMAL")
_TYPES = {"happened_at": "TIMESTAMP", "happened_on": "DATE", "amount": "DECIMAL(18,2)", "score": "DECIMAL(9,2)",
          "score_max": "DECIMAL(9,2)", "ended_at": "TIMESTAMP"}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One thing that happened: an order (`kind` sale, refund or void), an interaction, feedback, a campaign's touch, a
    payment (`kind` paid, late or due: its day came and it was not paid).

    Instants are UTC; `happened_on` is the local day, None for a refund. `ended_at`: when an order was cancelled or
    given back, feedback was settled, a touch answered; of a payment, when it was due. `words`: an order's store, the
    customer's own words, an answer. A payment's `title` is its order's number; one without a day has no place here.
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
    """A customer's grade in one run; `tier` is None while ungraded, `score` in points, None where rules grade.

    `figures`: column → what the run measured, as a plain number to draw with; None: unknown then.
    """

    as_of: date
    run_id: str
    tier: str | None
    score: Decimal | None
    figures: Mapping[str, float | None] = field(default_factory=dict)


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
        sql = """SELECT * FROM grades
                 WHERE place = hash(CAST(? AS VARCHAR)) AND customer_id = ? AND scheme = ? ORDER BY as_of"""
        return [_grade_then(row) for row in self.engine.rows(sql, [customer_id, customer_id, scheme])]

    def bought(self, customer_id: str) -> list[bought.Bought]:
        """A customer's products and categories, of each those most is spent on first."""
        sql = f"""SELECT {", ".join(bought.COLUMNS)} FROM bought WHERE place = hash(CAST(? AS VARCHAR))
                  AND customer_id = ? ORDER BY sort DESC, amount DESC, number"""
        return [bought.Bought(**row) for row in self.engine.rows(sql, [customer_id, customer_id])]

    def parts(self, customer_id: str) -> list[str]:
        """The customers who were merged into this one, by id."""
        rows = self.engine.rows("SELECT was FROM merged WHERE survivor = ? ORDER BY was", [customer_id])
        return [row["was"] for row in rows]

    def survivor(self, customer_id: str) -> str | None:
        """The customer whom this one was merged into; None where it was not."""
        sql = "SELECT survivor FROM merged WHERE place = hash(CAST(? AS VARCHAR)) AND was = ?"
        return next((row["survivor"] for row in self.engine.rows(sql, [customer_id, customer_id])), None)

    def has_lines(self) -> bool:
        """Whether the workspace knows what was in any order."""
        return bool(self.engine.rows("SELECT 1 FROM bought LIMIT 1"))


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
    """Writes what happened with each customer up to a run's snapshot, what they bought, and their grades in the runs.

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
    lake.verify(tuple(name for name in (*_EVENTS, "order_lines", "products") if lake.has(name)))
    _keep_survivors(lake)
    past = [one for one in ledger.runs(lake, run.scheme) if one.run.as_of <= run.as_of][-MOST_RUNS:]
    asked = {"events": _events(lake, run), "grades": _grades(lake, run, past)}
    asked["bought"] = bought.bought_sql(lake.relations_at(run.snapshot))
    asked["merged"] = "SELECT hash(was) AS place, was, survivor FROM survivors ORDER BY place"
    asked["about"] = f"SELECT {_PROBE} AS probe, {literal(json.dumps(run.to_json()))} AS run"
    write_model(path, lake.engine, asked)
    _remove_oldest(path.parent)
    say(Text("done", "完成"), 1.0)
    return path


def _events(lake: Lake, run: Run) -> str:
    relations = lake.relations_at(run.snapshot)
    sides = [_side(relations[name], columns, run.as_of) for name, columns in _EVENTS.items() if name in relations]
    empty = ", ".join(f"CAST(NULL AS {_TYPES.get(name, 'VARCHAR')}) AS {name}" for name in _COLUMNS)
    nothing = f"SELECT CAST(NULL AS UBIGINT) AS place, CAST(NULL AS VARCHAR) AS customer_id, {empty} WHERE false"
    return " UNION ALL ".join([nothing, *sides]) + " ORDER BY place, happened_at DESC"


def _side(relation: str, columns: dict[str, str], day: date) -> str:
    """One sort of events; a payment that is not due yet has not happened."""
    named = ", ".join(f"CAST({columns.get(name, 'NULL')} AS {_TYPES.get(name, 'VARCHAR')})" for name in _COLUMNS)
    is_payment = columns["what"] == "'payment'"
    happened = f" AND (paid_on IS NOT NULL OR due_on < DATE {literal(day.isoformat())})" if is_payment else ""
    return f"""SELECT hash(coalesce(survivor, customer_id)), coalesce(survivor, customer_id), {named}
               FROM {relation} LEFT JOIN survivors ON was = customer_id WHERE customer_id IS NOT NULL{happened}"""


def _grades(lake: Lake, run: Run, past: list[ledger.KeptRun]) -> str:
    """The runs' grades with the figures that this run's standard measures, as far as a run measured them too."""
    by_day = {one.run.as_of: one for one in past}  # the newest run of a day comes last
    version = next(one for one in ledger.versions(lake, run.scheme) if one.version == run.version)
    wanted = [one.column for one in version.measures()]
    columns = {one.result_table: lake.columns(one.result_table) for one in by_day.values()}
    parts = [
        f"""SELECT hash(customer_id) AS place, customer_id, {literal(one.run.scheme)} AS scheme,
                   CAST({literal(day.isoformat())} AS DATE) AS as_of, run_id, tier,
                   CAST(CAST(total AS DECIMAL(18,6)) / 1000000 AS DECIMAL(9,6)) AS score
                   {"".join(_figure(name, columns[one.result_table].get(name, "")) for name in wanted)}
            FROM lake.main.{quoted(one.result_table)} WHERE run_id = {literal(one.run.id)}"""
        for day, one in by_day.items()
    ]
    return f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY place, as_of"


def _figure(name: str, kind: str) -> str:
    value = f"CAST({quoted(name)} AS DOUBLE)" if kind.partition("(")[0] in _NUMBERS else "CAST(NULL AS DOUBLE)"
    return f", {value} AS {quoted(_FIGURE + name)}"


def _grade_then(row: Mapping[str, Any]) -> GradeThen:
    figures = {name.removeprefix(_FIGURE): value for name, value in row.items() if name.startswith(_FIGURE)}
    return GradeThen(row["as_of"], row["run_id"], row["tier"], row["score"], figures)


def _keep_survivors(lake: Lake) -> None:
    links = links_of(merges(lake))
    rows = {"was": list(links), "survivor": [survivor_of(links, one) for one in links]}
    schema = pa.schema([("was", pa.string()), ("survivor", pa.string())])
    lake.engine.register("survivors", pa.table(rows, schema=schema))


def _remove_oldest(folder: Path) -> None:
    files = sorted(
        folder.glob(EVERY_LAYOUT), key=lambda path: (not path.name.endswith(SUFFIX), -path.stat().st_mtime_ns)
    )
    for path in files[MOST_FILES:]:
        with suppress(OSError):
            path.unlink()
