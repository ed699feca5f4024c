"""Who is in which segment: found and kept when a run is kept, by segmentations whose cut points are frozen versions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from fenji.engines.digest import digest
from fenji.engines.engine import literal, quoted
from fenji.metrics.period import Period, fill
from fenji.pipeline import asking, recorded_tables
from fenji.segments.placed import described, learn, place, windows_of
from fenji.tables.currency import in_one_currency
from fenji.version import __version__
from fenji.workspace import segment_versions as versioned
from fenji.workspace.rates import workspace_rates
from fenji.workspace.segment_files import definitions
from fenji.workspace.segment_versions import Version
from fenji.workspace.tables import profiled_tables

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake
    from fenji.result_records import Run
    from fenji.segments.segmentation import Segmentation
    from fenji.workspace.workspace import Workspace

RUN_SEGMENTS = "run_segments"
_COMPILED: dict[str, str] = {}  # name of the kept file → SQL: the same in every workspace of this process
_RUN_SEGMENTS = {
    "run_id": "VARCHAR",
    "scheme": "VARCHAR",
    "as_of": "DATE",
    "members": "VARCHAR",
    "versions": "VARCHAR",
    "marks": "VARCHAR",
    "compared_with": "VARCHAR",
    "is_silent": "BOOLEAN",
    "digest": "VARCHAR",
    "created_at": "TIMESTAMP",
    "actor": "VARCHAR",
}


@dataclass(frozen=True)
class Kept:
    """What a run kept: the lake's table of its customers' segments, and each segmentation's version and mark.

    Two runs with the same mark placed customers by the same rules and the same cut points. `compared_with` is the run
    its events are told against; None for none.
    """

    run_id: str
    scheme: str
    as_of: date
    members: str
    versions: Mapping[str, int]
    marks: Mapping[str, str]
    compared_with: str | None
    is_silent: bool
    digest: str


def keep_memberships(workspace: Workspace, tx: Transaction, run: Run, *, is_silent: bool = False) -> None:
    """Keeps, in a run's own transaction, who is in which segment, and who entered or left one since the run before.

    The run before is the newest kept of the same scheme whose as-of day is not later. No events come of a first run,
    of a day before one that was graded already, of a run that `is_silent` (a backfill), nor of a segmentation whose
    definition or cut points changed: those are the company's own changes, not the customers'.
    """
    from fenji.workspace.events import keep_events

    lake, engine = workspace.lake, tx.engine
    every = [one.segmentation for one in definitions(workspace)]
    earlier = kept(lake, run.scheme)
    tx.create(versioned.VERSIONS, versioned.COLUMNS)
    table = describe_customers(workspace, lake, engine, run, every)
    try:
        found = versioned.versions_of(lake, engine, table, every, run.currency)
        versions = versioned.numbered(tx, found, workspace.actor)
        members, seal = _keep_members(tx, run.id, place_sql(workspace, engine, table, versions))
    finally:
        engine.drop(table)
    base = next((one for one in reversed(earlier) if one.as_of <= run.as_of), None)
    is_silent = is_silent or base is None or any(one.as_of > run.as_of for one in earlier)
    numbers = {one.name: one.version for one in versions}
    compared = None if base is None or is_silent else base.run_id
    now = Kept(run.id, run.scheme, run.as_of, members, numbers, versioned.marks_of(versions), compared, is_silent, seal)
    _keep_record(tx, now, workspace.actor)
    if base is not None and not is_silent:
        keep_events(tx, now, base)


def is_current(workspace: Workspace, run_id: str) -> bool:
    """Whether a run placed its customers by the segmentations as they are now defined."""
    lake = workspace.lake
    found = next((one for one in kept(lake) if one.run_id == run_id), None)
    if found is None:
        return False
    digests = {one.segmentation.name: one.segmentation for one in definitions(workspace)}
    known = versioned.known_versions(lake)
    return set(digests) == set(found.versions) and all(
        known[name, number].segmentation == digests[name]
        and number == versioned.newest_number(known, known[name, number])
        for name, number in found.versions.items()
    )


def kept(lake: Lake, scheme: str | None = None) -> list[Kept]:
    """What runs kept (of one scheme), by as-of day and then by when they were made."""
    if not lake.has(RUN_SEGMENTS):
        return []
    where = "" if scheme is None else f"WHERE scheme = {literal(scheme)}"
    rows = lake.engine.rows(f"SELECT * FROM lake.main.{RUN_SEGMENTS} {where} ORDER BY as_of, created_at, run_id")
    return [
        Kept(
            row["run_id"], row["scheme"], row["as_of"], row["members"], json.loads(row["versions"]),
            json.loads(row["marks"]), row["compared_with"], row["is_silent"], row["digest"],
        )
        for row in rows
    ]  # fmt: skip


def describe_customers(
    workspace: Workspace, lake: Lake, engine: Engine, run: Run, every: Sequence[Segmentation], *, name: str = ""
) -> str:
    """All customers of a run's day with all that the segmentations look at, as a working table; gives its name."""
    tables = profiled_tables(lake)
    recorded = recorded_tables(tables, engine)
    rates = workspace_rates(workspace.folder)
    counted = in_one_currency(tables, run.currency, engine=engine, rates=rates)
    period = Period(as_of=run.as_of, zone=run.zone)
    reading = [f"{name} {type(table.op()).__name__} {table.schema()}" for name, table in counted.items()]
    shape = "|".join(
        [versioned.content_of(every), run.currency, str(rates), str(lake.has("merges")), *sorted(recorded), *reading]
    )
    sql = _compiled(workspace, shape, lambda: engine.compile(described(counted, every, period, recorded=recorded)))
    name = name or "described_customers"
    engine.keep(name, fill(sql, period.slots(windows_of(every))))
    return name


