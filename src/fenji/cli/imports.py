"""`fenji imports`: what was imported, and when."""

from __future__ import annotations

from typing import Any

from fenji.cli.command import Example, Key, command
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.language import Text, say_count

_NONE = Text("Nothing was imported yet.", "还没有导入任何数据。")
_NEXT = Text("Next: fenji import orders.csv --as orders", "下一步:fenji import orders.csv --as orders")
_COUNTS = ("rows_in", "accepted", "rejected")


@command(
    "imports",
    place=30,
    summary=Text("List what was imported.", "列出导入记录。"),
    examples=(Example("fenji imports", Text("every import, newest last", "全部导入记录,最新的在最后")),),
    keys=(
        Key("imports[].import_id", Text("the import's number", "导入编号")),
        Key("imports[].table", Text("the canonical table", "标准表")),
        Key("imports[].file", Text("the file", "文件")),
        Key("imports[].source", Text("the source it was given", "数据来源")),
        Key("imports[].imported_at", Text("when, UTC", "导入时间(UTC)")),
        Key("imports[].sha256", Text("the file's SHA-256", "文件的 SHA-256")),
        Key("imports[].rows_in", Text("rows read", "读取行数")),
        Key("imports[].accepted", Text("rows taken", "导入行数")),
        Key("imports[].rejected", Text("rows rejected", "异常行数")),
        Key("imports[].duplicates_skipped", Text("rows that were there already", "重复跳过行数")),
        Key("imports[].blank", Text("empty rows", "空行数")),
    ),
)
def imports(terminal: Terminal) -> Answer:
    """Every import of the workspace, oldest first."""
    found = terminal.workspace.imports()

    def show() -> None:
        if not found:
            terminal.write(_NONE)
            terminal.hint(_NEXT)
            return
        headings = (
            Heading(Text("No.", "编号"), "right", is_whole=True),
            Heading(Text("When (UTC)", "时间(UTC)"), is_whole=True),
            Heading(Text("Table", "标准表"), is_whole=True),
            Heading(Text("File", "文件")),
            Heading(Text("Rows", "行数"), "right", is_whole=True),
            Heading(Text("Taken", "导入"), "right", is_whole=True),
            Heading(Text("Rejected", "异常"), "right", is_whole=True),
        )
        terminal.table(headings, [_row(row, terminal) for row in found])

    return Answer({"imports": [_facts(row) for row in found]}, show)


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    names = [key.path.removeprefix("imports[].") for key in imports.keys]
    return {name: row.get("table_name" if name == "table" else name) for name in names}


def _row(row: dict[str, Any], terminal: Terminal) -> list[str]:
    when = row["imported_at"]
    return [
        str(row["import_id"]),
        "" if when is None else when.strftime("%Y-%m-%d %H:%M"),
        str(row["table_name"]),
        str(row["file"]).rpartition("/")[2],
        *(say_count(row[name], terminal.lang) for name in _COUNTS),
    ]
