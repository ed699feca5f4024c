"""Practice ends: ready-made data and all that was made from it is set aside, and the workspace begins anew, empty."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from fenji.errors import WorkspaceError
from fenji.intake.record import kept_journal
from fenji.lake.lock import WriteLock
from fenji.language import Text
from fenji.workspace.settings import FILE
from fenji.workspace.workspace import Workspace

FOLDER = "set-aside"
_STAY = (FILE, FOLDER, "web", "sources", "secrets.env", "logo.png")
_READY_MADE = "demo"


def is_for_practice(folder: Path) -> bool:
    """Whether a workspace was begun with ready-made data: whatever is done there, no company's own data is touched."""
    rows = kept_journal(folder / "originals")
    return bool(rows) and str(rows[0]["table_name"]) == _READY_MADE


def set_aside(workspace: Workspace) -> Path:
    """The folder that now holds what was practised with; the workspace is empty and keeps its name, settings, sources.

    Nothing is deleted. A workspace that was not begun with ready-made data is refused.
    """
    folder = workspace.folder
    if not is_for_practice(folder):
        raise WorkspaceError(
            Text("this workspace holds data of your own", "此工作区存有您自己的数据"),
            where=workspace.settings.name,
            fix=Text("Take imports back one by one on the page Data.", "请在“数据”页逐次撤销导入。"),
        )
    aside = folder / FOLDER / datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    settings = workspace.settings.model_copy(update={"is_simulated": False, "source_name": ""})
    fresh = Workspace.create(aside.with_suffix(".new"), **settings.model_dump(exclude_none=True)).folder
    workspace.close()
    with WriteLock(folder / "lake", owner=workspace.actor, what="set-aside"):
        aside.mkdir(parents=True)
        for path in [one for one in folder.iterdir() if one.name not in _STAY]:
            path.rename(aside / path.name)
        for path in [one for one in fresh.iterdir() if one.name != FILE]:
            path.rename(folder / path.name)
        settings.write(folder)
    shutil.rmtree(fresh)
    return aside
