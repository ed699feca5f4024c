"""`fenji customers`: the graded customers, filtered, sorted, searched; or those nearest to a tier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.ask import check_columns, find_tier, read_limit
from fenji.cli.command import Example, Key, command
from fenji.cli.facts import customer_facts, customer_keys, run_facts, run_keys, tier_name
from fenji.cli.in_segment import segment_filter, segments_of
from fenji.cli.listing import Beside, show_customers, show_run, tier_label
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.errors import FenjiError
from fenji.language import Text, say_count, say_money

if TYPE_CHECKING:
    from rich.text import Text as Styled

    from fenji.result import Result
    from fenji.review.near import Near

_SHOWN = Text("{shown} of {count} customer{count:s}", "显示 {shown} 位，共 {count} 位客户")
_NEAR = Text("Nearest to {tier}, what is missing, and what it is worth:", "最接近{tier}的客户、还差什么、值多少：")
_NOBODY = Text("No customer fits.", "没有符合条件的客户。")
_MERGED = Text("{id} was merged into {into}: fenji explain {into}", "{id} 已并入 {into}：fenji explain {into}")
_DEFAULT_ORDER = ("rung", "-score", "-net_revenue", "customer_id")


@command(
    "customers",
    place=50,
    summary=Text("List graded customers; or those nearest to a tier.", "列出已定级的客户，或最接近某等级的客户。"),
    examples=(
        Example(
            "fenji customers --tier VIP --sort -net_revenue --search 张 --limit 20",
            Text("VIP customers called 张, highest revenue first", "姓名含“张”的 VIP 客户，按购买金额从高到低"),
        ),
        Example(
            "fenji customers --with credit",
            Text("with the grade by the scheme `credit` beside", "同时列出标准 credit 的等级"),
        ),
        Example(
            "fenji customers --near VIP", Text("who is closest to VIP, and what is missing", "谁最接近 VIP，还差什么")
        ),
    ),
    keys=(
        *run_keys("run"),
        Key(
            "count",
            Text(
                "how many fit, shown or not; with --near: how many are listed",
                "符合条件的客户数；使用 --near 时为列出的客户数",
            ),
        ),
        *customer_keys("customers[]"),
        Key("customers[].beside", Text("with --with: the grade by other schemes", "使用 --with 时：其他标准的等级")),
        Key("customers[].beside.*.tier", Text("the tier by that scheme; null: ungraded", "该标准的等级或 null")),
        Key("customers[].beside.*.tier_name", Text("its name", "等级名称")),
        Key("customers[].beside.*.score", Text("the score by it", "该标准的总评分")),
        Key("customers[].segments", Text("segments by segmentation", "所属客群")),
        Key("customers[].segments.*", Text("the segment's key; null: in none", "客群代码；不属于任何客群为 null")),
        Key("merged[].customer_id", Text("with --search: an id that was merged", "使用 --search 时：已并入的客户ID")),
        Key("merged[].into", Text("whom it was merged into", "并入的客户")),
        Key("near[].customer_id", Text("with --near: the customer's id", "使用 --near 时：客户ID")),
        Key("near[].name", Text("the name; null where unknown", "客户姓名；未知为 null")),
        Key("near[].tier", Text("the tier held now", "当前等级")),
        Key("near[].score", Text("the score now", "当前总评分")),
        Key(
            "near[].score_gap",
            Text("points missing to the tier; null where rules grade", "差多少分；按规则定级为 null"),
        ),
        Key("near[].steps[].column", Text("a figure that would have to change", "需要变化的数据列")),
        Key("near[].steps[].value", Text("its value now", "当前值")),
        Key("near[].steps[].needed", Text("the value that suffices", "需要达到的值")),
        Key("near[].steps[].text_zh", Text("the step in Chinese", "文字说明（中文）")),
        Key("near[].steps[].text_en", Text("the step in English", "文字说明（英文）")),
        Key("near[].net_revenue", Text("net revenue in the period", "周期内购买金额（扣退款）")),
        Key("near[].worth", Text("what the step is worth; null where unknown", "升级的价值；未知为 null")),
    ),
)
def customers(  # noqa: PLR0913 - each is an option
    terminal: Terminal,
    *,
    tier: Annotated[
        str | None,
        typer.Option("--tier", metavar="TIER"),
        Text("only this tier (or: ungraded)", "只看某个等级（或 暂不评级）"),
    ] = None,
    segment: Annotated[
        str | None,
        typer.Option("--segment", metavar="NAME"),
        Text("only this segment: abc=A, a key or a name", "只看某个客群：abc=A、代码或名称"),
    ] = None,
    stage: Annotated[
        str | None, typer.Option("--stage", metavar="STAGE"), Text("only this lifecycle stage", "只看某个生命周期阶段")
    ] = None,
    sort: Annotated[
        list[str] | None,
        typer.Option("--sort", metavar="COLUMN"),
        Text(
            "sort by a column, -column for the highest first; may be given again",
            "按列排序，列名前加 - 为从高到低，可多次使用",
        ),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="CONDITION"),
        Text(
            "tier=VIP, or column:operator:value as `fenji advice` prints; may be given again, all must hold",
            "tier=VIP 或 column:operator:value，与 fenji advice 的输出一致；可多次使用，须同时满足",
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
    beside: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="SCHEME"),
        Text(
            "the grade by another scheme as of the same day; may be given again",
            "同时列出另一标准同日的等级，可多次使用",
        ),
    ] = None,
    run: Annotated[
        str | None,
        typer.Option("--run", metavar="RUN"),
        Text("a run; default: the newest of the primary scheme", "评级批次；默认为主标准的最新批次"),
    ] = None,
    scheme: Annotated[
        str | None,
        typer.Option("--scheme", metavar="NAME"),
        Text("the newest run of this scheme", "该分级标准的最新批次"),
    ] = None,
) -> Answer:
    """A page of the newest run, or of another."""
    from fenji.workspace.explaining import merged_like
    from fenji.workspace.several import newest_result

    most = read_limit(limit)
    result = newest_result(terminal.workspace, run=run, scheme=scheme)
    if near is not None:
        return _near(result, near, most, terminal)
    order = check_columns(result, sort or _DEFAULT_ORDER, option="--sort")
    chosen: dict[str, object] = {} if tier is None else {"tier": find_tier(result, tier)}
    chosen |= segment_filter(terminal.workspace, result, segment=segment, stage=stage)
    found = _among(result, where or [])
    count = found.count(where=chosen, search=search)
    rows = list(found.rows(result.columns, order=order, where=chosen, search=search, limit=most))
    others = _others(terminal, result, beside or [], [str(row["customer_id"]) for row in rows])
    merged = merged_like(terminal.workspace, search) if search else {}

    def show() -> None:
        show_run(result, terminal)
        if rows:
            show_customers(result, rows, terminal, beside=[one.column(terminal) for one in others])
            terminal.hint(_SHOWN.fill(shown=say_count(len(rows), terminal.lang), count=say_count(count, terminal.lang)))
        elif not merged:
            terminal.write(_NOBODY)
        for old, into in merged.items():
            terminal.write(_MERGED.fill(id=verbatim(old), into=verbatim(into)))

    told = [{**customer_facts(result, row, terminal.lang), **_beside_facts(row, others, terminal)} for row in rows]
    for facts, mine in zip(told, segments_of(terminal.workspace, result, rows), strict=True):
        facts["segments"] = mine
    facts = {"run": run_facts(result.run), "count": count, "customers": told}
    return Answer(facts | {"merged": [{"customer_id": old, "into": into} for old, into in merged.items()]}, show)


def _among(result: Result, where: Sequence[str]) -> Result:
    from fenji.advice.asked import Asked, names_of

    return Asked.read(where, tuple(names_of(result))).among(result) if where else result


@dataclass(frozen=True)
class _Other:
    """The grades of a page's customers by another scheme."""

    name: str
    result: Result
    grades: Mapping[str, Mapping[str, Any]]

    def column(self, terminal: Terminal) -> Beside:
        """Its column of the table."""
        return self.result.scheme.scheme.title, lambda customer: self._said(customer, terminal)

    def _said(self, customer: str, terminal: Terminal) -> str | Styled:
        grade = self.grades.get(customer)
        return "-" if grade is None else tier_label(self.result, grade["tier"], terminal)


