"""`fenji picture`: one page for the wall or the meeting, drawn from a run and from what the company wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.facts import run_facts, run_keys
from fenji.cli.failures import writing
from fenji.cli.part import Segment, Where, asked_part
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.cli.which_run import RunId, SchemeName
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.pictures.typeset import Sheet
    from fenji.result import Result

_WRITTEN = Text("Written: {path}", "已写入：{path}")
_COUNTING, _DRAWING = Text("counting", "统计数据"), Text("drawing", "绘制")
_FORMATS = ("pdf", "png")
_KEYS = (
    *run_keys("run"),
    Key("lang", Text("the language of the picture", "图的语言")),
    Key("files[]", Text("the files written", "写入的文件")),
)

Size = Annotated[str, typer.Option("--size", metavar="a3|16:9"), Text("the sheet", "纸张或画幅")]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE"),
    Text(
        "a .pdf, .png or .svg; default: PDF and PNG in the workspace's exports",
        "输出 .pdf、.png 或 .svg；默认在工作区 exports 中写 PDF 与 PNG",
    ),
]

File = Annotated[
    Path | None,
    typer.Option("--file", metavar="YAML"),
    Text(
        "what people wrote; default: strategy.yaml or journey.yaml of the workspace",
        "所写的内容；默认为工作区的 strategy.yaml 或 journey.yaml",
    ),
]


def _written(kind: str, place: int, summary: Text, about: Text) -> None:
    """Adds `fenji picture KIND`, drawn from the numbers and from what the company wrote in a file."""

    @command(
        f"picture {kind}",
        place=place,
        summary=summary,
        about=about,
        examples=(
            Example(f"fenji picture {kind}", Text("A3 as PDF and PNG", "A3，PDF 与 PNG")),
            Example(f"fenji picture {kind} --size 16:9 --out wall.pdf", Text("for a screen", "用于屏幕展示")),
            Example(f"fenji picture {kind} --where province=浙江", Text("for one region", "只看一个地区")),
        ),
        keys=_KEYS,
        is_sparing=True,
    )
    def draw_written(
        terminal: Terminal,
        *,
        out: Out = None,
        size: Size = "a3",
        file: File = None,
        where: Where = None,
        segment: Segment = None,
        run: RunId = None,
        scheme: SchemeName = None,
    ) -> Answer:
        """What the numbers say, and beside them what people wrote, on one page."""
        from fenji.workspace import picturing

        result = terminal.workspace.result(run, scheme=scheme)
        asked = asked_part(terminal, where, segment)
        sheet_of = getattr(picturing, f"{kind}_sheet")
        return _drawn(terminal, result, size, out, partial(sheet_of, file=file, where=asked), asked=asked)


def _plate(kind: str, place: int, summary: Text) -> None:
    """Adds `fenji picture KIND`, for all customers or a part of them."""

    @command(
        f"picture {kind}",
        place=place,
        summary=summary,
        examples=(
            Example(f"fenji picture {kind}", Text("A3 as PDF and PNG", "A3，PDF 与 PNG")),
            Example(f"fenji picture {kind} --where province=浙江", Text("for one region", "只看一个地区")),
        ),
        keys=_KEYS,
        is_sparing=True,
    )
    def draw_plate(
        terminal: Terminal,
        *,
        out: Out = None,
        size: Size = "a3",
        where: Where = None,
        segment: Segment = None,
        run: RunId = None,
        scheme: SchemeName = None,
    ) -> Answer:
        """One question on one sheet."""
        from fenji.workspace.picturing import plate

        result = terminal.workspace.result(run, scheme=scheme)
        asked = asked_part(terminal, where, segment)
        return _drawn(terminal, result, size, out, partial(plate, kind=kind, where=asked), asked=asked)


_written(
    "strategy",
    116,
    Text("Draw the customer strategy on one sheet.", "绘制客户管理战略图。"),
    Text(
        "Tiers, segments, lifecycle, journey and key figures are computed from the run. Goals, service promises, "
        "actions and targets are what you write in strategy.yaml in the workspace; what is not written is left out.",
        "等级、客群、生命周期、旅程与关键数字由评级批次计算得出；目标、服务承诺、行动与评估目标写在工作区的 "
        "strategy.yaml 中，未写的内容不会出现。",
    ),
)
_written(
    "journey",
    117,
    Text("Draw the customer journey on one sheet.", "绘制客户旅程地图。"),
    Text(
        "Stages, touchpoints, what follows, feedback, pains and opportunities are found in the interactions, campaign "
        "messages, orders and feedback of the year up to the run's day. Own stages and touchpoints, owners and actions "
        "are what you write in journey.yaml in the workspace; they stay when new data comes. `fenji journey` tells "
        "every number.",
        "阶段、触点、后续去向、反馈、痛点与机会点取自截至评估基准日一年内的互动、营销触达、订单与反馈；自定义阶段与触点、"
        "负责人与行动写在工作区的 journey.yaml 中，数据更新后仍保留。各项数字见 `fenji journey`。",
    ),
)
_plate("tiers", 118, Text("Draw the tiers as a card for the team.", "绘制客户等级一览卡。"))
_plate("lifecycle", 119, Text("Draw the lifecycle with its flows.", "绘制客户生命周期图。"))
_plate("moves", 120, Text("Draw the moves between tiers over several runs.", "绘制多次评级之间的等级流向图。"))
_plate("concentration", 121, Text("Draw who brings the revenue.", "绘制金额集中度图。"))


def _drawn(
    terminal: Terminal,
    result: Result,
    size: str,
    out: Path | None,
    sheet_of: Callable[..., Sheet],
    *,
    asked: Mapping[str, Sequence[str]] | None = None,
) -> Answer:
    """Draws one sheet of a result and writes it where it is wanted; a part's sheet has a name of its own."""
    from fenji.pictures.sheets import size_of

    with terminal.progress() as progress:
        progress(_COUNTING, 0.1)
        sheet = sheet_of(terminal.workspace, result, lang=terminal.lang, size=size_of(size))
        progress(_COUNTING, 1.0)
    run, folder = result.run, terminal.workspace.exports_folder(terminal.lang)
    parts = [re.sub(r"\W+", "_", value) for values in (asked or {}).values() for value in values]
    stem = "-".join([run.id, sheet.name, size_of(size).name.replace(":", "x"), *parts])
    paths = [out] if out is not None else [folder / f"{stem}.{form}" for form in _FORMATS]
    with terminal.progress() as progress:
        for number, path in enumerate(paths, start=1):
            with writing(path):
                sheet.save(path)
            progress(_DRAWING, number / len(paths))

    def show() -> None:
        for path in paths:
            terminal.write(_WRITTEN.fill(path=verbatim(path)))

    return Answer({"run": run_facts(run), "lang": terminal.lang, "files": [str(path) for path in paths]}, show)
