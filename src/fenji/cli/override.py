"""`fenji override`: a person sets a tier until a day, sees which hold, and gives it back to the system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fenji.cli.actor import As, Reason, asked_by
from fenji.cli.ask import read_day
from fenji.cli.command import Example, Key, command
from fenji.cli.override_words import override_facts, override_keys, show_overrides, told_facts
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.errors import FenjiError
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.workspace.overrides import Override

SchemeName = Annotated[
    str | None,
    typer.Option("--scheme", metavar="NAME"),
    Text("the scheme; default: that of the newest grading", "分级标准；默认为最近一次评级所用的标准"),
]
Number = Annotated[str, typer.Argument(metavar="NUMBER"), Text("its number, 3 or #3", "编号，如 3 或 #3")]
_SET = Text(
    "#{n}: {id} is {tier} from {first} to {until}, both days included. Next: fenji grade",
    "#{n}：{id} 自 {first} 至 {until}（两端均含）调为 {tier}。下一步：fenji grade",
)
_WAITS = Text(
    "#{n} waits for a second person: fenji override approve {n} --as NAME",
    "#{n} 待第二人审批：fenji override approve {n} --as 姓名",
)
_BACK = Text(
    "Automation is off for these until the day named. Back to automatic: fenji override end NUMBER --reason …",
    "上述客户在截止日前不自动定级。恢复自动定级：fenji override end 编号 --reason …",
)
_NONE = Text("No override is kept.", "没有人工调级记录。")
_NO_SOON = Text("No override expires within {n} day{n:s}.", "{n} 天内没有到期的人工调级。")
_ENDED = Text(
    "#{n} ended: from {day} on the system grades {id} again. Next: fenji grade",
    "#{n} 已结束：自 {day} 起 {id} 恢复自动定级。下一步：fenji grade",
)
_REJECTED = Text("#{n} was rejected; {id} keeps the system's grade.", "#{n} 已驳回，{id} 仍按系统定级。")


@command(
    "override set",
    place=60,
    summary=Text("Set a customer's tier until a day, with a reason.", "人工调级：在截止日前指定客户等级，须写明原因。"),
    about=Text(
        "The system's grade is kept beside it. The last day counts; on the day after the customer is graded "
        "automatically again. Where the workspace's policy asks for a second person, it waits for `override approve`.",
        "系统等级同时保留。截止日当天仍有效，次日起恢复自动定级。"
        "工作区要求双人复核时，须经 `override approve` 审批后生效。",
    ),
    examples=(
        Example(
            'fenji override set C001 --tier VIP --reason "key account" --until 2024-12-31',
            Text("VIP to the end of the year", "调为 VIP，至年底"),
        ),
    ),
    keys=override_keys(""),
)
def override_set(
    terminal: Terminal,
    *,
    customer: Annotated[str, typer.Argument(metavar="ID"), Text("the customer's id", "客户ID")],
    tier: Annotated[str, typer.Option("--tier", metavar="TIER"), Text("a tier's key or name", "等级代码或名称")],
    until: Annotated[str, typer.Option("--until", metavar="DAY"), Text("the last day, included", "截止日（含）")],
    reason: Reason = None,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY"),
        Text("the first day; default: that of the newest grading", "起始日；默认为最近的评估基准日"),
    ] = None,
    approver: Annotated[
        str | None, typer.Option("--approve-by", metavar="NAME"), Text("who has approved it", "审批人")
    ] = None,
    scheme: SchemeName = None,
    name: As = None,
) -> Answer:
    """Keeps it; the next grading uses it."""
    from fenji.workspace.overrides import set_override
    from fenji.workspace.standards import usual_scheme

    workspace = asked_by(terminal, name)
    last, begins = read_day(until, option="--until"), read_day(first, option="--from")
    assert last is not None
    standard = usual_scheme(workspace, scheme)
    one = set_override(
        workspace, customer, scheme=standard, tier=tier, until=last, reason=reason, begins_on=begins, approver=approver
    )
    return Answer(override_facts(one), lambda: _say_set(terminal, one))


@command(
    "override list",
    place=61,
    summary=Text(
        "List overrides: which hold, expire soon, are no longer needed.", "列出人工调级：生效中、即将到期、已无必要的。"
    ),
    examples=(Example("fenji override list --expiring 30", Text("those whose last day is near", "30 天内到期的")),),
    keys=(
        Key("count", Text("how many", "数量")),
        Key("holding", Text("how many hold: automation is off for these", "生效中的数量（自动定级已关闭）")),
        *override_keys("overrides[]", told=True),
    ),
)
def override_list(
    terminal: Terminal,
    *,
    expiring: Annotated[
        int | None,
        typer.Option("--expiring", metavar="DAYS"),
        Text("only those with so many days left", "只看剩余天数不超过该数的"),
    ] = None,
    scheme: Annotated[
        str | None, typer.Option("--scheme", metavar="NAME"), Text("only this scheme", "只看该分级标准")
    ] = None,
) -> Answer:
    """Newest first, as of the newest grading."""
    from fenji.workspace.override_alerts import SOON_DAYS, told

    if expiring is not None and expiring < 0:
        problem = Text("{n} is not a number of days", "{n} 不是天数").fill(n=expiring)
        raise FenjiError(problem, where="--expiring", fix=Text("Give 0 or more.", "请给 0 或更大的数。"))
    found = told(terminal.workspace, scheme=scheme)
    holding = sum(one.standing == "holds" for one in found)
    if expiring is not None:
        found = [one for one in found if one.expires_within(expiring)]

    def show() -> None:
        if not found:
            terminal.write(_NONE if expiring is None else _NO_SOON.fill(n=expiring))
            return
        show_overrides(found, terminal, soon=SOON_DAYS if expiring is None else expiring)
        if any(one.standing == "holds" for one in found):
            terminal.write(_BACK)

    facts = {"count": len(found), "holding": holding, "overrides": [told_facts(one) for one in found]}
    return Answer(facts, show)


@command(
    "override end",
    place=62,
    summary=Text("End an override: the customer is graded automatically again.", "结束人工调级，恢复自动定级。"),
    examples=(
        Example(
            'fenji override end 3 --reason "contract ended"',
            Text("from the newest as-of day on", "自最近的评估基准日起"),
        ),
    ),
    keys=override_keys(""),
)
def override_end(
    terminal: Terminal,
    *,
    number: Number,
    reason: Reason = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DAY"),
        Text(
            "the first day without it; default: that of the newest grading", "自该日起不再生效；默认为最近的评估基准日"
        ),
    ] = None,
    name: As = None,
) -> Answer:
    """The way back to automatic."""
    from datetime import timedelta

    from fenji.workspace.overrides import end_override

    one = end_override(asked_by(terminal, name), _number(number), reason=reason, on=read_day(on, option="--on"))
    assert one.last_on is not None
    day = one.last_on + timedelta(days=1)
    words = _ENDED.fill(n=one.override_id, id=verbatim(one.customer_id), day=day.isoformat())
    return Answer(override_facts(one), lambda: terminal.write(words))


@command(
    "override approve",
    place=63,
    summary=Text("Approve an override that waits.", "审批通过待审批的人工调级。"),
    examples=(
        Example("fenji override approve 3 --as 王总", Text("another person than who asked", "须为经办人以外的人")),
    ),
    keys=override_keys(""),
)
def override_approve(terminal: Terminal, *, number: Number, reason: Reason = None, name: As = None) -> Answer:
    """A second person lets it hold."""
    from fenji.workspace.overrides import approve_override

    one = approve_override(asked_by(terminal, name), _number(number), reason=reason)
    return Answer(override_facts(one), lambda: _say_set(terminal, one))


@command(
    "override reject",
    place=64,
    summary=Text("Turn down an override that waits.", "驳回待审批的人工调级。"),
    examples=(Example('fenji override reject 3 --reason "no contract"', Text("it stays on record", "记录保留")),),
    keys=override_keys(""),
)
def override_reject(terminal: Terminal, *, number: Number, reason: Reason = None, name: As = None) -> Answer:
    """It never holds."""
    from fenji.workspace.overrides import reject_override

    one = reject_override(asked_by(terminal, name), _number(number), reason=reason)
    words = _REJECTED.fill(n=one.override_id, id=verbatim(one.customer_id))
    return Answer(override_facts(one), lambda: terminal.write(words))


def _say_set(terminal: Terminal, one: Override) -> None:
    if one.state == "waiting":
        terminal.write(_WAITS.fill(n=one.override_id))
        return
    terminal.write(
        _SET.fill(
            n=one.override_id,
            id=verbatim(one.customer_id),
            tier=verbatim(one.tier),
            first=one.begins_on.isoformat(),
            until=one.until.isoformat(),
        )
    )


def _number(words: str) -> int:
    digits = words.strip().removeprefix("#")
    if digits.isascii() and digits.isdigit():
        return int(digits)
    problem = Text("'{words}' is no number of an override", "“{words}”不是调级编号").fill(words=words)
    raise FenjiError(
        problem, where="override", fix=Text("See `fenji override list`.", "可用 `fenji override list` 查看。")
    )
