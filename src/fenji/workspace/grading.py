"""Grading in a workspace: one scheme version, one day, one snapshot; kept once, answered again, replayed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from fenji.engines.digest import digest
from fenji.errors import NothingToGrade, WorkspaceError
from fenji.intake.undo import older_data
from fenji.language import Text
from fenji.metrics.period import Period
from fenji.pipeline import nothing_to_grade
from fenji.result_records import GuestShare, Run
from fenji.tables import CANONICAL
from fenji.tables.currency import foreign_currencies
from fenji.tables.rates import Rates
from fenji.version import __version__
from fenji.workspace import runs as ledger
from fenji.workspace.as_of import refuse_future
from fenji.workspace.blanking import nobody_sql
from fenji.workspace.decisions import SEEN
from fenji.workspace.group import group_notes
from fenji.workspace.model_file import SUFFIX, point_to
from fenji.workspace.opting_out import opted_out_notes
from fenji.workspace.plans import Previous, new_version, planned, shape_of
from fenji.workspace.publishing import note_use
from fenji.workspace.rates import workspace_rates
from fenji.workspace.read_model import list_owed, open_result, write_read_model
from fenji.workspace.refreshing import Slide
from fenji.workspace.resealing import seal_mark
from fenji.workspace.segments import is_current, keep_memberships
from fenji.workspace.stated import last_stated_day
from fenji.workspace.tables import canonical_tables
from fenji.workspace.versions import run_to_show, version_to_grade_by

if TYPE_CHECKING:
    from pathlib import Path

    from fenji.engines.engine import Engine
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake
    from fenji.result import Result
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Scheme
    from fenji.workspace.elsewhere import Elsewhere
    from fenji.workspace.workspace import Workspace

Progress = Callable[[Text, float], None]


def grade(
    workspace: Workspace,
    scheme: Scheme,
    *,
    as_of: date | None,
    recalibrate: bool = False,
    progress: Progress | None = None,
    elsewhere: Elsewhere | None = None,
    is_backfill: bool = False,
    is_whole: bool = False,
) -> Result:
    """Grades and keeps the run; where the same version saw the same imports as of the same day, opens that run.

    `elsewhere` is another engine that grades instead (`fenji.workspace.elsewhere`). A backfill makes no events.
    `is_whole`: every row is read again, nothing is gone on from (`fenji.workspace.refreshing`).
    """
    say = progress or _silent
    lake = workspace.lake
    as_of = as_of or last_day(lake)
    refuse_future(as_of, lake, zone=workspace.settings.zone)
    seen = ledger.seen_now(lake)
    calibrated = version_to_grade_by(workspace, scheme, recalibrate=recalibrate)
    if calibrated is not None:
        past = ledger.runs(lake, scheme.name)
        previous = _pinned(ledger.earlier_run(past, scheme.name, as_of), calibrated)
        for kept in reversed(past):
            asked = (kept.run.version, kept.run.as_of, kept.seen, kept.run.fenji_version, kept.run.previous_id)
            is_same = asked == (calibrated.version, as_of, seen, __version__, previous)
            if is_same and (is_backfill or is_current(workspace, kept.run.id)):
                return open_kept(workspace, run_id=kept.run.id)
    what = f"grade {scheme.name} as of {as_of.isoformat()}"
    say(Text("checking files", "核对文件"), 0.0)
    lake.verify(tuple(name for name in (*CANONICAL, *SEEN) if lake.has(name)))
    with lake.write(actor=workspace.actor, what=what) as tx:
        run_id = _grade(
            workspace, tx, scheme, calibrated, as_of=as_of, say=say, elsewhere=elsewhere, is_backfill=is_backfill,
            is_whole=is_whole,
        )  # fmt: skip
    say(Text("writing the list", "生成查询清单"), 0.85)
    with list_owed(run_id):
        result = open_kept(workspace, run_id=run_id)
    say(Text("done", "完成"), 1.0)
    return result


def open_kept(workspace: Workspace, *, run_id: str | None = None, scheme: str | None = None) -> Result:
    """A kept run's result; its read model is written anew where it is missing."""
    lake = workspace.lake
    kept = ledger.runs(lake)
    mine = [one for one in kept if scheme is None or one.run.scheme == scheme]
    if run_id is None and not mine:
        raise WorkspaceError(
            Text("nothing has been graded yet", "还没有评级结果"),
            where=str(workspace.folder),
            fix=Text("Grade with `fenji grade --scheme value`.", "请先运行 `fenji grade --scheme value`。"),
        )
    one = run_to_show(lake, mine) if run_id is None else ledger.find_run(lake, run_id)
    note = older_data(lake, one.run.snapshot)
    if note is not None:
        one = replace(one, run=replace(one.run, notes=(*one.run.notes, note)))
    previous = ledger.previous_run(kept, one.run)
    version = next(v for v in ledger.versions(lake, one.run.scheme) if v.version == one.run.version)
    path = read_model_path(workspace, one.run, previous)
    past = ledger.history(lake, kept, one.run)
    if not path.is_file():
        write_read_model(lake, one, path, scheme=version, previous=previous, past=past)
    if one.run.id == run_to_show(lake, [other for other in kept if other.run.scheme == one.run.scheme]).run.id:
        point_to(path.parent, one.run.scheme, one.run.id)
    return open_result(path, one, version, previous=previous, past=past)


