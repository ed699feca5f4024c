"""The ledger of a workspace: every run kept with its scheme version, and every grade a customer ever had."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from fenji.errors import WorkspaceError
from fenji.language import Text
from fenji.result_records import HistoryPoint, Run
from fenji.scheme.calibrated import CalibratedScheme
from fenji.version import __version__
from fenji.workspace.decisions import newest
from fenji.workspace.resealing import as_sealed, seals

if TYPE_CHECKING:
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake
    from fenji.scheme.model import Scheme

RUNS = {
    "run_id": "VARCHAR",
    "scheme": "VARCHAR",
    "version": "INTEGER",
    "as_of": "DATE",
    "import_id": "BIGINT",
    "decision": "BIGINT",
    "snapshot": "BIGINT",
    "result_table": "VARCHAR",
    "digest": "VARCHAR",
    "record": "VARCHAR",
    "created_at": "TIMESTAMP",
    "actor": "VARCHAR",
}
VERSIONS = {
    "scheme": "VARCHAR",
    "version": "INTEGER",
    "digest": "VARCHAR",
    "written_digest": "VARCHAR",
    "body": "VARCHAR",
    "created_at": "TIMESTAMP",
    "actor": "VARCHAR",
}
RUN_TIERS = {"run_id": "VARCHAR", "tier": "VARCHAR", "customers": "BIGINT", "net_revenue": "DECIMAL(38,2)"}


@dataclass(frozen=True)
class Seen:
    """The last import and the number of the newest decision on customers (0: none yet): the same, seen alike."""

    import_id: int
    decision: int


@dataclass(frozen=True)
class KeptRun:
    """A run as the ledger keeps it, with the table that holds its rows and what it saw."""

    run: Run
    result_table: str
    seen: Seen


def seen_now(lake: Lake) -> Seen:
    """What a grading sees now: the last import; the last decision on who is one, overrides, marks and judgements."""
    imported = 0
    if lake.has("imports"):
        imported = int(lake.engine.rows("SELECT max(import_id) AS n FROM lake.main.imports")[0]["n"] or 0)
    return Seen(imported, newest(lake))


def runs(lake: Lake, scheme: str | None = None) -> list[KeptRun]:
    """Every kept run, by as-of date and then by when it was made."""
    if not lake.has("runs"):
        return []
    wanted, parameters = ("", []) if scheme is None else ("WHERE scheme = ?", [scheme])
    rows = lake.engine.rows(f"SELECT * FROM lake.main.runs {wanted} ORDER BY as_of, created_at, run_id", parameters)
    sealed = seals(lake)
    return [
        KeptRun(
            as_sealed(Run.from_json(json.loads(row["record"])), sealed),
            row["result_table"],
            Seen(row["import_id"], row["decision"]),
        )
        for row in rows
    ]


def find_run(lake: Lake, run_id: str) -> KeptRun:
    """The run with that id; an unknown id is an error that lists the newest ones."""
    kept = runs(lake)
    for one in kept:
        if one.run.id == run_id:
            return one
    ids = ", ".join(one.run.id for one in kept[-5:]) or "-"
    raise WorkspaceError(
        Text("there is no run '{id}'", "没有评级批次“{id}”").fill(id=run_id),
        where="--run",
        fix=Text("See `fenji runs`. The newest are: {ids}.", "可用 `fenji runs` 查看。最近的有：{ids}。").fill(ids=ids),
    )


def previous_run(kept: Sequence[KeptRun], run: Run) -> KeptRun | None:
    """The run of the same scheme with the nearest earlier as-of date; of several on one day, the last made."""
    return earlier_run(kept, run.scheme, run.as_of)


def earlier_run(kept: Sequence[KeptRun], scheme: str, as_of: date) -> KeptRun | None:
    """The run of a scheme, whatever its version, with the nearest as-of date before a day."""
    earlier = [one for one in kept if one.run.scheme == scheme and one.run.as_of < as_of]
    return earlier[-1] if earlier else None


def versions(lake: Lake, scheme: str | None = None) -> list[CalibratedScheme]:
    """The kept versions of one scheme (or of all), oldest first."""
    if not lake.has("scheme_versions"):
        return []
    wanted, parameters = ("", []) if scheme is None else ("WHERE scheme = ?", [scheme])
    sql = f"SELECT body FROM lake.main.scheme_versions {wanted} ORDER BY scheme, version"
    return [CalibratedScheme.from_json(row["body"]) for row in lake.engine.rows(sql, parameters)]


def version_of(lake: Lake, scheme: Scheme) -> CalibratedScheme | None:
    """The newest kept version of exactly this standard as written; None where it was never calibrated."""
    if not lake.has("scheme_versions"):
        return None
    sql = """SELECT body FROM lake.main.scheme_versions WHERE scheme = ? AND written_digest = ?
             ORDER BY version DESC LIMIT 1"""
    found = lake.engine.rows(sql, [scheme.name, scheme.digest])
    return CalibratedScheme.from_json(found[0]["body"]) if found else None


def keep_version(tx: Transaction, scheme: CalibratedScheme, *, actor: str) -> None:
    """Keeps a calibrated scheme as a new version."""
    tx.create("scheme_versions", VERSIONS)
    row = [scheme.scheme.name, scheme.version, scheme.digest, scheme.scheme.digest, scheme.to_json(), _now(), actor]
    tx.append("scheme_versions", _values(VERSIONS), row)


def keep_run(tx: Transaction, run: Run, *, seen: Seen, result_table: str, actor: str) -> None:
    """Keeps a run and its tier counts; its rows are in `result_table` already."""
    tx.create("runs", RUNS)
    record = json.dumps(run.to_json(), ensure_ascii=False, sort_keys=True)
    row = [run.id, run.scheme, run.version, run.as_of, seen.import_id, seen.decision, run.snapshot, result_table,
           run.digest, record, _now(), actor]  # fmt: skip
    tx.append("runs", _values(RUNS), row)
    tx.create("run_tiers", RUN_TIERS)
    counted = f"""SELECT run_id, tier, count(*) AS customers, sum(net_revenue) AS net_revenue
                  FROM lake.main.{result_table} WHERE run_id = ? GROUP BY ALL ORDER BY ALL"""
    tx.append("run_tiers", counted, [run.id])


def history(lake: Lake, kept: Sequence[KeptRun], run: Run) -> tuple[HistoryPoint, ...]:
    """Tier counts of the runs of the same scheme version before this one, oldest first, one run a date."""
    days: dict[date, Run] = {}
    for one in kept:
        if (one.run.scheme, one.run.version) == (run.scheme, run.version) and one.run.as_of < run.as_of:
            days[one.run.as_of] = one.run
    if not days:
        return ()
    counts: dict[str, list[dict[str, Any]]] = {}
    for row in lake.engine.rows("SELECT * FROM lake.main.run_tiers ORDER BY ALL"):
        counts.setdefault(row["run_id"], []).append(row)
    return tuple(
        HistoryPoint(day, one.id, row["tier"], int(row["customers"]), row["net_revenue"])
        for day, one in sorted(days.items())
        for row in counts.get(one.id, [])
    )


def new_id(kept: Sequence[KeptRun], scheme: CalibratedScheme, as_of: date) -> str:
    """An id that says scheme, version and date; a number follows where that day was graded before."""
    stem = f"{scheme.scheme.name}-v{scheme.version}-{as_of.isoformat()}"
    taken = {one.run.id for one in kept}
    number = 1
    while (name := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return name


def made_by_fenji(run: Run) -> Run:
    """The run with the version of fenji that makes it."""
    return replace(run, fenji_version=__version__)


def _values(columns: dict[str, str]) -> str:
    named = ", ".join(f"CAST(? AS {kind}) AS {name}" for name, kind in columns.items())
    return f"SELECT {named}"


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
