"""`fenji init`: a new workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text

_MADE = Text("A new workspace: {folder} ({currency}, {zone})", "已建立工作区：{folder}({currency}，{zone})")
_NEXT = Text(
    "Next: fenji import orders.csv --yes --workspace {folder}",
    "下一步：fenji import orders.csv --yes --workspace {folder}",
)


@command(
    "init",
    place=10,
    summary=Text(
        "Make a new workspace: a folder for data, schemes, runs and exports.",
        "新建工作区：存放数据、分级标准、评级批次和导出文件的文件夹。",
    ),
    examples=(
        Example(
            "fenji init shop", Text("an empty workspace in yuan and Beijing time", "以人民币、北京时间建立空工作区")
        ),
        Example(
            "fenji init store --currency USD --zone America/New_York", Text("another currency", "使用其他币种和时区")
        ),
    ),
    keys=(
        Key("folder", Text("the folder of the workspace", "工作区文件夹")),
        Key("name", Text("its name", "名称")),
        Key("currency", Text("the currency of its money (ISO 4217)", "币种（ISO 4217）")),
        Key("zone", Text("the time zone of its days (IANA)", "时区（IANA）")),
    ),
)
def init(
    terminal: Terminal,
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER"), Text("the folder to make", "要建立的文件夹")
    ] = None,
    currency: Annotated[str, typer.Option("--currency", metavar="CODE"), Text("the currency", "币种")] = "CNY",
    zone: Annotated[str, typer.Option("--zone", metavar="ZONE"), Text("the time zone", "时区")] = "Asia/Shanghai",
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME"),
        Text("a name; default: the folder's", "名称；默认取文件夹名"),
    ] = None,
) -> Answer:
    """A folder that is a workspace; FOLDER comes before --workspace, without both it is the current folder."""
    from fenji.workspace.workspace import Workspace

    place = folder or terminal.folder or Path.cwd()
    named = {} if name is None else {"name": name}
    made = Workspace.create(place, currency=currency, zone=zone, **named)
    facts = {
        "folder": made.folder,
        "name": made.settings.name,
        "currency": made.settings.currency,
        "zone": made.settings.zone,
    }

    def show() -> None:
        shown = verbatim(made.folder)
        terminal.write(_MADE.fill(folder=shown, currency=made.settings.currency, zone=made.settings.zone))
        terminal.hint(_NEXT.fill(folder=folder or made.folder))

    return Answer(facts, show)
