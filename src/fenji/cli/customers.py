"""`fenji customers`: the graded customers, filtered, sorted, searched; or those nearest to a tier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.ask import check_columns, find_tier, read_limit
from fenji.cli.command import Example, Key, command
from fenji.cli.facts import customer_facts, customer_keys, run_facts, run_keys
from fenji.cli.listing import show_customers, show_run, tier_label
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.errors import FenjiError
from fenji.language import Text, say_count, say_money

if TYPE_CHECKING:
    from fenji.result import Result

_SHOWN = Text("{shown} of {count} customers", "显示 {shown} 位,共 {count} 位客户")
_NEAR = Text("Nearest to {tier}, what is missing, and what it is worth:", "最接近{tier}的客户、还差什么、值多少:")
_NOBODY = Text("No customer fits.", "没有符合条件的客户。")
_DEFAULT_ORDER = ("rung", "-score", "-net_revenue", "customer_id")


@command(
    "customers",
    place=50,
    summary=Text("List graded customers; or those nearest to a tier.", "列出已定级的客户,或最接近某等级的客户。"),
    examples=(
        Example(
            "fenji customers --tier VIP --sort -net_revenue --search 张 --limit 20",
            Text("VIP customers called 张, highest revenue first", "姓名含“张”的 VIP 客户,按购买金额从高到低"),
        ),
        Example(
            "fenji customers --near VIP", Text("who is closest to VIP, and what is missing", "谁最接近 VIP,还差什么")
        ),
    ),
    keys=(
        *run_keys("run"),
        Key(
            "count",
            Text(
                "how many fit, shown or not; with --near: how many are listed",
                "符合条件的客户数;使用 --near 时为列出的客户数",
            ),
        ),
        *customer_keys("customers[]"),
        Key("near[].customer_id", Text("with --near: the customer's id", "使用 --near 时:客户ID")),
        Key("near[].name", Text("the name; null where unknown", "客户姓名;未知为 null")),
        Key("near[].tier", Text("the tier held now", "当前等级")),
        Key("near[].gap_zh", Text("what is missing, in Chinese", "还差什么(中文)")),
        Key("near[].gap_en", Text("what is missing, in English", "还差什么(英文)")),
        Key("near[].net_revenue", Text("net revenue in the period", "周期内购买金额(扣退款)")),
        Key("near[].worth", Text("what the step is worth; null where unknown", "升级的价值;未知为 null")),
    ),
)
def customers(  # noqa: PLR0913 - the options of one command line, all by name
    terminal: Terminal,
    *,
    tier: Annotated[
        str | None,
        typer.Option("--tier", metavar="TIER"),
        Text("only this tier (or: ungraded)", "只看某个等级(或 暂不评级)"),
    ] = None,
    sort: Annotated[
        list[str] | None,
        typer.Option("--sort", metavar="COLUMN"),
        Text(
            "sort by a column, -column for the highest first; may be given again",
            "按列排序,列名前加 - 为从高到低,可多次使用",
        ),
    ] = None,
    search: Annotated[
        str | None,
        typer.Option("--search", metavar="WORDS"),
        Text("part of an id, name, phone, e-mail or WeChat id", "客户ID、姓名、电话、邮箱或微信号的一部分"),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N"), Text("at most so many", "最多显示多少位")] = 20,
    near: Annotated[
        str | None,
        typer.Option("--near", metavar="TIER"),
        Text("who is closest to this tier from below", "谁最接近升到这个等级"),
    ] = None,
    run: Annotated[
        str | None, typer.Option("--run", metavar="RUN"), Text("a run; default: the newest", "评级批次;默认最新")
    ] = None,
    scheme: Annotated[
        str | None,
        typer.Option("--scheme", metavar="NAME"),
        Text("the newest run of this scheme", "该分级标准的最新批次"),
    ] = None,
) -> Answer:
    """A page of the newest run, or of another."""
    result = terminal.workspace.result(run, scheme=scheme)
    if near is not None:
        return _near(result, near, read_limit(limit), terminal)
    order = check_columns(result, sort or _DEFAULT_ORDER, option="--sort")
    where = None if tier is None else {"tier": find_tier(result, tier)}
    count = result.count(where=where, search=search)
    rows = list(result.rows(order=order, where=where, search=search, limit=read_limit(limit)))

    def show() -> None:
        show_run(result, terminal)
        if not rows:
            terminal.write(_NOBODY)
            return
        show_customers(result, rows, terminal)
        terminal.hint(_SHOWN.fill(shown=say_count(len(rows), terminal.lang), count=say_count(count, terminal.lang)))

    found = [customer_facts(result, row, terminal.lang) for row in rows]
    return Answer({"run": run_facts(result.run), "count": count, "customers": found}, show)


def _near(result: Result, name: str, limit: int, terminal: Terminal) -> Answer:
    from fenji.review.near import near

    key = find_tier(result, name)
    if key is None:
        problem = Text("nobody can be near to being ungraded", "“暂不评级”不是可升到的等级")
        raise FenjiError(problem, where="--near", fix=Text("Name a tier of the scheme.", "请给出一个等级。"))
    found = near(result, key, limit)

    def show() -> None:
        show_run(result, terminal)
        terminal.write(_NEAR.fill(tier=verbatim(terminal.say(result.scheme.tier(key).name))))
        if not found:
            terminal.write(_NOBODY)
            return
        _show_near(result, found, terminal)

    facts = [
        {
            "customer_id": one.customer_id,
            "name": one.name,
            "tier": one.tier,
            "gap_zh": one.gap.zh,
            "gap_en": one.gap.en,
            "net_revenue": one.net_revenue,
            "worth": one.worth,
        }
        for one in found
    ]
    return Answer({"run": run_facts(result.run), "count": len(found), "near": facts}, show)


def _show_near(result: Result, found: list[Any], terminal: Terminal) -> None:
    headings = (
        Heading(Text("Id", "客户ID")),
        Heading(Text("Name", "客户姓名")),
        Heading(Text("Now", "当前等级")),
        Heading(Text("Missing", "还差")),
        Heading(Text("Worth", "价值"), "right", is_whole=True),
    )
    unknown = terminal.say(Text("unknown", "未知"))
    terminal.table(
        headings,
        [
            [
                one.customer_id,
                unknown if one.name is None else one.name,
                tier_label(result, one.tier, terminal),
                terminal.say(one.gap),
                say_money(one.worth, result.run.currency, terminal.lang),
            ]
            for one in found
        ],
    )
