"""`fenji export subject`: everything held about one person, for them to have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fenji.cli.actor import As, asked_by
from fenji.cli.command import Example, Key, command
from fenji.cli.failures import writing
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text

_WRITTEN = Text("Written: {path}", "已写入：{path}")
_TAKEN = Text("{n} row{n:s} taken.", "已导入 {n} 行。")


@command(
    "export subject",
    place=115,
    summary=Text("Write everything held about one person.", "导出某位客户的全部个人信息（个人信息副本）。"),
    about=Text(
        "Canonical rows, every grade with its reason, explanations, consents, decisions, sources, recipients; as JSON "
        "by the schema in docs/reference/subject.schema.json and as a workbook. Names of other people are left out.",
        "含原始数据、历次等级及依据、等级说明、同意与决定、数据来源与接收方；JSON 格式见 "
        "docs/reference/subject.schema.json，另附表格。不含他人信息。",
    ),
    examples=(
        Example("fenji export subject --customer C00001 --out handed-over", Text("JSON and Excel", "JSON 与 Excel")),
    ),
    keys=(
        Key("customer_id", Text("the customer's id", "客户ID")),
        Key("ids[]", Text("every id of theirs", "全部客户ID")),
        Key("files[]", Text("the files written", "写入的文件")),
        Key("rows", Text("rows of data", "数据行数")),
        Key("grades", Text("grades they ever had", "历次等级数")),
    ),
)
def export_subject(
    terminal: Terminal,
    *,
    customer: Annotated[str, typer.Option("--customer", metavar="ID"), Text("the customer's id", "客户ID")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER"), Text("a folder", "文件夹")],
    name: As = None,
) -> Answer:
    """Two files: JSON to take elsewhere, a workbook to read."""
    from fenji.ink.whole_file import write_whole
    from fenji.workbook.subject_workbook import write_subject
    from fenji.workspace.subject_export import subject, to_json

    told = subject(asked_by(terminal, name), customer, lang=terminal.lang)
    stem = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in told["customer_id"])
    files = [out / f"{stem}.json", out / f"{stem}.xlsx"]
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        write_whole(files[0], to_json(told).encode())
        write_subject(told, files[1], terminal.lang)

    def show() -> None:
        for file in files:
            terminal.write(_WRITTEN.fill(path=verbatim(file)))

    rows = sum(len(found) for found in told["tables"].values())
    facts = {"customer_id": told["customer_id"], "ids": told["ids"], "files": [str(one) for one in files]}
    return Answer({**facts, "rows": rows, "grades": len(told["grades"])}, show)


@command(
    "privacy import",
    place=137,
    summary=Text("Take a person's export into this workspace.", "导入由 fenji 导出的个人信息副本。"),
    examples=(Example("fenji privacy import C00001.json", Text("the same rows, unchanged", "数据逐行一致")),),
    keys=(Key("rows.*", Text("rows by table", "各表行数")),),
)
def privacy_import(
    terminal: Terminal,
    *,
    file: Annotated[
        Path, typer.Argument(metavar="FILE"), Text("a .json of `fenji export subject`", "导出的 .json 文件")
    ],
    name: As = None,
) -> Answer:
    """For whoever brings their data along."""
    from fenji.errors import FenjiError
    from fenji.workspace.subject_import import import_subject

    if not file.is_file():
        problem = Text("there is no file '{file}'", "没有文件“{file}”").fill(file=file)
        raise FenjiError(problem, where="FILE", fix=Text("Check the path.", "请核对路径。"))
    rows = import_subject(asked_by(terminal, name), file)
    return Answer({"rows": rows}, lambda: terminal.write(_TAKEN.fill(n=sum(rows.values()))))
