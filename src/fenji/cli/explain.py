"""`fenji explain`: why a customer has this grade, from the customer's own numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.ask import UNGRADED
from fenji.cli.command import Example, Key, command
from fenji.cli.facts import run_facts, run_keys
from fenji.cli.listing import show_run
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import lines_verbatim
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.explanation import Explanation


@command(
    "explain",
    place=60,
    summary=Text(
        "Explain one customer's grade: values, cut points, points, weights, rule.",
        "说明某位客户的等级：数据、分界值、评分、权重和规则。",
    ),
    examples=(Example("fenji explain C001", Text("C001 is a customer's id", "C001 为客户ID")),),
    keys=(
        *run_keys("run"),
        Key("customer_id", Text("the customer's id", "客户ID")),
        Key("name", Text("the name; null where unknown", "客户姓名；未知为 null")),
        Key("tier", Text("the tier's key; null while ungraded", "等级代码；暂不评级为 null")),
        Key("tier_name", Text("the tier's name", "等级名称")),
        Key("score", Text("the score, 0 to 100", "总评分(0–100)")),
        Key("reason_code", Text("why this tier: score:, rule:, rest:, limit:, ungraded: and a name", "定级依据代码")),
        Key("reason", Text("the same in words", "定级依据")),
        Key("contributions[].criterion", Text("a criterion", "评分项")),
        Key("contributions[].label", Text("what it is called", "评分项名称")),
        Key("contributions[].value", Text("the customer's value; null where unknown", "客户的数值；未知为 null")),
        Key("contributions[].band", Text("the band it falls into", "所在分档")),
        Key("contributions[].points", Text("its points, 0 to 100", "得分(0–100)")),
        Key("contributions[].weight", Text("its weight, 0 to 1", "权重(0–1)")),
        Key("contributions[].adds", Text("what it adds to the score", "对总评分的贡献")),
        Key("contributions[].is_left_out", Text("true where nobody's data answers it", "是否因数据缺失未计入")),
        Key(
            "contributions[].origin",
            Text("where a list states the value; null where it was measured", "填报数据的出处；由记录计算的为 null"),
        ),
        Key("lines[]", Text("the same in words, line by line", "逐行文字说明")),
    ),
)
def explain(
    terminal: Terminal,
    *,
    customer: Annotated[str, typer.Argument(metavar="ID"), Text("the customer's id", "客户ID")],
    run: Annotated[
        str | None, typer.Option("--run", metavar="RUN"), Text("a run; default: the newest", "评级批次；默认最新")
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

    facts = {"run": run_facts(result.run), **_facts(explanation, terminal), "lines": lines}
    return Answer(facts, show)


def _facts(explanation: Explanation, terminal: Terminal) -> dict[str, Any]:
    tier = explanation.tier
    return {
        "customer_id": explanation.customer_id,
        "name": explanation.name,
        "tier": None if tier is None else tier.key,
        "tier_name": terminal.say(UNGRADED if tier is None else tier.name),
        "score": explanation.score,
        "reason_code": explanation.system_reason,
        "reason": terminal.say(explanation.reason),
        "contributions": [
            {
                "criterion": one.name,
                "label": terminal.say(one.label),
                "value": one.value,
                "band": terminal.say(one.band),
                "points": one.points,
                "weight": one.weight,
                "adds": one.adds,
                "is_left_out": one.is_left_out,
                "origin": None if one.origin is None else terminal.say(one.origin),
            }
            for one in explanation.contributions
        ],
    }