def replay(workspace: Workspace, run_id: str) -> tuple[str, str]:
    """(the digest kept with the run, the digest of grading its snapshot by its version now); equal if all is well."""
    from fenji.lake.lake import Lake as PinnedLake

    kept = ledger.find_run(workspace.lake, run_id)
    version = next(v for v in ledger.versions(workspace.lake, kept.run.scheme) if v.version == kept.run.version)
    workspace.close()
    limit = workspace.memory_limit
    pinned = PinnedLake.open(workspace.folder / "lake", snapshot=kept.run.snapshot, memory_limit=limit)
    try:
        period = Period(as_of=kept.run.as_of, zone=kept.run.zone, window=kept.run.window)
        rates = Rates(kept.run.rates) if kept.run.rates else None
        before = None if kept.run.previous_id is None else ledger.find_run(workspace.lake, kept.run.previous_id)
        previous = Previous.seen_from(pinned, workspace.lake, before)
        with planned(workspace, pinned, pinned.engine, version, period, rates=rates, previous=previous) as sql:
            now = digest(pinned.engine.batches(f"SELECT * FROM ({sql}) WHERE NOT {nobody_sql()} ORDER BY customer_id"))
        return kept.run.digest, now
    finally:
        pinned.close()


def _pinned(before: ledger.KeptRun | None, scheme: CalibratedScheme) -> str | None:
    """The earlier run that a grading goes on from; None without transition rules, which alone ask for it."""
    return None if before is None or scheme.transition() is None else before.run.id


def read_model_path(workspace: Workspace, run: Run, previous: ledger.KeptRun | None) -> Path:
    """The file of a run's read model; another previous run is another file, because moves are in it."""
    compared = "first" if previous is None else hashlib.sha256(previous.run.id.encode()).hexdigest()[:8]
    return workspace.folder / "runs" / f"{run.id}.{compared}{seal_mark(run)}{SUFFIX}"


def _grade(
    workspace: Workspace,
    tx: Transaction,
    scheme: Scheme,
    calibrated: CalibratedScheme | None,
    *,
    as_of: date,
    say: Progress,
    elsewhere: Elsewhere | None = None,
    is_backfill: bool = False,
    is_whole: bool = False,
) -> str:
    lake, engine = workspace.lake, tx.engine
    on: Engine = engine if elsewhere is None else elsewhere.over(lake)
    _same_zone(scheme, workspace)
    period = Period(as_of=as_of, zone=workspace.settings.zone, window=scheme.window)
    snapshot = lake.snapshot()
    if calibrated is None:
        say(Text("finding cut points", "计算分界值"), 0.1)
        calibrated = new_version(workspace, lake, on, scheme, period)
        ledger.keep_version(tx, calibrated, actor=workspace.actor)
    else:
        note_use(workspace, tx, calibrated)
    say(Text("grading", "评级"), 0.3)
    past = ledger.runs(lake)
    run_id = ledger.new_id(past, calibrated, as_of)
    before = ledger.earlier_run(past, scheme.name, as_of)
    rates = workspace_rates(workspace.folder)
    previous = Previous.of(lake, before)
    slide = None if is_whole or is_backfill else Slide(say, None if before is None else before.run.as_of)
    with (
        planned(workspace, lake, on, calibrated, period, rates=rates, previous=previous, slide=slide) as asked,
        nullcontext(asked) if elsewhere is None else elsewhere.landed(on, asked, engine) as sql,
    ):
        columns = _columns(engine, sql)
        name = f"result_{scheme.name}_v{calibrated.version}{shape_of(columns)}"
        tx.create(name, {"run_id": "VARCHAR", **columns})
        rows = tx.append(name, f"SELECT CAST(? AS VARCHAR) AS run_id, graded.* FROM ({sql}) AS graded", [run_id])
    if not rows:
        raise nothing_to_grade(as_of)
    say(Text("sealing", "计算摘要"), 0.6)
    kept = f"SELECT * EXCLUDE (run_id) FROM lake.main.{name} WHERE run_id = ? ORDER BY customer_id"
    seal = digest(engine.batches(kept, [run_id]))
    run = _record(workspace, calibrated, period, run_id=run_id, snapshot=snapshot, seal=seal, customers=rows)
    wanted = calibrated.scheme.currency or workspace.settings.currency
    used = rates.rates if rates and foreign_currencies(canonical_tables(lake), wanted, engine) else ()
    run = replace(run, guests=_guests(lake, engine, period), rates=used, previous_id=_pinned(before, calibrated))
    if elsewhere is not None:
        run = replace(run, engine=elsewhere.address.shown)
    told = (*group_notes(lake, engine, calibrated.scheme), *opted_out_notes(engine, name, run_id))
    run = replace(run, notes=(*run.notes, *told))
    ledger.keep_run(tx, run, seen=ledger.seen_now(lake), result_table=name, actor=workspace.actor)
    keep_memberships(workspace, tx, run, is_silent=is_backfill)
    return run_id


