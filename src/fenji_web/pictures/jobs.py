"""What the worker does for pictures: draws a set, each picture or why it cannot be drawn honestly."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.pictures import services
from fenji_web.runs.queries import masked
from fenji_web.runs.services import job, kept_failure, may_now
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.library import Result, Sheet, Workspace

    Progress = Callable[[Text, float], None]


@job("pictures", label=Text("Drawing the pictures", "绘制图"), permission="see_whole", is_sparing=True)
def pictures(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Every picture of a run in one size and language, kept beside the web app's files."""
    key = arguments["key"]
    if services.index_of(workspace.folder, key) is not None:
        return {"key": key}
    result = workspace.result(arguments["run"])
    if arguments["is_masked"] or not may_now(workspace, "see_contact"):
        result = masked(result)
    drawn: dict[str, Sheet | dict[str, Any]] = {}
    for number, name in enumerate(services.NAMES):
        progress(words(f"pictures.{name}"), number / len(services.NAMES))
        try:
            sheet = _sheet(workspace, result, name, arguments)
            sheet.svg()  # words that find no room are refused here, not while the set is written
            drawn[name] = sheet
        except library.FenjiError as refused:
            drawn[name] = kept_failure(refused)
    services.keep(workspace.folder, key, drawn)
    return {"key": key}


def _sheet(workspace: Workspace, result: Result, name: str, arguments: dict[str, Any]) -> Sheet:
    size, lang = library.size_of(arguments["size"]), arguments["lang"]
    where = {column: [value] for column, value in arguments["where"].items()}
    if name == "strategy":
        return library.strategy_sheet(workspace, result, lang=lang, size=size, where=where)
    if name == "journey":
        return library.journey_sheet(workspace, result, lang=lang, size=size, where=where)
    return library.plate(workspace, result, name, lang=lang, size=size, where=where)
