"""The one door to the library: every name of fenji that the web uses, loaded on first use."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fenji.cli.command import Command, Example, Key, command
    from fenji.cli.terminal import Answer, Terminal
    from fenji.errors import Cancelled, FenjiError, Issue, WorkspaceError
    from fenji.icons.badge import badge
    from fenji.language import (
        LANGUAGES,
        Language,
        Text,
        read_text,
        same,
        say_count,
        say_date,
        say_money,
        say_number,
        say_share,
    )
    from fenji.result import Result
    from fenji.result_records import Run
    from fenji.scheme.model import Icon, Tier
    from fenji.version import __version__
    from fenji.workbook.workbook import write_workbook
    from fenji.workspace.demo import DATA_SETS
    from fenji.workspace.model_file import graded_schemes, newest_file, open_file
    from fenji.workspace.settings import Settings
    from fenji.workspace.workspace import Workspace

_PLACES = {
    "Answer": "fenji.cli.terminal",
    "Cancelled": "fenji.errors",
    "Command": "fenji.cli.command",
    "DATA_SETS": "fenji.workspace.demo",
    "Example": "fenji.cli.command",
    "FenjiError": "fenji.errors",
    "Icon": "fenji.scheme.model",
    "Issue": "fenji.errors",
    "Key": "fenji.cli.command",
    "LANGUAGES": "fenji.language",
    "Language": "fenji.language",
    "Result": "fenji.result",
    "Run": "fenji.result_records",
    "Settings": "fenji.workspace.settings",
    "Terminal": "fenji.cli.terminal",
    "Text": "fenji.language",
    "Tier": "fenji.scheme.model",
    "Workspace": "fenji.workspace.workspace",
    "WorkspaceError": "fenji.errors",
    "__version__": "fenji.version",
    "badge": "fenji.icons.badge",
    "command": "fenji.cli.command",
    "graded_schemes": "fenji.workspace.model_file",
    "newest_file": "fenji.workspace.model_file",
    "open_file": "fenji.workspace.model_file",
    "read_text": "fenji.language",
    "same": "fenji.language",
    "say_count": "fenji.language",
    "say_date": "fenji.language",
    "say_money": "fenji.language",
    "say_number": "fenji.language",
    "say_share": "fenji.language",
    "write_workbook": "fenji.workbook.workbook",
}

__all__ = [
    "DATA_SETS",
    "LANGUAGES",
    "Answer",
    "Cancelled",
    "Command",
    "Example",
    "FenjiError",
    "Icon",
    "Issue",
    "Key",
    "Language",
    "Result",
    "Run",
    "Settings",
    "Terminal",
    "Text",
    "Tier",
    "Workspace",
    "WorkspaceError",
    "__version__",
    "badge",
    "command",
    "graded_schemes",
    "newest_file",
    "open_file",
    "read_text",
    "same",
    "say_count",
    "say_date",
    "say_money",
    "say_number",
    "say_share",
    "write_workbook",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'fenji_web.library' has no attribute {name!r}")
    return getattr(importlib.import_module(_PLACES[name]), name)