def _others(terminal: Terminal, result: Result, names: Sequence[str], ids: Sequence[str]) -> list[_Other]:
    from fenji.workspace.several import result_beside, tiers_beside

    found = []
    for name in dict.fromkeys(names):
        other = result_beside(terminal.workspace, result, name)
        found.append(_Other(name, other, tiers_beside(other, ids)))
    return found


def _beside_facts(row: Mapping[str, Any], others: Sequence[_Other], terminal: Terminal) -> dict[str, Any]:
    if not others:
        return {}
    told: dict[str, Any] = {}
    for one in others:
        grade = one.grades.get(str(row["customer_id"]))
        if grade is not None:
            name = terminal.say(tier_name(one.result, grade["tier"]))
            told[one.name] = {"tier": grade["tier"], "tier_name": name, "score": grade["score"]}
    return {"beside": told}


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

    return Answer(
        {"run": run_facts(result.run), "count": len(found), "near": [_near_facts(one) for one in found]}, show
    )


def _near_facts(one: Near) -> dict[str, Any]:
    return {
        "customer_id": one.customer_id,
        "name": one.name,
        "tier": one.tier,
        "score": one.score,
        "score_gap": one.score_gap,
        "steps": [
            {
                "column": step.column,
                "value": step.value,
                "needed": step.needed,
                "text_zh": step.text.zh,
                "text_en": step.text.en,
            }
            for step in one.steps
        ],
        "net_revenue": one.net_revenue,
        "worth": one.worth,
    }


def _show_near(result: Result, found: list[Near], terminal: Terminal) -> None:
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
                _steps(one, terminal),
                say_money(one.worth, result.run.currency, terminal.lang),
            ]
            for one in found
        ],
    )


def _steps(one: Near, terminal: Terminal) -> Styled:
    from rich.text import Text as Styled

    return Styled("\n".join(verbatim(terminal.say(step.text)) for step in one.steps))
