"""`fenji privacy record`: the record of processing as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.failures import writing
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text


@command(
    "privacy record",
    place=139,
    summary=Text("Write the record of processing.", "导出个人信息处理活动记录。"),
    about=Text(
        "Activities, fields with their purposes, how long they are kept and how they are guarded, as the workspace is "
        "now. What only the company knows (its legal basis, contracts) is left for it to fill in.",
        "含处理活动、字段与用途、保存期限、安全措施，按工作区现状生成；合法性依据、合同等由企业补充。",
    ),
    examples=(Example("fenji privacy record --out record.xlsx", Text("an Excel file", "Excel 文件")),),
    keys=(Key("file", Text("the file written", "写入的文件")),),
)
def privacy_record(
    terminal: Terminal,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE"), Text("an .xlsx file", ".xlsx 文件")],
) -> Answer:
    """One sheet a part."""
    from fenji.workspace.processing_record import write_record

    with writing(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        write_record(terminal.workspace, out, terminal.lang)
    words = Text("Written: {path}", "已写入：{path}").fill(path=verbatim(out))
    return Answer({"file": str(out)}, lambda: terminal.write(words))
