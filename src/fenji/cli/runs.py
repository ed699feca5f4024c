"""`fenji runs`: every grading that was kept."""

from __future__ import annotations

from typing import Annotated

import typer

from fenji.cli.command import Example, command
from fenji.cli.facts import run_facts, run_keys
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.language import Text, say_count

_NONE = Text("Nothing was graded yet.", "还没有评级批次。")
_NEXT = Text("Next: fenji grade --scheme value", "下一步：fenji grade --scheme value")


@command(
    "runs",
    place=80,
    summary=Text("List the runs kept in the workspace.", "列出已保存的评级批次。"),
    examples=(Example("fenji runs --scheme value", Text("the runs of one scheme", "某个分级标准的批次")),),
    keys=run_keys("runs[]"),
)
def runs(
    terminal: Terminal,
    *,
    scheme: Annotated[
        str | None, typer.Option("--scheme", metavar="NAME"), Text("only this scheme", "只看该分级标准")
    ] = None,
) -> Answer:
    """Every run with its scheme version, as-of date and size."""
    found = terminal.workspace.runs(scheme)

    def show() -> None:
        if not found:
            terminal.write(_NONE)
            terminal.hint(_NEXT)
            return
        headings = (
            Heading(Text("Run", "批次编号")),
            Heading(Text("Scheme", "分级标准")),
            Heading(Text("As of", "评估基准日"), is_whole=True),
            Heading(Text("Period", "评估周期")),
            Heading(Text("Customers", "客户数"), "right", is_whole=True),
            Heading(Text("Digest", "结果摘要"), is_whole=True),
        )
        terminal.table(
            headings,
            [
                [
                    run.id,
                    f"{run.scheme} v{run.version}",
                    run.as_of.isoformat(),
                    terminal.say(run.window.text),
                    say_count(run.customers, terminal.lang),
                    run.digest[:10],
                ]
                for run in found
            ],
        )

    return Answer({"runs": [run_facts(run) for run in found]}, show)
