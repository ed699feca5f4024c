"""What the worker does for maps: counts the customers of the newest run by recency and frequency score."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.runs.services import job

Progress = Callable[[Text, float], None]
_COUNTING = Text("counting customers by cell", "统计各格客户数")


@job("count_cells", label=Text("Counting customers by cell", "统计各格客户数"), permission="edit_scheme")
def count_cells(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Customers by the scores of the usual grid, as the newest run has them."""
    progress(_COUNTING, 0.2)
    found = library.heads(workspace, library.rfm_named()) or {}
    return {"run": arguments["run"], "cells": [[*cell, n] for cell, n in sorted(found.items())]}
