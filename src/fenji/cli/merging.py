"""`fenji duplicates merge|unmerge`: customers taken as one after a look at the merged grade, and taken apart again."""

from __future__ import annotations

from typing import Annotated

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.duplicates import REASON
from fenji.cli.merge_words import merge_facts, merge_keys, preview_facts, preview_keys, show_preview
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.errors import FenjiError
from fenji.language import Text

_NOT_YET = Text("Nothing is merged yet. To merge: the same command with --yes", "尚未合并。确认合并请加 --yes")
_MERGED = Text("Merged. From the next grading on they are one customer; nothing of them is lost.",
               "已合并。下次评级起视为同一客户，各自的记录均保留。")  # fmt: skip
_UNMERGED = Text("Unmerged: {id} is a customer of its own again.", "已撤销合并：{id} 恢复为独立客户。")
_NOTHING = Text("No pair was reviewed as the same that is not one already.", "没有待合并的（判为同一客户的）客户。")


@command(
    "duplicates merge",
    place=37,
    summary=Text("Take customers as one, after a look at the merged grade.", "合并客户，并先预览合并后的等级。"),
    about=Text(
        "Without --yes the merged grade is shown and nothing changes. A merge changes no row: orders and all other "
        "records count for the survivor from the next grading on, and `fenji duplicates unmerge` takes it back.",
        "不加 --yes 只预览合并后的等级，不做任何改动。合并不修改原始记录：下次评级起，订单等记录计入保留的客户；"
        "可用 `fenji duplicates unmerge` 撤销。",
    ),
    examples=(
        Example("fenji duplicates merge C001 C002", Text("look first", "先预览")),
        Example("fenji duplicates merge C001 C002 --into C001 --yes", Text("merge, C001 stays", "合并，保留 C001")),
        Example("fenji duplicates merge --reviewed --yes", Text("every pair reviewed as the same",
                                                                "合并所有判为同一客户的")),
    ),
    keys=(
        Key("is_merged", Text("true where it was done, false for a look", "是否已合并；预览为 false")),
        Key("links", Text("who goes into whom", "合并关系")),
        Key("links.*", Text("the customer who stays, by the id of the one merged", "被合并客户 → 保留客户")),
        *preview_keys(),
        *merge_keys("merges[]"),
    ),
)  # fmt: skip
def merge(
    terminal: Terminal,
    *,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="A B …"), Text("the customers who are one", "要合并的客户ID")
    ] = None,
    into: Annotated[
        str | None, typer.Option("--into", metavar="ID"),
        Text("who stays; default: the listed, first registered one", "保留的客户；默认为名单中最早注册的"),
    ] = None,
    reviewed: Annotated[
        bool, typer.Option("--reviewed"), Text("all pairs reviewed as the same", "合并所有判为同一客户的")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes"), Text("merge, not only look", "确认合并")] = False,
    reason: REASON = None,
) -> Answer:  # fmt: skip
    """Shows the merged grade, and merges with --yes."""
    from fenji.workspace import duplicates
    from fenji.workspace.merge_preview import preview

    workspace = terminal.workspace
    if reviewed:
        links = duplicates.planned_groups(workspace)
    else:
        links = duplicates.planned(workspace, _two_or_more([*(ids or []), *([into] if into else [])]), into)
    seen = preview(workspace, links) if links else None
    done = duplicates.merge(workspace, links, reason=reason) if yes and links else []

    def show() -> None:
        if seen is None:
            terminal.write(_NOTHING)
            return
        show_preview(seen, links, terminal)
        terminal.write(_MERGED if done else _NOT_YET)

    facts = {"is_merged": bool(done), "links": links, **preview_facts(seen), "merges": [merge_facts(m) for m in done]}
    return Answer(facts, show)


@command(
    "duplicates unmerge",
    place=38,
    summary=Text("Take a merge back.", "撤销合并。"),
    examples=(Example("fenji duplicates unmerge C001", Text("C001 is a customer of its own again",
                                                           "C001 恢复为独立客户")),),
    keys=merge_keys(""),
)  # fmt: skip
def unmerge(
    terminal: Terminal,
    *,
    id: Annotated[str, typer.Argument(metavar="ID"), Text("the customer who was merged", "被合并的客户ID")],  # noqa: A002
    reason: REASON = None,
) -> Answer:
    """Undoes one merge; it stays on record."""
    from fenji.workspace import duplicates

    undone = duplicates.unmerge(terminal.workspace, id, reason=reason)
    return Answer(merge_facts(undone), lambda: terminal.write(_UNMERGED.fill(id=verbatim(id))))


def _two_or_more(ids: list[str]) -> list[str]:
    if len(set(ids)) > 1:
        return list(dict.fromkeys(ids))
    problem = Text("a merge takes two customers or more", "合并至少需要两位客户")
    raise FenjiError(problem, where="duplicates merge", fix=Text("Name their ids, or --reviewed.",
                                                                 "请给出客户ID，或使用 --reviewed。"))  # fmt: skip
