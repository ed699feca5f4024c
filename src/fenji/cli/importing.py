"""`fenji import`: a file of raw data into the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.ask import read_options, read_pairs
from fenji.cli.asked_mapping import asked_mapping
from fenji.cli.command import Example, Key, command
from fenji.cli.facts import issue_keys
from fenji.cli.failures import issue_facts, issue_lines
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text, say_count

if TYPE_CHECKING:
    from fenji.intake.importing import ImportReport

_DONE = Text(
    "{file} → {table}: {rows_in} rows read, {accepted} taken, {rejected} rejected, "
    "{skipped} already there, {blank} empty",
    "{file} → {table}:读取 {rows_in} 行,导入 {accepted} 行,异常 {rejected} 行,重复跳过 {skipped} 行,空行 {blank} 行",
)
_REPEAT = Text("This file was imported before: nothing changed.", "该文件此前已导入,数据没有变化。")
_REJECTS = Text("Rejected rows with reason and remedy: {path}", "异常行及原因、处理办法见:{path}")


@command(
    "import",
    place=20,
    summary=Text(
        "Import a file (CSV, Excel or Parquet) as one of the canonical tables.",
        "导入文件(CSV、Excel 或 Parquet)到某个标准表。",
    ),
    about=Text(
        "Columns are recognised by their headers; --column or --mapping names those that are not. Rows that cannot be "
        "read go to a reject file. An import is all or nothing; the same file twice changes nothing.",
        "按表头自动识别列;未识别的列用 --column 或 --mapping 指定。无法读取的行写入异常文件。"
        "导入要么全部成功,要么不做任何改动;同一文件重复导入不会改变数据。",
    ),
    examples=(
        Example("fenji import orders.csv --as orders", Text("orders by their headers", "按表头识别并导入订单")),
        Example(
            "fenji import 订单.xlsx --as orders --column amount=实付 --option negative_amount=refund",
            Text("name a column, and read negative amounts as refunds", "指定金额列,并把负数金额视为退款"),
        ),
    ),
    keys=(
        Key("import_id", Text("the import's number", "导入编号")),
        Key("file", Text("the file", "文件")),
        Key("table", Text("the canonical table", "标准表")),
        Key("sha256", Text("the file's SHA-256", "文件的 SHA-256")),
        Key(
            "rows_in",
            Text(
                "rows read = accepted + rejected + duplicates_skipped + blank",
                "读取行数 = 导入 + 异常 + 重复跳过 + 空行",
            ),
        ),
        Key("accepted", Text("rows taken", "导入行数")),
        Key("rejected", Text("rows that could not be taken", "异常行数")),
        Key("duplicates_skipped", Text("rows that were there already", "重复跳过行数")),
        Key("blank", Text("empty rows", "空行数")),
        Key("rejects_file", Text("the file of rejected rows; null without any", "异常行文件;没有则为 null")),
        Key("is_repeat", Text("true where this file was imported before", "是否此前已导入过")),
        Key("snapshot_before", Text("the lake's snapshot before", "导入前数据快照")),
        Key("snapshot_after", Text("the lake's snapshot after", "导入后数据快照")),
        Key("columns", Text("which header filled which column", "标准列与表头的对应")),
        Key("columns.*", Text("the header of one column", "对应的表头")),
        *issue_keys("findings[]"),
    ),
)
def import_file(
    terminal: Terminal,
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE"), Text("the file", "要导入的文件")],
    table: Annotated[
        str,
        typer.Option("--as", metavar="TABLE"),
        Text(
            "the canonical table: orders, customers, payments …", "标准表:orders 订单、customers 客户、payments 回款……"
        ),
    ],
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", metavar="YAML"),
        Text("a file that names columns and options", "字段映射文件"),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="NAME=HEADER"),
        Text("our column = your header; may be given again", "标准列=表头,可多次使用"),
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option("--option", metavar="NAME=VALUE"),
        Text("a mapping option; may be given again", "映射选项,可多次使用"),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="NAME"),
        Text("where the file comes from; default: its table", "数据来源名称"),
    ] = None,
) -> Answer:
    """One file into one canonical table, in one transaction."""
    columns = read_pairs(column or [], option="--column")
    options = read_options(option or [], option="--option")
    workspace = terminal.workspace
    asked = asked_mapping(file, table, mapping=mapping, columns=columns, options=options)
    with terminal.progress() as progress:
        report = workspace.import_file(file, table, mapping=asked, source=source, progress=progress)

    def show() -> None:
        _show(report, terminal)

    return Answer(report_facts(report), show)


def report_facts(report: ImportReport) -> dict[str, Any]:
    """What an import did, as facts."""
    names = (
        "import_id",
        "file",
        "table",
        "sha256",
        "rows_in",
        "accepted",
        "rejected",
        "duplicates_skipped",
        "blank",
        "rejects_file",
        "is_repeat",
        "snapshot_before",
        "snapshot_after",
    )
    return {
        **{name: getattr(report, name) for name in names},
        "columns": dict(report.mapping.columns),
        "findings": [issue_facts(issue) for issue in report.findings],
    }


def _show(report: ImportReport, terminal: Terminal) -> None:
    counts = {
        "rows_in": report.rows_in,
        "accepted": report.accepted,
        "rejected": report.rejected,
        "skipped": report.duplicates_skipped,
        "blank": report.blank,
    }
    said = {name: say_count(count, terminal.lang) for name, count in counts.items()}
    terminal.write(_DONE.fill(file=verbatim(Path(report.file).name), table=report.table, **said))
    if report.is_repeat:
        terminal.write(_REPEAT)
    if report.rejects_file is not None:
        terminal.write(_REJECTS.fill(path=verbatim(report.rejects_file)))
    for line in issue_lines(report.findings, terminal.lang):
        terminal.write(line)
