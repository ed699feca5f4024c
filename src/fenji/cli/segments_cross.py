"""`fenji segments cross` and `refit`: two divisions of the customers in one table; cut points found anew on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.facts import run_facts, run_keys
from fenji.cli.segment_facts import NOBODY
from fenji.cli.segments import Name
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.cli.which_run import RunId, SchemeName
from fenji.language import Text, say_count, say_money

if TYPE_CHECKING:
    from fenji.workspace.members import Members

Divided = Annotated[
    str,
    typer.Argument(metavar="FIRST"),
    Text("a segmentation, tier, or an attribute such as age_band", "客群划分、tier 或属性（如 age_band）"),
]
_EACH = Text("Each cell: customers, and what they bring.", "每格：客户数与购买金额。")
_SAME = Text("The cut points are the same as before; nothing was written.", "分界值与之前相同，未写入。")
_REFITTED = Text(
    "New version {n}; the next run uses it, and nobody is told to have moved.",
    "已生成第 {n} 版；下一批次起使用，且不产生进出事件。",
)


@command(
    "segments cross",
    place=73,
    summary=Text("Cross two divisions of the customers.", "将两种客群划分交叉成表。"),
    examples=(
        Example("fenji segments cross stage abc", Text("stage by share of revenue", "生命周期阶段 × ABC")),
        Example("fenji segments cross age_band rfm_class", Text("an attribute by a segmentation", "属性 × 客群划分")),
    ),
    keys=(
        *run_keys("run"),
        Key("first", Text("what the rows are", "行的划分")),
        Key("second", Text("what the columns are", "列的划分")),
        Key("cells[].first", Text("the row; null is in none, or not known", "行；不属于任何客群或未知为 null")),
        Key("cells[].second", Text("the column; null is in none, or not known", "列；不属于任何客群或未知为 null")),
        Key("cells[].customers", Text("how many customers", "客户数")),
        Key("cells[].net_revenue", Text("their net revenue in the run's period", "批次周期内购买金额（扣退款）")),
    ),
)
def segments_cross(
    terminal: Terminal,
    *,
    first: Divided,
    second: Annotated[str, typer.Argument(metavar="SECOND"), Text("the other of the two", "另一种划分")],
    run: RunId = None,
    scheme: SchemeName = None,
) -> Answer:
    """Segmentations, tiers and attributes; only pairs that somebody is in."""
    from fenji.workspace.members import members

    workspace = terminal.workspace
    newest = workspace.result(run, scheme=scheme).run
    found = members(workspace, newest)
    cells = found.cross(first, second)

    def show() -> None:
        rows, columns = (_order(found, name, cells, side) for name, side in ((first, "first"), (second, "second")))
        at = {(cell["first"], cell["second"]): cell for cell in cells}
        names = [_label(terminal, found, second, key) for key in columns]
        headings = (Heading(Text("", "")), *(Heading(Text(verbatim(name), verbatim(name)), "right") for name in names))
        terminal.table(
            headings,
            [
                [
                    _label(terminal, found, first, row),
                    *(_cell(terminal, at.get((row, column)), newest.currency) for column in columns),
                ]
                for row in rows
            ],
        )
        terminal.hint(_EACH)

    facts = {"run": run_facts(newest), "first": first, "second": second, "cells": cells}
    return Answer(facts, show)


@command(
    "segments refit",
    place=74,
    summary=Text("Find a segmentation's cut points again, as a new version.", "重新计算客群划分的分界值，生成新版本。"),
    examples=(Example("fenji segments refit rfm_class", Text("on the data as it is now", "按现有数据重新计算")),),
    keys=(
        Key("name", Text("the segmentation", "客群划分")),
        Key("version", Text("the version in force from the next run on", "下一批次起生效的版本")),
        Key("is_changed", Text("whether any cut point differs", "分界值是否有变化")),
        Key("before", Text("the cut points before", "原分界值")),
        Key("before.*", Text("one cut point, or several", "分界值")),
        Key("before.*[]", Text("cut points of an axis, smallest first", "某轴的分界值，由小到大")),
        Key("after", Text("the cut points now", "新分界值")),
        Key("after.*", Text("one cut point, or several", "分界值")),
        Key("after.*[]", Text("cut points of an axis, smallest first", "某轴的分界值，由小到大")),
    ),
)
def segments_refit(terminal: Terminal, *, name: Name, scheme: SchemeName = None) -> Answer:
    """An explicit act with a difference to read: grades are not touched, events stay silent."""
    from fenji.cli.segments import find_definition
    from fenji.workspace.segments import refit

    workspace = terminal.workspace
    find_definition(workspace, name)
    before, after = refit(workspace, workspace.result(scheme=scheme).run, name)
    is_changed = before.version != after.version

    def show() -> None:
        for key in after.learned:
            old, new = (_said(one.learned.get(key)) for one in (before, after))
            terminal.write(f"{verbatim(key)}: {old}" if old == new else f"{verbatim(key)}: {old} → {new}")
        terminal.write(_REFITTED.fill(n=after.version) if is_changed else _SAME)

    facts = {
        "name": name,
        "version": after.version,
        "is_changed": is_changed,
        "before": dict(before.learned),
        "after": dict(after.learned),
    }
    return Answer(facts, show)


def _order(found: Members, name: str, cells: list[dict[str, Any]], side: str) -> list[str | None]:
    """The values that occur, in the segmentation's order; others by name, those in none last."""
    there = {cell[side] for cell in cells}
    known = [s.key for s in found.versions[name].segmentation.segments()] if name in found.versions else []
    others = sorted(value for value in there if value is not None and value not in known)
    return [*(key for key in known if key in there), *others, *([None] if None in there else [])]


def _label(terminal: Terminal, found: Members, name: str, key: str | None) -> str:
    if key is None:
        return terminal.say(NOBODY if name in found.versions else Text("(not known)", "（未知）"))
    if name in found.versions:
        return terminal.say(found.versions[name].segmentation.segment(key).name)
    return key


def _cell(terminal: Terminal, cell: dict[str, Any] | None, currency: str) -> str:
    if cell is None:
        return "-"
    money = say_money(cell["net_revenue"], currency, terminal.lang)
    return f"{say_count(cell['customers'], terminal.lang)} / {money}"


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value)
    return "-" if value is None else str(value)
