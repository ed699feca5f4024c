"""`fenji export`: a run as a workbook, a table of grades, charts, or icons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.facts import run_facts, run_keys
from fenji.cli.failures import writing
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.cli.which_run import RunId, SchemeName
from fenji.errors import DrawError, FenjiError, UnknownName
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.charts.chart import Chart
    from fenji.result import Result
    from fenji.workbook.book import CustomerType

_WRITTEN = Text("Written: {path}", "已写入：{path}")
_LEFT = Text("{chart} was not drawn: {why}", "未绘制 {chart}:{why}")
_FORMATS = ("svg", "png", "pdf")
_KEYS = (
    *run_keys("run"),
    Key("lang", Text("the language of the files", "文件语言")),
    Key("files[]", Text("the files written", "写入的文件")),
)

Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="PATH"),
    Text(
        "where to; default: the workspace's exports/zh or exports/en",
        "输出位置；默认为工作区的 exports/zh 或 exports/en",
    ),
]


@command(
    "export workbook",
    place=110,
    summary=Text("Write the Excel workbook of a run.", "导出客户等级管理表格（Excel）。"),
    examples=(Example("fenji export workbook --out customers.xlsx", Text("the newest run", "导出最新批次")),),
    keys=_KEYS,
)
def export_workbook(
    terminal: Terminal,
    *,
    out: Out = None,
    customer_type: Annotated[
        str,
        typer.Option("--customer-type", metavar="tier|stage|rfm_class"),
        Text("what 客户类型 is on the sheet of types", "客户类型列取等级、生命周期阶段或 RFM 八类"),
    ] = "tier",
    run: RunId = None,
    scheme: SchemeName = None,
) -> Answer:
    """Overview, contacts, tiers, scores, analysis, types, moves, notes; `--lang` is the workbook's language too."""
    from fenji.workbook.workbook import write_workbook
    from fenji.workspace.advising import playbook_in

    result = terminal.workspace.result(run, scheme=scheme)
    path = out or _default(terminal, result) / f"{result.run.id}.xlsx"
    if path.suffix.lower() != ".xlsx":
        problem = Text("a workbook cannot be called '{name}'", "表格文件不能命名为“{name}”").fill(name=path.name)
        raise DrawError(problem, where="--out", fix=Text("End the name in .xlsx.", "文件名请以 .xlsx 结尾。"))
    with writing(path), terminal.progress() as progress:
        book, _ = playbook_in(terminal.workspace.folder)
        write_workbook(result, path, terminal.lang, progress, customer_type=_type(customer_type), playbook=book)
    return _answer(terminal, result, [path])


@command(
    "export grades",
    place=111,
    summary=Text("Write every graded customer as CSV or Parquet.", "导出全部客户的等级数据（CSV 或 Parquet）。"),
    examples=(
        Example("fenji export grades --out grades.csv", Text("for a spreadsheet or a CRM", "供电子表格或 CRM 使用")),
        Example("fenji export grades --out grades.parquet", Text("with types", "保留数据类型")),
        Example(
            "fenji export grades --for crm --out update.csv",
            Text("to update the CRM, by its own numbers", "按 CRM 自己的客户编号更新等级"),
        ),
    ),
    keys=(
        *_KEYS,
        Key("customers", Text("how many customers were written", "写入的客户数")),
        Key("source", Text("--for crm: the source the file is for; else null", "--for crm 时为数据来源，否则为 null")),
    ),
)
def export_grades(
    terminal: Terminal,
    *,
    out: Out = None,
    run: RunId = None,
    scheme: SchemeName = None,
    reader: Annotated[
        str | None,
        typer.Option("--for", metavar="crm"),
        Text("an update file under the CRM's own numbers and headings", "生成 CRM 更新文件，使用其客户编号与表头"),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="NAME"),
        Text("with --for crm: which customer list; default: the newest", "配合 --for crm：哪份客户名单，默认最新"),
    ] = None,
) -> Answer:
    """One row a customer: profile, metrics, points, score, tier, reason; for a CRM: number, name, grade, score, day."""
    from fenji.cli.grades_file import write_grades, write_update

    result = terminal.workspace.result(run, scheme=scheme)
    if reader is not None:
        from fenji.workspace.crm import update_file

        if reader != "crm":
            raise UnknownName(Text("reader", "用途"), reader, known=("crm",), where="--for")
        update = update_file(terminal.workspace, result, terminal.lang, source=source)
        path = out or _default(terminal, result) / f"{result.run.id}-crm.csv"
        with writing(path):
            count = write_update(update.headings, update.rows, path)
        return _answer(terminal, result, [path], customers=count, source=update.source)
    path = out or _default(terminal, result) / f"{result.run.id}.csv"
    with writing(path):
        count = write_grades(result, path)
    return _answer(terminal, result, [path], customers=count, source=None)


