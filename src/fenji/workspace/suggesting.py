"""Proposed borders and cut points on a workspace's customers; nothing is saved unless a file is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fenji.errors import SchemeError
from fenji.language import Text
from fenji.pipeline import asking
from fenji.review.bands_for import BandCount, bands_for, scorer_of
from fenji.review.suggest import Method, Proposal, Target, border_for, borders_by, kept_in_order
from fenji.workspace.simulating import Base, base_of, simulated
from fenji.workspace.standards import to_grade_by

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.review.simulation import Simulation
    from fenji.scheme.model import Scheme
    from fenji.scores.calibrate import Ask
    from fenji.workspace.workspace import Workspace

Progress = Callable[[Text, float], None]


@dataclass(frozen=True)
class Question:
    """What is asked for: a border of one tier for a target; all borders by a method; or one criterion's cut points.

    `cuts` are cumulative shares in percent for `pareto`, `bins` the bands of a criterion.
    """

    tier: str | None = None
    target: Target | None = None
    method: Method | None = None
    criterion: str | None = None
    bins: int = 5
    cuts: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """What would be changed, by path, and what that does: the preview of it. Nothing is saved.

    `proposal` is the border found for a target, `bands` the cut points of a criterion; each None or empty where another
    was asked for.
    """

    changes: dict[str, Any]
    simulation: Simulation
    proposal: Proposal | None = None
    bands: tuple[BandCount, ...] = ()

    @property
    def scheme(self) -> Scheme:
        """The standard with the proposal in it."""
        return self.simulation.after.scheme


def suggested(
    workspace: Workspace,
    asked: Question,
    *,
    scheme: str | Path | Scheme = "value",
    as_of: date | None = None,
    progress: Progress | None = None,
) -> Suggestion:
    """The proposal for a question, and the preview of it."""
    written = to_grade_by(workspace, scheme)
    base = base_of(workspace, written, as_of=as_of, progress=progress)
    engine = workspace.lake.engine
    name = f"suggesting_{uuid4().hex[:12]}"
    graded = engine.keep(name, engine.compile(base.graded()))
    try:
        changes, proposal, bands = _proposed(asked, base, graded, asking(engine))
    finally:
        engine.drop(name)
    preview = simulated(workspace, changes, scheme=written, as_of=base.as_of, progress=progress)
    return Suggestion(changes, preview, proposal, bands)


def _proposed(
    asked: Question, base: Base, graded: ir.Table, ask: Ask
) -> tuple[dict[str, Any], Proposal | None, tuple[BandCount, ...]]:
    proposal: Proposal | None = None
    bands: tuple[BandCount, ...] = ()
    if asked.criterion is not None and asked.target is None and asked.tier is None:
        bands = bands_for(
            graded, base.scheme, asked.criterion, asked.method or "quantiles", ask,
            bins=asked.bins, cuts=asked.cuts,
        )  # fmt: skip
        own = {"currency": base.currency} if base.scheme.scheme.currency is None else {}
        changes: dict[str, Any] = {**own, f"criteria.{asked.criterion}.scorer": scorer_of(bands)}
    elif asked.target is not None and asked.tier is not None and asked.method is None:
        proposal = border_for(graded, base.scheme, asked.tier, asked.target, ask)
        changes = {proposal.path: proposal.now}
        if base.scheme.scheme.grade_by == "score":
            changes |= kept_in_order(base.scheme, asked.tier, proposal.now)
    elif asked.method is not None and asked.tier is None and asked.target is None:
        found = borders_by(graded, base.scheme, asked.method, ask, cuts=asked.cuts)
        changes = {f"tiers.{key}.from_score": number for key, number in found.items()}
    else:
        raise _unclear()
    return changes, proposal, bands


def _unclear() -> SchemeError:
    return SchemeError(
        Text("a suggestion needs a tier and a target, or a method", "建议需要等级与目标，或者一种方法"),
        where="fenji scheme suggest",
        fix=Text("For example --tier VIP --target '50% of revenue', or --method jenks, or --criterion net_revenue.",
                 "例如 --tier VIP --target '50% 金额'，或 --method jenks，或 --criterion net_revenue。"),
    )  # fmt: skip
