"""Previews in a workspace: a standard as it is against a changed one, on the same customers; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.errors import SchemeError
from fenji.language import Text
from fenji.pipeline import asking
from fenji.review.changes import Changed, changed
from fenji.review.simulate import simulate, with_cut_points_of
from fenji.scheme.calibrated import CalibratedScheme
from fenji.scheme.model import Scheme
from fenji.workspace import runs as ledger
from fenji.workspace.measured import measured

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.review.simulation import Simulation
    from fenji.workspace.workspace import Workspace

Progress = Callable[[Text, float], None]
Wanted = Scheme | str | Path | Mapping[str, Any]
_KEPT = Text("Cut points are those of version {n}; --recalibrate finds them anew, as grading by the changed standard "
             "for the first time does.",
             "分界值沿用第 {n} 版；--recalibrate 重新计算，与首次按修改后的标准评级一致。")  # fmt: skip
_FOUND = Text("Cut points found anew for: {names}.", "以下评分项的分界值为重新计算：{names}。")
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
    """The preview of a change: `wanted` is changes by path, or another standard. It answers until the workspace closes.

    As of the day of the newest run of the standard, else of the last order. The standard as it is keeps the cut points
    of its newest version; where it was never graded by they are found now, and not kept.
    """
    before_scheme = workspace.scheme(scheme)
    other = _wanted(workspace, before_scheme, wanted)
    currency = _currency(workspace, before_scheme, other.scheme)
    day = as_of or _day(workspace, before_scheme)
    measures = (*before_scheme.measures(), *other.scheme.measures())
    table = measured(workspace, measures, as_of=day, currency=currency, progress=progress or _silent)
    found = _compared(workspace, table, before_scheme, other, currency=currency, recalibrate=recalibrate)
    return replace(found, as_of=day)


def _compared(
    workspace: Workspace, table: ir.Table, scheme: Scheme, other: Changed, *, currency: str, recalibrate: bool
) -> Simulation:
    lake, engine = workspace.lake, workspace.lake.engine
    ask = asking(engine)
    notes = list(other.notes)
    before = ledger.version_of(lake, scheme)
    if before is None:
        before, _ = with_cut_points_of(_blank(scheme), scheme, table, ask=ask)
        notes.append(_NEVER.fill(name=scheme.name))
    after = None if recalibrate else ledger.version_of(lake, other.scheme)
    if after is None:
        after, found = with_cut_points_of(before, other.scheme, table, ask=ask, recalibrate=recalibrate)
        names = [name for name in found if other.scheme.criterion(name).scorer.kind != "bands"]
        if names:
            notes.append(_FOUND.fill(names=Text(", ".join(names), "、".join(names))))
        if len(found) < len(other.scheme.criteria):
            notes.append(_KEPT.fill(n=before.version))
    return simulate(table, before, after, engine=engine, currency=currency, notes=notes)


def _wanted(workspace: Workspace, scheme: Scheme, wanted: Wanted) -> Changed:
    if not isinstance(wanted, Mapping):
        return Changed(workspace.scheme(wanted), ())
    kept = ledger.version_of(workspace.lake, scheme)
    return changed(scheme, wanted, found=None if kept is None else kept.weights)


def _blank(scheme: Scheme) -> CalibratedScheme:
    return CalibratedScheme(scheme, 0, {}, {})


def _currency(workspace: Workspace, before: Scheme, after: Scheme) -> str:
    own = workspace.settings.currency
    first, second = before.currency or own, after.currency or own
    if first != second:
        problem = Text("one standard counts in {a}, the other in {b}", "一个标准按 {a} 计，另一个按 {b} 计")
        fix = Text("Compare standards of one currency.", "请比较同一币种的标准。")
        raise SchemeError(problem.fill(a=first, b=second), where=after.name, fix=fix)
    return first


def _day(workspace: Workspace, scheme: Scheme) -> date:
    from fenji.workspace.grading import last_day

    kept = ledger.runs(workspace.lake, scheme.name)
    return kept[-1].run.as_of if kept else last_day(workspace.lake)


def _silent(_stage: Text, _share: float) -> None:
    """Nobody is watching."""
