"""`fenji scheme draft|submit|approve|reject|publish|rollback`: a standard's way to grading, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fenji.cli.actor import As, Reason, asked_by
from fenji.cli.ask import read_day
from fenji.cli.command import Example, command
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.cli.version_words import OfScheme, Which, scheme_named, version_facts, version_keys, version_named
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.workspace.versions import Version

_NOW = Text("{name} v{n}: {state}.", "{name} v{n}：{state}。")
_NEXT = {
    "draft": Text(
        "Next: fenji scheme diff v{n} · fenji scheme submit v{n}",
        "下一步：fenji scheme diff v{n} · fenji scheme submit v{n}",
    ),
    "submitted": Text("Next: fenji scheme approve v{n} --as NAME", "下一步：fenji scheme approve v{n} --as 姓名"),
    "reviewed": Text("Next: fenji scheme approve v{n} --as ANOTHER", "下一步：fenji scheme approve v{n} --as 另一人"),
    "approved": Text("Next: fenji scheme publish v{n}", "下一步：fenji scheme publish v{n}"),
    "rejected": Text(
        "Next: mend the file, then fenji scheme draft FILE", "下一步：修改文件后重新 fenji scheme draft 文件"
    ),
    "published": Text("Next: fenji grade --scheme {name}", "下一步：fenji grade --scheme {name}"),
    "retired": Text("See: fenji scheme history", "查看：fenji scheme history"),
}


@command(
    "scheme draft",
    place=103,
    summary=Text("Keep a grading standard as a draft version.", "将分级标准保存为草稿版本。"),
    about=Text(
        "Criteria that are as in the published version keep its cut points; --recalibrate finds all of them again. A "
        "draft grades nobody: `fenji simulate` shows what it would do. Without an approval policy (`approval:` in "
        "fenji.yaml) drafts are optional: grading with a file publishes it at once, and the history says so.",
        "与已发布版本写法相同的评分项沿用其分界值；--recalibrate 全部重新计算。"
        "草稿不用于评级，可用 `fenji simulate` 预览。"
        "未设审批规则（fenji.yaml 的 `approval:`）时可不起草：用文件评级即视为发布，历史中会注明。",
    ),
    examples=(
        Example(
            "fenji scheme draft mine.yaml --as 李雷",
            Text("a new version, nobody is graded by it yet", "新版本，尚不用于评级"),
        ),
    ),
    keys=version_keys(),
)
def scheme_draft(
    terminal: Terminal,
    *,
    file: Annotated[
        str, typer.Argument(metavar="FILE"), Text("a YAML file or a scheme's name", "YAML 文件或分级标准名称")
    ],
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DAY"),
        Text("find cut points as of this day; default: the last order's", "按此日期计算分界值；默认最后订单日"),
    ] = None,
    recalibrate: Annotated[
        bool, typer.Option("--recalibrate"), Text("find all cut points again", "全部重新计算分界值")
    ] = False,
    reason: Reason = None,
    name: As = None,
) -> Answer:
    """A new version, kept."""
    from fenji.workspace.publishing import draft

    workspace = asked_by(terminal, name)
    scheme = workspace.scheme(file)
    return _answer(terminal, draft(workspace, scheme, as_of=read_day(as_of), recalibrate=recalibrate, reason=reason))


@command(
    "scheme submit",
    place=104,
    summary=Text("Hand a draft in for approval.", "提交草稿，等待审批。"),
    examples=(Example("fenji scheme submit v2 --as 李雷", Text("the draft is handed in", "提交该草稿")),),
    keys=version_keys(),
)
def scheme_submit(
    terminal: Terminal, *, version: Which = None, scheme: OfScheme = None, reason: Reason = None, name: As = None
) -> Answer:
    """From draft to submitted."""
    from fenji.workspace.publishing import submit

    workspace = asked_by(terminal, name)
    of = scheme_named(workspace, scheme)
    return _answer(terminal, submit(workspace, of, version_named(terminal, of, version, "draft"), reason=reason))


@command(
    "scheme approve",
    place=105,
    summary=Text("Approve a submitted version.", "审批通过已提交的版本。"),
    about=Text(
        "Where the policy asks for it, another person than who drafted and submitted it, and one of those it names.",
        "审批规则要求时，须由起草、提交以外的人员审批，并在规则指定的审批人之列。",
    ),
    examples=(Example("fenji scheme approve v2 --as 王总", Text("the second pair of eyes", "第二人复核")),),
    keys=version_keys(),
)
def scheme_approve(
    terminal: Terminal, *, version: Which = None, scheme: OfScheme = None, reason: Reason = None, name: As = None
) -> Answer:
    """From submitted to approved."""
    from fenji.workspace.publishing import approve

    workspace = asked_by(terminal, name)
    of = scheme_named(workspace, scheme)
    number = version_named(terminal, of, version, "submitted", "reviewed")
    return _answer(terminal, approve(workspace, of, number, reason=reason))


@command(
    "scheme reject",
    place=106,
    summary=Text("Turn a submitted version down, with a reason.", "驳回已提交的版本，须写明原因。"),
    examples=(Example('fenji scheme reject v2 --reason "too few VIPs"', Text("it stays on record", "记录保留")),),
    keys=version_keys(),
)
def scheme_reject(
    terminal: Terminal, *, version: Which = None, scheme: OfScheme = None, reason: Reason = None, name: As = None
) -> Answer:
    """From submitted to rejected."""
    from fenji.workspace.publishing import reject

    workspace = asked_by(terminal, name)
    of = scheme_named(workspace, scheme)
    number = version_named(terminal, of, version, "submitted", "reviewed")
    return _answer(terminal, reject(workspace, of, number, reason=reason))


@command(
    "scheme publish",
    place=107,
    summary=Text("Publish a version: from now on it grades.", "发布版本：此后按其评级。"),
    examples=(Example("fenji scheme publish v2", Text("the version before is retired", "原版本停用")),),
    keys=version_keys(),
)
def scheme_publish(
    terminal: Terminal, *, version: Which = None, scheme: OfScheme = None, reason: Reason = None, name: As = None
) -> Answer:
    """The version that grades."""
    from fenji.workspace.publishing import publish

    workspace = asked_by(terminal, name)
    of = scheme_named(workspace, scheme)
    ready = ("approved",) if workspace.settings.approval is not None else ("draft", "submitted", "approved")
    return _answer(terminal, publish(workspace, of, version_named(terminal, of, version, *ready), reason=reason))


@command(
    "scheme rollback",
    place=108,
    summary=Text("Publish an earlier version again, with its own cut points.", "回退：重新发布以前的版本及其分界值。"),
    examples=(
        Example(
            "fenji scheme rollback v3", Text("grades on the same data are what they were", "同样数据得到同样的等级")
        ),
    ),
    keys=version_keys(),
)
def scheme_rollback(
    terminal: Terminal,
    *,
    version: Annotated[str, typer.Argument(metavar="VERSION"), Text("v3 or 3", "v3 或 3")],
    scheme: OfScheme = None,
    reason: Reason = None,
    name: As = None,
) -> Answer:
    """The way back."""
    from fenji.workspace.publishing import roll_back

    workspace = asked_by(terminal, name)
    of = scheme_named(workspace, scheme)
    return _answer(terminal, roll_back(workspace, of, version_named(terminal, of, version), reason=reason))


def _answer(terminal: Terminal, one: Version) -> Answer:
    from fenji.workspace.versions import STATES

    def show() -> None:
        name = verbatim(one.scheme)
        terminal.write(_NOW.fill(name=name, n=one.version, state=STATES[one.state]))
        terminal.hint(_NEXT[one.state].fill(n=one.version, name=one.scheme))

    return Answer(version_facts(one), show)
