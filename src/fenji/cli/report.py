"""`fenji report`: the management report of a year, half-year, quarter or month."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.facts import run_facts, run_keys
from fenji.cli.failures import writing
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.cli.which_run import RunId, SchemeName
from fenji.errors import DrawError
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.reporting.span import Span
    from fenji.result import Result

_WRITTEN = Text("Written: {path}", "已写入：{path}")
_FORMS = (".pdf", ".pptx", ".html")


@command(
    "report",
    place=115,
    summary=Text("Write the management report of a period.", "写出一个期间的客户经营报告。"),
    about=Text(
        "Key figures with the change against the period before (and the year before, where the data reaches back so "
        "far), tiers, moves, segments, lifecycle, journey, sales, campaigns, who bought again, products, what "
        "customers say, whom to contact first, and how it was computed. Names are masked unless --names is given.",
        "关键数字及环比（数据足够早时另有同比）、等级、等级变动、细分、生命周期、旅程、销售业绩、营销效果、复购率、商品、"
        "客户之声、需优先联系的客户，以及计算方法。未加 --names 时姓名脱敏。",
    ),
    examples=(
        Example("fenji report --period 2017-Q4", Text("PDF, PowerPoint and HTML", "PDF、PowerPoint 与 HTML")),
        Example("fenji report --period 2017-12 --out december.pptx", Text("slides of a month", "某月的演示文稿")),
    ),
    keys=(
        *run_keys("run"),
        Key("period.first", Text("the first day", "期间首日")),
        Key("period.last", Text("the last day, included", "期间末日（含）")),
        Key("lang", Text("the language of the report", "报告语言")),
        Key("files[]", Text("the files written", "写入的文件")),
    ),
    is_sparing=True,
)
def report(
    terminal: Terminal,
    *,
    period: Annotated[
        str | None,
        typer.Option("--period", metavar="2017|2017-H2|2017-Q4|2017-12"),
        Text("the period; default: the quarter of the run's day", "期间；默认为评估基准日所在季度"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE"),
        Text(
            "a .pdf, .pptx or .html; default: all three in the workspace's exports",
            "输出 .pdf、.pptx 或 .html；默认在工作区 exports 中写三种",
        ),
    ] = None,
    names: Annotated[bool, typer.Option("--names"), Text("customers by their full names", "显示客户完整姓名")] = False,
    run: RunId = None,
    scheme: SchemeName = None,
) -> Answer:
    """PDF of A4 pages, slides with charts that can be edited, one HTML file; the same words and figures in each."""
    from fenji.reporting.span import quarter_of, read_span

    if out is not None and out.suffix.lower() not in _FORMS:
        problem = Text("a report cannot be written as '{s}'", "报告不能写成“{s}”格式").fill(s=out.suffix)
        fix = Text("End the name in .pdf, .pptx or .html.", "文件名请以 .pdf、.pptx 或 .html 结尾。")
        raise DrawError(problem, where="--out", fix=fix)
    asked = None if period is None else read_span(period)
    result = terminal.workspace.result(run, scheme=scheme)
    span = asked or quarter_of(result.run.as_of)
    paths = _write(terminal, result, span, out, is_masked=not names)

    def show() -> None:
        for path in paths:
            terminal.write(_WRITTEN.fill(path=verbatim(path)))

    facts = {
        "run": run_facts(result.run),
        "period": {"first": span.first, "last": span.last},
        "lang": terminal.lang,
        "files": [str(path) for path in paths],
    }
    return Answer(facts, show)


def _write(terminal: Terminal, result: Result, span: Span, out: Path | None, *, is_masked: bool) -> list[Path]:
    from fenji.ink.whole_file import write_whole
    from fenji.workspace.report_figures import report_files

    with terminal.progress() as progress:
        progress(Text("report", "报告"), 0.1)
        made = report_files(terminal.workspace, result, span, lang=terminal.lang, is_masked=is_masked)
        folder = terminal.workspace.exports_folder(terminal.lang)
        stem = f"report-{span.first}-{span.last}-{result.run.scheme}"
        paths = [out] if out is not None else [folder / f"{stem}{form}" for form in _FORMS]
        for number, path in enumerate(paths, start=1):
            with writing(path):
                write_whole(path, made[path.suffix.lower()]())
            progress(Text("report", "报告"), 0.1 + 0.9 * number / len(paths))
    return paths
