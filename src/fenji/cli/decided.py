"""What a grading says of decisions: tiers set by people, and a file that waits behind a published version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.cli.command import Key
from fenji.cli.terminal import Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.result import Result

_COUNTS = {
    "holding": Text("set by people: {n} (automation is off)", "生效中 {n} 位（自动定级已关闭）"),
    "expiring": Text("expiring within {days} days: {n}", "{days} 天内到期 {n} 位"),
    "passed": Text("the system's grade is as good: {n}", "系统等级已达到 {n} 位"),
    "waiting": Text("waiting for approval: {n}", "待审批 {n} 位"),
    "expired": Text("expired since the grading before: {n}", "上次评级以来到期 {n} 位"),
}
_TOLD = Text("Overrides – {parts}. See: fenji override list", "人工调级：{parts}。查看：fenji override list")
_BEHIND = Text(
    "{file} says something else than v{n}, which is published: see fenji scheme diff {file}",
    "{file} 与已发布的 v{n} 不同：可用 fenji scheme diff {file} 查看",
)


def decided_keys(at: str) -> tuple[Key, ...]:
    """The keys of the counts at a place such as `overrides`."""
    return (
        Key(f"{at}.holding", Text("tiers set by people that hold on the day", "当日生效的人工调级数")),
        Key(f"{at}.expiring", Text("of these, with 30 days left or fewer", "其中 30 天内到期的数量")),
        Key(f"{at}.passed", Text("of these, where the system's grade is as good", "其中系统等级已达到的数量")),
        Key(f"{at}.waiting", Text("those that wait for approval", "待审批的数量")),
        Key(f"{at}.expired", Text("whose last day came since the grading before", "上次评级以来到期的数量")),
    )


def decided_facts(terminal: Terminal, result: Result) -> dict[str, Any]:
    """How many overrides of the result's standard hold, expire soon, are passed, or wait."""
    from fenji.workspace.override_alerts import SOON_DAYS, told

    since = result.previous.as_of if result.previous and not result.previous.is_before_fenji else result.run.as_of
    found = told(terminal.workspace, scheme=result.run.scheme, run_id=result.run.id)
    return {
        "holding": sum(one.standing == "holds" for one in found),
        "expiring": sum(one.expires_within(SOON_DAYS) for one in found),
        "passed": sum(one.is_passed for one in found),
        "waiting": sum(one.standing == "waiting" for one in found),
        "expired": sum(one.standing == "expired" and one.override.until >= since for one in found),
    }


def show_decided(terminal: Terminal, result: Result, facts: dict[str, Any]) -> None:
    """One line where people set tiers, and a hint where the workspace's own file isn't what graded."""
    from fenji.workspace.override_alerts import SOON_DAYS

    if any(facts.values()):
        parts = [said.fill(n=facts[name], days=SOON_DAYS) for name, said in _COUNTS.items() if facts[name]]
        terminal.write(_TOLD.fill(parts=Text("; ".join(one.en for one in parts), "；".join(one.zh for one in parts))))
    path = terminal.workspace.folder / "schemes" / f"{result.run.scheme}.yaml"
    if not path.is_file():
        return
    from fenji.errors import FenjiError
    from fenji.scheme.load import read_scheme

    try:
        is_behind = read_scheme(path).digest != result.scheme.scheme.digest
    except FenjiError:
        is_behind = True
    if is_behind and result.run.window == result.scheme.scheme.window:
        terminal.hint(_BEHIND.fill(file=verbatim(path.relative_to(terminal.workspace.folder)), n=result.run.version))
