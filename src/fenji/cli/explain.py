"""`fenji explain`: why a customer has this grade, from the customer's own numbers."""

from __future__ import annotations

from typing import Annotated

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.facts import run_facts, run_keys
from fenji.cli.listing import show_run
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import lines_verbatim
from fenji.language import Text


@command(
    "explain",
    place=60,
    summary=Text(
        "Explain one customer's grade: values, cut points, points, weights, rule.",
        "说明某位客户的等级:数据、分界值、评分、权重和规则。",
    ),
    examples=(Example("fenji explain C001", Text("C001 is a customer's id", "C001 为客户ID")),),
    keys=(
        *run_keys("run"),
        Key("explanation", Text("the grade explained", "等级说明")),
        Key("explanation.*", Text("see the list of its keys below", "各键见下")),
        Key("lines[]", Text("the same in words, line by line", "逐行文字说明")),
    ),
)
def explain(
    terminal: Terminal,
    *,
    customer: Annotated[str, typer.Argument(metavar="ID"), Text("the customer's id", "客户ID")],
    run: Annotated[
        str | None, typer.Option("--run", metavar="RUN"), Text("a run; default: the newest", "评级批次;默认最新")
    ] = None,
    scheme: Annotated[
        str | None,
        typer.Option("--scheme", metavar="NAME"),
        Text("the newest run of this scheme", "该分级标准的最新批次"),
    ] = None,
) -> Answer:
    """The data used, the rule applied, the points, and what would change the grade."""
    from fenji.review.explain import explain as explain_grade

    result = terminal.workspace.result(run, scheme=scheme)
    explanation = explain_grade(result, customer)
    lines = explanation.say(terminal.lang)

    def show() -> None:
        show_run(result, terminal)
        for line in lines:
            terminal.write(lines_verbatim(line))

    facts = {"run": run_facts(result.run), "explanation": explanation.to_json(terminal.lang), "lines": list(lines)}
    return Answer(facts, show)
