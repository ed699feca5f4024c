"""`fenji picture`: one page for the wall or the meeting, drawn from a run and from what the company wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.facts import run_facts, run_keys
from fenji.cli.failures import writing
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text

_WRITTEN = Text("Written: {path}", "已写入：{path}")
_FORMATS = ("pdf", "png")

Size = Annotated[str, typer.Option("--size", metavar="a3|16:9"), Text("the sheet", "纸张或画幅")]


@command(
    "picture strategy",
    place=116,
    summary=Text("Draw the customer strategy on one sheet.", "绘制客户管理战略图。"),
    about=Text(
        "Tiers, segments, lifecycle and key figures are computed from the run. Goals, service promises, actions and "
        "targets are what you write in strategy.yaml in the workspace; what is not written is left out.",
        "等级、客群、生命周期与关键数字由评级批次计算得出；目标、服务承诺、行动与评估目标写在工作区的 "
        "strategy.yaml 中，未写的内容不会出现。",
    ),
    examples=(
        Example("fenji picture strategy", Text("A3 as PDF and PNG", "A3，PDF 与 PNG")),
        Example("fenji picture strategy --size 16:9 --out wall.pdf", Text("for a screen", "用于屏幕展示")),
    ),
    keys=(
        *run_keys("run"),
        Key("lang", Text("the language of the picture", "图的语言")),
        Key("files[]", Text("the files written", "写入的文件")),
    ),
)
def picture_strategy(
    terminal: Terminal,
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE"),
        Text(
            "a .pdf, .png or .svg; default: PDF and PNG in the workspace's exports",
            "输出 .pdf、.png 或 .svg；默认在工作区 exports 中写 PDF 与 PNG",
        ),
    ] = None,
    size: Size = "a3",
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="YAML"),
        Text("what people wrote; default: strategy.yaml of the workspace", "战略图文件；默认为工作区的 strategy.yaml"),
    ] = None,
    run: Annotated[
        str | None, typer.Option("--run", metavar="RUN"), Text("a run; default: the newest", "评级批次；默认最新")
    ] = None,
    scheme: Annotated[
        str | None,
        typer.Option("--scheme", metavar="NAME"),
        Text("the newest run of this scheme", "该分级标准的最新批次"),
    ] = None,
) -> Answer:
    """客户管理战略图: tiers, segments, lifecycle, key figures, actions and evaluation on one page."""
    from fenji.pictures.sheets import size_of
    from fenji.workspace.picturing import strategy_sheet

    sheet_size = size_of(size)
    result = terminal.workspace.result(run, scheme=scheme)
    sheet = strategy_sheet(terminal.workspace, result, lang=terminal.lang, size=sheet_size, file=file)
    stem = f"{result.run.id}-strategy-{sheet_size.name.replace(':', 'x')}"
    folder = terminal.workspace.exports_folder(terminal.lang)
    paths = [out] if out is not None else [folder / f"{stem}.{form}" for form in _FORMATS]
    for path in paths:
        with writing(path):
            sheet.save(path)
    facts = {"run": run_facts(result.run), "lang": terminal.lang, "files": [str(path) for path in paths]}

    def show() -> None:
        for path in paths:
            terminal.write(_WRITTEN.fill(path=verbatim(path)))

    return Answer(facts, show)
