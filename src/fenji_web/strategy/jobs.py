"""What the worker does for the strategy's editor: draws words that nobody has saved yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.runs.queries import masked
from fenji_web.runs.services import job, kept_failure, may_now
from fenji_web.strategy import services

if TYPE_CHECKING:
    from fenji_web.library import Result, Workspace

    Progress = Callable[[Text, float], None]

_COUNTING = Text("Counting, once for this run", "正在统计（每个批次只需一次）")
_DRAWING = Text("Drawing", "正在绘制")


@job(services.PREVIEW, label=Text("Preview of the strategy", "战略图预览"), permission="edit_scheme", is_sparing=True)
def strategy_preview(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """One preview as PNG, or why it cannot be drawn; the numbers are counted once a run."""
    folder, key = workspace.folder, arguments["key"]
    progress(_COUNTING, 0.1)
    try:
        result = _result(workspace, arguments["run"], arguments["scheme"])
        if arguments["is_masked"] or not may_now(workspace, "see_contact"):
            result = masked(result)
        tiers = [tier.key for tier in result.scheme.scheme.tiers]
        written = services.read(arguments["text"], folder, tiers).strategy or library.Strategy()
        known = library.kept_evidence(workspace, result, services.evidence_folder(folder))
        progress(_DRAWING, 0.6)
        house = workspace.settings.company or workspace.settings.name
        sheet = library.strategy_preview(
            workspace, known, written, library.same(house),
            lang=arguments["lang"], size=library.size_of(arguments["size"]),
        )  # fmt: skip
        drawn: bytes | dict[str, Any] = sheet.png(services.PREVIEW_PPI)
    except library.FenjiError as refused:
        drawn = kept_failure(refused)
    services.keep_preview(folder, key, drawn)
    return {"key": key}


def _result(workspace: Workspace, run_id: str, scheme: str) -> Result:
    """The run from its own file, so that drawing again need not open the lake."""
    path = library.newest_file(workspace.folder / "runs", scheme)
    is_it = path is not None and path.name.startswith(f"{run_id}.")
    return library.open_file(path) if path is not None and is_it else workspace.result(run_id)
