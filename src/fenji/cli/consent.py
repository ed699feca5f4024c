"""`fenji consent`: what customers agreed to, by purpose and channel, with its proof."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from fenji.cli.actor import As, Reason, asked_by
from fenji.cli.ask import read_day
from fenji.cli.command import Example, Key, command
from fenji.cli.export_list import Purpose
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.workspace.consents import Consent

_CONSENT = (
    ("sequence", "its number", "编号"),
    ("customer_id", "the customer's id", "客户ID"),
    ("purpose", "what for", "用途"),
    ("channel", "by which channel", "渠道"),
    ("event", "granted or withdrawn", "同意或撤回"),
    ("basis", "the legal basis", "合法性依据"),
    ("source", "where it was said", "来源"),
    ("happened_at", "when it was said", "时间"),
    ("expires_on", "its last day; null without one", "到期日；无则为 null"),
    ("text_version", "the text that was shown", "文本版本"),
    ("proof", "where the proof is kept", "凭证"),
    ("actor", "who kept it", "登记人"),
    ("decided_at", "when it was kept, UTC", "登记时间（UTC）"),
)
_KEYS = tuple(Key(name, Text(en, zh)) for name, en, zh in _CONSENT)
Customer = Annotated[str, typer.Argument(metavar="ID"), Text("the customer's id", "客户ID")]
Source = Annotated[
    str,
    typer.Option("--source", metavar="WORDS"),
    Text("where it was said: a form, a shop, the hotline", "来源：表单、门店、热线等"),
]
On = Annotated[
    str | None, typer.Option("--on", metavar="DAY"), Text("when it was said; default: now", "表示的日期，默认为现在")
]
_KEPT = Text(
    "{id}: {purpose} by {channel} – {state} (no. {number})", "{id}：{purpose}·{channel} – {state}（编号 {number}）"
)
_NONE = Text("Nothing was said: {id} is left out of every list.", "没有任何记录：{id} 不会出现在任何联系名单中。")


@command(
    "consent grant",
    place=130,
    summary=Text("Keep that a customer consented.", "登记客户的同意。"),
    about=Text(
        "One purpose and one channel at a time, with the text that was shown; there is no consent to everything.",
        "每次只登记一种用途和一个渠道，并注明所出示文本的版本；不接受一揽子同意。",
    ),
    examples=(
        Example(
            "fenji consent grant C00001 --purpose 短信 --source 注册页 --text-version 2024-05",
            Text("marketing by text message", "短信营销"),
        ),
    ),
    keys=_KEYS,
)
def consent_grant(
    terminal: Terminal,
    *,
    customer: Customer,
    purpose: Purpose,
    source: Source,
    text_version: Annotated[
        str, typer.Option("--text-version", metavar="WORDS"), Text("which text was shown", "所出示文本的版本")
    ] = "",
    until: Annotated[str | None, typer.Option("--until", metavar="DAY"), Text("its last day", "到期日，含当日")] = None,
    proof: Annotated[str, typer.Option("--proof", metavar="WORDS"), Text("where the proof is kept", "凭证存放处")] = "",
    on: On = None,
    name: As = None,
) -> Answer:
    """Kept with who, when, where and which text; a later word of the same person takes its place."""
    more = {"text_version": text_version, "proof": proof}
    last = read_day(until, option="--until")
    return _keep(terminal, name, customer, purpose, "granted", source, on, expires_on=last, **more)


@command(
    "consent withdraw",
    place=131,
    summary=Text("Keep that a customer withdrew a consent.", "登记客户撤回同意。"),
    examples=(
        Example("fenji consent withdraw C00001 --purpose 短信 --source 退订短信", Text("holds at once", "立即生效")),
    ),
    keys=_KEYS,
)
def consent_withdraw(
    terminal: Terminal,
    *,
    customer: Customer,
    purpose: Purpose,
    source: Source,
    reason: Reason = None,
    on: On = None,
    name: As = None,
) -> Answer:
    """In force at once: no list written from now on carries the customer for this."""
    return _keep(terminal, name, customer, purpose, "withdrawn", source, on, reason=reason or "")


@command(
    "consent show",
    place=132,
    summary=Text("Show what a customer consented to.", "查看客户的同意情况。"),
    examples=(Example("fenji consent show C00001", Text("what holds, and all that was said", "现状与全部记录")),),
    keys=(
        Key("customer_id", Text("the customer's id", "客户ID")),
        Key("holds[].purpose", Text("what for", "用途")),
        Key("holds[].channel", Text("by which channel", "渠道")),
        Key("holds[].state", Text("granted, withdrawn or expired", "已同意、已撤回或已到期")),
        Key("holds[].sequence", Text("the number of the word that holds", "生效记录的编号")),
        *(Key(f"words[].{name}", Text(en, zh)) for name, en, zh in _CONSENT),
    ),
)
def consent_show(terminal: Terminal, *, customer: Customer) -> Answer:
    """What holds today on each purpose and channel, and every word with its proof."""
    from fenji.tables.purposes import say_channel, say_purpose
    from fenji.workspace.consents import STATES, consents, newest_words
    from fenji.workspace.contact_list import today
    from fenji.workspace.decisions import known_customer

    workspace = terminal.workspace
    known_customer(workspace.lake, customer, where="customer")
    words, day = consents(workspace.lake, customer_id=customer), today(workspace)
    holds = newest_words(words)

    def show() -> None:
        if not words:
            terminal.write(_NONE.fill(id=verbatim(customer)))
            return
        headings = (Heading(Text("Purpose", "用途")), Heading(Text("Channel", "渠道")), Heading(Text("State", "状态")),
                    Heading(Text("Said on", "时间"), is_whole=True), Heading(Text("Source", "来源")),
                    Heading(Text("Text", "文本版本")), Heading(Text("No.", "编号"), is_whole=True))  # fmt: skip
        terminal.table(
            headings,
            [[terminal.say(say_purpose(one.purpose)), terminal.say(say_channel(one.channel)),
              terminal.say(STATES[one.state_on(day)]), one.happened_at.date().isoformat(), one.source,
              one.text_version or "-", str(one.sequence)] for one in holds],
        )  # fmt: skip

    stand = [{"purpose": one.purpose, "channel": one.channel, "state": one.state_on(day), "sequence": one.sequence}
             for one in holds]  # fmt: skip
    return Answer({"customer_id": customer, "holds": stand, "words": [_facts(one) for one in words]}, show)


@command(
    "consent import",
    place=133,
    summary=Text("Take consents from a CSV file.", "从 CSV 文件导入同意记录。"),
    about=Text(
        "Columns: customer_id 客户ID, purpose 用途, channel 渠道, event 状态, source 来源, happened_at 时间. "
        "And: basis 依据, expires_on 到期, text_version 文本版本, proof 凭证.",
        "列：客户ID、用途、渠道、状态（同意或撤回）、来源、时间；可选：依据、到期、文本版本、凭证。",
    ),
    examples=(
        Example("fenji consent import consents.csv", Text("lines that cannot be taken are told", "列出无法导入的行")),
    ),
    keys=(
        Key("lines", Text("lines of the file", "文件行数")),
        Key("kept", Text("those kept", "已导入行数")),
        Key("refused[].line", Text("a line that was not taken", "未导入的行号")),
        Key("refused[].why", Text("why not", "原因")),
    ),
)
def consent_import(
    terminal: Terminal,
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE"), Text("a CSV file", "CSV 文件")],
    name: As = None,
) -> Answer:
    """Every line that can be taken, in one transaction."""
    from fenji.errors import FenjiError
    from fenji.workspace.consent_file import import_consents

    if not file.is_file():
        problem = Text("there is no file '{file}'", "没有文件“{file}”").fill(file=file)
        raise FenjiError(problem, where="FILE", fix=Text("Check the path.", "请核对路径。"))
    taken = import_consents(asked_by(terminal, name), file)

    def show() -> None:
        terminal.write(Text("{kept} of {lines} lines kept.", "共 {lines} 行，已导入 {kept} 行。").fill(
            kept=taken.kept, lines=taken.lines))  # fmt: skip
        for one in taken.refused[:20]:
            terminal.hint(
                Text("line {n}: {why}", "第 {n} 行：{why}").fill(
                    n=one.line, why=verbatim(one.error.problem.say(terminal.lang))
                )
            )

    refused = [{"line": one.line, "why": one.error.problem.say(terminal.lang)} for one in taken.refused]
    return Answer({"lines": taken.lines, "kept": taken.kept, "refused": refused}, show)


def _keep(
    terminal: Terminal,
    name: str | None,
    customer: str,
    purpose: str,
    event: Literal["granted", "withdrawn"],
    source: str,
    on: str | None,
    **more: Any,
) -> Answer:
    from fenji.tables.purposes import asked_for, say_channel, say_purpose
    from fenji.workspace.consents import STATES, Said, consents, keep
    from fenji.workspace.decisions import now

    workspace = asked_by(terminal, name)
    what, how = asked_for(purpose)
    day = read_day(on, option="--on")
    moment = now() if day is None else datetime.combine(day, time())
    word = Said.of(
        customer_id=customer, purpose=what.key, channel=how.key, event=event, source=source, happened_at=moment, **more
    )
    number = keep(workspace, [word])
    kept = next(one for one in consents(workspace.lake, customer_id=customer) if one.sequence == number)
    words = _KEPT.fill(id=verbatim(customer), purpose=say_purpose(kept.purpose), channel=say_channel(kept.channel),
                       state=STATES[kept.event], number=number)  # fmt: skip
    return Answer(_facts(kept), lambda: terminal.write(words))


def _facts(one: Consent) -> dict[str, Any]:
    return {name: getattr(one, name) for name, _, _ in _CONSENT}
