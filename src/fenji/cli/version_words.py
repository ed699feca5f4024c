"""How versions of a standard appear: facts for `--json` with their keys, and which version a person means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.command import Key
from fenji.cli.terminal import Terminal
from fenji.errors import WorkspaceError
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.workspace.versions import Act, Version
    from fenji.workspace.workspace import Workspace

Which = Annotated[
    str | None,
    typer.Argument(metavar="VERSION"),
    Text("v3 or 3; default: the newest that is ready for this step", "v3 或 3；默认为可执行此步骤的最新版本"),
]
OfScheme = Annotated[
    str | None,
    typer.Option("--scheme", metavar="NAME"),
    Text("whose version; default: the only scheme that has versions", "哪个标准的版本；默认为唯一有版本的标准"),
]
_VERSION = re.compile(r"[vV]?(\d{1,9})")
_ACT = (
    ("version", "the version", "版本"),
    (
        "state",
        "draft, submitted, reviewed, approved, rejected, published or retired",
        "draft 草稿、submitted 待审批、reviewed 已审核、approved 已批准、rejected 已驳回、"
        "published 已发布、retired 已停用",
    ),
    ("actor", "who", "操作人"),
    ("decided_at", "when, UTC", "时间（UTC）"),
    ("reason", "why; empty where not given", "原因；未填为空"),
    ("is_implicit", "true where nobody decided it: kept at its first grading", "未经决定、首次评级时保存的为 true"),
)


def act_facts(one: Act) -> dict[str, Any]:
    """One decision on a version."""
    return {name: getattr(one, name) for name, _, _ in _ACT}


def act_keys(at: str) -> tuple[Key, ...]:
    """The keys of a decision at a place such as `history[]`."""
    return tuple(Key(f"{at}.{name}", Text(en, zh)) for name, en, zh in _ACT)


def version_facts(one: Version) -> dict[str, Any]:
    """A version with its state and everything decided on it."""
    return {
        "scheme": one.scheme,
        "version": one.version,
        "state": one.state,
        "digest": one.digest,
        "written_digest": one.written_digest,
        "history": [act_facts(act) for act in one.acts],
    }


def version_keys() -> tuple[Key, ...]:
    """The keys of a version."""
    return (
        Key("scheme", Text("the scheme's name", "分级标准名称")),
        Key("version", Text("the version", "版本")),
        Key("state", Text("its state now", "当前状态")),
        Key("digest", Text("SHA-256 of words and cut points", "内容与分界值的 SHA-256")),
        Key("written_digest", Text("SHA-256 of the words alone", "内容的 SHA-256")),
        *act_keys("history[]"),
    )


def scheme_named(workspace: Workspace, name: str | None) -> str:
    """The scheme a person means; without a name the only one that has versions, otherwise an error that lists them."""
    from fenji.workspace.standards import known_name
    from fenji.workspace.versions import with_versions

    if name is not None:
        return known_name(workspace, name)
    names = with_versions(workspace.lake)
    if len(names) == 1:
        return names[0]
    if not names:
        problem = Text("no scheme has a version yet", "还没有任何标准版本")
        fix = Text(
            "Draft one: `fenji scheme draft FILE`, or grade with one.", "请运行 `fenji scheme draft 文件`，或直接评级。"
        )
    else:
        problem = Text("several schemes have versions: {names}", "多个标准都有版本：{names}").fill(
            names=", ".join(names)
        )
        fix = Text("Say whose: --scheme {first}.", "请指明标准：--scheme {first}。").fill(first=names[0])
    raise WorkspaceError(problem, where="--scheme", fix=fix)


def version_named(terminal: Terminal, scheme: str, words: str | None, *states: str) -> int:
    """The version's number as written, else the newest version in one of these states."""
    if words is not None:
        return read_version(words)
    from fenji.workspace.versions import STATES, versions

    kept = versions(terminal.workspace.lake, scheme)
    ready = [one.version for one in kept if one.state in states]
    if ready:
        return ready[-1]
    needed = Text(" or ".join(STATES[state].en for state in states), "或".join(STATES[state].zh for state in states))
    problem = Text("no version of '{name}' is {needed}", "“{name}”没有“{needed}”的版本").fill(
        name=scheme, needed=needed
    )
    fix = Text("See `fenji scheme history --scheme {name}`.", "可用 `fenji scheme history --scheme {name}` 查看。")
    raise WorkspaceError(problem, where="scheme", fix=fix.fill(name=scheme))


def read_version(words: str) -> int:
    """A version as people write it.

    >>> read_version("v3"), read_version("3")
    (3, 3)
    """
    found = _VERSION.fullmatch(words.strip())
    if found:
        return int(found[1])
    problem = Text("'{words}' is not a version", "“{words}”不是版本号").fill(words=words)
    raise WorkspaceError(problem, where="scheme", fix=Text("Write it as v3.", "请写成 v3。"))
