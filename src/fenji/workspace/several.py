"""Several standards side by side: the primary one and others, graded together, listed together, crossed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from fenji.engines.engine import literal
from fenji.errors import WorkspaceError
from fenji.language import Text
from fenji.workspace import runs as ledger

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.result import Result
    from fenji.result_records import Run
    from fenji.review.matrix import Matrix, Pair
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.workspace.workspace import Workspace

Progress = Callable[[Text, float], None]
_PAGE = 1000


def schemes_graded_together(workspace: Workspace) -> tuple[str, ...]:
    """The names of the standards that `grade_all` grades by: the primary one first, none twice."""
    settings = workspace.settings
    return tuple(dict.fromkeys((settings.primary_scheme, *settings.other_schemes)))


def grade_all(
    workspace: Workspace, *, as_of: date | None = None, recalibrate: bool = False, progress: Progress | None = None
) -> Iterator[Result]:
    """Every customer graded by the primary standard and each other one of fenji.yaml, all as of one day.

    All of them are read before the first grades, so that a mistake in one leaves nothing half done.
    """
    schemes = [workspace.scheme(name) for name in schemes_graded_together(workspace)]
    for scheme in schemes:
        result = workspace.grade(scheme, as_of=as_of, recalibrate=recalibrate, progress=progress)
        as_of = result.run.as_of
        yield result


def newest_result(workspace: Workspace, *, run: str | None = None, scheme: str | None = None) -> Result:
    """A run by its id, the newest of a scheme, or (neither named) of the primary one; of any where that has none."""
    if run is None and scheme is None:
        primary = workspace.settings.primary_scheme
        if any(one.run.scheme == primary for one in ledger.runs(workspace.lake)):
            scheme = primary
    return workspace.result(run, scheme=scheme)


def result_beside(workspace: Workspace, result: Result, scheme: str) -> Result:
    """The run of another standard that a list may show beside a run: of the same as-of date, the last made."""
    return workspace.result(_kept_beside(workspace, result.run, scheme).run.id)


def tiers_beside(result: Result, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Tier and score of some customers in a run, by id; who isn't in the run is left out."""
    found: dict[str, Mapping[str, Any]] = {}
    for start in range(0, len(ids), _PAGE):
        listed = ", ".join(literal(one) for one in ids[start : start + _PAGE])
        sql = f"SELECT customer_id, tier, score FROM {result.relation} WHERE customer_id IN ({listed})"
        found |= {row["customer_id"]: row for row in result.engine.rows(sql)}
    return found


def matrix(workspace: Workspace, first: str, second: str, *, as_of: date | None = None) -> Matrix:
    """Two standards crossed as of a day (default: the newest day on which both were graded)."""
    from fenji.review.matrix import counted, crossed, matrix_of

    kept, schemes = _both(workspace, first, second, as_of)
    pairs = crossed(*(_rows(workspace, one) for one in kept))
    engine = workspace.lake.engine
    rows = engine.rows(engine.compile(counted(pairs)))
    return matrix_of((kept[0].run, kept[1].run), schemes, rows)


def members(workspace: Workspace, crossing: Matrix, pair: Pair, *, limit: int) -> list[dict[str, Any]]:
    """The customers of one pair of tiers with their names, the highest revenue first."""
    from fenji.review.matrix import crossed
    from fenji.review.matrix import members as chosen

    lake = workspace.lake
    kept = [ledger.find_run(lake, run.id) for run in (crossing.first, crossing.second)]
    pairs = chosen(crossed(*(_rows(workspace, one) for one in kept)), pair).limit(limit)
    found = lake.engine.rows(lake.engine.compile(pairs.select("customer_id", "net_revenue")))
    named = _names(workspace.result(crossing.first.id), [row["customer_id"] for row in found])
    return [{**row, "name": named.get(row["customer_id"])} for row in found]


def _names(result: Result, ids: Sequence[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for start in range(0, len(ids), _PAGE):
        listed = ", ".join(literal(one) for one in ids[start : start + _PAGE])
        sql = f"SELECT customer_id, name FROM {result.relation} WHERE customer_id IN ({listed})"
        found |= {row["customer_id"]: row["name"] for row in result.engine.rows(sql)}
    return found


def _both(
    workspace: Workspace, first: str, second: str, as_of: date | None
) -> tuple[tuple[ledger.KeptRun, ledger.KeptRun], tuple[CalibratedScheme, CalibratedScheme]]:
    lake = workspace.lake
    by_day = [{one.run.as_of: one for one in ledger.runs(lake, name)} for name in (first, second)]
    for name, days in zip((first, second), by_day, strict=True):
        if not days:
            workspace.scheme(name)
            raise _not_graded(name, as_of)
    shared = sorted(by_day[0].keys() & by_day[1].keys())
    day = as_of or (shared[-1] if shared else max(by_day[0]))
    for name, days in zip((first, second), by_day, strict=True):
        if day not in days:
            raise _not_graded(name, day)
    kept = by_day[0][day], by_day[1][day]
    return kept, (_version(workspace, kept[0].run), _version(workspace, kept[1].run))


def _kept_beside(workspace: Workspace, run: Run, scheme: str) -> ledger.KeptRun:
    same_day = [one for one in ledger.runs(workspace.lake, scheme) if one.run.as_of == run.as_of]
    if not same_day:
        workspace.scheme(scheme)
        raise _not_graded(scheme, run.as_of)
    return same_day[-1]


def _version(workspace: Workspace, run: Run) -> CalibratedScheme:
    return next(one for one in ledger.versions(workspace.lake, run.scheme) if one.version == run.version)


def _rows(workspace: Workspace, kept: ledger.KeptRun) -> ir.Table:
    table = workspace.lake.table(kept.result_table)
    return table.filter(table.run_id == kept.run.id).select("customer_id", "tier", "net_revenue")


def _not_graded(scheme: str, day: date | None) -> WorkspaceError:
    when = Text("", "") if day is None else Text(" as of {day}", "在 {day} ").fill(day=day)
    problem = Text("nobody was graded by {scheme}{when}", "{when}没有按 {scheme} 的评级结果")
    option = "" if day is None else f" --as-of {day.isoformat()}"
    fix = Text(
        "Grade with `fenji grade --scheme {scheme}{option}`, or by all with `fenji grade --all{option}`.",
        "请先运行 `fenji grade --scheme {scheme}{option}`，或用 `fenji grade --all{option}` 一次评完。",
    )
    return WorkspaceError(
        problem.fill(scheme=scheme, when=when), where=scheme, fix=fix.fill(scheme=scheme, option=option)
    )