@command(
    "export charts",
    place=112,
    summary=Text("Draw the charts of a run.", "导出图表。"),
    examples=(
        Example("fenji export charts --out charts", Text("every chart as SVG and PNG", "全部图表，SVG 和 PNG")),
        Example("fenji export charts --only tier_share --format pdf", Text("one chart as PDF", "单张图表，PDF")),
    ),
    keys=(
        *_KEYS,
        Key("skipped[].chart", Text("a chart that has nothing to show", "没有数据可画的图表")),
        Key("skipped[].why_zh", Text("the reason in Chinese", "原因（中文）")),
        Key("skipped[].why_en", Text("the reason in English", "原因（英文）")),
    ),
)
def export_charts(
    terminal: Terminal,
    *,
    out: Out = None,
    chart: Annotated[
        list[str] | None,
        typer.Option("--only", "--chart", metavar="NAME"),
        Text("only this chart, built-in or your own; may be given again", "只画某张图表（内置或自建），可多次使用"),
    ] = None,
    format_: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="svg|png|pdf"),
        Text("default: svg and png", "默认 svg 和 png"),
    ] = None,
    run: RunId = None,
    scheme: SchemeName = None,
) -> Answer:
    """The built-in charts and the company's own; one that cannot be drawn honestly is named with its reason."""
    from fenji.charts.draw import draw_chart

    formats = _formats(format_)
    result = terminal.workspace.result(run, scheme=scheme)
    every = _charts(terminal, result, chart)
    names = list(every) if chart is None else list(dict.fromkeys(_full_name(name, every) for name in chart))
    folder = out or _default(terminal, result) / "charts"
    files: list[Path] = []
    skipped: list[tuple[str, Text]] = []
    with writing(folder), terminal.progress() as progress:
        for number, name in enumerate(names):
            progress(Text("charts", "图表"), number / len(names))
            try:
                drawing = draw_chart(result, every[name], terminal.lang)
            except DrawError as nothing:
                if chart:
                    raise
                skipped.append((name, nothing.problem))
                continue
            files += [drawing.save(folder / f"{name}.{kind}") for kind in formats]
    listed = [{"chart": name, "why_zh": why.zh, "why_en": why.en} for name, why in skipped]
    left = [_LEFT.fill(chart=name, why=why) for name, why in skipped]
    return _answer(terminal, result, files, hints=left, skipped=listed)


@command(
    "export icons",
    place=113,
    summary=Text("Draw the badges of the tiers.", "导出等级图标。"),
    examples=(
        Example("fenji export icons --out icons", Text("SVG and PNG, with a contact sheet", "SVG 和 PNG，附总览图")),
    ),
    keys=_KEYS,
)
def export_icons(terminal: Terminal, *, out: Out = None, run: RunId = None, scheme: SchemeName = None) -> Answer:
    """The badges of the newest run's scheme, or of another's."""
    from fenji.icons.write import write_icons

    result = terminal.workspace.result(run, scheme=scheme)
    folder = out or _default(terminal, result) / "icons"
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        files = write_icons(result.scheme.scheme, folder, terminal.lang)
    return _answer(terminal, result, [Path(file) for file in files])


def _charts(terminal: Terminal, result: Result, asked: Sequence[str] | None) -> Mapping[str, Chart]:
    """The built-in charts and the own ones; those for one person alone only where they are asked for by name."""
    from fenji.charts.chart import CHARTS
    from fenji.workspace.own_charts import charts_of

    return {**CHARTS.all(), **charts_of(terminal.workspace.folder, result, asked=asked or ())}


def _full_name(name: str, every: Mapping[str, Chart]) -> str:
    """A chart by its name; an own one also without `own-`."""
    found = next((one for one in (name, f"own-{name}") if one in every), None)
    if found is None:
        raise UnknownName(Text("chart", "图表"), name, known=every, where="--only")
    return found


def _type(words: str) -> CustomerType:
    known: dict[str, CustomerType] = {"tier": "tier", "stage": "stage", "rfm_class": "rfm_class"}
    if words not in known:
        raise UnknownName(Text("customer type", "客户类型"), words, known=known, where="--customer-type")
    return known[words]


def _default(terminal: Terminal, result: Result) -> Path:
    return terminal.workspace.exports_folder(terminal.lang) / result.run.id


def _formats(asked: Sequence[str] | None) -> list[str]:
    formats = [part.strip().lower() for word in asked or ("svg", "png") for part in word.split(",")]
    for kind in formats:
        if kind not in _FORMATS:
            problem = Text("a chart cannot be written as '{kind}'", "图表不能写成“{kind}”格式").fill(kind=kind)
            fix = Text("Choose svg, png or pdf.", "可选 svg、png、pdf。")
            raise FenjiError(problem, where="--format", fix=fix)
    return formats


def _answer(
    terminal: Terminal, result: Result, files: Sequence[Path], hints: Sequence[Text] = (), **more: object
) -> Answer:
    def show() -> None:
        for file in files:
            terminal.write(_WRITTEN.fill(path=verbatim(file)))
        for hint in hints:
            terminal.hint(hint)

    facts = {"run": run_facts(result.run), "lang": terminal.lang, "files": [str(file) for file in files], **more}
    return Answer(facts, show)
