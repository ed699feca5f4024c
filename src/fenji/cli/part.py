"""A part of the customers as commands ask for it: `--where COLUMN=VALUE` and `--segment`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fenji.language import Text

if TYPE_CHECKING:
    from fenji.cli.terminal import Terminal

Where = Annotated[
    list[str] | None,
    typer.Option("--where", metavar="COLUMN=VALUE"),
    Text("only customers with this value; may be given again", "只看该取值的客户，可多次使用"),
]
Segment = Annotated[
    str | None,
    typer.Option("--segment", metavar="SEGMENT"),
    Text("only customers of this segment, by its key or name", "只看该客群的客户，写客群编号或名称"),
]


def asked_part(terminal: Terminal, where: list[str] | None, segment: str | None) -> dict[str, list[str]]:
    """The part of the customers that `column=value` and a segment's name ask for."""
    if not where and segment is None:
        return {}
    from fenji.workspace.part import read_where

    return read_where(terminal.workspace, where or [], segment)
