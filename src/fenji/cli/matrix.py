"""`fenji matrix`: two standards crossed: head-counts, revenue, and who stands in one pair of tiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.ask import UNGRADED, read_day, read_limit
from fenji.cli.command import Example, Key, command
from fenji.cli.facts import run_facts, run_keys
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.errors import FenjiError, UnknownName
from fenji.language import Text, say_count, say_money

if TYPE_CHECKING:
    from rich.text import Text as Styled

    from fenji.review.matrix import Cell, Matrix, Pair

_HEAD = Text("{first} × {second} · as of {day}", "{first} × {second} · 评估基准日 {day}")
_APART = Text("{n} customer{n:s} only in one of the two.", "{n} 位客户只在其中一个批次。")
_ALL = Text("All", "合计")
_MEMBERS = Text("{first} and {second}: {n} customer{n:s}, {revenue}", "{first}且{second}：{n} 位客户，{revenue}")


@command(
    "matrix",
    place=55,
    summary=Text("Cross two schemes: who is VIP and of high potential.", "两个标准的等级矩阵，例如价值 × 潜力。"),
    about=Text(
        "Both schemes have to be graded as of the same day; the newest such day is taken, or --as-of. Rows are the "
        "tiers of the first, columns those of the second; revenue is that of the first scheme's period.",
        "两个标准需在同一评估基准日评过级；默认取最近的共同日期，或用 --as-of 指定。"
        "行为第一个标准的等级，列为第二个标准的等级；金额按第一个标准的评估周期。",
    ),
    examples=(
        Example("fenji matrix value potential", Text("value × potential", "价值 × 潜力")),
        Example(
            "fenji matrix value potential --cell VIP,high",
            Text("who is VIP and of high potential", "哪些客户是 VIP 且潜力高"),
        ),
    ),
    keys=(
        *run_keys("first"),
        *run_keys("second"),
        Key("cells[].first", Text("a tier of the first; null: ungraded", "第一个标准的等级；暂不评级为 null")),
        Key("cells[].second", Text("a tier of the second; null: ungraded", "第二个标准的等级；暂不评级为 null")),
        Key("cells[].customers", Text("how many customers", "客户数")),
        Key("cells[].net_revenue", Text("their net revenue; null where unknown", "购买金额（扣退款）；未知为 null")),
        Key("apart", Text("customers whom only one of the two knows", "只在其中一个批次的客户数")),
        Key("customers[].customer_id", Text("with --cell: a customer of it", "使用 --cell 时：客户ID")),
        Key("customers[].name", Text("the name; null where unknown", "客户姓名；未知为 null")),
        Key("customers[].net_revenue", Text("the net revenue", "购买金额（扣退款）")),
    ),
)
def matrix(
    terminal: Terminal,
    *,
    first: Annotated[str, typer.Argument(metavar="SCHEME"), Text("the rows", "行：分级标准")],
    second: Annotated[str, typer.Argument(metavar="SCHEME"), Text("the columns", "列：分级标准")],
    cell: Annotated[
        str | None,
        typer.Option("--cell", metavar="TIER,TIER"),
        Text("who stands in one pair of tiers", "列出某一格的客户"),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DAY"),
        Text("the as-of date; default: the newest that both have", "评估基准日；默认取最近的共同日期"),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N"), Text("with --cell: at most so many", "最多列出多少位")
    ] = 20,
) -> Answer:
    """Head-count and revenue of every pair of tiers; with --cell the customers of one."""
    from fenji.workspace.several import matrix as cross
    from fenji.workspace.several import members

    crossing = cross(terminal.workspace, first, second, as_of=read_day(as_of))
    facts: dict[str, Any] = {
        "first": run_facts(crossing.first),
        "second": run_facts(crossing.second),
        "cells": [_facts(crossing.cell(a, b)) for a in crossing.keys(0) for b in crossing.keys(1)],
        "apart": crossing.apart,
    }
    if cell is None:
        return Answer(facts, lambda: _show(crossing, terminal))
    pair = _pair(crossing, cell)
    found = members(terminal.workspace, crossing, pair, limit=read_limit(limit))
    return Answer(facts | {"customers": found}, lambda: _show_members(crossing, pair, found, terminal))


def _facts(cell: Cell) -> dict[str, Any]:
    return {
        "first": cell.first,
        "second": cell.second,
        "customers": cell.customers,
        "net_revenue": cell.net_revenue,
    }


def _pair(crossing: Matrix, words: str) -> Pair:
    """The pair of tiers a person means by keys or names in either language."""
    parts = words.replace("，", ",").split(",")
    if len(parts) != 2:
        problem = Text("'{words}' is not a pair of tiers", "“{words}”不是一对等级").fill(words=words)
        raise FenjiError(problem, where="--cell", fix=Text("Write it as VIP,high.", "请写成 VIP,high。"))
    return _tier(crossing, 0, parts[0]), _tier(crossing, 1, parts[1])


def _tier(crossing: Matrix, place: int, words: str) -> str | None:
    tiers = crossing.schemes[place].scheme.tiers
    known = {word.casefold(): tier.key for tier in tiers for word in (tier.name.en, tier.name.zh, tier.key)}
    wanted = words.strip().casefold()
    if wanted in known:
        return known[wanted]
    if wanted in (UNGRADED.en, UNGRADED.zh):
        return None
    names = [*(tier.key for tier in tiers), UNGRADED.en]
    raise UnknownName(Text("tier", "等级"), words.strip(), known=names, where="--cell")


def _name(crossing: Matrix, place: int, key: str | None) -> Text:
    return UNGRADED if key is None else crossing.schemes[place].tier(key).name


def _head(crossing: Matrix, terminal: Terminal) -> None:
    titles = [verbatim(terminal.say(one.scheme.title)) for one in crossing.schemes]
    terminal.write(_HEAD.fill(first=titles[0], second=titles[1], day=crossing.first.as_of))
    if crossing.first.is_simulated:
        terminal.write(Text("【simulated data】", "【模拟数据】"))


def _show(crossing: Matrix, terminal: Terminal) -> None:
    _head(crossing, terminal)
    columns = crossing.keys(1)
    corner = Text("{first} ↓ {second} →", "{first} ↓ {second} →").fill(
        first=crossing.first.scheme, second=crossing.second.scheme
    )
    headings = [
        Heading(corner),
        *(Heading(_name(crossing, 1, key), "right") for key in columns),
        Heading(_ALL, "right"),
    ]
    rows = [
        [
            terminal.say(_name(crossing, 0, key)),
            *(_said(crossing.cell(key, other), crossing, terminal) for other in columns),
            _said(crossing.total(0, key), crossing, terminal),
        ]
        for key in crossing.keys(0)
    ]
    totals = (_said(crossing.total(1, key), crossing, terminal) for key in columns)
    everyone = sum(cell.customers for cell in crossing.cells.values())
    rows.append([terminal.say(_ALL), *totals, say_count(everyone, terminal.lang)])
    terminal.table(headings, rows)
    if crossing.apart:
        terminal.hint(_APART.fill(n=say_count(crossing.apart, terminal.lang)))


def _said(cell: Cell, crossing: Matrix, terminal: Terminal) -> str | Styled:
    """The head-count, and the revenue below it."""
    from rich.text import Text as Styled

    if not cell.customers:
        return "-"
    revenue = say_money(cell.net_revenue, crossing.first.currency, terminal.lang)
    return Styled(f"{say_count(cell.customers, terminal.lang)}\n{revenue}")


def _show_members(crossing: Matrix, pair: Pair, found: list[dict[str, Any]], terminal: Terminal) -> None:
    _head(crossing, terminal)
    cell, currency = crossing.cell(*pair), crossing.first.currency
    names = [verbatim(terminal.say(_name(crossing, place, key))) for place, key in enumerate(pair)]
    count, revenue = say_count(cell.customers, terminal.lang), say_money(cell.net_revenue, currency, terminal.lang)
    terminal.write(_MEMBERS.fill(first=names[0], second=names[1], n=count, revenue=revenue))
    if not found:
        return
    headings = (
        Heading(Text("Id", "客户ID")),
        Heading(Text("Name", "客户姓名")),
        Heading(Text("Net revenue", "购买金额"), "right", is_whole=True),
    )
    unknown = terminal.say(Text("unknown", "未知"))
    terminal.table(
        headings,
        [
            [row["customer_id"], row["name"] or unknown, say_money(row["net_revenue"], currency, terminal.lang)]
            for row in found
        ],
    )
