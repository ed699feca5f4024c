"""`fenji privacy assess`: the impact assessment of a standard, drafted and kept."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.which_run import RunId, SchemeName
from fenji.language import Text

_KEPT = Text(
    "Kept as version {n} of {name}. Fill in what only the company knows; it is kept for three years.",
    "已保存为 {name} 的第 {n} 版。请补充须由企业填写的内容；该评估至少保存三年。",
)
_GONE = Text("Removed: {name}", "已删除：{name}")


@command(
    "privacy assess",
    place=139,
    summary=Text("Draft the impact assessment of a standard.", "起草分级标准的影响评估。"),
    about=Text(
        "What the standard does with whose data, what it may do to people and what is done against that, as the "
        "workspace is now (PIPL articles 55 and 56). It is kept in the folder assessments with all its versions; "
        "taking one away is refused for three years.",
        "按工作区现状列出处理目的与方式、数据种类、对个人权益的影响与保护措施（《个人信息保护法》第五十五、五十六条）。"
        "保存在 assessments 文件夹并保留全部版本，三年内不可删除。",
    ),
    examples=(
        Example("fenji privacy assess --scheme value", Text("of the newest run's version", "按最近批次的版本")),
        Example("fenji privacy assess --remove value-v1", Text("after three years", "满三年后删除")),
    ),
    keys=(
        Key("name", Text("the file", "文件")),
        Key("version", Text("which version of the file", "文件版本")),
        Key("removed", Text("whether it was taken away", "是否已删除")),
    ),
)
def privacy_assess(
    terminal: Terminal,
    *,
    remove: Annotated[
        str | None,
        typer.Option("--remove", metavar="NAME"),
        Text("take one away, once three years old", "删除满三年的评估"),
    ] = None,
    run: RunId = None,
    scheme: SchemeName = None,
) -> Answer:
    """One file a version of a standard."""
    from fenji.workspace import assessment

    workspace = terminal.workspace
    if remove is not None:
        name = f"{assessment.FOLDER}/{remove.removesuffix('.md')}.md"
        assessment.remove(workspace.folder, name, by=workspace.actor, today=date.today())
        return Answer({"name": name, "removed": True}, lambda: terminal.write(_GONE.fill(name=name)))
    result = workspace.result(run, scheme=scheme)
    version = assessment.assess(workspace, result, terminal.lang)
    name = assessment.name_of(result.run.scheme, result.run.version)
    facts = {"name": name, "version": version.number, "removed": False}
    return Answer(facts, lambda: terminal.write(_KEPT.fill(n=version.number, name=name)))
