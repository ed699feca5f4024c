"""`fenji lifecycle`: how many customers are in which stage, how they moved between stages, and why one is where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.facts import run_facts, run_keys, share
from fenji.cli.segment_facts import UNSTAGED, pairs, segment_facts, segment_keys, show_counts
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.cli.which_run import RunId, SchemeName
from fenji.language import Text, say_count, say_money, say_share

if TYPE_CHECKING:
    from fenji.result_records import Run
    from fenji.workspace.lifecycle import Conversion, Stages
    from fenji.workspace.workspace import Workspace

_FIGURES = ("recency_days", "buying_days", "gap_days", "gap_basis", "return_gap_days", "gap_at_return")
_RUN = Text("As of {day}, run {run}", "评估基准日 {day}，批次 {run}")
_SINCE = Text("Since {day} (run {run}):", "与 {day} 相比（批次 {run}）：")
_NEW, _GONE = Text("(new customer)", "（新增客户）"), Text("(gone)", "（移出）")


@command(
    "lifecycle",
    place=76,
    summary=Text(
        "Show lifecycle stages, moves between them, and why one customer is where.",
        "查看生命周期阶段、阶段间的流转，以及某位客户所处阶段的依据。",
    ),
    examples=(
        Example("fenji lifecycle", Text("customers and revenue by stage, and moves", "各阶段客户数、金额与流转")),
        Example("fenji lifecycle C001", Text("why this customer is in their stage", "该客户处于某阶段的依据")),
    ),
    keys=(
        *run_keys("run"),
        *segment_keys("stages[]"),
        Key("words_zh[]", Text("the stages in Chinese", "阶段划分说明（中文）")),
        Key("words_en[]", Text("the stages in English", "阶段划分说明（英文）")),
        Key("previous", Text("the run compared with; null for none", "对比的批次；没有则为 null")),
        *run_keys("previous"),
        Key(
            "note_zh",
            Text("why nothing is compared, in Chinese; null where it is", "不作比较的原因（中文）；有比较则为 null"),
        ),
        Key(
            "note_en",
            Text("why nothing is compared, in English; null where it is", "不作比较的原因（英文）；有比较则为 null"),
        ),
        Key("conversions[].before", Text("the stage before; null is none", "原阶段；无为 null")),
        Key("conversions[].now", Text("the stage now; null is none", "现阶段；无为 null")),
        Key("conversions[].is_new", Text("true for customers who are new in this run", "本批次新增的客户为 true")),
        Key("conversions[].is_gone", Text("true for customers who are in it no more", "已移出的客户为 true")),
        Key("conversions[].customers", Text("how many customers", "客户数")),
        Key("conversions[].share", Text("of those in the stage before, 0 to 1", "占原阶段客户的比例（0–1）")),
        Key("conversions[].net_revenue", Text("their net revenue now", "当前购买金额（扣退款）")),
        Key("customer_id", Text("with an id: the customer", "给出客户ID时：该客户")),
        Key("stage", Text("with an id: the stage's key; null where not known", "给出客户ID时：阶段代码；未知为 null")),
        Key("why_zh", Text("with an id: why, in Chinese", "给出客户ID时：依据（中文）")),
        Key("why_en", Text("with an id: why, in English", "给出客户ID时：依据（英文）")),
        Key("recency_days", Text("days since the last order", "距上次购买天数")),
        Key("buying_days", Text("days on which they bought", "购买日数")),
        Key("gap_days", Text("the gap between buying days that counts", "所用的购买间隔（天）")),
        Key("gap_basis", Text("own, population or assumed", "own 自己的、population 全体的、assumed 假定的")),
        Key("return_gap_days", Text("the last gap", "最后一次间隔（天）")),
        Key("gap_at_return", Text("the gap that counted before the last order", "最后一次购买前所用的间隔（天）")),
    ),
)
def lifecycle(
    terminal: Terminal,
    *,
    customer_id: Annotated[
        str | None, typer.Argument(metavar="ID"), Text("one customer; default: all", "某位客户；默认全部")
    ] = None,
    run: RunId = None,
    scheme: SchemeName = None,
) -> Answer:
    """Stages of the newest run, or of another."""
    workspace = terminal.workspace
    if customer_id is not None:
        return _one(terminal, workspace, customer_id, run=run, scheme=scheme)
    from fenji.workspace.lifecycle import stages

    newest = workspace.result(run, scheme=scheme).run
    found = stages(workspace, newest)
    segmentation = found.version.segmentation
    rows = pairs(segmentation, found.counts)
    words = segmentation.say(found.version.learned, newest.currency)

    def show() -> None:
        terminal.write(_RUN.fill(day=newest.as_of.isoformat(), run=newest.id))
        show_counts(terminal, rows, newest, nobody=UNSTAGED, heading=Text("Stage", "阶段"))
        for line in words:
            terminal.write(line)
        _show_moves(terminal, found, newest)

    previous = found.previous
    facts: dict[str, Any] = {
        "run": run_facts(newest),
        "stages": [segment_facts(segment, count) for segment, count in rows],
        "words_zh": [line.zh for line in words],
        "words_en": [line.en for line in words],
        "previous": None if previous is None else run_facts(previous),
        "note_zh": None if found.note is None else found.note.zh,
        "note_en": None if found.note is None else found.note.en,
        "conversions": [_facts(one) for one in found.conversions],
    }
    return Answer(facts, show)


def _one(terminal: Terminal, workspace: Workspace, customer_id: str, *, run: str | None, scheme: str | None) -> Answer:
    from fenji.workspace.lifecycle import explain_stage

    result = workspace.result(run, scheme=scheme)
    row, why = explain_stage(workspace, result, customer_id)

    def show() -> None:
        terminal.write(_RUN.fill(day=result.run.as_of.isoformat(), run=result.run.id))
        terminal.write(Text("{id}: {why}", "{id}：{why}").fill(id=verbatim(customer_id), why=why))

    facts = {"run": run_facts(result.run), "customer_id": customer_id, "stage": row["stage"]}
    facts |= {"why_zh": why.zh, "why_en": why.en, **{name: row[name] for name in _FIGURES}}
    return Answer(facts, show)


def _facts(one: Conversion) -> dict[str, Any]:
    return {
        "before": one.before,
        "now": one.now,
        "is_new": one.is_new,
        "is_gone": one.is_gone,
        "customers": one.customers,
        "share": share(one.share),
        "net_revenue": one.net_revenue,
    }


def _show_moves(terminal: Terminal, found: Stages, run: Run) -> None:
    if found.note is not None:
        terminal.hint(found.note)
        return
    assert found.previous is not None
    terminal.title(_SINCE.fill(day=found.previous.as_of.isoformat(), run=found.previous.id))
    headings = (
        Heading(Text("From", "原阶段")),
        Heading(Text("To", "现阶段")),
        Heading(Text("Customers", "客户数"), "right", is_whole=True),
        Heading(Text("Of those before", "占原阶段"), "right", is_whole=True),
        Heading(Text("Net revenue", "购买金额"), "right", is_whole=True),
    )
    names = {segment.key: terminal.say(segment.name) for segment in found.version.segmentation.segments()}
    terminal.table(headings, [_line(terminal, one, names, run) for one in _ordered(found.conversions, list(names))])


def _line(terminal: Terminal, one: Conversion, names: dict[str, str], run: Run) -> list[str]:
    none = terminal.say(UNSTAGED)
    before = terminal.say(_NEW) if one.is_new else none if one.before is None else names[one.before]
    now = terminal.say(_GONE) if one.is_gone else none if one.now is None else names[one.now]
    return [
        before,
        now,
        say_count(one.customers, terminal.lang),
        "" if one.share is None else say_share(one.share, terminal.lang, decimals=1),
        "" if one.is_gone else say_money(one.net_revenue, run.currency, terminal.lang),
    ]


def _ordered(conversions: Sequence[Conversion], order: list[str]) -> list[Conversion]:
    """From the first stage to the last, each by where they went; who is new or gone last."""
    place: dict[str | None, int] = {key: number for number, key in enumerate(order)}
    last = len(order)
    return sorted(
        conversions, key=lambda one: (one.is_new, place.get(one.before, last), one.is_gone, place.get(one.now, last))
    )
