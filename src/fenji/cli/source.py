"""`fenji source …`: rows from databases and web services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.ask import read_options, read_pairs
from fenji.cli.command import Example, Key, command
from fenji.cli.facts import issue_keys
from fenji.cli.failures import issue_facts, issue_lines
from fenji.cli.report_facts import REPORT_KEYS, report_facts
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.errors import IntakeError
from fenji.language import Text, say_count

if TYPE_CHECKING:
    from fenji.intake.sources.fetched import Look
    from fenji.intake.sources.source import Source
    from fenji.workspace.sources import SourceReport

_BROUGHT = Text(
    "{name} → {table}: {rows} row{rows:s} fetched, {accepted} taken, {rejected} rejected, {skipped} already there",
    "{name} → {table}：获取 {rows} 行，导入 {accepted} 行，异常 {rejected} 行，重复跳过 {skipped} 行",
)
_NOTHING = Text("{name}: nothing new", "{name}：没有新数据")
_REPEAT = Text("These rows were imported before: nothing changed.", "这些数据此前已导入，没有变化。")
_REJECTS = Text("Rejected rows with reason and remedy: {path}", "异常行及原因、处理办法见：{path}")
_REACHED = Text("Next time from: {value}", "下次起点：{value}")
_LOOK = Text("{place}: {rows} row{rows:s} in all, as {table}", "{place}：共 {rows} 行，导入为 {table}")
_FIRST_PAGE = Text(
    "{place}: {rows} row{rows:s} on the first page, as {table}", "{place}：首页共 {rows} 行，导入为 {table}"
)
_CHANGES = Text("Changed since the last import: {diff}", "与上次导入相比：{diff}")
_HEADINGS = (
    Heading(Text("column", "数据源的列")),
    Heading(Text("type", "类型")),
    Heading(Text("becomes", "对应标准列")),
)

Name = Annotated[
    str | None,
    typer.Argument(metavar="NAME"),
    Text("a source of the workspace: sources/NAME.yaml", "工作区中的数据源：sources/NAME.yaml"),
]
UrlEnv = Annotated[
    str | None,
    typer.Option("--url-env", metavar="VAR"),
    Text(
        "the environment variable (or line of secrets.env) that holds the database's address",
        "存放数据库地址的环境变量名（或 secrets.env 中的名称）",
    ),
]
File = Annotated[
    str | None, typer.Option("--file", metavar="DB"), Text("a SQLite file instead", "或者：SQLite 数据库文件")
]
Table = Annotated[str | None, typer.Option("--table", metavar="TABLE"), Text("the database's table", "数据库中的表")]
Query = Annotated[
    str | None,
    typer.Option("--query", metavar="SQL"),
    Text("or a query in the database's own SQL", "或者：数据库自己的 SQL 查询"),
]
Into = Annotated[
    str | None,
    typer.Option("--as", metavar="TABLE"),
    Text("the canonical table: orders, customers, payments …", "标准表：orders 订单、customers 客户、payments 回款……"),
]
Cursor = Annotated[
    str | None,
    typer.Option("--cursor", metavar="COLUMN"),
    Text("a column that grows with every change: only what is new comes", "随每次变更增长的列：只取新数据"),
]
Columns = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="NAME=COLUMN"),
    Text("our column = the source's; may be given again", "标准列=数据源的列，可多次使用"),
]
Options = Annotated[
    list[str] | None,
    typer.Option("--option", metavar="NAME=VALUE"),
    Text("a mapping option; may be given again", "映射选项，可多次使用"),
]
SourceName = Annotated[
    str | None,
    typer.Option("--source", metavar="NAME"),
    Text("the source name the rows carry; default: the workspace's", "数据行的来源名称，默认为工作区名称"),
]


@command(
    "source import",
    place=24,
    summary=Text(
        "Import a table, a query or a web service, whole or what is new since last time.",
        "导入数据库表、查询或网络接口的数据（全量或增量）。",
    ),
    about=Text(
        "Credentials come from environment variables or from secrets.env in the workspace (chmod 600), never from the "
        "command line. What is fetched is kept like every original. Where columns were dropped, renamed or retyped "
        "since the last import, nothing is written.",
        "账号密码只从环境变量或工作区的 secrets.env（权限 600）读取，不写在命令行中。获取的数据与其他原始文件一样存档。"
        "若数据源的列自上次导入后被删除、改名或改类型，则停止且不写入任何数据。",
    ),
    examples=(
        Example(
            "fenji source import --url-env SHOP_URL --table orders --as orders --cursor updated_at",
            Text("what is new in a table, SHOP_URL=postgresql://…", "增量导入一张表，SHOP_URL=postgresql://…"),
        ),
        Example("fenji source import crm", Text("the source written in sources/crm.yaml", "按 sources/crm.yaml 导入")),
    ),
    keys=(
        Key("name", Text("the source", "数据源")),
        Key("rows", Text("rows fetched", "获取行数")),
        Key("cursor_before", Text("where it started; null: from the start", "起点；null 表示从头开始")),
        Key("cursor_after", Text("where it starts next time; null without a cursor", "下次起点；无游标时为 null")),
        Key("import", Text("the import, as of `fenji import`; null: nothing new", "导入结果；null 表示没有新数据")),
        *(Key(f"import.{key.path}", key.meaning) for key in REPORT_KEYS),
        *issue_keys("notes[]"),
    ),
)
def source_import(  # noqa: PLR0913 - each is an option of the command line
    terminal: Terminal,
    *,
    name: Name = None,
    url_env: UrlEnv = None,
    file: File = None,
    table: Table = None,
    query: Query = None,
    into: Into = None,
    cursor: Cursor = None,
    column: Columns = None,
    option: Options = None,
    source: SourceName = None,
    from_start: Annotated[
        bool, typer.Option("--from-start"), Text("everything again, not only what is new", "重新全量获取")
    ] = False,
    accept_changes: Annotated[
        bool, typer.Option("--accept-changes"), Text("take the source's columns as they are now", "按现有列结构导入")
    ] = False,
) -> Answer:
    """Fetches to one file, then imports it in one transaction."""
    from fenji.workspace.sources import import_source

    given = _given(url_env, file, table, query, into, cursor, column, option, source)
    asked = _source(terminal, name, given)
    with terminal.progress() as progress:
        brought = import_source(
            terminal.workspace, asked, accepts_changes=accept_changes, from_start=from_start, progress=progress
        )
    return Answer(_facts(brought), lambda: _show(brought, asked, terminal))


@command(
    "source check",
    place=25,
    summary=Text(
        "Ask a database whether it answers, and show how its columns are understood.", "检查数据库连接与列的识别结果。"
    ),
    examples=(
        Example(
            "fenji source check --url-env SHOP_URL --table orders --as orders",
            Text("nothing is fetched or written", "不获取也不写入数据"),
        ),
    ),
    keys=(
        Key("name", Text("the source", "数据源")),
        Key("place", Text("where it is, without credentials", "位置（不含账号密码）")),
        Key("rows", Text("rows of the table or query", "表或查询的行数")),
        Key("columns", Text("its columns with their types", "列及类型")),
        Key("columns.*", Text("the type of one column", "列的类型")),
        Key("mapping", Text("which column fills which canonical column", "标准列与数据源列的对应")),
        Key("mapping.*", Text("the source's column", "数据源的列")),
        Key("cursor", Text("the greatest value of the cursor column", "游标列的最大值")),
        Key("cursor_before", Text("the value imported up to now", "已导入到的值")),
        Key("unknown", Text("rows without a cursor value", "游标列为空的行数")),
        Key("changes_zh", Text("what changed since the last import, in Chinese", "与上次导入相比的变化（中文）")),
        Key("changes_en", Text("what changed since the last import, in English", "与上次导入相比的变化（英文）")),
    ),
)
def source_check(
    terminal: Terminal,
    *,
    name: Name = None,
    url_env: UrlEnv = None,
    file: File = None,
    table: Table = None,
    query: Query = None,
    into: Into = None,
    cursor: Cursor = None,
    column: Columns = None,
) -> Answer:
    """A look, without fetching."""
    from fenji.intake.sources.database import shown
    from fenji.intake.sources.drift import drift
    from fenji.intake.sources.source import DatabaseSource, RestSource
    from fenji.workspace.sources import check_source

    asked = _source(terminal, name, _given(url_env, file, table, query, into, cursor, column, None, None))
    if not isinstance(asked, DatabaseSource | RestSource):
        problem = Text(
            "only a database or a web service can be checked without fetching", "只有数据库和网络接口可以不取数据而检查"
        )
        fix = Text("Import it with `fenji source import`.", "请直接执行 `fenji source import`。")
        raise IntakeError(problem, where=asked.name, fix=fix)
    look, mapping, earlier = check_source(terminal.workspace, asked)
    changes = drift(earlier.footer.columns, look.columns).text if earlier.footer else Text("", "")
    reached = earlier.footer.cursor if earlier.footer else None
    facts = {
        "name": asked.name,
        **shown(look),
        "mapping": dict(mapping.columns),
        "cursor_before": reached.value if reached else None,
        "changes_zh": changes.zh,
        "changes_en": changes.en,
    }
    return Answer(facts, lambda: _show_look(look, mapping.columns, changes, asked, terminal))


def _given(*values: Any) -> dict[str, Any]:
    names = ("url_env", "file", "table", "query", "into", "cursor", "columns", "options", "source")
    found = {name: value for name, value in zip(names, values, strict=True) if value}
    if "columns" in found:
        found["columns"] = read_pairs(found["columns"], option="--column")
    if "options" in found:
        found["options"] = read_options(found["options"], option="--option")
    return found


def _source(terminal: Terminal, name: str | None, given: dict[str, Any]) -> Source:
    """The source of that name, or the one the options describe; a plain table names itself."""
    from fenji.intake.sources.source import read_source
    from fenji.workspace.sources import find_source

    if name is not None and not given:
        return find_source(terminal.workspace, name)
    if name is not None or "into" not in given:
        problem = Text(
            "name a source, or describe one: --url-env, --table and --as",
            "请给出数据源名称，或用 --url-env、--table、--as 描述",
        )
        raise IntakeError(
            problem,
            where="fenji source",
            fix=Text("See `fenji source import --help`.", "请看 `fenji source import --help`。"),
        )
    place = given.get("url_env") or str(given.get("file", "")).rpartition("/")[2]
    made = ".".join(part for part in (place, given.get("table") or f"query.{given['into']}") if part)
    return read_source({"name": made.replace("/", "."), **given})


def _facts(brought: SourceReport) -> dict[str, Any]:
    return {
        "name": brought.name,
        "rows": brought.rows,
        "cursor_before": brought.cursor_before,
        "cursor_after": brought.cursor_after,
        "import": None if brought.report is None else report_facts(brought.report),
        "notes": [issue_facts(issue) for issue in brought.findings],
    }


def _show(brought: SourceReport, asked: Source, terminal: Terminal) -> None:
    report = brought.report
    if report is None:
        terminal.write(_NOTHING.fill(name=verbatim(brought.name)))
    else:
        counts = {"rows": brought.rows, "accepted": report.accepted, "rejected": report.rejected,
                  "skipped": report.duplicates_skipped}  # fmt: skip
        said = {name: say_count(count, terminal.lang) for name, count in counts.items()}
        terminal.write(_BROUGHT.fill(name=verbatim(brought.name), table=asked.into, **said))
        if report.is_repeat:
            terminal.write(_REPEAT)
        if report.rejects_file is not None:
            terminal.write(_REJECTS.fill(path=verbatim(report.rejects_file)))
    if brought.cursor_after:
        terminal.write(_REACHED.fill(value=verbatim(brought.cursor_after)))
    for line in issue_lines((*brought.findings, *(report.findings if report else ())), terminal.lang):
        terminal.write(line)


def _show_look(look: Look, mapped: dict[str, str], changes: Text, asked: Source, terminal: Terminal) -> None:
    rows = say_count(look.rows, terminal.lang)
    terminal.write(
        (_FIRST_PAGE if look.is_first_page else _LOOK).fill(place=verbatim(look.place), rows=rows, table=asked.into)
    )
    ours = {header: name for name, header in mapped.items()}
    terminal.table(_HEADINGS, [[name, type_, ours.get(name, "")] for name, type_ in look.columns.items()])
    if changes.en:
        terminal.write(_CHANGES.fill(diff=changes))
