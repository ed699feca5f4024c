"""`fenji mark`: marks on customers, the blacklist among them, with a reason and from a day on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.actor import As, Reason, asked_by
from fenji.cli.ask import read_day
from fenji.cli.command import Example, Key, command
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text
from fenji.tables.mark_kinds import say_mark

if TYPE_CHECKING:
    from fenji.workspace.marks import Mark

_MARK = (
    ("mark_id", "its number", "编号"),
    ("customer_id", "the customer's id", "客户ID"),
    ("kind", "the kind: blacklist, …", "标记类型：blacklist 黑名单等"),
    ("begins_on", "the day it counts from", "生效日"),
    ("reason", "why", "原因"),
    ("actor", "who set it", "操作人"),
    ("decided_at", "when, UTC", "时间（UTC）"),
    ("removed_on", "the first day it counts no more; null while it holds", "失效日（当天起不再计入）；有效时为 null"),
    ("removed_by", "who removed it; null while it holds", "移除人；有效时为 null"),
    ("removed_at", "when, UTC; null while it holds", "移除时间（UTC）；有效时为 null"),
    ("removed_reason", "why; null while it holds", "移除原因；有效时为 null"),
)
Customer = Annotated[str, typer.Argument(metavar="ID"), Text("the customer's id", "客户ID")]
Kind = Annotated[
    str,
    typer.Argument(metavar="KIND"),
    Text(
        "blacklist, fraud, dispute, credit_stop, watch, or your own", "黑名单、欺诈、纠纷、停止赊销、重点关注，或自定义"
    ),
]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="DAY"),
    Text("from this day on; default: that of the newest grading", "自该日起；默认为最近的评估基准日"),
]
_ADDED = Text(
    "{id} is marked {kind} from {day} on. Standards that count it: {names}. Next: fenji grade",
    "{id} 自 {day} 起标记为“{kind}”。采用该标记的标准：{names}。下一步：fenji grade",
)
_REMOVED = Text(
    "{id} is no longer marked {kind} from {day} on. Next: fenji grade",
    "{id} 自 {day} 起不再标记为“{kind}”。下一步：fenji grade",
)
_NONE = Text("No mark is kept.", "没有标记。")
_NOWHERE = Text(
    "none (a limit does it: `limits:` with metric mark_count)",
    "无（可在标准的 `limits:` 中用指标 mark_count 设置封顶）",
)


@command(
    "mark add",
    place=65,
    summary=Text("Mark a customer: blacklist and the like.", "给客户加标记，如黑名单。"),
    about=Text(
        "What a mark does is said by the standard: a limit with the metric mark_count caps or vetoes at once. A grade "
        "as of an earlier day doesn't see it.",
        "标记的作用由分级标准决定：在 `limits:` 中用指标 mark_count 可立即封顶或一票否决。生效日之前的评估不受影响。",
    ),
    examples=(
        Example(
            'fenji mark add C001 blacklist --reason "unpaid invoices"',
            Text("from the newest as-of day on", "自最近的评估基准日起"),
        ),
    ),
    keys=(
        *(Key(name, Text(en, zh)) for name, en, zh in _MARK),
        Key("counted_by[]", Text("standards that count this kind", "采用该标记的标准")),
    ),
)
def mark_add(
    terminal: Terminal,
    *,
    customer: Customer,
    kind: Kind,
    reason: Reason = None,
    on: On = None,
    new: Annotated[
        bool, typer.Option("--new"), Text("a kind of its own, though it looks like another", "确为新的类型，并非笔误")
    ] = False,
    name: As = None,
) -> Answer:
    """Set from a day on."""
    from fenji.workspace.marks import add_mark, counting
    from fenji.workspace.standards import readable

    workspace = asked_by(terminal, name)
    one = add_mark(workspace, customer, kind, reason=reason, on=read_day(on, option="--on"), is_new=new)
    by = counting(readable(workspace), one.kind)
    listed = Text(", ".join(by), "、".join(by)) if by else _NOWHERE
    words = _ADDED.fill(
        id=verbatim(one.customer_id), kind=say_mark(verbatim(one.kind)), day=one.begins_on, names=listed
    )
    return Answer({**_facts(one), "counted_by": by}, lambda: terminal.write(words))


@command(
    "mark remove",
    place=66,
    summary=Text("Remove a mark from a customer.", "移除客户的标记。"),
    examples=(Example('fenji mark remove C001 blacklist --reason "paid"', Text("it stays on record", "记录保留")),),
    keys=tuple(Key(name, Text(en, zh)) for name, en, zh in _MARK),
)
def mark_remove(
    terminal: Terminal, *, customer: Customer, kind: Kind, reason: Reason = None, on: On = None, name: As = None
) -> Answer:
    """Removed from a day on."""
    from fenji.workspace.marks import remove_mark

    one = remove_mark(asked_by(terminal, name), customer, kind, reason=reason, on=read_day(on, option="--on"))
    words = _REMOVED.fill(id=verbatim(one.customer_id), kind=say_mark(verbatim(one.kind)), day=one.removed_on)
    return Answer(_facts(one), lambda: terminal.write(words))


@command(
    "mark list",
    place=67,
    summary=Text("List marks, those that hold first.", "列出标记，有效的在前。"),
    examples=(Example("fenji mark list --kind blacklist", Text("the blacklist", "黑名单")),),
    keys=(Key("count", Text("how many", "数量")), *(Key(f"marks[].{name}", Text(en, zh)) for name, en, zh in _MARK)),
)
def mark_list(
    terminal: Terminal,
    *,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND"), Text("only this kind", "只看该类型")] = None,
    customer: Annotated[
        str | None, typer.Option("--customer", metavar="ID"), Text("only this customer", "只看该客户")
    ] = None,
) -> Answer:
    """Every mark ever set."""
    from fenji.workspace.marks import marks

    found = sorted(
        marks(terminal.workspace.lake, customer_id=customer, kind=kind),
        key=lambda one: (one.removed_on is not None, one.mark_id),
    )

    def show() -> None:
        if not found:
            terminal.write(_NONE)
            return
        headings = (
            Heading(Text("Customer", "客户ID")),
            Heading(Text("Mark", "标记"), is_whole=True),
            Heading(Text("From", "生效日"), is_whole=True),
            Heading(Text("Removed", "失效日"), is_whole=True),
            Heading(Text("By", "操作人")),
            Heading(Text("Why", "原因")),
        )
        terminal.table(
            headings,
            [
                [
                    one.customer_id,
                    terminal.say(say_mark(one.kind)),
                    one.begins_on.isoformat(),
                    one.removed_on.isoformat() if one.removed_on else "-",
                    one.actor,
                    one.reason,
                ]
                for one in found
            ],
        )

    return Answer({"count": len(found), "marks": [_facts(one) for one in found]}, show)


def _facts(one: Mark) -> dict[str, Any]:
    return {name: getattr(one, name) for name, _, _ in _MARK}