def _record(
    workspace: Workspace,
    scheme: CalibratedScheme,
    period: Period,
    *,
    run_id: str,
    snapshot: int,
    seal: str,
    customers: int,
) -> Run:
    settings = workspace.settings
    return Run(
        id=run_id,
        scheme=scheme.scheme.name,
        version=scheme.version,
        as_of=period.as_of,
        zone=period.zone,
        currency=scheme.scheme.currency or settings.currency,
        window=period.window,
        snapshot=snapshot,
        fenji_version=__version__,
        digest=seal,
        customers=customers,
        is_simulated=settings.is_simulated,
        source_name=settings.source_name or settings.name,
        left_out=scheme.left_out,
    )


def _guests(lake: Lake, engine: Engine, period: Period) -> GuestShare | None:
    """Orders without a customer in the window, and their share of its revenue; None where there are none."""
    if not lake.has("orders"):
        return None
    sql = """
        SELECT count(*) FILTER (customer_id IS NULL AND kind = 'sale') AS orders,
               sum(amount) FILTER (customer_id IS NULL) AS net_revenue, sum(amount) AS revenue
        FROM lake.main.orders
        WHERE kind <> 'void' AND booked_at < ? AND ordered_at < ?
          AND (CAST(? AS TIMESTAMP) IS NULL OR ordered_at >= ?)"""
    row = engine.rows(sql, [period.end_at, period.end_at, period.start_at, period.start_at])[0]
    if not row["orders"]:
        return None
    share = row["net_revenue"] / row["revenue"] if row["revenue"] and row["revenue"] > 0 else None
    return GuestShare(row["orders"], row["net_revenue"], share)


def _columns(engine: Engine, sql: str) -> dict[str, str]:
    return {row["column_name"]: row["column_type"] for row in engine.rows(f"DESCRIBE {sql}")}


def last_day(lake: Lake) -> date:
    """The day of the last order, without orders that of the newest customer list; an error where there is neither."""
    day: date | None = None
    if lake.has("orders"):
        day = lake.engine.rows("SELECT max(ordered_on) AS day FROM lake.main.orders WHERE kind = 'sale'")[0]["day"]
    if day is None:
        day = last_stated_day(lake)
    if day is None:
        raise NothingToGrade(
            Text("there are no orders yet", "还没有订单"),
            where="orders",
            fix=Text(
                "Import some with `fenji import FILE --as orders`, or a customer list with totals (--as customers), or "
                "name a day with --as-of.",
                "请先运行 `fenji import 文件 --as orders`，或导入含累计数据的客户名单(--as customers)，"
                "也可用 --as-of 指定日期。",
            ),
        )
    return day


def _silent(_stage: Text, _share: float) -> None:
    """Nobody is watching."""


def _same_zone(scheme: Scheme, workspace: Workspace) -> None:
    if scheme.zone in (None, workspace.settings.zone):
        return
    raise WorkspaceError(
        Text("the scheme counts days in {a}, the workspace in {b}", "标准按 {a} 计日，工作区按 {b}")
        .fill(a=scheme.zone, b=workspace.settings.zone),
        where=scheme.name,
        fix=Text("Remove `zone:` from the scheme; days are the workspace's.",
                 "请删去标准中的 `zone:`，以工作区时区为准。"),
    )  # fmt: skip
