"""What the worker does for runs: grade, grade again to compare, write the workbook."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from fenji_web.library import Text, Workspace, playbook_in, timeline_file, write_workbook
from fenji_web.runs.queries import masked
from fenji_web.runs.services import export_folder, follow, job, may_now

if TYPE_CHECKING:
    Progress = Callable[[Text, float], None]

_COMPARING = Text("Grading the same data again", "用同一份数据重新评级")
_LISTING = Text("Writing lists of earlier runs", "正在更新历史批次的清单")
_WRITING = Text("Writing the workbook", "正在生成表格")


@job("grade", label=Text("Grading", "评级"), permission="grade")
def grade(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Every customer graded; the answer names the run. What happened with each of them is written by a job after it."""
    asked = arguments.get("as_of")
    result = workspace.grade(
        arguments["scheme"],
        as_of=date.fromisoformat(asked) if asked else None,
        recalibrate=bool(arguments.get("recalibrate")),
        progress=progress,
    )
    if timeline_file(workspace.folder / "runs", result.run) is None:
        follow("customer_timeline", workspace, run_id=result.run.id)
    return {"run": result.run.id, "scheme": result.run.scheme}


@job("lists", label=Text("Bringing lists up to date", "更新查询清单"), permission="grade")
def lists(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:  # noqa: ARG001 - a job's
    """The read model of every run, written anew where this version of fenji has none; the newest days first."""
    runs = sorted(workspace.runs(), key=lambda run: run.as_of, reverse=True)
    for number, run in enumerate(runs):
        progress(_LISTING, number / len(runs))
        workspace.result(run.id).engine.close()
    return {"runs": len(runs)}


@job("replay", label=Text("Replaying a run", "重算核对"), permission="see_whole")
def replay(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The same data graded by the same version again: two digests that must be equal."""
    progress(_COMPARING, 0.1)
    kept, again = workspace.replay(arguments["run"])
    return {"run": arguments["run"], "kept": kept, "again": again}


@job("workbook", label=Text("Writing the workbook", "导出表格"), permission="export")
def workbook(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The run as an Excel file; contact data is masked for those who may not see it."""
    result = workspace.result(arguments["run"])
    if not (arguments.get("sees_contact") and may_now(workspace, "see_contact")):
        result = masked(result)
    name = f"fenji-{result.run.id}-{arguments['lang']}.xlsx"
    path = export_folder(workspace.folder) / name

    def step(*said: Any) -> None:
        progress(_WRITING, float(said[-1]))

    write_workbook(result, path, arguments["lang"], step, playbook=playbook_in(workspace.folder)[0])
    return {"run": result.run.id, "file": f"{path.parent.name}/{name}"}
