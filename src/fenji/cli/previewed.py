"""What an import would do or did, shown: how the file is read, what columns become, what happens to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fenji.cli.command import Key
from fenji.cli.facts import issue_keys
from fenji.cli.failures import issue_facts, issue_lines
from fenji.cli.terminal import Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text, say_count
from fenji.tables import CANONICAL

if TYPE_CHECKING:
    from fenji.errors import FenjiError
    from fenji.intake.importing import ImportReport
    from fenji.intake.preview import Preview

_COUNTS = ("rows_in", "accepted", "rejected", "duplicates_skipped", "blank")
_FILE = Text("{file} → {table} ({title})", "{file} → {table}({title})")
_SHAPE = Text(
    "{kind}{sheet}{encoding}{delimiter}, header in row {row}", "{kind}{sheet}{encoding}{delimiter}，表头在第 {row} 行"
)
_ROWS = Text(
    "{rows_in} row{rows_in:s}: {accepted} accepted, {rejected} rejected, {duplicates_skipped} already there, "
    "{blank} blank",
    "共 {rows_in} 行：导入 {accepted} 行，异常 {rejected} 行，重复跳过 {duplicates_skipped} 行，空行 {blank} 行",
)
_CHANGE = Text(
    "{title}: {added} added, {updated} updated, {unchanged} unchanged, {removed} removed",
    "{title}：新增 {added}，更新 {updated}，不变 {unchanged}，移出 {removed}",
)
_REPEAT = Text("Identical to import #{number}: nothing changes.", "与导入 #{number} 完全相同，数据没有变化。")
_DELIMITERS = {
    ",": Text("comma", "逗号"),
    "\t": Text("tab", "制表符"),
    ";": Text("semicolon", "分号"),
    "|": Text("|", "|"),
}

KEYS = (
    Key("files[].file", Text("the file", "文件")),
    Key("files[].table", Text("the canonical table", "标准表")),
    Key("files[].sha256", Text("the file's SHA-256", "文件的 SHA-256")),
    Key("files[].is_written", Text("true where it was imported now", "本次是否已写入")),
    Key("files[].repeats", Text("the import that brought the same file; null", "此前导入同一文件的编号；没有为 null")),
    Key("files[].import_id", Text("the import's number; null in a preview", "导入编号；仅预览时为 null")),
    Key("files[].kind", Text("csv, xlsx, parquet …", "文件类型")),
    Key("files[].encoding", Text("its encoding", "文字编码")),
    Key("files[].delimiter", Text("its delimiter", "分隔符")),
    Key("files[].sheet", Text("the sheet", "工作表")),
    Key("files[].header_row", Text("the row of the header", "表头所在行")),
    Key("files[].is_saved_mapping", Text("true where a saved mapping was used", "是否使用了已保存的映射")),
    Key("files[].columns[].letter", Text("the column's letter", "列号")),
    Key("files[].columns[].header", Text("its header", "表头")),
    Key("files[].columns[].column", Text("the canonical column it feeds; null", "对应的标准列；未使用为 null")),
    Key("files[].columns[].samples[].cell", Text("a cell as it stands", "单元格原文")),
    Key("files[].columns[].samples[].becomes", Text("what it becomes; empty where unknown", "转换结果；未知为空")),
    Key(
        "files[].rows_in",
        Text(
            "rows read = accepted + rejected + duplicates_skipped + blank", "读取行数 = 导入 + 异常 + 重复跳过 + 空行"
        ),
    ),
    Key("files[].accepted", Text("rows taken", "导入行数")),
    Key("files[].rejected", Text("rows that cannot be taken", "异常行数")),
    Key("files[].duplicates_skipped", Text("rows that are there already", "重复跳过行数")),
    Key("files[].blank", Text("empty rows", "空行数")),
    Key("files[].changes[].table", Text("a canonical table", "标准表")),
    Key("files[].changes[].added", Text("records added", "新增记录数")),
    Key("files[].changes[].updated", Text("records updated", "更新记录数")),
    Key("files[].changes[].unchanged", Text("records that stay as they are", "不变记录数")),
    Key("files[].changes[].removed", Text("records that leave", "移出记录数")),
    Key("files[].rejects[].row", Text("the row", "行号")),
    Key("files[].rejects[].letter", Text("the column's letter; empty for the whole row", "列号；整行问题为空")),
    Key("files[].rejects[].header", Text("its header", "表头")),
    Key("files[].rejects[].code", Text("a stable code", "固定代码")),
    Key("files[].rejects[].value", Text("the cell", "单元格")),
    Key("files[].rejects_file", Text("the file of rejected rows; null", "异常行文件；没有为 null")),
    Key("files[].snapshot_before", Text("the lake's snapshot before; null", "导入前数据快照")),
    Key("files[].snapshot_after", Text("the lake's snapshot after; null", "导入后数据快照")),
    *issue_keys("files[].findings[]"),
    Key("files[].error", Text("why this file was refused; null", "该文件被拒绝的原因；没有则为 null")),
    *issue_keys("files[].error"),
)


def file_facts(preview: Preview, report: ImportReport | None) -> dict[str, Any]:
    """One file: what it is, what happens or happened to its rows."""
    is_written = report is not None and not report.is_repeat
    names = ("file", "table", "sha256", "kind", "encoding", "delimiter", "sheet", "header_row", "is_saved_mapping")
    written = ("rejects_file", "snapshot_before", "snapshot_after")
    return {
        **{name: getattr(preview, name) for name in names},
        **{name: getattr(preview, name) for name in _COUNTS},
        "is_written": is_written,
        "repeats": preview.repeats,
        "import_id": report.import_id if report else None,
        "columns": [
            {
                "letter": column.letter,
                "header": column.header,
                "column": column.column,
                "samples": [{"cell": cell, "becomes": becomes} for cell, becomes in column.samples],
            }
            for column in preview.columns
        ],
        "changes": [{"table": table, **counts} for table, counts in preview.changes.items()],
        "rejects": [
            {name: getattr(row, name) for name in ("row", "letter", "header", "code", "value")}
            for row in preview.rejects
        ],
        **{name: getattr(report, name) if report else None for name in written},
        "findings": [issue_facts(issue) for issue in preview.findings],
        "error": None,
    }


def refused_facts(file: str, error: FenjiError) -> dict[str, Any]:
    """One file that was refused, among others that were not."""
    said = {f"{name}_{lang}": getattr(error, name).say(lang) for name in ("problem", "fix") for lang in ("zh", "en")}
    code = getattr(error, "code", "")
    return {
        "file": file,
        "is_written": False,
        "error": {"level": "error", "code": code, "where": error.where, **said},
    }


def show_preview(preview: Preview, terminal: Terminal) -> None:
    """The preview as a person reads it, from the file down to the warnings."""
    title = CANONICAL[preview.table].title
    terminal.write(_FILE.fill(file=verbatim(preview.file), table=preview.table, title=title))
    if preview.repeats is not None:
        terminal.write(_REPEAT.fill(number=preview.repeats))
        return
    _show_shape(preview, terminal)
    _show_columns(preview, terminal)
    terminal.write(_ROWS.fill(**{name: say_count(getattr(preview, name), terminal.lang) for name in _COUNTS}))
    show_changes(preview.changes, terminal)
    _show_rejects(preview, terminal)
    for line in issue_lines(preview.findings, terminal.lang):
        terminal.write(line)


def show_changes(changes: Any, terminal: Terminal) -> None:
    """What changes in each canonical table, on a line each."""
    for table, counts in changes.items():
        said = {
            name: say_count(counts.get(name, 0), terminal.lang) for name in ("added", "updated", "unchanged", "removed")
        }
        terminal.write("  ", _CHANGE.fill(title=CANONICAL[table].title, **said))


def _show_shape(preview: Preview, terminal: Terminal) -> None:
    parts = {
        "kind": preview.kind.upper(),
        "sheet": f" · {verbatim(preview.sheet)}" if preview.sheet else "",
        "encoding": f" · {preview.encoding}" if preview.encoding else "",
        "row": preview.header_row,
    }
    mark = _DELIMITERS.get(preview.delimiter)
    delimiter = Text("", "") if mark is None else Text(f" · {mark.en}", f" · {mark.zh}")
    terminal.write("  ", _SHAPE.fill(delimiter=delimiter, **parts))


def _show_columns(preview: Preview, terminal: Terminal) -> None:
    headings = (
        Heading(Text("Col", "列"), is_whole=True),
        Heading(Text("Header", "表头")),
        Heading(Text("Becomes", "对应标准列")),
        Heading(Text("For example", "示例")),
    )
    rows: list[Sequence[str]] = []
    for column in preview.columns:
        if column.column is None:
            becomes = terminal.say(Text("- not used", "- 未使用"))
        else:
            label = terminal.say(column.label) if column.label else ""
            becomes = f"{column.column} {label}"
        shown = [
            cell if cell == value or column.column is None else f"{cell} → {value}" for cell, value in column.samples
        ]
        rows.append([column.letter, column.header, becomes, " | ".join(shown[:2])])
    if rows:
        terminal.table(headings, rows)


def _show_rejects(preview: Preview, terminal: Terminal) -> None:
    if not preview.rejects:
        return
    headings = (
        Heading(Text("Row", "行"), "right", is_whole=True),
        Heading(Text("Column", "列")),
        Heading(Text("Cell", "单元格")),
        Heading(Text("Rejected because", "异常原因")),
    )
    rows = [
        [str(row.row), f"{row.letter} {row.header}".strip(), row.value, terminal.say(preview.reason(row.code))]
        for row in preview.rejects
    ]
    terminal.table(headings, rows)
