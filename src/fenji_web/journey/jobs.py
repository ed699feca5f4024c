"""What the worker does for the journey: walks through all events of a run, draws what nobody has saved yet."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.journey import services
from fenji_web.library import Text
from fenji_web.runs.services import job

if TYPE_CHECKING:
    from fenji_web.library import Workspace

    Progress = Callable[[Text, float], None]

_WALKING = Text("following the customers", "统计客户路径")
_DRAWING = Text("Drawing", "正在绘制")


@job(services.WALK, label=Text("Finding the customer journey", "计算客户旅程"), permission="see_whole", is_sparing=True)
def walk_journey(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Every number of the journey, for one run, one text of the file and one part of the customers."""
    progress(_WALKING, 0.1)
    result = library.part_of(workspace, workspace.result(arguments["run"]), arguments["where"])
    journey = library.written.read_text(arguments["text"])
    found = library.find_journey(workspace, result, journey)
    if found is None:
        return {"is_empty": True}
    only = None if found.only is None else {"zh": found.only.zh, "en": found.only.en}
    told: dict[str, Any] = json.loads(library.exact_json(library.facts.facts(found)))
    return {**told, "only": only}


@job(services.DRAW, label=Text("Preview of the journey map", "旅程地图预览"), permission="edit_scheme", is_sparing=True)
def draw_journey(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The picture of a journey that nobody has saved yet, beside the web app's files."""
    progress(_DRAWING, 0.2)
    file = services.previews(workspace.folder) / f"{arguments['key']}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        file.write_text(arguments["text"], "utf-8")
        sheet = library.journey_sheet(workspace, workspace.result(arguments["run"]), lang=arguments["lang"], file=file)
        file.with_suffix(".png").write_bytes(sheet.png(services.PREVIEW_PPI))
    finally:
        file.unlink(missing_ok=True)
    services.remove_old(file.parent)
    return {"key": arguments["key"]}
