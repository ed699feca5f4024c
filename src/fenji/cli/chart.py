"""`fenji chart`: the charts that people of the company made: listed, said in words, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.facts import issue_keys
from fenji.cli.failures import DONE, MENDABLE, issue_facts, issue_lines
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import lines_verbatim, verbatim
from fenji.errors import WorkspaceError
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.charts.own_chart import OwnChart
    from fenji.errors import Issue
    from fenji.result import Result
    from fenji.workspace.own_charts import OwnChartFile

Name = Annotated[str, typer.Argument(metavar="NAME"), Text("the chart's name: that of its file", "图表名称，即文件名")]
_NONE = Text(
    "No charts yet: write charts/NAME.yaml, or make one in the web app.",
    "还没有自建图表：可编写 charts/名称.yaml，或在网页中新建。",
)
_NEXT = Text("Draw them: fenji export charts --only NAME", "绘制：fenji export charts --only 名称")
_FINE = Text("Nothing is wrong with the charts.", "图表没有问题。")
_BROKEN = Text("cannot be read", "无法读取")
_EVERYBODY = Text("all", "所有人")
_ENTRY = (
    ("name", "the name of its file", "文件名"),
    ("title_zh", "its Chinese title; null where it cannot be read", "中文标题；无法读取为 null"),
    ("title_en", "its English title; null where it cannot be read", "英文标题；无法读取为 null"),
    ("kind", "bar, line, pie, donut, scatter, heat, histogram or table", "图表类型代码"),
    ("only", "the person it is for; empty for all", "仅对此人可见；所有人可见则为空"),
    ("is_sound", "whether it can be drawn", "能否绘制"),
)


def _keys(at: str) -> tuple[Key, ...]:
    return tuple(Key(f"{at}{name}", Text(en, zh)) for name, en, zh in _ENTRY)


@command(
    "chart list",
    place=118,
    summary=Text("List the charts that people of the company made.", "列出自建图表。"),
    examples=(Example("fenji chart list", Text("in the order of the gallery", "按图库中的顺序")),),
    keys=_keys("charts[]."),
)
def chart_list(terminal: Terminal) -> Answer:
    """Every file of charts/, also those with mistakes."""
    from fenji.workspace.own_charts import chart_files

    every = chart_files(terminal.workspace.folder, _newest(terminal))

    def show() -> None:
        if not every:
            terminal.hint(_NONE)
            return
        headings = (Heading(Text("Name", "名称"), is_whole=True), Heading(Text("Title", "标题")),
                    Heading(Text("Kind", "类型")), Heading(Text("For", "可见范围")))  # fmt: skip
        terminal.table(headings, [_line(terminal, one) for one in every.values()])
        terminal.hint(_NEXT)

    return Answer({"charts": [_facts(one) for one in every.values()]}, show)


@command(
    "chart show",
    place=119,
    summary=Text("Say what a chart shows, and its file.", "说明图表内容并显示其文件。"),
    examples=(Example("fenji chart show NAME", Text("in words, then as YAML", "文字说明及 YAML")),),
    keys=(
        *_keys(""),
        Key("words_zh", Text("what it shows, in Chinese", "中文说明")),
        Key("words_en", Text("what it shows, in English", "英文说明")),
        Key("yaml", Text("its file as fenji writes it", "其文件内容")),
        *issue_keys("issues[]"),
    ),
)
def chart_show(terminal: Terminal, *, name: Name) -> Answer:
    """One chart in a sentence, and the file that makes it."""
    from fenji.workspace.own_charts import find_chart

    result = _newest(terminal)
    one = find_chart(terminal.workspace.folder, name, result)
    said = _words(terminal, one.chart, result)
    written = "" if one.chart is None else one.chart.text()

    def show() -> None:
        if one.chart is not None:
            terminal.write(Text(verbatim(one.chart.title.en), verbatim(one.chart.title.zh)))
            terminal.write(said)
            terminal.write(lines_verbatim(written.rstrip("\n")))
        for line in issue_lines(one.issues, terminal.lang):
            terminal.write(line)

    facts = {**_facts(one), "words_zh": said.zh, "words_en": said.en, "yaml": written}
    return Answer({**facts, "issues": [issue_facts(each) for each in one.issues]}, show)


@command(
    "chart check",
    place=120,
    summary=Text("Check the charts that people made.", "检查自建图表。"),
    examples=(Example("fenji chart check", Text("every mistake with its line and fix", "全部错误及其行号与办法")),),
    keys=(Key("is_sound", Text("whether all can be drawn", "是否全部可绘制")), *issue_keys("issues[]")),
)
def chart_check(terminal: Terminal) -> Answer:
    """All mistakes of all files at once; names are checked against the newest run where something was graded."""
    from fenji.workspace.own_charts import chart_files

    issues: list[Issue] = [
        issue for one in chart_files(terminal.workspace.folder, _newest(terminal)).values() for issue in one.issues
    ]
    is_sound = not any(one.level == "error" for one in issues)

    def show() -> None:
        for line in issue_lines(issues, terminal.lang):
            terminal.write(line)
        if not issues:
            terminal.write(_FINE)

    facts = {"is_sound": is_sound, "issues": [issue_facts(one) for one in issues]}
    return Answer(facts, show, DONE if is_sound else MENDABLE)


def _newest(terminal: Terminal) -> Result | None:
    try:
        return terminal.workspace.result()
    except WorkspaceError:
        return None


def _words(terminal: Terminal, chart: OwnChart | None, result: Result | None) -> Text:
    from fenji.charts.own.drawn import shown
    from fenji.workspace.segment_files import segmentations_in

    if chart is None:
        return _BROKEN
    return chart.title if result is None else shown(chart, result, segmentations_in(terminal.workspace.folder))


def _facts(one: OwnChartFile) -> dict[str, Any]:
    chart = one.chart
    return {
        "name": one.name,
        "title_zh": None if chart is None else chart.title.zh,
        "title_en": None if chart is None else chart.title.en,
        "kind": None if chart is None else chart.kind,
        "only": "" if chart is None else chart.only,
        "is_sound": one.is_sound,
    }


def _line(terminal: Terminal, one: OwnChartFile) -> list[str]:
    if one.chart is None:
        return [verbatim(one.name), _BROKEN.say(terminal.lang), "", ""]
    title = verbatim(one.chart.title.say(terminal.lang))
    who = verbatim(one.chart.only) or _EVERYBODY.say(terminal.lang)
    return [verbatim(one.name), title, one.chart.kind, who]