def place_sql(workspace: Workspace, engine: Engine, table: str, versions: Sequence[Version]) -> str:
    """The SQL that places the customers of a working table, by frozen cut points."""
    described_as = engine.table(table)
    learned = {one.name: one.learned for one in versions}
    every = [one.segmentation for one in versions]
    shape = "|".join(
        [table, str(described_as.schema()), versioned.content_of(every), json.dumps(learned, sort_keys=True)]
    )
    return _compiled(workspace, shape, lambda: engine.compile(place(described_as, every, learned)))


def refit(workspace: Workspace, run: Run, name: str) -> tuple[Version, Version]:
    """Finds the cut points of a segmentation again on the data as it is now, and keeps them as a new version.

    Gives the version before and the new one; the next run that is kept uses the new one, without any event.
    """
    lake, engine = workspace.lake, workspace.lake.engine
    wanted = next(one.segmentation for one in definitions(workspace) if one.segmentation.name == name)
    table = describe_customers(workspace, lake, engine, run, [wanted])
    try:
        (before,) = versioned.versions_of(lake, engine, table, [wanted], run.currency)
        learned = learn(engine.table(table), [wanted], asking(engine))[name]
    finally:
        engine.drop(table)
    if before.version and before.learned == learned:
        return before, before
    with lake.write(actor=workspace.actor, what=f"find the cut points of {name} again") as tx:
        tx.create(versioned.VERSIONS, versioned.COLUMNS)
        (after,) = versioned.numbered(tx, [replace(before, version=0, learned=learned)], workspace.actor)
    return before, after


def _keep_members(tx: Transaction, run_id: str, sql: str) -> tuple[str, str]:
    columns = {row["column_name"]: row["column_type"] for row in tx.rows(f"DESCRIBE {sql}")}
    name = f"members_{versioned.short('|'.join(f'{name} {kind}' for name, kind in columns.items()))}"
    tx.create(name, {"run_id": "VARCHAR", **columns})
    tx.append(name, f"SELECT {literal(run_id)} AS run_id, placed.* FROM ({sql}) AS placed ORDER BY customer_id")
    return name, seal_of(tx.engine, name, run_id)


def seal_of(engine: Engine, members: str, run_id: str) -> str:
    """The SHA-256 of the segments of all customers of a run."""
    kept_rows = f"SELECT * EXCLUDE (run_id) FROM lake.main.{quoted(members)} WHERE run_id = {literal(run_id)}"
    return digest(engine.batches(f"{kept_rows} ORDER BY customer_id"))


def _keep_record(tx: Transaction, now: Kept, actor: str) -> None:
    tx.create(RUN_SEGMENTS, _RUN_SEGMENTS)
    values = [now.run_id, now.scheme, now.as_of, now.members, json.dumps(now.versions), json.dumps(now.marks),
              now.compared_with, now.is_silent, now.digest, versioned.now(), actor]  # fmt: skip
    tx.append(RUN_SEGMENTS, versioned.row_of(_RUN_SEGMENTS, values))


def _compiled(workspace: Workspace, shape: str, compile_: Callable[[], str]) -> str:
    """SQL compiled once for the same shape and fenji, then kept: anyone can read what ran."""
    path = workspace.folder / "compiled" / f"segments-{versioned.short(f'{__version__}|{shape}')}.sql"
    if path.is_file():
        return path.read_text("utf-8")
    if path.name not in _COMPILED:
        _COMPILED[path.name] = compile_()
    path.parent.mkdir(exist_ok=True)
    path.write_text(_COMPILED[path.name], "utf-8")
    return _COMPILED[path.name]
