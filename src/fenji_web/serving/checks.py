"""What `fenji check --all` looks at in the web app: its database, and the log of who did what."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from fenji_web.library import Issue, Part, Text, flaws

if TYPE_CHECKING:
    from fenji_web.library import Workspace

_RESTORE = Text("Restore it from a backup: `fenji restore`.", "请用 `fenji restore` 从备份恢复。")
_MIGRATE = Text(
    "Start `fenji serve` once: it brings the database up to date.", "请启动一次 `fenji serve`，它会更新数据库结构。"
)
_WHO = Text("`fenji audit verify` names the lines.", "可用 `fenji audit verify` 查看具体记录。")


def database(workspace: Workspace) -> Part:
    """The application database answers, is sound as its engine says, and has this version's tables."""
    name = Text("application database", "应用数据库")
    if not _is_there(workspace):
        return Part("database", name, 0, ())
    _set_up(workspace)
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    problems = []
    try:
        place = Path(str(connection.settings_dict["NAME"]))
        for said in flaws(place) if connection.vendor == "sqlite" and place.is_file() else ():
            problem = Text("the database is damaged: {detail}", "数据库已损坏：{detail}").fill(detail=said)
            problems.append(Issue("error", "web/app.sqlite", problem, _RESTORE, "database"))
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            problem = Text("the database is of another version of fenji", "数据库结构与当前 fenji 版本不一致")
            problems.append(Issue("error", "database", problem, _MIGRATE, "migrations"))
        tables = len(connection.introspection.table_names())
    except DatabaseError as error:
        problem = Text("the database does not answer: {detail}", "数据库无法访问：{detail}").fill(detail=error)
        problems, tables = [Issue("error", "database", problem, _RESTORE, "database")], 0
    return Part("database", name, tables, tuple(problems))


def log(workspace: Workspace) -> Part:
    """Every line of the log is sealed to the one before, and agrees with the seals noted outside."""
    name = Text("log of who did what", "操作日志")
    if not _is_there(workspace):
        return Part("log", name, 0, ())
    _set_up(workspace)
    from django.db import DatabaseError

    from fenji_web.audit.queries import verify

    try:
        verdict = verify(())
    except DatabaseError as error:
        problem = Text("the log cannot be read: {detail}", "操作日志无法读取：{detail}").fill(detail=error)
        return Part("log", name, 0, (Issue("error", "log", problem, _RESTORE, "log"),))
    problem = Text("the log is not what was written", "操作日志与写入时不一致")
    broken = tuple(Issue("error", f"#{one.number}", problem, _WHO, one.kind) for one in verdict.breaks)
    return Part("log", name, verdict.lines, broken)


def _is_there(workspace: Workspace) -> bool:
    return bool(os.environ.get("DATABASE_URL")) or (workspace.folder / "web" / "app.sqlite").is_file()


def _set_up(workspace: Workspace) -> None:
    from fenji_web.serving.prepare import set_up

    set_up(workspace.folder)
