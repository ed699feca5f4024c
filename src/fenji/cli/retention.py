"""`fenji retention`: what the rules would take out, taking it out, and holding somebody's data for the law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.actor import As, Reason, asked_by
from fenji.cli.ask import read_day
from fenji.cli.command import Example, Key, command
from fenji.cli.import_words import read_choice
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.errors import FenjiError
from fenji.language import Text, say_count, say_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fenji.workspace.retention import Due

_DO = ("show", "apply", "hold", "release")
_NONE = Text(
    "No rule is written: everything is kept. Write retention.yaml.",
    "没有保留规则，全部数据长期保留。请编写 retention.yaml。",
)
_LINE = Text("  {title}: {n} from before {day}", "  {title}：{day} 之前的 {n} 项")
_WOULD = Text("The rules would take out:", "按规则将清除：")
_TOOK = Text("Taken out:", "已清除：")
_NOT_YET = Text(
    "Nothing was changed. To take it out: fenji retention apply", "尚未更改。确认清除：fenji retention apply"
)
_HELD = Text("Held: {n} customer{n:s}", "法定保留中的客户：{n} 位")
_HOLD = Text("The data of {id} stays until the hold is ended.", "{id} 的数据将保留，直至解除保留。")
_RELEASED = Text("The hold on {id} is ended.", "已解除对 {id} 的保留。")


@command(
    "retention",
    place=124,
    summary=Text("How long data is kept; a legal hold keeps it.", "数据保留期限；法定保留优先。"),
    about=Text(
        "Rules stand in retention.yaml: orders_months (orders then lose their customer), interactions_months, "
        "originals_months, rejects_months, exports_days, notes_months, jobs_months. They work on every snapshot. "
        "`hold` keeps a customer's data, and refuses an erasure, until `release` or a day.",
        "规则写在 retention.yaml：orders_months（到期后订单解除客户关联）、interactions_months、originals_months、"
        "rejects_months、exports_days、notes_months、jobs_months，对全部历史快照生效。"
        "hold 保留某客户的数据并拒绝删除，直至 release 或到期。",
    ),
    examples=(
        Example("fenji retention", Text("what would go today", "今天将清除的内容")),
        Example("fenji retention apply", Text("take it out", "执行清除")),
        Example('fenji retention hold C001 --reason "lawsuit" --until 2027-12-31', Text("keep", "保留")),
    ),
    keys=(
        Key("rules[].rule", Text("the rule", "规则")),
        Key("rules[].before", Text("what is older goes", "早于此日的数据到期")),
        Key("rules[].count", Text("how many rows or files", "行数或文件数")),
        Key("applied", Text("whether it was taken out", "是否已执行")),
        Key("holds[].customer_id", Text("whose data is held", "被保留的客户")),
        Key("holds[].until", Text("until which day; empty: until ended", "截止日，空为直至解除")),
    ),
)
def retention(
    terminal: Terminal,
    *,
    do: Annotated[str, typer.Argument(metavar="show|apply|hold|release"), Text("what to do", "操作")] = "show",
    customer: Annotated[str | None, typer.Argument(metavar="ID"), Text("the customer to hold", "要保留的客户")] = None,
    reason: Reason = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DAY"), Text("hold until this day", "保留至此日")
    ] = None,
    name: As = None,
) -> Answer:
    """Shows what is due; takes it out only when told."""
    from fenji.workspace import retention as rules

    read_choice(do, _DO, option="retention")
    workspace = asked_by(terminal, name)
    if do in ("hold", "release"):
        return _held(terminal, do, customer, reason, until)
    with terminal.progress() as progress:
        due = rules.apply(workspace, progress=progress) if do == "apply" else rules.preview(workspace)
    return Answer(
        _facts(terminal, due, is_applied=do == "apply"), lambda: _show(terminal, due, is_applied=do == "apply")
    )


def _held(terminal: Terminal, do: str, customer: str | None, reason: str | None, until: str | None) -> Answer:
    from fenji.workspace.decisions import REASON, known_customer, said
    from fenji.workspace.holds import Hold, hold, release

    workspace = terminal.workspace
    if not customer:
        problem = Text("the customer is missing", "缺少客户ID")
        raise FenjiError(
            problem, where="ID", fix=Text("Name one: fenji retention hold C001", "请指定：fenji retention hold C001")
        )
    if do == "hold":
        known_customer(workspace.lake, customer, where=customer)
        last = read_day(until, option="--until")
        words = said(reason, what=REASON, where="--reason")
        hold(workspace.folder, Hold(customer, words, workspace.actor, last.isoformat() if last else ""))
    elif not release(workspace.folder, customer):
        problem = Text("no hold keeps the data of {id}", "{id} 没有处于法定保留").fill(id=customer)
        raise FenjiError(
            problem, where=customer, fix=Text("`fenji retention` lists them.", "可用 `fenji retention` 查看。")
        )
    told = (_HOLD if do == "hold" else _RELEASED).fill(id=verbatim(customer))
    return Answer(_facts(terminal, (), is_applied=False), lambda: terminal.write(told))


def _show(terminal: Terminal, due: Sequence[Due], *, is_applied: bool) -> None:
    from fenji.workspace.holds import holds

    held = len(holds(terminal.workspace.folder))
    terminal.write(_NONE if not due else _TOOK if is_applied else _WOULD)
    for one in due:
        day = say_date(one.before, terminal.lang)
        terminal.write(_LINE.fill(title=one.title, n=say_count(one.count, terminal.lang), day=day))
    if held:
        terminal.write(_HELD.fill(n=held))
    if due and not is_applied:
        terminal.hint(_NOT_YET)


def _facts(terminal: Terminal, due: Sequence[Due], *, is_applied: bool) -> dict[str, Any]:
    from fenji.workspace.holds import holds

    return {
        "rules": [{"rule": one.rule, "before": one.before.isoformat(), "count": one.count} for one in due],
        "applied": is_applied,
        "holds": [{"customer_id": one.customer_id, "until": one.until} for one in holds(terminal.workspace.folder)],
    }
