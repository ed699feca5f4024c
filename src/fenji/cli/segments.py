"""`fenji segments`: the segmentations at hand, who is in them, whether they are sound, and two of them crossed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.facts import issue_keys, run_facts, run_keys
from fenji.cli.failures import DONE, MENDABLE, issue_facts, issue_lines
from fenji.cli.segment_facts import pairs, segment_facts, segment_keys, show_counts
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import lines_verbatim, verbatim
from fenji.cli.which_run import RunId, SchemeName
from fenji.errors import UnknownName
from fenji.language import Text, say_count

if TYPE_CHECKING:
    from fenji.errors import Issue
    from fenji.result_records import Run
    from fenji.segments.segmentation import Segmentation
    from fenji.workspace.members import Members
    from fenji.workspace.segment_files import Definition
    from fenji.workspace.workspace import Workspace

Name = Annotated[str, typer.Argument(metavar="NAME"), Text("a segmentation's name", "客群划分名称")]
_KINDS = {
    "lifecycle": Text("lifecycle", "生命周期"),
    "rfm8": Text("RFM classes", "RFM 分类"),
    "grid": Text("map", "客群图"),
    "abc": Text("share of revenue", "金额占比"),
    "levels": Text("levels", "分级"),
    "rule": Text("conditions", "条件"),
}
_ORIGINS = {"ready-made": Text("ready-made", "现成"), "workspace": Text("workspace", "工作区")}
_RUN = Text("As of {day}, run {run}", "评估基准日 {day}，批次 {run}")
_UNGRADED = Text("Nothing has been graded yet: no head-counts.", "尚未评级，暂无人数。")
_AFRESH = Text(
    "Counted afresh, written nowhere: the definition is newer than the run. `fenji grade` keeps it.",
    "定义比该批次新，现算未保存；`fenji grade` 后保存。",
)
_FINE = Text("Nothing is wrong with '{name}'.", "“{name}”没有问题。")
_NEXT = Text("In full: fenji segments show NAME", "查看全文：fenji segments show 名称")


@command(
    "segments list",
    place=70,
    summary=Text("List the segmentations at hand, with head-counts.", "列出可用的客群划分及人数。"),
    examples=(Example("fenji segments list", Text("ready-made ones and the workspace's own", "现成的和工作区自己的")),),
    keys=(
        Key("run", Text("the run counted; null before the first grading", "统计的批次；首次评级前为 null")),
        *run_keys("run"),
        Key("segmentations[].name", Text("its name", "名称")),
        Key("segmentations[].title_zh", Text("its Chinese title", "中文标题")),
        Key("segmentations[].title_en", Text("its English title", "英文标题")),
        Key("segmentations[].kind", Text("rfm8, grid, abc, levels, rule or lifecycle", "划分方式代码")),
        Key("segmentations[].origin", Text("ready-made or workspace", "ready-made 现成、workspace 工作区")),
        Key(
            "segmentations[].version", Text("the version of its cut points; null before", "分界值的版本；尚无则为 null")
        ),
        Key("segmentations[].is_kept", Text("whether the run kept it as it is now", "该批次是否按现有定义保存")),
        *segment_keys("segmentations[].segments[]"),
    ),
)
def segments_list(terminal: Terminal, *, run: RunId = None, scheme: SchemeName = None) -> Answer:
    """Every segmentation with its segments that somebody is in; who is in none is left out here."""
    from fenji.workspace.segment_files import definitions

    workspace = terminal.workspace
    every = definitions(workspace)
    newest = _run(workspace, run, scheme)
    found = None if newest is None else _members(workspace, newest)
    entries = [_entry(one, found) for one in every]

    def show() -> None:
        _say_run(terminal, newest)
        headings = (
            Heading(Text("Name", "名称")),
            Heading(Text("Title", "标题")),
            Heading(Text("By", "方式")),
            Heading(Text("From", "来源"), is_whole=True),
            Heading(Text("Segments", "客群")),
        )
        terminal.table(headings, [_list_line(terminal, one, entry) for one, entry in zip(every, entries, strict=True)])
        terminal.hint(_NEXT)

    return Answer({"run": None if newest is None else run_facts(newest), "segmentations": entries}, show)


@command(
    "segments show",
    place=71,
    summary=Text("Say a segmentation in words, with customers and revenue.", "说明一个客群划分，附客户数与金额。"),
    examples=(
        Example("fenji segments show rfm_class", Text("the eight classes and what each asks for", "八类及其建议")),
        Example(
            "fenji segments show rfm_segment --yaml", Text("its file, to copy and change", "输出其文件，可复制修改")
        ),
    ),
    keys=(
        Key("run", Text("the run counted; null before the first grading", "统计的批次；首次评级前为 null")),
        *run_keys("run"),
        Key("name", Text("its name", "名称")),
        Key("title_zh", Text("its Chinese title", "中文标题")),
        Key("title_en", Text("its English title", "英文标题")),
        Key("is_kept", Text("whether the run kept it as it is now", "该批次是否按现有定义保存")),
        Key("words_zh[]", Text("the segmentation in Chinese", "中文说明")),
        Key("words_en[]", Text("the segmentation in English", "英文说明")),
        Key("learned", Text("its frozen cut points; null before", "已冻结的分界值；尚无则为 null")),
        Key("learned.*", Text("one cut point, or several", "分界值")),
        Key("learned.*[]", Text("cut points of an axis, smallest first", "某轴的分界值，由小到大")),
        Key("yaml", Text("its file", "其文件内容")),
        *segment_keys("segments[]"),
    ),
)
def segments_show(
    terminal: Terminal,
    *,
    name: Name,
    is_yaml: Annotated[
        bool, typer.Option("--yaml"), Text("only its file, to copy and change", "只输出其文件，可复制修改")
    ] = False,
    run: RunId = None,
    scheme: SchemeName = None,
) -> Answer:
    """How customers are divided, with the cut points found, and who is where."""
    workspace = terminal.workspace
    one = find_definition(workspace, name)
    newest = None if is_yaml else _run(workspace, run, scheme)
    found = None if newest is None else _members(workspace, newest)
    version = None if found is None else found.versions[one.name]
    currency = newest.currency if newest is not None else workspace.settings.currency
    said = one.say(version.learned if version else None, currency)
    rows = pairs(one, None if found is None else found.counts(one.name))
    written = _yaml(one)

    def show() -> None:
        if is_yaml:
            terminal.write(lines_verbatim(written.rstrip("\n")))
            return
        terminal.write(Text("{title} ({name})", "{title}（{name}）").fill(title=one.title, name=one.name))
        for line in (*([one.about] if one.about.en else []), *said):
            terminal.write(Text(verbatim(line.en), verbatim(line.zh)))
        _say_run(terminal, newest)
        if newest is not None:
            show_counts(terminal, rows, newest)
        if found is not None and one.name in found.afresh:
            terminal.hint(_AFRESH)

    facts = {
        "run": None if newest is None else run_facts(newest),
        "name": one.name,
        "title_zh": one.title.zh,
        "title_en": one.title.en,
        "is_kept": found is not None and one.name not in found.afresh,
        "words_zh": [line.zh for line in said],
        "words_en": [line.en for line in said],
        "learned": None if version is None else dict(version.learned),
        "yaml": written,
        "segments": [segment_facts(segment, count) for segment, count in rows],
    }
    return Answer(facts, show)


@command(
    "segments check",
    place=72,
    summary=Text("Check the files of segments: mistakes, gaps, overlaps.", "检查客群文件：错误、空档、重叠。"),
    examples=(
        Example("fenji segments check", Text("every file of the workspace", "工作区的全部客群文件")),
        Example("fenji segments check segments/mine.yaml", Text("one file", "单个文件")),
    ),
    keys=(
        Key("is_usable", Text("true without an issue of level error", "没有错误级问题时为 true")),
        *issue_keys("issues[]"),
    ),
)
def segments_check(
    terminal: Terminal,
    *,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE"), Text("one file; default: all", "单个文件；默认全部")
    ] = None,
) -> Answer:
    """All issues at once, gaps and overlaps with head-counts; exit code 2 where one is an error."""
    from fenji.workspace.segment_check import check

    issues = check(terminal.workspace, file)
    is_usable = not any(issue.level == "error" for issue in issues)
    return _checked(terminal, issues, file, is_usable=is_usable)


def _checked(terminal: Terminal, issues: Sequence[Issue], file: Path | None, *, is_usable: bool) -> Answer:
    def show() -> None:
        if not issues:
            terminal.write(_FINE.fill(name=verbatim(file or "segments")))
        for line in issue_lines(issues, terminal.lang):
            terminal.write(line)

    facts = {"is_usable": is_usable, "issues": [issue_facts(issue) for issue in issues]}
    return Answer(facts, show, exit_code=DONE if is_usable else MENDABLE)


def _run(workspace: Workspace, run: str | None, scheme: str | None) -> Run | None:
    """The run asked for, or the newest; None where nothing was graded and none was asked for."""
    if run is None and not workspace.runs(scheme):
        return None if scheme is None else workspace.result(scheme=scheme).run
    return workspace.result(run, scheme=scheme).run


def _members(workspace: Workspace, run: Run) -> Members:
    from fenji.workspace.members import members

    return members(workspace, run)


def find_definition(workspace: Workspace, name: str) -> Segmentation:
    """The segmentation of that name; an unknown one is an error with a guess."""
    from fenji.workspace.segment_files import definitions

    every = {one.segmentation.name: one.segmentation for one in definitions(workspace)}
    if name not in every:
        raise UnknownName(Text("segmentation", "客群划分"), name, known=every, where="fenji segments")
    return every[name]


def _entry(one: Definition, found: Members | None) -> dict[str, Any]:
    segmentation = one.segmentation
    version = None if found is None else found.versions[segmentation.name].version or None
    counts = None if found is None else [c for c in found.counts(segmentation.name) if c.segment is not None]
    return {
        "name": segmentation.name,
        "title_zh": segmentation.title.zh,
        "title_en": segmentation.title.en,
        "kind": segmentation.kind,
        "origin": one.origin,
        "version": version,
        "is_kept": found is not None and segmentation.name not in found.afresh,
        "segments": [segment_facts(segment, count) for segment, count in pairs(segmentation, counts)],
    }


def _list_line(terminal: Terminal, one: Definition, entry: dict[str, Any]) -> list[str]:
    said = []
    for segment in entry["segments"]:
        if segment["customers"] == 0:
            continue
        count = "" if segment["customers"] is None else f" {say_count(segment['customers'], terminal.lang)}"
        said.append(f"{segment[f'name_{terminal.lang}']}{count}")
    return [
        entry["name"],
        entry[f"title_{terminal.lang}"],
        terminal.say(_KINDS[one.segmentation.kind]),
        terminal.say(_ORIGINS[one.origin]),
        " · ".join(said),
    ]


def _say_run(terminal: Terminal, run: Run | None) -> None:
    terminal.write(_UNGRADED if run is None else _RUN.fill(day=run.as_of.isoformat(), run=run.id))


def _yaml(one: Segmentation) -> str:
    import yaml

    return yaml.safe_dump(one.written(), allow_unicode=True, sort_keys=False, width=110)
