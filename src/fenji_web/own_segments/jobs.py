"""What the worker does with own segments: keeps them, takes them away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.runs.services import job

Progress = Callable[[Text, float], None]
_KEEPING = Text("keeping the segment", "保存客群")


@job("save_segment", label=Text("Saving a segment", "保存客群"), permission="edit_scheme")
def save_segment(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """A segment written into its file, unless somebody else has changed that since it was opened."""
    progress(_KEEPING, 0.3)
    kind = library.KINDS[arguments["written"]["kind"]]
    segment = kind.model_validate(arguments["written"])
    library.keep_own(workspace, segment, expected=arguments["digest"])
    return {"segment": segment.name}


@job("remove_segment", label=Text("Removing a segment", "删除客群"), permission="edit_scheme")
def remove_segment(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """A segment's file taken away; runs that kept it keep it."""
    progress(_KEEPING, 0.3)
    library.drop_own(workspace, arguments["name"], expected=arguments["digest"])
    return {"segment": arguments["name"]}
