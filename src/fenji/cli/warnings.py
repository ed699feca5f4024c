"""`fenji warnings`: whose tier ends soon, when, and what would keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.ask import read_limit
from fenji.cli.command import Example, Key, command
from fenji.cli.facts import run_facts, run_keys, tier_name
from fenji.cli.listing import show_run, tier_label
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.cli.which_run import RunId, SchemeName
from fenji.errors import FenjiError
from fenji.language import Text, say_money

if TYPE_CHECKING:
    from rich.text import Text as Styled

    from fenji.result import Result
    from fenji.review.ending import Ending

_NO_RULES = Text(
    "This standard has no transition rules: nobody's tier is protected, so none ends. Add `transitions:` to it.",
    "该标准没有升降级规则，等级不受保护，也就没有到期。可在标准中添加 `transitions:`。",
)
_NOBODY = Text("Nobody's tier ends within {n} day{n:s}.", "{n} 天内没有等级到期的客户。")
_NEXT_RUN = Text("next run", "下次评级")
_LIMIT = Text("limit: {name}", "封顶：{name}")
_NOTHING = Text("no single change of figures keeps it", "单凭这些数据无法保级")
_NEXT = Text(
    "Next: fenji explain ID · fenji customers --tier TIER", "下一步：fenji explain 客户ID · fenji customers --tier 等级"
)


@command(
    "warnings",
    place=72,
    summary=Text("List customers whose tier ends soon, with the gap to keep it.", "列出等级即将到期的客户及保级差距。"),
    about=Text(
        "Under a scheme's transition rules, who falls below a tier's standard holds it for a while. Whose protection "
        "ends within --within days of the run's day is listed, with what would suffice to keep the tier.",
        "按标准的升降级规则，客户未达标后等级仍保留一段时间。"
        "此处列出保护期在评估基准日后 --within 天内结束的客户，及保级所需条件。",
    ),
    examples=(
        Example("fenji warnings", Text("of the newest run", "最新批次")),
        Example("fenji warnings --within 60 --limit 100", Text("within 60 days", "60 天内")),
    ),
    keys=(
        *run_keys("run"),
        Key("within_days", Text("so many days ahead", "提前天数")),
        Key("warnings[].customer_id", Text("the customer's id", "客户ID")),
        Key("warnings[].name", Text("the name; null where unknown", "客户姓名；未知为 null")),
        Key("warnings[].tier", Text("the tier held", "当前等级")),
        Key("warnings[].next_tier", Text("the tier that comes; null for ungraded", "到期后的等级；暂不评级为 null")),
        Key("warnings[].below_since", Text("the day it was first not met", "首次未达标的日期")),
        Key(
            "warnings[].leaves_on",
            Text("the day it ends if nothing changes; null: at the next run", "到期日；null 表示下次评级时"),
        ),
        Key(
            "warnings[].runs_left",
            Text("evaluations until it ends, where they are counted; else null", "剩余评定次数；不按次数则为 null"),
        ),
        Key(
            "warnings[].score_gap",
            Text(
                "points missing to keep it; null where it is no matter of points", "保级还差的分数；与分数无关则为 null"
            ),
        ),
        Key("warnings[].limit", Text("the limit that ends it; else null", "导致降级的封顶规则；没有则为 null")),
        Key("warnings[].steps[].column", Text("a figure that has to change", "需要变化的指标")),
        Key("warnings[].steps[].value", Text("what it is", "现值")),
        Key("warnings[].steps[].needed", Text("what suffices, all steps together", "所需值（各项同时满足）")),
        Key("warnings[].steps[].text", Text("the same in words", "文字说明")),
        Key("warnings[].net_revenue", Text("net revenue in the period", "周期内购买金额")),
    ),
)
def warnings(
    terminal: Terminal,
    *,
    within: Annotated[
        int | None,
        typer.Option("--within", metavar="DAYS"),
        Text(
            "so many days ahead; default: the scheme's warn_days, else 30",
            "提前天数；默认取标准的 warn_days，否则 30 天",
        ),
    ] = None,
    run: RunId = None,
    scheme: SchemeName = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N"), Text("at most so many customers", "最多列出多少位客户")
    ] = 50,
) -> Answer:
    """The soonest first, then the largest revenue."""
    from fenji.review.ending import ending, warning_days

    most = read_limit(limit)
    if within is not None and within < 0:
        problem = Text("{n} is no number of days ahead", "{n} 不是天数").fill(n=within)
        raise FenjiError(problem, where="--within", fix=Text("Give 0 or more.", "请给 0 或更大的数。"))
    result = terminal.workspace.result(run, scheme=scheme)
    days = warning_days(result.scheme) if within is None else within
    found = ending(result, within=days, limit=most)

    def show() -> None:
        show_run(result, terminal)
        if result.scheme.scheme.transitions is None:
            terminal.write(_NO_RULES)
        elif not found:
            terminal.write(_NOBODY.fill(n=days))
        else:
            _show(result, found, terminal)
            terminal.hint(_NEXT)

    listed = [_facts(one, terminal) for one in found]
    return Answer({"run": run_facts(result.run), "within_days": days, "warnings": listed}, show)


def _show(result: Result, found: list[Ending], terminal: Terminal) -> None:
    headings = (
        Heading(Text("Id", "客户ID")),
        Heading(Text("Name", "客户姓名")),
        Heading(Text("Tier", "等级")),
        Heading(Text("Ends", "到期"), is_whole=True),
        Heading(Text("Then", "到期后")),
        Heading(Text("Keeps it", "保级所需")),
        Heading(Text("Net revenue", "购买金额"), "right", is_whole=True),
    )
    rows: list[list[str | Styled]] = [
        [
            one.customer_id,
            verbatim(one.name or "-"),
            tier_label(result, one.tier, terminal),
            one.leaves_on.isoformat() if one.leaves_on else terminal.say(_NEXT_RUN),
            terminal.say(tier_name(result, one.next_tier)),
            _keeps(result, one, terminal),
            say_money(one.net_revenue, result.run.currency, terminal.lang),
        ]
        for one in found
    ]
    terminal.table(headings, rows)


def _keeps(result: Result, one: Ending, terminal: Terminal) -> str:
    if one.steps:
        return ("；" if terminal.lang == "zh" else "; ").join(terminal.say(step.text) for step in one.steps)
    if one.limit is None:
        return terminal.say(_NOTHING)
    limit = next((each for each in result.scheme.scheme.limits if each.name == one.limit), None)
    name = Text(one.limit, one.limit) if limit is None or not limit.label.en else limit.label
    return terminal.say(_LIMIT.fill(name=name))


def _facts(one: Ending, terminal: Terminal) -> dict[str, Any]:
    steps = [{"column": step.column, "value": step.value, "needed": step.needed, "text": terminal.say(step.text)}
             for step in one.steps]  # fmt: skip
    return {
        "customer_id": one.customer_id,
        "name": one.name,
        "tier": one.tier,
        "next_tier": one.next_tier,
        "below_since": one.below_since,
        "leaves_on": one.leaves_on,
        "runs_left": one.runs_left,
        "score_gap": one.score_gap,
        "limit": one.limit,
        "steps": steps,
        "net_revenue": one.net_revenue,
    }
