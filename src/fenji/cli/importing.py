"""`fenji import`: files of raw data into the workspace, previewed first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.ask import read_options, read_pairs
from fenji.cli.asked_mapping import asked_mapping
from fenji.cli.command import Example, Key, command
from fenji.cli.failures import DONE, MENDABLE, three_lines
from fenji.cli.import_words import confirmed, is_watched, read_choice, with_answers
from fenji.cli.previewed import KEYS, file_facts, refused_facts, show_preview
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import lines_verbatim, verbatim
from fenji.errors import FenjiError
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.intake.arriving import Asked
    from fenji.intake.importing import ImportReport, IntakeSettings
    from fenji.intake.many import Piece
    from fenji.intake.preview import Preview

_WRITTEN = Text("Imported as #{number}.", "已导入，编号 #{number}。")
_LEFT = Text("Not imported: nothing was written.", "未导入，没有写入任何数据。")
_ADD_YES = Text(
    "This was a preview; nothing was written. Add --yes to import.", "以上为预览，未写入任何数据；加 --yes 即可导入。"
)
_REJECTS = Text("Rejected rows with reason and remedy: {path}", "异常行及原因、处理办法见：{path}")


@command(
    "import",
    place=20,
    summary=Text(
        "Preview files (CSV, Excel, Parquet, JSON lines) and import them.",
        "预览并导入文件（CSV、Excel、Parquet、JSON 行）。",
    ),
    about=Text(
        "Shows first what would happen; --yes writes. Takes files, folders, patterns and ZIPs; --option sheet=* takes "
        "every sheet. The table and the columns are recognised by the headers; --as, --column or --mapping name what "
        "is not. A mapping is saved by the shape of the file and used again. An import is one transaction; the same "
        "file twice changes nothing; `fenji imports undo` takes one back.",
        "先显示预览，加 --yes 才写入；可给文件、文件夹、通配符或 ZIP；--option sheet=* 导入所有工作表。"
        "按表头自动识别标准表和列，未识别的用 --as、--column 或 --mapping 指定；映射按文件形状保存，下次自动使用。"
        "每次导入是一个事务；同一文件重复导入不会改变数据；可用 `fenji imports undo` 撤销。",
    ),
    examples=(
        Example("fenji import orders.csv", Text("preview; nothing is written", "预览，不写入")),
        Example("fenji import orders.csv --yes", Text("import it", "导入")),
        Example(
            "fenji import 订单.xlsx --as orders --column amount=实付 --option negative_amount=refund --yes",
            Text("name a column, and read negative amounts as refunds", "指定金额列，并把负数金额视为退款"),
        ),
        Example(
            "fenji import 客户清单.xlsx --file complete --rows all-or-nothing --yes",
            Text("the whole list: who is missing leaves it", "完整名单：名单中没有的客户移出"),
        ),
    ),
    keys=(Key("is_written", Text("true where anything was written", "是否写入了数据")), *KEYS),
)
def import_files(  # noqa: PLR0913 - every option of the command line is one
    terminal: Terminal,
    *,
    file: Annotated[
        list[str],
        typer.Argument(metavar="FILE..."),
        Text("files, folders, patterns or ZIPs", "文件、文件夹、通配符或 ZIP"),
    ],
    table: Annotated[
        str | None,
        typer.Option("--as", metavar="TABLE"),
        Text(
            "the canonical table: orders, customers, payments …; default: told by the headers",
            "标准表：orders 订单、customers 客户、payments 回款……；默认按表头判断",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes"), Text("write without asking", "不询问，直接写入")] = False,
    rows: Annotated[
        str,
        typer.Option("--rows", metavar="good|all-or-nothing"),
        Text("take good rows and list bad ones, or nothing while any is bad", "先导入正确行，或有错则全部不导入"),
    ] = "good",
    file_is: Annotated[
        str,
        typer.Option("--file", metavar="partial|complete"),
        Text("complete: what its source had and the file lacks leaves", "complete 表示完整文件：文件中没有的即移出"),
    ] = "partial",
    accept_missing: Annotated[
        bool,
        typer.Option("--accept-missing"),
        Text("a complete file may lack most of what is known", "允许完整文件缺少大部分已有数据"),
    ] = False,
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", metavar="YAML"),
        Text("a file that names columns and options", "字段映射文件"),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="NAME=HEADER"),
        Text("our column = your header; may be given again", "标准列=表头，可多次使用"),
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option("--option", metavar="NAME=VALUE"),
        Text("a mapping option; may be given again", "映射选项，可多次使用"),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="NAME"),
        Text("where the file comes from; default: the workspace's name", "数据来源名称，默认为工作区名称"),
    ] = None,
) -> Answer:
    """Each file is one import, in one transaction."""
    from fenji.intake.many import pieces_of
    from fenji.workspace.importing import intake_settings
    from fenji.workspace.importing import read_options as read_mapping_options

    columns = read_pairs(column or [], option="--column")
    options = read_options(option or [], option="--option")
    settings = intake_settings(
        terminal.workspace,
        source,
        rows=read_choice(rows, ("good", "all-or-nothing"), option="--rows"),  # type: ignore[arg-type]
        file_is=read_choice(file_is, ("partial", "complete"), option="--file"),  # type: ignore[arg-type]
        accepts_missing=accept_missing,
    )
    given = _Given(settings, table, mapping, columns, options)
    with ExitStack() as unpacked:
        read = read_mapping_options(options) if options else None
        pieces = [piece for word in file for piece in unpacked.enter_context(pieces_of(word, read))]
        done = [_take(terminal, piece, given, is_sure=yes, is_alone=len(pieces) == 1) for piece in pieces]
    return _answer(terminal, done, is_sure=yes)


@dataclass(frozen=True)
class _Given:
    """What the command line says of every file."""

    settings: IntakeSettings
    table: str | None
    mapping: Path | None
    columns: Mapping[str, str]
    options: Mapping[str, object]


@dataclass(frozen=True)
class _Done:
    """What became of one file."""

    name: str
    preview: Preview | None = None
    report: ImportReport | None = None
    error: FenjiError | None = None
    is_shown: bool = False


def _take(terminal: Terminal, piece: Piece, given: _Given, *, is_sure: bool, is_alone: bool) -> _Done:
    from fenji.workspace.importing import offer

    is_asking = not is_sure and is_watched(terminal)
    shown: list[Preview] = []

    def decide(preview: Preview) -> bool:
        if not is_asking:
            return False
        show_preview(preview, terminal)
        shown.append(preview)
        return confirmed(terminal, preview)

    try:
        asked = _asked(terminal, piece, given, is_asking=is_asking)
        with terminal.progress() as progress:
            watching = progress if not is_asking else None
            preview, report = offer(terminal.workspace, asked, None if is_sure else decide, watching)
    except FenjiError as error:
        if is_alone:
            raise
        return _Done(piece.name, error=error)
    return _Done(piece.name, preview, report, is_shown=bool(shown))


def _asked(terminal: Terminal, piece: Piece, given: _Given, *, is_asking: bool) -> Asked:
    """The file and how it is to be taken; on a terminal what it leaves open is asked now."""
    from fenji.intake.mapping import read_mapping
    from fenji.workspace.importing import asked_of, read_options, table_of

    workspace, path, options = terminal.workspace, piece.path, dict(given.options)
    if piece.options is not None and piece.options.sheet != options.get("sheet"):
        options["sheet"] = piece.options.sheet
    if is_asking:
        options = with_answers(terminal, path, options)
    table = given.table
    if table is None and given.mapping is not None:
        table = read_mapping(given.mapping).table
    if table is None:
        table = table_of(path, given.settings, read_options(options) if options else None)
    mapping = asked_mapping(path, table, mapping=given.mapping, columns=given.columns, options=options)
    asked = asked_of(workspace, path, table, mapping=mapping, settings=given.settings)
    return replace(asked, called=piece.name)


def _answer(terminal: Terminal, done: Sequence[_Done], *, is_sure: bool) -> Answer:
    facts: list[dict[str, Any]] = []
    for one in done:
        if one.preview is None:
            assert one.error is not None
            facts.append(refused_facts(one.name, one.error))
        else:
            facts.append(file_facts(one.preview, one.report))

    def show() -> None:
        for one in done:
            _show(one, terminal, is_sure=is_sure)

    is_refused = any(one.error is not None for one in done)
    is_written = any(fact["is_written"] for fact in facts)
    return Answer({"is_written": is_written, "files": facts}, show, exit_code=MENDABLE if is_refused else DONE)


def _show(done: _Done, terminal: Terminal, *, is_sure: bool) -> None:
    if done.preview is None:
        assert done.error is not None
        terminal.write(lines_verbatim(three_lines(done.error, terminal.lang)))
        return
    if not done.is_shown:
        show_preview(done.preview, terminal)
    if done.report is None:
        if done.preview.repeats is None:
            terminal.hint(_LEFT if is_sure or done.is_shown else _ADD_YES)
        return
    if done.report.is_repeat:
        return
    terminal.write(_WRITTEN.fill(number=done.report.import_id))
    if done.report.rejects_file is not None:
        terminal.write(_REJECTS.fill(path=verbatim(done.report.rejects_file)))
