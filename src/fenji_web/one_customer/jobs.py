"""What the worker does for customers' pages: writes what happened with each of them beside the runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.one_customer.services import TIMELINE
from fenji_web.runs.services import job


@job(TIMELINE, label=Text("Timeline of customers", "客户往来时间线"), permission="see")
def write_timeline(
    workspace: Any, arguments: dict[str, Any], progress: Callable[[Text, float], None]
) -> dict[str, Any]:
    """One file for a run: a job after each grading, so no part of it."""
    path = library.write_timeline(workspace, arguments["run_id"], progress=progress)
    return {"file": path.name}
