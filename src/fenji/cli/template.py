"""`fenji template`: an empty, explained Excel file for one canonical table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.failures import writing
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text

_WRITTEN = Text("Written: {path}", "已写入：{path}")
_NEXT = Text(
    "Fill it in from row 3 on (row 2 is an example and is left out), then: fenji import {path} --yes",
    "请从第 3 行起填写（第 2 行为示例，导入时自动略过），然后：fenji import {path} --yes",
)


@command(
    "template",
    place=25,
    summary=Text("Write an empty, explained Excel template of a table.", "生成带说明的空白 Excel 导入模板。"),
    examples=(
        Example("fenji template customers", Text("for a list of customers", "客户名单模板")),
        Example(
            "fenji template orders --out 订单模板.xlsx", Text("for orders, where you want it", "订单模板，指定位置")
        ),
    ),
    keys=(
        Key("table", Text("the canonical table", "标准表")),
        Key("file", Text("the file written", "写入的文件")),
        Key("columns[].column", Text("a canonical column", "标准列")),
        Key("columns[].header", Text("its header in the template", "模板中的表头")),
        Key("columns[].is_needed", Text("true where a row needs it", "是否必填")),
    ),
)
def template(
    terminal: Terminal,
    *,
    table: Annotated[
        str, typer.Argument(metavar="TABLE"), Text("customers, orders, order_lines, payments …", "客户、订单等标准表")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PATH"), Text("where to; default: here", "输出位置；默认当前文件夹")
    ] = None,
) -> Answer:
    """Needs no workspace."""
    from fenji.intake.template import is_needed, template_columns, write_template

    columns = template_columns(table)
    path = out or Path(f"{table}-{terminal.lang}.xlsx")
    with writing(path):
        write_template(table, path, terminal.lang)

    def show() -> None:
        terminal.write(_WRITTEN.fill(path=verbatim(path)))
        terminal.hint(_NEXT.fill(path=path))

    listed = [
        {"column": column.name, "header": column.label.say(terminal.lang), "is_needed": is_needed(table, column)}
        for column in columns
    ]
    return Answer({"table": table, "file": str(path), "columns": listed}, show)
