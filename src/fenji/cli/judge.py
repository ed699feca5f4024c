"""`fenji judge`: points a person gives a customer for a subjective item of the standard."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.actor import As, Reason, asked_by
from fenji.cli.ask import read_day
from fenji.cli.command import Example, Key, command
from fenji.cli.override import SchemeName
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.errors import FenjiError
from fenji.language import Text, say_number

if TYPE_CHECKING:
    from fenji.workspace.judgements import Judgement

_JUDGEMENT = (
    ("customer_id", "the customer's id", "客户ID"),
    ("item", "the subjective item", "主观评分项"),
    ("points", "the points given; null: taken back", "分数；撤回为 null"),
    ("most", "the most points of the item", "该项最高分"),
    ("scheme", "the scheme whose item it is", "所属分级标准"),
    ("effective_on", "the day it counts from", "生效日"),
    ("actor", "who judged", "评分人"),
    ("reason", "why", "原因"),
    ("decided_at", "when, UTC", "时间（UTC）"),
)
_GIVEN = Text(
    "{id}, {item}: {points} of {most} points from {day} on, by {actor}. Next: fenji grade",
    "{id} 的{item}：{points}/{most} 分，自 {day} 起，评分人 {actor}。下一步：fenji grade",
)
_TAKEN_BACK = Text(
    "{id}, {item}: the judgement was taken back from {day} on; it is unknown again.",
    "{id} 的{item}：自 {day} 起撤回评分，恢复为未知。",
)
_NONE = Text("Nobody has judged this customer.", "该客户还没有主观评分。")
_LEFT_OUT = Text(
    "v{n} was made before anybody was judged and leaves this item out. To count it, find the cut points again "
    "(fenji grade --recalibrate, or fenji scheme draft … --recalibrate).",
    "v{n} 生成时尚无评分，未计入该项。如需计入，请重新计算分界值"
    "（fenji grade --recalibrate，或 fenji scheme draft … --recalibrate）。",
)


@command(
    "judge",
    place=68,
    summary=Text(
        "Judge a customer by a subjective item, or see what was judged.", "给客户的主观评分项打分，或查看已有评分。"
    ),
    about=Text(
        "Items stand in the standard (`judgements:`), with the most points each; together they make up at most 10 of "
        "100 points unless the standard says otherwise. A later judgement takes an earlier one's place; both are kept "
        "with their author.",
        "主观评分项及其最高分写在标准的 `judgements:` 中；合计最多占总分 100 分中的 10 分（标准可另行规定）。"
        "新的评分取代旧的，评分人及历次评分均保留。",
    ),
    examples=(
        Example(
            'fenji judge C001 --item 配合度 --points 8 --reason "answers within a day"', Text("eight points", "给 8 分")
        ),
        Example("fenji judge C001", Text("what was judged so far", "查看已有评分")),
    ),
    keys=(
        Key("count", Text("how many judgements", "评分次数")),
        *(Key(f"judgements[].{name}", Text(en, zh)) for name, en, zh in _JUDGEMENT),
    ),
)
def judge(
    terminal: Terminal,
    *,
    customer: Annotated[str, typer.Argument(metavar="ID"), Text("the customer's id", "客户ID")],
    item: Annotated[
        str | None, typer.Option("--item", metavar="ITEM"), Text("the subjective item", "主观评分项")
    ] = None,
    points: Annotated[
        str | None, typer.Option("--points", metavar="N"), Text("from 0 to the item's most", "分数，0 至该项最高分")
    ] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw"), Text("take the judgement back", "撤回评分")] = False,
    reason: Reason = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DAY"),
        Text("from this day on; default: that of the newest grading", "自该日起；默认为最近的评估基准日"),
    ] = None,
    scheme: SchemeName = None,
    name: As = None,
) -> Answer:
    """One judgement kept, or all of a customer."""
    from fenji.workspace import judgements as judging
    from fenji.workspace.decisions import known_customer
    from fenji.workspace.standards import usual_scheme

    workspace = asked_by(terminal, name)
    if item is None and points is None and not withdraw:
        known_customer(workspace.lake, customer, where="judge")
        found = judging.judgements(workspace.lake, customer_id=customer)
        return Answer(_facts(found), lambda: _show(found, terminal))
    if item is None or (points is None) == (not withdraw):
        problem = Text("an item and its points are needed", "须写明评分项和分数")
        raise FenjiError(
            problem,
            where="judge",
            fix=Text(
                "Write --item ITEM --points N, or --item ITEM --withdraw.",
                "请写 --item 评分项 --points 分数，或 --item 评分项 --withdraw。",
            ),
        )
    one = judging.judge(
        workspace,
        customer,
        scheme=usual_scheme(workspace, scheme),
        item=item,
        points=None if points is None else _number(points),
        reason=reason,
        on=read_day(on, option="--on"),
    )

    def show() -> None:
        words = _TAKEN_BACK if one.points is None else _GIVEN
        terminal.write(
            words.fill(
                id=verbatim(one.customer_id),
                item=verbatim(one.item),
                day=one.effective_on,
                actor=verbatim(one.actor),
                points=say_number(one.points, terminal.lang),
                most=say_number(one.most, terminal.lang),
            )
        )
        version = judging.left_out_by(workspace.lake, one)
        if version is not None:
            terminal.hint(_LEFT_OUT.fill(n=version))

    return Answer(_facts([one]), show)


def _show(found: list[Judgement], terminal: Terminal) -> None:
    if not found:
        terminal.write(_NONE)
        return
    headings = (
        Heading(Text("Item", "评分项")),
        Heading(Text("Points", "分数"), "right", is_whole=True),
        Heading(Text("From", "生效日"), is_whole=True),
        Heading(Text("By", "评分人")),
        Heading(Text("Why", "原因")),
    )
    rows = [
        [
            one.item,
            "-" if one.points is None else f"{say_number(one.points, 'en')}/{say_number(one.most, 'en')}",
            one.effective_on.isoformat(),
            one.actor,
            one.reason,
        ]
        for one in found
    ]
    terminal.table(headings, rows)


def _facts(found: list[Judgement]) -> dict[str, Any]:
    return {
        "count": len(found),
        "judgements": [{name: getattr(one, name) for name, _, _ in _JUDGEMENT} for one in found],
    }


def _number(words: str) -> Decimal:
    try:
        number = Decimal(words.strip())
        if number.is_finite():
            return number
    except InvalidOperation:
        pass
    problem = Text("'{words}' is not a number of points", "“{words}”不是分数").fill(words=words)
    raise FenjiError(problem, where="--points", fix=Text("Write a number such as 8.", "请写数字，例如 8。"))
