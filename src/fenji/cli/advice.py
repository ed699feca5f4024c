"""`fenji advice`: what stands out in a run, ranked by what is at stake; or what to do about one customer."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.ask import read_limit
from fenji.cli.command import Example, Key, command
from fenji.cli.facts import run_facts, run_keys
from fenji.cli.listing import show_run
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.cli.which_run import RunId, SchemeName
from fenji.language import Text, say_money

if TYPE_CHECKING:
    from fenji.advice.finding import Finding
    from fenji.result import Result

_NOTHING = Text("Nothing stands out in this run.", "本次评级没有特别值得关注的情况。")
_PRIZE = Text("At stake:", "涉及金额")
_SAYS = Text("What the numbers say", "数据分析")
_DO = Text("What to do", "行动建议")
_OF = Text("{name}: {words}", "{name}：{words}")
_WRONG = Text(
    "playbook.yaml has {n} mistake{n:s}, so the playbook that comes with fenji is used: {first}",
    "playbook.yaml 有 {n} 处错误，现使用内置的行动手册：{first}",
)


@command(
    "advice",
    place=61,
    summary=Text(
        "Say what stands out in a run, ranked by what is at stake; or what to do about one customer.",
        "列出本次评级值得关注的结论，按涉及金额排序；或给出某位客户的行动建议。",
    ),
    about=Text(
        "Each finding counts customers by a condition that `fenji customers --where` and the list in the web app take "
        "as it stands. The prize is what is at stake in the run's currency over its window, as the kind of finding "
        "defines it. What to do is from the playbook; a file playbook.yaml in the workspace changes its words.",
        "每条结论都按一个条件统计客户，可直接用于 fenji customers --where 与网页列表。"
        "涉及金额为评估周期内、以本批次币种计的金额，定义因结论类型而异。"
        "行动来自行动手册，可用工作区中的 playbook.yaml 修改文字。",
    ),
    examples=(
        Example("fenji advice --limit 5", Text("the five with most at stake", "涉及金额最大的五条")),
        Example("fenji advice --customer C001", Text("what to do about one customer", "某位客户的行动建议")),
    ),
    keys=(
        *run_keys("run"),
        Key("findings[].name", Text("the kind, with its subject: overdue:VIP", "结论类型与对象：overdue:VIP")),
        Key("findings[].kind", Text("the kind of finding", "结论类型")),
        Key("findings[].text_zh", Text("the sentence in Chinese", "结论（中文）")),
        Key("findings[].text_en", Text("the sentence in English", "结论（英文）")),
        Key("findings[].tone", Text("good, bad or plain", "good 好、bad 问题或 plain 现状")),
        Key("findings[].customers", Text("how many customers; null: none are meant", "客户数；不涉及客户为 null")),
        Key("findings[].prize", Text("what is at stake; null: no money", "涉及金额；无法以金额表示为 null")),
        Key("findings[].where[]", Text("the condition, one --where each", "条件，每项对应一个 --where")),
        Key(
            "findings[].address",
            Text("the address of the web's list", "网页客户列表的地址"),
        ),
        Key("customer.customer_id", Text("with --customer: the customer's id", "使用 --customer 时：客户ID")),
        Key("customer.name", Text("the name; null where unknown", "客户姓名；未知为 null")),
        Key("customer.tier", Text("the tier held", "当前等级")),
        Key("customer.stage", Text("the lifecycle stage", "生命周期阶段")),
        Key("customer.findings[]", Text("what the numbers say", "数据分析")),
        Key("customer.suggestions[]", Text("what to do, the most important first", "行动建议，重要的在前")),
        Key("customer.with_tier", Text("what the playbook says of the tier", "行动手册对该等级的要求")),
        Key("customer.in_stage", Text("what the playbook says of the stage", "行动手册对该阶段的要求")),
    ),
)
def advice(
    terminal: Terminal,
    *,
    customer: Annotated[
        str | None, typer.Option("--customer", metavar="ID"), Text("only this customer", "只看这位客户")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N"), Text("at most so many", "最多显示多少条")] = 20,
    run: RunId = None,
    scheme: SchemeName = None,
) -> Answer:
    """The findings of the newest run, or of another; or the advice for one customer."""
    from fenji.advice.playbook.book import calm
    from fenji.workspace.advising import findings_of
    from fenji.workspace.several import newest_result

    most = read_limit(limit)
    result = newest_result(terminal.workspace, run=run, scheme=scheme)
    if customer is not None:
        return _of_customer(terminal, result, customer)
    found = findings_of(terminal.workspace, result, most)

    def show() -> None:
        show_run(result, terminal)
        if not found:
            terminal.write(_NOTHING)
            return
        for number, one in enumerate(found, start=1):
            terminal.write(verbatim(f"{number}. {terminal.say(one.text)}"))
            if one.prize is not None:
                money = say_money(calm(one.prize), result.run.currency, terminal.lang)
                terminal.write(verbatim(f"   {terminal.say(_PRIZE)} {money}"))
            if one.asked is not None:
                terminal.write(verbatim("   fenji customers " + " ".join(_option(each) for each in one.asked.options)))

    facts: dict[str, Any] = {"run": run_facts(result.run), "findings": [_facts(one) for one in found], "customer": None}
    return Answer(facts, show)


def _option(condition: str) -> str:
    return f"--where {quote(condition)}"


def _facts(one: Finding) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": one.kind,
        "text_zh": one.text.zh,
        "text_en": one.text.en,
        "tone": one.tone,
        "customers": one.customers,
        "prize": one.prize,
        "where": list(one.asked.options) if one.asked else [],
        "address": f"/customers/{one.asked.address}" if one.asked else None,
    }


def _of_customer(terminal: Terminal, result: Result, customer_id: str) -> Answer:
    from fenji.workspace.advising import advice_for, playbook_in

    found = advice_for(terminal.workspace.folder, result, customer_id, terminal.lang)
    _, wrong = playbook_in(terminal.workspace.folder)
    tier = found.tier

    def show() -> None:
        show_run(result, terminal)
        called = found.row.get("name")
        name = verbatim(customer_id if called is None else f"{called} ({customer_id})")
        terminal.write(name if tier is None else f"{name} · {terminal.say(tier.name)}")
        for title, lines in ((_SAYS, found.findings), (_DO, found.suggestions)):
            terminal.write("")
            terminal.write(title)
            for line in lines:
                terminal.write(verbatim(f"  - {line}"))
        if tier is not None and found.with_tier:
            terminal.write("")
            terminal.write(verbatim(terminal.say(_OF.fill(name=tier.name, words=found.with_tier))))
        if found.stage is not None and found.in_stage:
            terminal.write(verbatim(terminal.say(_OF.fill(name=found.stage, words=found.in_stage))))
        if wrong is not None:
            terminal.hint(_WRONG.fill(n=len(wrong.issues), first=wrong.issues[0].problem))

    facts = {
        "customer_id": customer_id,
        "name": found.row.get("name"),
        "tier": found.row.get("tier"),
        "stage": found.row.get("stage"),
        "findings": found.findings,
        "suggestions": found.suggestions,
        "with_tier": None if found.with_tier is None else terminal.say(found.with_tier),
        "in_stage": None if found.in_stage is None else terminal.say(found.in_stage),
    }
    return Answer({"run": run_facts(result.run), "findings": [], "customer": facts}, show)
