"""`fenji backup`, `fenji restore`: a whole workspace copied while people work in it, and brought back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text, say_count

_MADE = Text(
    "Backed up: {path} ({files} file{files:s}, {bytes} bytes)", "已备份：{path}（{files} 个文件，{bytes} 字节）"
)
_BACK = Text("Restored as it was at {moment}: {path}", "已恢复至 {moment} 的状态：{path}")
_KEEP = Text(
    "It holds customers, keys and credentials: keep it as carefully as the workspace.",
    "备份含客户数据、密钥和凭据，请与工作区同等保管。",
)
_MARKS = Text(
    "Was anybody erased after this backup was taken? Then restore again with --tombstones FILE.",
    "此备份之后是否删除过人员？如有，请用 --tombstones 文件 重新恢复。",
)
_KEYS = (
    Key("path", Text("the folder", "文件夹")),
    Key("taken_at", Text("the moment it shows, UTC", "备份时刻（UTC）")),
    Key("files", Text("how many files", "文件数")),
    Key("bytes", Text("their size", "总字节数")),
)


@command(
    "backup",
    place=121,
    summary=Text("Copy the whole workspace, while people work in it.", "在使用中备份整个工作区。"),
    about=Text(
        "The lake, the originals, settings, standards, lists and the application database as they were at one moment, "
        "with the hash of every file. Exports and what can be made again are left out. An application database in "
        "PostgreSQL is dumped by pg_dump (DATABASE_URL).",
        "包含同一时刻的数据湖、原始文件、设置、标准、名单和应用数据库，并记录每个文件的校验值；导出文件和可重新生成的内容不在其中。"
        "PostgreSQL 应用数据库由 pg_dump 导出（DATABASE_URL）。",
    ),
    examples=(Example("fenji backup --to /mnt/backups", Text("a new folder below it", "在该目录下新建文件夹")),),
    keys=_KEYS,
)
def backup(
    terminal: Terminal,
    *,
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER"), Text("where backups are kept", "备份存放目录")],
) -> Answer:
    """A new folder, named by the workspace and the moment; nothing of it where it could not be finished."""
    from fenji.workspace.backup import back_up

    folder = terminal.workspace.folder
    terminal.close()
    with terminal.progress() as progress:
        made = back_up(folder, to, database_url=os.environ.get("DATABASE_URL", ""), progress=progress)

    def show() -> None:
        size = say_count(made.bytes, terminal.lang)
        terminal.write(_MADE.fill(path=verbatim(made.folder), files=say_count(made.files, terminal.lang), bytes=size))
        terminal.hint(_KEEP)

    facts = {
        "path": str(made.folder), "taken_at": made.taken_at.isoformat(), "files": made.files, "bytes": made.bytes,
    }  # fmt: skip
    return Answer(facts, show)


@command(
    "restore",
    place=122,
    summary=Text("Bring a workspace back from a backup.", "从备份恢复工作区。"),
    about=Text(
        "Every file is compared with its hash before anything is written, and the lake is checked as a whole "
        "afterwards. A workspace in use is never written over.",
        "写入前逐个校验文件，恢复后整体检查数据湖；不会覆盖正在使用的工作区。",
    ),
    examples=(
        Example(
            "fenji restore /mnt/backups/shop-20261122T101500Z --to shop",
            Text("as a new folder", "恢复为新文件夹"),
        ),
    ),
    keys=_KEYS,
)
def restore(
    terminal: Terminal,
    source: Annotated[Path, typer.Argument(metavar="BACKUP"), Text("the folder of a backup", "备份文件夹")],
    *,
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER"), Text("a new folder", "新文件夹")],
    tombstones: Annotated[
        Path | None,
        typer.Option("--tombstones", metavar="FILE"),
        Text(
            "erasures/tombstones.jsonl of the workspace as it was last; default: FENJI_TOMBSTONES",
            "原工作区最新的 erasures/tombstones.jsonl；默认取 FENJI_TOMBSTONES",
        ),
    ] = None,
) -> Answer:
    """The workspace as it was; grades, runs and people included."""
    from fenji.workspace.backup import restore as bring_back

    with terminal.progress() as progress:
        back = bring_back(
            source, to, database_url=os.environ.get("DATABASE_URL", ""), tombstones=tombstones, progress=progress
        )
    if tombstones is None and not os.environ.get("FENJI_TOMBSTONES"):
        terminal.hint(_MARKS)
    moment = back.taken_at.isoformat(timespec="seconds")
    facts = {"path": str(back.folder), "taken_at": moment, "files": back.files, "bytes": back.bytes}
    return Answer(facts, lambda: terminal.write(_BACK.fill(moment=moment, path=verbatim(back.folder))))
