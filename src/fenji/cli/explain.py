"""`fenji explain`: why a customer has this grade, what would change it and by when; or the letter that says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.ask import UNGRADED, read_day
from fenji.cli.command import Example, command
from fenji.cli.explain_facts import KEYS, outlook_facts
from fenji.cli.facts import run_facts, run_keys
from fenji.cli.listing import show_run
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import lines_verbatim
from fenji.cli.which_run import RunId, SchemeName
from fenji.errors import FenjiError
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.review.explain import Reviewed

_LATEST = 366


@command(
    "explain",
    place=60,
    summary=Text(
        "Explain one customer's grade: values, cut points, points, weights, rule; what would change it, by when.",
        "说明某位客户的等级：数据、分界值、评分、权重和规则，以及何时、怎样会改变。",
    ),
    about=Text(
        "What would change the grade is reckoned from the customer's own orders as of the next evaluation, or --by: "
        "each way suffices whatever day it is gone, and nothing less does. --letter writes the page for the customer: "
        "data used, rule, points, cut points, what would change it, how to object.",
        "怎样会改变等级，按客户自己的订单推算到下一评估日（或 --by 指定的日期）：列出的条件在期间任何一天满足都足够，"
        "再少则不够。"
        "--letter 生成给客户的说明函：使用的数据、规则、得分、分界值、如何改变、如何提出异议。",
    ),
    examples=(
        Example("fenji explain C001", Text("C001 is a customer's id", "C001 为客户ID")),
        Example(
            "fenji explain C001 --letter --out letter.html",
            Text("a page for the customer, ready to print", "给客户的说明函，可直接打印"),
        ),
    ),
    keys=(*run_keys("run"), *KEYS),
)
def explain(
    terminal: Terminal,
    *,
    customer: Annotated[str, typer.Argument(metavar="ID"), Text("the customer's id", "客户ID")],
    run: RunId = None,
    scheme: SchemeName = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="DAY"),
        Text("until when the grade is to change; default: the next evaluation", "截至哪一天；默认为下一评估日"),
    ] = None,
    letter: Annotated[
        bool,
        typer.Option("--letter"),
        Text("the page for the customer instead", "改为生成给客户的说明函"),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE"),
        Text("with --letter: write it to a file, .md or .html", "与 --letter 同用：写入 .md 或 .html 文件"),
    ] = None,
) -> Answer:
    """The data used, the rule applied, the points, and what would change the grade."""
    from fenji.workspace.explaining import explain as explain_grade
    from fenji.workspace.several import newest_result

    day = read_day(by, option="--by")
    if out is not None and not letter:
        raise _wrong(Text("there is nothing to write to a file", "没有可写入文件的内容"), "--out", _LETTER_TOO)
    page = None if out is None else _kind(out)
    result = newest_result(terminal.workspace, run=run, scheme=scheme)
    _check_by(day, result)
    explanation = explain_grade(terminal.workspace, result, customer, by=day)
    if letter:
        return _letter(terminal, result, explanation, out, page or "md")
    lines = explanation.say(terminal.lang)

    def show() -> None:
        show_run(result, terminal)
        for line in lines:
            terminal.write(lines_verbatim(line))

    return Answer({"run": run_facts(result.run), **_facts(explanation, terminal), "lines": lines}, show)


_LETTER_TOO = Text("Add --letter, or leave --out away.", "请加上 --letter，或去掉 --out。")


def _letter(terminal: Terminal, result: Result, explanation: Reviewed, out: Path | None, kind: str) -> Answer:
    """The page for the customer, on stdout or in a file."""
    from fenji.review.letter import letter
    from fenji.review.letter_page import html, markdown

    settings = terminal.workspace.settings
    page = letter(result, explanation, company=settings.name, contact=settings.contact, lang=terminal.lang)
    text = html(page) if kind == "html" else markdown(page)
    if out is not None:
        _write(out, text)

    def show() -> None:
        if out is None:
            terminal.write(lines_verbatim(text.rstrip("\n")))
        else:
            terminal.write(Text("{file} written.", "已写入 {file}。").fill(file=lines_verbatim(str(out))))
        if not settings.contact:
            terminal.hint(_NO_CONTACT)

    facts = {"customer_id": explanation.customer_id, "letter": text, "file": None if out is None else str(out)}
    return Answer({"run": run_facts(result.run), **facts}, show)


_NO_CONTACT = Text("Set `contact:` in fenji.yaml, so that the letter says whom to write to.",
                   "请在 fenji.yaml 中填写 `contact:`，说明函会注明联系方式。")  # fmt: skip


def _write(out: Path, text: str) -> None:
    try:
        out.write_text(text, "utf-8")
    except OSError as refused:
        problem = Text("the file cannot be written: {why}", "无法写入文件：{why}").fill(why=refused.strerror)
        raise _wrong(problem, str(out), Text("Choose another place.", "请换一个位置。")) from refused


def _kind(out: Path) -> str:
    kind = {".md": "md", ".txt": "md", ".html": "html", ".htm": "html"}.get(out.suffix.lower())
    if kind is None:
        problem = Text("a letter is no {kind} file", "说明函不支持 {kind} 文件").fill(kind=out.suffix or "?")
        raise _wrong(problem, "--out", Text("Name it .md or .html.", "请以 .md 或 .html 结尾。"))
    return kind


def _check_by(day: date | None, result: Result) -> None:
    as_of = result.run.as_of
    if day is not None and not 1 <= (day - as_of).days <= _LATEST:
        problem = Text("{day} is not within a year after {as_of}", "{day} 不在 {as_of} 之后一年内")
        fix = Text("Name a later day, at most a year ahead.", "请给出评估基准日之后一年内的日期。")
        raise _wrong(problem.fill(day=day, as_of=as_of), "--by", fix)


def _wrong(problem: Text, where: str, fix: Text) -> FenjiError:
    return FenjiError(problem, where=where, fix=fix)


def _facts(explanation: Reviewed, terminal: Terminal) -> dict[str, Any]:
    tier, system = explanation.tier, explanation.system_tier
    return {
        "customer_id": explanation.customer_id,
        "name": explanation.name,
        "tier": None if tier is None else tier.key,
        "tier_name": terminal.say(UNGRADED if tier is None else tier.name),
        "score": explanation.score,
        "reason_code": explanation.reason_code,
        "reason": terminal.say(explanation.reason),
        "system_tier": None if system is None else system.key,
        "system_reason_code": explanation.system_reason,
        "contributions": [
            {
                "criterion": one.name,
                "label": terminal.say(one.label),
                "value": one.value,
                "band": terminal.say(one.band),
                "points": one.points,
                "weight": one.weight,
                "adds": one.adds,
                "is_left_out": one.is_left_out,
                "origin": None if one.origin is None else terminal.say(one.origin),
            }
            for one in explanation.contributions
        ],
        "cause": explanation.cause,
        "changes": [
            {
                "name": one.name,
                "label": terminal.say(one.label),
                "was": one.was,
                "now": one.now,
                "points_was": one.points_was,
                "points_now": one.points_now,
                "text": terminal.say(one.text),
            }
            for one in explanation.changes
        ],
        "outlook": None if explanation.outlook is None else outlook_facts(explanation.outlook, terminal.lang),
    }
