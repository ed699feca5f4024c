"""`fenji scheme history|diff`: who changed what when, and what changed, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import lines_verbatim, verbatim
from fenji.cli.version_words import OfScheme, act_facts, act_keys, read_version, scheme_named
from fenji.errors import WorkspaceError
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Scheme
    from fenji.workspace.workspace import Workspace

_NONE = Text("{name} has no version yet.", "{name} 还没有版本。")
_SAME = Text(
    "Nothing changed from {before} to {after}: they grade the same.", "从 {before} 到 {after} 没有变化，评级结果相同。"
)
_HEAD = Text("From {before} to {after}:", "从 {before} 到 {after}：")
_WRITTEN = Text("(cut points are not compared: one side is only written)", "（其中一方尚未计算分界值，未比较分界值）")


@command(
    "scheme history",
    place=109,
    summary=Text("Say who changed a standard, when and why.", "查看标准的变更历史：何人、何时、为何。"),
    examples=(Example("fenji scheme history --scheme value", Text("every version and decision", "所有版本与决定")),),
    keys=(
        Key("scheme", Text("the scheme's name", "分级标准名称")),
        Key("published", Text("the version that is published; null where none is", "当前发布的版本；没有则为 null")),
        *act_keys("history[]"),
    ),
)
def scheme_history(terminal: Terminal, *, scheme: OfScheme = None) -> Answer:
    """Every decision on every version, oldest first."""
    from fenji.workspace.versions import IMPLICIT, STATES, history, published

    lake = terminal.workspace.lake
    name = scheme_named(terminal.workspace, scheme)
    acts, now = history(lake, name), published(lake, name)

    def show() -> None:
        if not acts:
            terminal.write(_NONE.fill(name=verbatim(name)))
            return
        headings = (
            Heading(Text("Version", "版本"), "right", is_whole=True),
            Heading(Text("State", "状态")),
            Heading(Text("By", "操作人")),
            Heading(Text("When (UTC)", "时间（UTC）"), is_whole=True),
            Heading(Text("Why", "原因")),
        )
        terminal.table(
            headings,
            [
                [
                    f"v{act.version}",
                    terminal.say(STATES[act.state]),
                    act.actor,
                    f"{act.decided_at:%Y-%m-%d %H:%M}",
                    terminal.say(IMPLICIT) if act.is_implicit else act.reason,
                ]
                for act in acts
            ],
        )

    facts = {"scheme": name, "published": now.version if now else None, "history": [act_facts(act) for act in acts]}
    return Answer(facts, show)


@command(
    "scheme diff",
    place=110,
    summary=Text("Say what changed between two versions, in plain words.", "用通俗文字说明两个版本之间的变化。"),
    about=Text(
        "Criteria, weights, cut points, tiers, limits, benefits. Each side is a version (v3) or a YAML file; with "
        "one side only, it is compared with the published version.",
        "比较评分项、权重、分界值、等级、封顶、权益等。每一方可为版本（v3）或 YAML 文件；"
        "只写一方时与已发布的版本比较。",
    ),
    examples=(
        Example("fenji scheme diff v3 v4", Text("two versions", "两个版本")),
        Example("fenji scheme diff mine.yaml", Text("a file with what is published", "文件与已发布版本")),
    ),
    keys=(
        Key("scheme", Text("the scheme's name", "分级标准名称")),
        Key("before", Text("one side as written", "比较前一方")),
        Key("after", Text("the other side as written", "比较后一方")),
        Key("has_cut_points", Text("true where cut points were compared", "是否比较了分界值")),
        Key(
            "changes[].part", Text("criteria, tiers, limits, window …", "所在部分：criteria、tiers、limits、window 等")
        ),
        Key("changes[].name", Text("which one", "名称")),
        Key("changes[].kind", Text("added, removed or changed", "added 新增、removed 删除、changed 修改")),
        Key("changes[].words_zh", Text("the change in Chinese", "中文说明")),
        Key("changes[].words_en", Text("the change in English", "英文说明")),
    ),
)
def scheme_diff(
    terminal: Terminal,
    *,
    sides: Annotated[
        list[str] | None, typer.Argument(metavar="A B"), Text("v3 v4, or a YAML file", "v3 v4，或 YAML 文件")
    ] = None,
    scheme: OfScheme = None,
) -> Answer:
    """What changed, nothing else."""
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.diff import diff

    workspace = terminal.workspace
    named = _two(sides or [])
    name = scheme_named(workspace, scheme) if scheme or not _file(named) else workspace.scheme(_file(named) or "").name
    before, after = (_side(workspace, name, side) for side in named)
    changes = diff(before, after)
    has_cuts = isinstance(before, CalibratedScheme) and isinstance(after, CalibratedScheme)
    shown = [_label(side, one) for side, one in zip(named, (before, after), strict=True)]

    def show() -> None:
        said = {"before": verbatim(shown[0]), "after": verbatim(shown[1])}
        terminal.write((_HEAD if changes else _SAME).fill(**said))
        for change in changes:
            terminal.write("  " + lines_verbatim(terminal.say(change.say())))
        if not has_cuts:
            terminal.hint(_WRITTEN)

    return Answer(
        {
            "scheme": name,
            "before": shown[0],
            "after": shown[1],
            "has_cut_points": has_cuts,
            "changes": [
                {
                    "part": one.part,
                    "name": one.name,
                    "kind": one.kind,
                    "words_zh": one.say().zh,
                    "words_en": one.say().en,
                }
                for one in changes
            ],
        },
        show,
    )


def _two(sides: list[str]) -> tuple[str | None, str]:
    if len(sides) == 1:
        return None, sides[0]
    if len(sides) == 2:
        return sides[0], sides[1]
    problem = Text("two sides are compared, not {n}", "需要两方进行比较，而不是 {n} 方").fill(n=len(sides))
    raise WorkspaceError(
        problem, where="scheme diff", fix=Text("Write: fenji scheme diff v3 v4", "请写：fenji scheme diff v3 v4")
    )


def _file(sides: tuple[str | None, str]) -> str | None:
    return next((side for side in sides if side is not None and side.endswith((".yaml", ".yml"))), None)


def _side(workspace: Workspace, name: str, side: str | None) -> Scheme | CalibratedScheme:
    from fenji.workspace.versions import body, published

    if side is not None and side.endswith((".yaml", ".yml")):
        return workspace.scheme(side)
    if side is not None:
        return body(workspace.lake, name, read_version(side))
    now = published(workspace.lake, name)
    if now is None:
        problem = Text("no version of '{name}' is published", "“{name}”没有已发布的版本").fill(name=name)
        raise WorkspaceError(
            problem, where="scheme diff", fix=Text("Name both sides: v1 v2.", "请写明两个版本：v1 v2。")
        )
    return body(workspace.lake, name, now.version)


def _label(side: str | None, one: Any) -> str:
    if side is not None and side.endswith((".yaml", ".yml")):
        return side
    return f"v{one.version}"
