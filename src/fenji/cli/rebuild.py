"""`fenji rebuild`: the lake made again from the originals, compared, and put in place."""

from __future__ import annotations

from typing import Annotated

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text, say_count
from fenji.tables import CANONICAL

_DONE = Text(
    "{count} entries made again; every canonical table has the same rows.", "已重做 {count} 条记录，各标准表数据一致。"
)
_LOST = Text("{title}: the old rows could not be read; made again.", "{title}：原数据无法读取，已重建。")
_BARE = Text(
    "The old catalog could not be read: decisions (merges, overrides, marks, approvals), versions and runs are not in "
    "the new lake. If there is a backup of lake/catalog.sqlite, restore it first and rebuild again.",
    "原目录文件无法读取：合并、人工调级、标记、审批等决定以及标准版本和评级批次未能带入。"
    "如有 lake/catalog.sqlite 的备份，请先恢复再重建。",
)
_KEPT = Text("The old lake is kept as {path}; remove it when you like.", "原数据湖保留为 {path}，确认无误后可删除。")
_TRIAL = Text("Only compared; nothing was exchanged.", "仅比对，未替换任何数据。")


@command(
    "rebuild",
    place=95,
    summary=Text("Make the lake again from the originals and compare.", "用原始文件重建数据湖并比对。"),
    about=Text(
        "Every imported file is imported again, in order, by its own mapping, at its own moment. Runs, merges and "
        "other decisions are copied. Where a table comes out differently nothing is exchanged.",
        "按顺序、按各自的映射和时间重新导入每个原始文件；评级批次、合并等决定原样保留。任一表结果不同则不替换。",
    ),
    examples=(
        Example("fenji rebuild --trial", Text("compare only", "仅比对")),
        Example("fenji rebuild", Text("compare, then put the new lake in place", "比对后替换")),
    ),
    keys=(
        Key("imports", Text("entries made again", "重做的记录数")),
        Key("is_same", Text("true where every table has the same rows", "各表是否一致")),
        Key("tables[].table", Text("a canonical table, or one of decisions", "标准表或决定记录表")),
        Key(
            "tables[].digest_before",
            Text("SHA-256 of its rows before; null: unreadable", "原数据的 SHA-256；无法读取为 null"),
        ),
        Key("tables[].digest_now", Text("SHA-256 of its rows now", "重建后的 SHA-256")),
        Key("is_bare", Text("true where no decision or run could be read", "决定与批次均无法读取时为 true")),
        Key("copied", Text("tables of decisions and results copied", "复制的决定与结果表数")),
        Key("kept", Text("where the old lake is kept; null for a trial", "原数据湖位置；仅比对时为 null")),
    ),
)
def rebuild(
    terminal: Terminal,
    *,
    trial: Annotated[bool, typer.Option("--trial"), Text("compare only, exchange nothing", "仅比对，不替换")] = False,
) -> Answer:
    """Exit code 2 where a table comes out differently."""
    from fenji.workspace import rebuild as rebuilding

    with terminal.progress() as progress:
        done = rebuilding.rebuild(terminal.workspace, is_trial=trial, progress=progress)

    def show() -> None:
        terminal.write(_DONE.fill(count=say_count(done.imports, terminal.lang)))
        for name, (before, _) in done.digests.items():
            if before is None:
                terminal.write(_LOST.fill(title=CANONICAL[name].title))
        if done.is_bare:
            terminal.write(_BARE)
        terminal.write(_TRIAL if done.kept is None else _KEPT.fill(path=verbatim(done.kept)))

    tables = [{"table": n, "digest_before": before, "digest_now": now} for n, (before, now) in done.digests.items()]
    facts = {
        "imports": done.imports,
        "is_same": done.is_same,
        "tables": tables,
        "is_bare": done.is_bare,
        "copied": done.copied,
        "kept": None if done.kept is None else str(done.kept),
    }
    return Answer(facts, show)
