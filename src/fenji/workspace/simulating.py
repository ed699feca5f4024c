"""Previews in a workspace: a standard as it is against a changed one, on the same customers; nothing is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.errors import SchemeError
from fenji.language import Text
from fenji.pipeline import asking
from fenji.review.changes import Changed, changed
from fenji.review.held import held_back
from fenji.review.simulate import graded_by, simulate, with_cut_points_of
from fenji.scheme.calibrated import CalibratedScheme
from fenji.scheme.model import Scheme
from fenji.workspace import runs as ledger
from fenji.workspace.measured import measured
from fenji.workspace.plans import Previous
from fenji.workspace.standards import to_grade_by
from fenji.workspace.versions import body, versions

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.engine import Engine
    from fenji.lake.lake import Lake
    from fenji.metrics.measure import Measure
    from fenji.review.simulation import Simulation
    from fenji.workspace.workspace import Workspace

Progress = Callable[[Text, float], None]
_NUMBER = re.compile(r"v(\d{1,6})")
Wanted = Scheme | str | Path | Mapping[str, Any]
_KEPT = Text(
    "Cut points are those of version {n}, as a draft keeps them; grading by a changed file for the first time finds "
    "them anew (`fenji simulate --recalibrate` shows that).",
    "分界值沿用第 {n} 版（起草新版时亦然）；首次按修改后的文件评级时会重新计算"
    "（可用 `fenji simulate --recalibrate` 预览）。",
)
_FOUND = Text("Cut points found anew for: {names}.", "以下评分项的分界值为重新计算：{names}。")
_DIFFERS = Text(
    "'{name}' as written was never graded by; what it scores as version {n} does keeps that version's cut points.",
    "“{name}”尚未按现有内容评级；与第 {n} 版评分相同的部分沿用其分界值。",
)
_NO_RUN = Text("There is no run of an earlier day, so protection holds nobody yet.",
               "没有更早日期的批次，因此暂无客户受保护。")  # fmt: skip
_NEVER = Text("'{name}' was never graded by as it is: its cut points are those of today.",
              "“{name}”尚未按现状评级，分界值按当前数据计算。")  # fmt: skip


def simulated(
    workspace: Workspace,
    wanted: Wanted,
    *,
    scheme: str | Path | Scheme = "value",
    as_of: date | None = None,
    recalibrate: bool = False,
    progress: Progress | None = None,
) -> Simulation:
    """The preview of a change: `wanted` is changes by path, another standard, or a version of it (v4).

    As of the day of the newest run of the standard, else of the last order. The standard as it is keeps the cut points
    of its version; where it was never graded by they are found now, and not kept. It answers until the workspace
    closes.
    """
    written = to_grade_by(workspace, scheme)
    other, version = _wanted(workspace, written, wanted)
    _one_currency(workspace, written, other.scheme)
    base = base_of(workspace, written, as_of=as_of, progress=progress, also=other.scheme.measures())
    known = None if recalibrate else version or _version(workspace.lake, other.scheme)
    found = compared(base, other, engine=workspace.lake.engine, version=known, recalibrate=recalibrate)
    return _protected(workspace, found, day=base.as_of)


def compared(
    base: Base, other: Changed, *, engine: Engine, version: CalibratedScheme | None = None, recalibrate: bool = False
) -> Simulation:
    """The preview of a changed standard on customers that are measured; no lake is needed.

    `version` is the version that the changed standard already is, with its own cut points; None: those of the standard
    as it is are kept, and the others found now.
    """
    notes, after = [*other.notes, *base.notes], version
    if after is None:
        is_another = other.scheme.name != base.scheme.scheme.name
        after, new = with_cut_points_of(
            base.scheme, other.scheme, base.measured, ask=asking(engine), recalibrate=recalibrate or is_another
        )
        names = [name for name in new if other.scheme.criterion(name).scorer.kind != "bands"]
        if names:
            notes.append(_FOUND.fill(names=Text(", ".join(names), "、".join(names))))
        if len(new) < len(other.scheme.criteria) and base.scheme.version:
            notes.append(_KEPT.fill(n=base.scheme.version))
    return simulate(
        base.measured, base.scheme, after, engine=engine, currency=base.currency, notes=notes, as_of=base.as_of
    )


def _protected(workspace: Workspace, found: Simulation, *, day: date) -> Simulation:
    """With what protection would hold back, where the changed standard has transition rules."""
    if found.after.transition() is None:
        return found
    lake, names = workspace.lake, (found.after.scheme.name, found.before.scheme.name)
    earlier = [one for one in ledger.runs(lake) if one.run.scheme in names and one.run.as_of < day]
    own = [one for one in earlier if one.run.scheme == names[0]] or earlier
    before = Previous.of(lake, own[-1] if own else None)
    if before is None:
        return replace(found, notes=(*found.notes, _NO_RUN))
    zone = workspace.settings.zone
    held = held_back(
        found.graded, found.after, rows=before.rows, before=before.day, as_of=day, zone=zone, engine=lake.engine
    )
    return replace(found, held=held)


@dataclass(frozen=True)
class Base:
    """The customers of a day as they are measured, and the standard as it is with its cut points."""

    scheme: CalibratedScheme
    measured: ir.Table
    as_of: date
    currency: str
    notes: tuple[Text, ...] = ()

    def graded(self) -> ir.Table:
        """The customers graded by the standard as it is."""
        return graded_by(self.measured, self.scheme)


def base_of(
    workspace: Workspace,
    scheme: Scheme,
    *,
    as_of: date | None = None,
    progress: Progress | None = None,
    also: Sequence[Measure] = (),
) -> Base:
    """What a preview starts from: the version that grades, the day of its newest run (else of the last order).

    Where the standard as written was never graded by, it keeps the cut points of the newest version of its name as far
    as it scores alike; where there is none, they are found on the day.
    """
    lake = workspace.lake
    currency = scheme.currency or workspace.settings.currency
    day = as_of or _day(workspace, scheme)
    measures = (*scheme.measures(), *also)
    table = measured(workspace, measures, as_of=day, currency=currency, progress=progress or _silent)
    kept = _version(lake, scheme)
    if kept is not None:
        return Base(kept, table, day, currency)
    earlier = versions(lake, scheme.name)
    start = body(lake, scheme.name, earlier[-1].version) if earlier else CalibratedScheme(scheme, 0, {}, {})
    found, _ = with_cut_points_of(start, scheme, table, ask=asking(lake.engine))
    note = _DIFFERS.fill(name=scheme.name, n=start.version) if earlier else _NEVER.fill(name=scheme.name)
    return Base(found, table, day, currency, (note,))


def _version(lake: Lake, scheme: Scheme) -> CalibratedScheme | None:
    """The version of a standard as written: of several the published one, else the newest."""
    same = [one for one in versions(lake, scheme.name) if one.written_digest == scheme.digest]
    chosen = next((one for one in same if one.state == "published"), same[-1] if same else None)
    return None if chosen is None else body(lake, scheme.name, chosen.version)


def _wanted(workspace: Workspace, scheme: Scheme, wanted: Wanted) -> tuple[Changed, CalibratedScheme | None]:
    """The changed standard, and its version where one is meant (v4)."""
    lake = workspace.lake
    if isinstance(wanted, str) and (number := _NUMBER.fullmatch(wanted)):
        version = body(lake, scheme.name, int(number[1]))
        return Changed(version.scheme, ()), version
    if not isinstance(wanted, Mapping):
        return Changed(workspace.scheme(wanted), ()), None
    kept = _version(lake, scheme)
    return changed(scheme, wanted, found=None if kept is None else kept.weights), None


def _one_currency(workspace: Workspace, before: Scheme, after: Scheme) -> None:
    own = workspace.settings.currency
    first, second = before.currency or own, after.currency or own
    if first != second:
        problem = Text("one standard counts in {a}, the other in {b}", "一个标准按 {a} 计，另一个按 {b} 计")
        fix = Text("Compare standards of one currency.", "请比较同一币种的标准。")
        raise SchemeError(problem.fill(a=first, b=second), where=after.name, fix=fix)


def _day(workspace: Workspace, scheme: Scheme) -> date:
    from fenji.workspace.grading import last_day

    kept = ledger.runs(workspace.lake, scheme.name)
    return kept[-1].run.as_of if kept else last_day(workspace.lake)


def _silent(_stage: Text, _share: float) -> None:
    """Nobody is watching."""
