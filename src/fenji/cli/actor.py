"""Who is asking: `--as NAME` on every command that decides something."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from fenji.cli.terminal import Terminal
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.workspace.workspace import Workspace

As = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME"),
    Text("who decides, for the record; default: the system's user", "决定人，留作记录；默认为系统用户"),
]
Reason = Annotated[str | None, typer.Option("--reason", metavar="WORDS"), Text("why, for the record", "原因，留作记录")]
_NAME = Text("the name", "姓名")


def asked_by(terminal: Terminal, name: str | None) -> Workspace:
    """The workspace, asked by the person named; the terminal closes it at the end."""
    if name is None:
        return terminal.workspace
    from fenji.workspace.decisions import said

    person = replace(terminal.workspace, asked_by=said(name, what=_NAME, where="--as"))
    terminal.__dict__["workspace"] = person
    return person
