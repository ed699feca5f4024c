"""The lifecycle of a run's customers: how many are in which stage, where they came from, why one is there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.engines.engine import literal, quoted
from fenji.errors import WorkspaceError
from fenji.language import Text
from fenji.segments.lifecycle import Lifecycle
from fenji.segments.stage_words import why
from fenji.workspace import runs as ledger
from fenji.workspace import segment_versions as versioned
from fenji.workspace import segments
from fenji.workspace.members import Count, members

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.result_records import Run
    from fenji.workspace.segment_versions import Version
    from fenji.workspace.workspace import Workspace

STAGE = "stage"


@dataclass(frozen=True)
class Conversion:
    """Customers by stage in the run before and stage now; None is no stage, or in one of the runs only.

    `share` is of those who were in the stage before, `net_revenue` that of now.
    """

    before: str | None
    now: str | None
    is_new: bool
    is_gone: bool
    customers: int
    share: Decimal | None
    net_revenue: Decimal | None


@dataclass(frozen=True)
class Stages:
    """The stages of a run. `previous` is the run compared with; `note` says why there are no conversions."""

    version: Version
    counts: tuple[Count, ...]
    previous: Run | None
    conversions: tuple[Conversion, ...]
    note: Text | None


def stages(workspace: Workspace, run: Run) -> Stages:
    """Customers and revenue by stage, and how customers went from stage to stage since the run before.

    The run before is the one of the same scheme with the nearest earlier as-of day. Where stages were defined otherwise
    then, nothing is compared: customers would seem to move where only the definition did.
    """
    found = members(workspace, run)
    version, counts = found.versions[STAGE], tuple(found.counts(STAGE))
    kept = ledger.runs(workspace.lake)
    before = ledger.previous_run(kept, run)
    if before is None:
        return Stages(version, counts, None, (), _FIRST)
    sides = {one.run_id: one for one in segments.kept(workspace.lake, run.scheme)}
    now, then = sides.get(run.id), sides.get(before.run.id)
    if now is None or then is None or STAGE in found.afresh or now.marks.get(STAGE) != then.marks.get(STAGE):
        return Stages(version, counts, before.run, (), _CHANGED)
    rows = workspace.lake.engine.rows(_conversions_sql(ledger.find_run(workspace.lake, run.id), now, then))
    return Stages(version, counts, before.run, _conversions(rows), None)


def explain_stage(workspace: Workspace, result: Result, customer_id: str) -> tuple[dict[str, Any], Text]:
    """(a customer's kept figures, why they are in their stage), as the run found it."""
    row = dict(result.customer(customer_id).row)
    found = next((one for one in segments.kept(workspace.lake) if one.run_id == result.run.id), None)
    if found is None or STAGE not in found.versions:
        raise WorkspaceError(
            Text("this run has no lifecycle stages", "该批次没有生命周期阶段"),
            where=result.run.id,
            fix=Text("Grade again: `fenji grade`.", "请重新评级：`fenji grade`。"),
        )
    (version,) = versioned.versions_kept(workspace.lake, {STAGE: found.versions[STAGE]})
    assert isinstance(version.segmentation, Lifecycle)
    return row, why(row, version.segmentation)


def _conversions_sql(run: ledger.KeptRun, now: segments.Kept, then: segments.Kept) -> str:
    sides = [
        f"(SELECT customer_id, {STAGE} FROM lake.main.{quoted(one.members)} WHERE run_id = {literal(one.run_id)})"
        for one in (now, then)
    ]
    money = f"SELECT customer_id, net_revenue FROM lake.main.{quoted(run.result_table)} WHERE run_id = " + literal(
        run.run.id
    )
    return f"""SELECT t.{STAGE} AS then, n.{STAGE} AS now, count(*) AS customers, sum(m.net_revenue) AS net_revenue,
                      t.customer_id IS NULL AS is_new, n.customer_id IS NULL AS is_gone
               FROM {sides[0]} AS n FULL JOIN {sides[1]} AS t ON n.customer_id = t.customer_id
                    LEFT JOIN ({money}) AS m ON m.customer_id = n.customer_id
               GROUP BY ALL ORDER BY ALL"""


def _conversions(rows: list[dict[str, Any]]) -> tuple[Conversion, ...]:
    were: dict[str | None, int] = {}
    for row in rows:
        if not row["is_new"]:
            were[row["then"]] = were.get(row["then"], 0) + int(row["customers"])
    return tuple(
        Conversion(
            before=row["then"],
            now=row["now"],
            is_new=row["is_new"],
            is_gone=row["is_gone"],
            customers=int(row["customers"]),
            share=None if row["is_new"] else Decimal(int(row["customers"])) / were[row["then"]],
            net_revenue=row["net_revenue"],
        )
        for row in rows
    )


_FIRST = Text("there is no earlier run to compare with", "没有更早的批次可比较")
_CHANGED = Text(
    "stages were defined otherwise in the run before, so nothing is compared",
    "上一批次的阶段划分标准不同，故不作比较",
)
