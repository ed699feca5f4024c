"""Which run a command speaks of: named, or the newest, of one standard where one is named."""

from __future__ import annotations

from typing import Annotated

import typer

from fenji.language import Text

RunId = Annotated[
    str | None, typer.Option("--run", metavar="RUN"), Text("a run; default: the newest", "评级批次；默认最新")
]
SchemeName = Annotated[
    str | None,
    typer.Option("--scheme", metavar="NAME"),
    Text("the newest run of this scheme", "该分级标准的最新批次"),
]
