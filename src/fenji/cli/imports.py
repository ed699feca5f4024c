"""`fenji imports`: what was imported and when, what one import changed, and how it is taken back."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.facts import issue_keys
from fenji.cli.failures import issue_facts, issue_lines
from fenji.cli.import_words import read_choice
from fenji.cli.previewed import show_changes
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.errors import FenjiError
from fenji.language import Text, say_count
from fenji.tables import CANONICAL

_NONE = Text("Nothing was imported yet.", "还没有导入任何数据。")
_NEXT = Text("Next: fenji import orders.csv --yes", "下一步：fenji import orders.csv --yes")
_COUNTS = ("rows_in", "accepted", "rejected")
_UNDONE = Text("Taken back: {list}.", "已撤销：{list}。")
_BACK = Text(
    "{title}: {left} row{left:s} left, {returned} earlier rows returned", "{title}：移出 {left} 行，恢复 {returned} 行"
)
_GRADE = Text(
    "Results made before rest on older data; grade again: fenji grade",
    "此前的评级结果依据的数据已变化，请重新评级：fenji grade",
)


@command(
    "imports",
    place=30,
    summary=Text("List imports, show what one changed, undo one.", "列出导入记录，查看某次导入的变动，撤销导入。"),
    about=Text(
        "`imports` lists, `imports show 12` says what import 12 changed, `imports undo 12` takes it back: its rows "
        "leave and earlier versions of what it updated return. Later imports that rest on it are named; --cascade "
        "undoes them too.",
        "`imports` 列出记录；`imports show 12` 查看第 12 次导入的变动；`imports undo 12` 撤销：该次导入的行移出，"
        "被更新的行恢复原样。若之后的导入依赖于它，会逐一列出；加 --cascade 一并撤销。",
    ),
    examples=(
        Example("fenji imports", Text("every import, newest last", "全部导入记录，最新的在最后")),
        Example("fenji imports show 12", Text("what import 12 changed", "第 12 次导入改变了什么")),
        Example("fenji imports undo 12 --reason 文件有误", Text("take import 12 back", "撤销第 12 次导入")),
    ),
    keys=(
        Key("imports[].import_id", Text("the number", "编号")),
        Key("imports[].table", Text("the canonical table; undo for a decision to undo", "标准表；undo 表示撤销")),
        Key("imports[].file", Text("the file", "文件")),
        Key("imports[].source", Text("the source it was given", "数据来源")),
        Key("imports[].imported_at", Text("when, UTC", "导入时间（UTC）")),
        Key("imports[].actor", Text("who", "操作人")),
        Key("imports[].sha256", Text("the file's SHA-256", "文件的 SHA-256")),
        Key("imports[].rows_in", Text("rows read", "读取行数")),
        Key("imports[].accepted", Text("rows taken", "导入行数")),
        Key("imports[].rejected", Text("rows rejected", "异常行数")),
        Key("imports[].duplicates_skipped", Text("rows that were there already", "重复跳过行数")),
        Key("imports[].blank", Text("empty rows", "空行数")),
        Key("imports[].undoes", Text("the import this entry took back; null", "所撤销的导入编号；否则为 null")),
        Key("imports[].undone_by", Text("the entry that took it back; null", "撤销它的记录编号；未撤销为 null")),
        Key("imports[].reason", Text("why it was taken back; null", "撤销原因")),
        Key("changes[].table", Text("show: a canonical table", "show：标准表")),
        Key("changes[].added", Text("rows added", "新增行数")),
        Key("changes[].updated", Text("rows updated", "更新行数")),
        Key("changes[].removed", Text("rows removed", "移出行数")),
        *issue_keys("findings[]"),
        Key("rejects_file", Text("show: the file of rejected rows; null", "show：异常行文件")),
        Key("mapping", Text("show: the mapping, as JSON text", "show：字段映射（JSON）")),
        Key("undone[]", Text("undo: the imports taken back, newest first", "undo：已撤销的导入编号")),
        Key("back[].table", Text("undo: a canonical table", "undo：标准表")),
        Key("back[].left", Text("rows that left", "移出行数")),
        Key("back[].returned", Text("earlier rows that returned", "恢复行数")),
    ),
)
def imports(
    terminal: Terminal,
    *,
    what: Annotated[
        str | None,
        typer.Argument(metavar="[show|undo]"),
        Text("show or undo; default: list", "show 查看、undo 撤销；默认列出"),
    ] = None,
    number: Annotated[int | None, typer.Argument(metavar="[NUMBER]"), Text("the import's number", "导入编号")] = None,
    cascade: Annotated[
        bool, typer.Option("--cascade"), Text("undo later imports that rest on it too", "一并撤销依赖于它的后续导入")
    ] = False,
    reason: Annotated[
        str, typer.Option("--reason", metavar="WORDS"), Text("why, for the record", "原因，记入日志")
    ] = "",
) -> Answer:
    """Every import of the workspace, or one of them."""
    if what is None:
        return _list(terminal)
    read_choice(what, ("show", "undo"), option="imports")
    if number is None:
        problem = Text("which import?", "请指定导入编号")
        raise FenjiError(problem, where=f"imports {what}", fix=Text("Give its number.", "请给出编号。"))
    return _one(terminal, number) if what == "show" else _undo(terminal, number, reason=reason, cascade=cascade)


def _list(terminal: Terminal) -> Answer:
    from fenji.workspace import importing

    found = importing.imports(terminal.workspace)

    def show() -> None:
        if not found:
            terminal.write(_NONE)
            terminal.hint(_NEXT)
            return
        headings = (
            Heading(Text("No.", "编号"), "right", is_whole=True),
            Heading(Text("When (UTC)", "时间（UTC）"), is_whole=True),
            Heading(Text("Table", "标准表"), is_whole=True),
            Heading(Text("File", "文件")),
            Heading(Text("Rows", "行数"), "right", is_whole=True),
            Heading(Text("Taken", "导入"), "right", is_whole=True),
            Heading(Text("Rejected", "异常"), "right", is_whole=True),
            Heading(Text("Undone", "撤销"), "right", is_whole=True),
        )
        terminal.table(headings, [_row(row, terminal) for row in found])

    return Answer({"imports": [_facts(row) for row in found]}, show)


def _one(terminal: Terminal, number: int) -> Answer:
    from fenji.intake.findings import from_json
    from fenji.workspace import importing

    row = importing.find_import(terminal.workspace, number)
    findings = from_json(row["findings"] or "[]")

    def show() -> None:
        terminal.write(f"#{number} {verbatim(row['file'])} → {row['table_name']} · {verbatim(row['actor'])}")
        show_changes(row["changed"], terminal)
        for line in issue_lines(findings, terminal.lang):
            terminal.write(line)

    facts = {
        "imports": [_facts(row)],
        "changes": [{"table": table, **counts} for table, counts in row["changed"].items()],
        "findings": [issue_facts(issue) for issue in findings],
        "rejects_file": row["rejects_file"],
        "mapping": row["mapping"],
    }
    return Answer(facts, show)


def _undo(terminal: Terminal, number: int, *, reason: str, cascade: bool) -> Answer:
    from fenji.workspace import importing

    undone = importing.undo_import(terminal.workspace, number, reason=reason, cascade=cascade)

    def show() -> None:
        terminal.write(_UNDONE.fill(list=", ".join(f"#{one}" for one in undone.imports)))
        for table, counts in undone.changes.items():
            said = {name: say_count(count, terminal.lang) for name, count in counts.items()}
            terminal.write("  ", _BACK.fill(title=CANONICAL[table].title, **said))
        terminal.hint(_GRADE)

    back = [{"table": table, **counts} for table, counts in undone.changes.items()]
    return Answer({"undone": list(undone.imports), "back": back}, show)


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    names = [key.path.removeprefix("imports[].") for key in imports.keys if key.path.startswith("imports[]")]
    return {name: row.get("table_name" if name == "table" else name) for name in names}


def _row(row: dict[str, Any], terminal: Terminal) -> list[str]:
    when = row["imported_at"]
    undo = f"→ #{row['undoes']}" if row["undoes"] is not None else ""
    return [
        str(row["import_id"]),
        "" if when is None else when.strftime("%Y-%m-%d %H:%M"),
        str(row["table_name"]),
        str(row["file"]).rpartition("/")[2],
        *(say_count(row[name], terminal.lang) for name in _COUNTS),
        undo if row["undone_by"] is None else f"#{row['undone_by']}",
    ]
