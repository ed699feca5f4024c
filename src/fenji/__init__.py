"""fenji 分级: customers graded by your own standard, every grade explained.

The public face. Everything is loaded on first use, so that importing fenji costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from fenji.version import __version__

if TYPE_CHECKING:
    from fenji.charts.draw import draw
    from fenji.icons.write import write_icons
    from fenji.pipeline import run as grade
    from fenji.result import Result
    from fenji.scheme.load import read_scheme, standard
    from fenji.workbook.workbook import write_workbook
    from fenji.workspace.workspace import Workspace

__all__ = [
    "Result",
    "Workspace",
    "__version__",
    "draw",
    "grade",
    "read_scheme",
    "standard",
    "write_icons",
    "write_workbook",
]

_PLACES = {
    "Result": ("fenji.result", "Result"),
    "Workspace": ("fenji.workspace.workspace", "Workspace"),
    "draw": ("fenji.charts.draw", "draw"),
    "grade": ("fenji.pipeline", "run"),
    "read_scheme": ("fenji.scheme.load", "read_scheme"),
    "standard": ("fenji.scheme.load", "standard"),
    "write_icons": ("fenji.icons.write", "write_icons"),
    "write_workbook": ("fenji.workbook.workbook", "write_workbook"),
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'fenji' has no attribute {name!r}")
    module, attribute = _PLACES[name]
    return getattr(importlib.import_module(module), attribute)
