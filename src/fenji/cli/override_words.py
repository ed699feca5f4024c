"""How overrides appear: facts for `--json` with their keys, tables and alerts for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fenji.cli.command import Key
from fenji.cli.terminal import Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.workspace.override_alerts import Told
    from fenji.workspace.overrides import Override

_KEPT = (
    ("override_id", "its number", "编号"),
    ("customer_id", "the customer's id", "客户ID"),
    ("scheme", "the scheme", "分级标准"),
    ("tier", "the key of the tier that was set", "调级后的等级代码"),
    ("begins_on", "its first day", "起始日"),
    ("until", "its last day, included", "截止日（含）"),
    ("last_on", "the last day it held where it was ended; else null", "提前结束时的最后一日；否则为 null"),
    ("reason", "why", "原因"),
    ("actor", "who asked for it", "经办人"),
    ("decided_at", "when, UTC", "时间（UTC）"),
    ("approver", "who approved it; null where nobody did", "审批人；未审批为 null"),
    ("approved_at", "when it was approved, UTC; else null", "审批时间（UTC）；未审批为 null"),
    ("ended_by", "who ended or rejected it; null where nobody did", "结束或驳回人；没有则为 null"),
    ("ended_at", "when, UTC; else null", "结束或驳回时间（UTC）；没有则为 null"),
    (
        "ended_reason",
        "why; `#5` is the override that followed; else null",
        "结束或驳回原因；`#5` 表示被后一次调级取代；没有则为 null",
    ),
)
_TOLD = (
    (
        "standing",
        "waiting, planned, holds, expired, ended or rejected, on the day of the newest grading",
        "最近评估基准日的状态：waiting 待审批、planned 未生效、holds 生效中、expired 已到期、"
        "ended 已结束、rejected 已驳回",
    ),
    ("days_left", "days to its last day; null where it doesn't hold", "距截止日天数；不在生效中为 null"),
    (
        "system_tier",
        "what the standard alone says; null where unknown or ungraded",
        "系统等级代码；未知或暂不评级为 null",
    ),
    ("is_passed", "true where the system's grade is as good or better", "系统等级已达到或高于调级后的等级"),
    ("has_tier", "false where the standard has no such tier any more", "标准中已无此等级时为 false"),
)
STANDINGS = {
    "waiting": Text("waits for approval", "待审批"),
    "planned": Text("not yet", "未生效"),
    "holds": Text("holds, automation is off", "生效中（自动定级已关闭）"),
    "expired": Text("expired", "已到期"),
    "ended": Text("ended", "已结束"),
    "rejected": Text("rejected", "已驳回"),
}
_SOON = Text("{n} day{n:s} left", "还剩 {n} 天")
_PASSED = Text("the system's grade is as good: end it?", "系统等级已达到，可结束调级")
_TIERLESS = Text("the standard has no such tier", "标准中已无此等级")


def override_facts(one: Override) -> dict[str, Any]:
    """An override as it is kept."""
    return {name: getattr(one, name) for name, _, _ in _KEPT}


def told_facts(one: Told) -> dict[str, Any]:
    """An override with its standing."""
    return {**override_facts(one.override), **{name: getattr(one, name) for name, _, _ in _TOLD}}


def override_keys(at: str, *, told: bool = False) -> tuple[Key, ...]:
    """The keys of an override at a place such as `overrides[]`."""
    named = (*_KEPT, *(_TOLD if told else ()))
    return tuple(Key(f"{at}.{name}" if at else name, Text(en, zh)) for name, en, zh in named)


def show_overrides(found: Sequence[Told], terminal: Terminal, *, soon: int) -> None:
    """A table, newest first, with what there is to do about each."""
    headings = (
        Heading(Text("No.", "编号"), "right", is_whole=True),
        Heading(Text("Customer", "客户ID")),
        Heading(Text("Set to", "调为"), is_whole=True),
        Heading(Text("System", "系统等级"), is_whole=True),
        Heading(Text("Until", "截止日"), is_whole=True),
        Heading(Text("Standing", "状态")),
        Heading(Text("Who and why", "经办、审批与原因")),
    )
    terminal.table(headings, [_row(one, terminal, soon=soon) for one in found])


def _row(one: Told, terminal: Terminal, *, soon: int) -> list[str]:
    override = one.override
    remarks = [STANDINGS[one.standing]]
    if one.expires_within(soon):
        remarks.append(_SOON.fill(n=one.days_left))
    if one.is_passed:
        remarks.append(_PASSED)
    if not one.has_tier and one.standing == "holds":
        remarks.append(_TIERLESS)
    people = override.actor if not override.approver else f"{override.actor} / {override.approver}"
    return [
        f"#{override.override_id}",
        override.customer_id,
        override.tier,
        one.system_tier or "-",
        override.until.isoformat(),
        ("；" if terminal.lang == "zh" else "; ").join(map(terminal.say, remarks)),
        verbatim(f"{people}: {override.reason}" if terminal.lang == "en" else f"{people}：{override.reason}"),
    ]
