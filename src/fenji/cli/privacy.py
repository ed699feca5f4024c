"""`fenji privacy opt-out`: people who refuse profiling; they are not graded, and shown so."""

from __future__ import annotations

from typing import Annotated

import typer

from fenji.cli.actor import As, Reason, asked_by
from fenji.cli.command import Example, Key, command
from fenji.cli.consent import Customer
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text

_OPT_OUT = (
    ("customer_id", "the customer's id", "客户ID"),
    ("said_by", "how they said it", "提出方式"),
    ("reason", "what they said", "说明"),
    ("actor", "who kept it", "登记人"),
    ("decided_at", "when, UTC", "登记时间（UTC）"),
    ("holds", "whether it holds", "是否有效"),
    ("ended_at", "when it was taken back, UTC; null while it holds", "撤销时间（UTC）；有效时为 null"),
    ("ended_by", "who kept that; null while it holds", "撤销登记人；有效时为 null"),
    ("ended_reason", "why; null while it holds", "撤销说明；有效时为 null"),
)
Source = Annotated[
    str,
    typer.Option("--source", metavar="WORDS"),
    Text("how they said it: a letter, the hotline", "提出方式：来信、热线等"),
]
_OUT = Text(
    "{id} has opted out: from the next grading on not graded, in no segment and no list. Next: fenji grade",
    "{id} 已拒绝画像：自下次评级起不评级，不进入客群与名单。下一步：fenji grade",
)
_IN = Text(
    "{id} is graded again from the next grading on. Next: fenji grade", "{id} 自下次评级起恢复评级。下一步：fenji grade"
)
_NOBODY = Text("Nobody has opted out.", "没有客户拒绝画像。")


@command(
    "privacy opt-out",
    place=134,
    summary=Text("Take a customer out of profiling.", "登记客户拒绝画像。"),
    about=Text(
        "Whoever refuses automated decisions is shown as not graded, never as the lowest tier; nothing of theirs "
        "enters cut points, segments or previews. Runs made before stay as they are and replay.",
        "拒绝自动化决策的客户显示为未评级，而不是最低等级；其数据不参与分界值、客群与预演。此前的批次保持不变，可重现。",
    ),
    examples=(
        Example('fenji privacy opt-out C00001 --source 热线 --reason "不同意画像"', Text("at once", "立即生效")),
    ),
    keys=tuple(Key(name, Text(en, zh)) for name, en, zh in _OPT_OUT),
)
def privacy_opt_out(
    terminal: Terminal, *, customer: Customer, source: Source, reason: Reason = None, name: As = None
) -> Answer:
    """From the next grading on, as of whatever day."""
    from fenji.workspace.opting_out import facts, opt_out

    one = opt_out(asked_by(terminal, name), customer, said_by=source, reason=reason)
    return Answer(facts(one), lambda: terminal.write(_OUT.fill(id=verbatim(one.customer_id))))


@command(
    "privacy opt-in",
    place=135,
    summary=Text("Take an opt-out back, as the customer asks.", "撤销拒绝画像（应本人要求）。"),
    examples=(Example('fenji privacy opt-in C00001 --source 热线 --reason "要求恢复"', Text("kept too", "同样留痕")),),
    keys=(Key("customers[]", Text("the ids that are in again", "恢复的客户ID")),),
)
def privacy_opt_in(
    terminal: Terminal, *, customer: Customer, source: Source, reason: Reason = None, name: As = None
) -> Answer:
    """Of merged customers that of every record of theirs."""
    from fenji.workspace.opting_out import opt_in

    found = opt_in(asked_by(terminal, name), customer, said_by=source, reason=reason)
    return Answer(
        {"customers": [one.customer_id for one in found]}, lambda: terminal.write(_IN.fill(id=verbatim(customer)))
    )


@command(
    "privacy list",
    place=136,
    summary=Text("List who has opted out of profiling.", "列出拒绝画像的客户。"),
    examples=(Example("fenji privacy list", Text("those that hold first", "有效的在前")),),
    keys=(
        Key("count", Text("how many hold", "有效数量")),
        *(Key(f"opt_outs[].{name}", Text(en, zh)) for name, en, zh in _OPT_OUT),
    ),
)
def privacy_list(terminal: Terminal) -> Answer:
    """Every opt-out ever asked for."""
    from fenji.workspace.opting_out import facts, opt_outs

    found = sorted(opt_outs(terminal.workspace.lake), key=lambda one: (not one.holds, one.decided_at))

    def show() -> None:
        if not found:
            terminal.write(_NOBODY)
            return
        headings = (
            Heading(Text("Customer", "客户ID")),
            Heading(Text("Since", "登记日"), is_whole=True),
            Heading(Text("Until", "撤销日"), is_whole=True),
            Heading(Text("How", "提出方式")),
            Heading(Text("Said", "说明")),
        )
        terminal.table(
            headings,
            [
                [
                    one.customer_id,
                    one.decided_at.date().isoformat(),
                    one.ended_at.date().isoformat() if one.ended_at else "-",
                    one.said_by,
                    one.reason,
                ]
                for one in found
            ],
        )

    return Answer({"count": sum(one.holds for one in found), "opt_outs": [facts(one) for one in found]}, show)
