"""`fenji duplicates find|review`: customers who are probably one, with the reasons, and what people say of them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.ask import read_limit
from fenji.cli.command import Example, Key, command
from fenji.cli.merge_words import merge_facts, merge_keys, show_merges
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.errors import FenjiError
from fenji.language import Text, say_count, say_number

if TYPE_CHECKING:
    from fenji.intake.identity.find import Reason
    from fenji.intake.identity.merges import Verdict
    from fenji.workspace.duplicates import Found

_COUNT = Text("{count} pair{count:s} {count:is|are} probably one customer each.", "有 {count} 对客户很可能是同一客户。")
_NONE = Text("No duplicates were found.", "没有发现重复客户。")
_FOUND_NEXT = Text(
    "Next: fenji duplicates merge {first} {second}, or fenji duplicates review --different {first} {second}",
    "下一步：fenji duplicates merge {first} {second}，或 fenji duplicates review --different {first} {second}",
)
_VERDICTS: dict[str, Text] = {
    "same": Text("same customer", "同一客户"),
    "different": Text("different customers", "不同客户"),
    "never": Text("never to be merged", "永不合并"),
    "open": Text("open again", "恢复待定"),
}
_KEPT = Text("Kept: {ids} — {verdict}.", "已记录：{ids} — {verdict}。")
REASON = Annotated[str | None, typer.Option("--reason", metavar="WORDS"), Text("why, for the record", "原因，留作记录")]


@command(
    "duplicates find",
    place=35,
    summary=Text("Find customers who are probably one, with the reasons.", "查找可能重复的客户，并说明依据。"),
    about=Text(
        "Compared are company codes, telephone numbers, e-mail, WeChat, names (as written and as they sound), dates "
        "of birth and addresses. Hidden values (138****8000, 张**), hotlines and ID-card numbers are not. Each reason "
        "has a weight: +10 makes it a thousand times more likely, a negative one less. The same data gives the same "
        "pairs.",
        "比对统一社会信用代码、电话、邮箱、微信、姓名（字形与读音）、出生日期和地址；脱敏值（138****8000、张**）、热线电话和"
        "身份证号不参与比对。每条依据都有权重：+10 表示可能性提高约一千倍，负数表示降低。相同数据得到相同结果。",
    ),
    examples=(
        Example("fenji duplicates find", Text("probable pairs, most probable first", "按可能性从高到低列出")),
        Example("fenji duplicates find --customer C001 --at-least 0.5",
                Text("who else could be C001", "还有谁可能是 C001")),
    ),
    keys=(
        Key("count", Text("how many pairs, shown or not", "共有多少对")),
        Key("pairs[].first.customer_id", Text("one customer's id", "客户ID（一）")),
        Key("pairs[].first.name", Text("the name; null where unknown", "客户姓名；未知为 null")),
        Key("pairs[].second.customer_id", Text("the other's id", "客户ID（二）")),
        Key("pairs[].second.name", Text("the name; null where unknown", "客户姓名；未知为 null")),
        Key("pairs[].probability", Text("that they are one, 0 to 1", "为同一客户的概率（0–1）")),
        Key("pairs[].weight", Text("all evidence together, in bits", "全部依据的合计权重（比特）")),
        Key("pairs[].verdict", Text("same, different or never, as reviewed; null before", "人工判断；没有则为 null")),
        Key("pairs[].reasons[].code", Text("what was compared and how it came out", "依据代码")),
        Key("pairs[].reasons[].weight", Text("bits for one customer; negative: against", "权重（比特），负数为反证")),
        Key("pairs[].reasons[].text_zh", Text("the reason in Chinese", "依据（中文）")),
        Key("pairs[].reasons[].text_en", Text("the reason in English", "依据（英文）")),
    ),
)  # fmt: skip
def find(
    terminal: Terminal,
    *,
    at_least: Annotated[
        str, typer.Option("--at-least", metavar="SHARE"),
        Text("only pairs at least so probable, 0 to 1", "只列出概率不低于该值的（0–1）"),
    ] = "0.9",
    customer: Annotated[
        str | None, typer.Option("--customer", metavar="ID"), Text("only pairs of this customer", "只看该客户")
    ] = None,
    decided: Annotated[
        bool, typer.Option("--decided"), Text("also pairs reviewed as different", "同时列出已判为不同的")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", metavar="N"), Text("at most so many", "最多显示多少对")] = 20,
) -> Answer:  # fmt: skip
    """Probable duplicates, with probability and reasons."""
    from fenji.workspace.duplicates import find_duplicates

    most, threshold = read_limit(limit), _read_share(at_least)
    with terminal.progress() as progress:
        found = find_duplicates(
            terminal.workspace, at_least=threshold, customer=customer, decided=decided, progress=progress
        )

    def show() -> None:
        if not found:
            terminal.write(_NONE)
            return
        terminal.write(_COUNT.fill(count=say_count(len(found), terminal.lang)))
        _show_pairs(found[:most], terminal)
        pair = found[0].pair
        terminal.hint(_FOUND_NEXT.fill(first=pair.first, second=pair.second))

    return Answer({"count": len(found), "pairs": [_pair_facts(one) for one in found[:most]]}, show)


@command(
    "duplicates review",
    place=36,
    summary=Text("Say that two customers are the same or different, or list what was said.",
                 "判断两位客户是否为同一人，或列出已有判断。"),
    examples=(
        Example("fenji duplicates review --same C001 C002", Text("they are one; merge later", "同一客户，稍后合并")),
        Example("fenji duplicates review --different C001 C003", Text("they are two; never listed again",
                                                                     "判为不同客户，不再列出")),
        Example("fenji duplicates review", Text("what was said, and the merges", "列出已有判断与合并")),
    ),
    keys=(
        Key("reviews[].customers[]", Text("whom it is about: one or two ids", "涉及的客户ID")),
        Key("reviews[].verdict", Text("same, different or never", "same 同一、different 不同、never 永不合并")),
        Key("reviews[].decided_at", Text("when, UTC", "时间（UTC）")),
        Key("reviews[].actor", Text("who said so", "判断人")),
        Key("reviews[].reason", Text("why; null where not given", "原因；未填为 null")),
        *merge_keys("merges[]"),
    ),
)  # fmt: skip
def review(
    terminal: Terminal,
    *,
    same: Annotated[
        tuple[str, str] | None, typer.Option("--same", metavar="A B"), Text("they are one", "两者为同一客户")
    ] = None,
    different: Annotated[
        tuple[str, str] | None, typer.Option("--different", metavar="A B"), Text("they are two", "两者为不同客户")
    ] = None,
    never: Annotated[
        str | None, typer.Option("--never", metavar="A"), Text("never merge this one", "该客户永不合并")
    ] = None,
    reopen: Annotated[
        list[str] | None,
        typer.Option("--open", metavar="A"),
        Text("forget what was said of one; given twice: of the pair", "取消对该客户的判断；给两次为取消对这一对的判断"),
    ] = None,
    reason: REASON = None,
) -> Answer:
    """Keeps verdicts; without any, lists those that hold, and the merges."""
    from fenji.workspace import duplicates

    given: dict[Verdict, tuple[str, ...] | None] = {
        "same": same,
        "different": different,
        "never": (never,) if never else None,
        "open": tuple(reopen) if reopen else None,
    }
    asked = [(verdict, ids) for verdict, ids in given.items() if ids]
    for verdict, ids in asked:
        duplicates.review(terminal.workspace, verdict, ids, reason=reason)
    said, merged = duplicates.reviews(terminal.workspace), duplicates.merges(terminal.workspace)

    def show() -> None:
        for verdict, ids in asked:
            terminal.write(_KEPT.fill(ids=verbatim(", ".join(ids)), verdict=_VERDICTS[verdict]))
        if not asked:
            rows = [[" ".join(sorted(one.customers)), terminal.say(_VERDICTS[one.verdict]), one.actor,
                     one.reason or ""] for one in said]  # fmt: skip
            headings = (Heading(Text("Customers", "客户")), Heading(Text("Verdict", "判断"), is_whole=True),
                        Heading(Text("By", "判断人")), Heading(Text("Why", "原因")))  # fmt: skip
            terminal.table(headings, rows)
            show_merges(merged, terminal)

    facts = [{"customers": sorted(one.customers), "verdict": one.verdict, "decided_at": one.decided_at,
              "actor": one.actor, "reason": one.reason} for one in said]  # fmt: skip
    return Answer({"reviews": facts, "merges": [merge_facts(one) for one in merged]}, show)


def _pair_facts(found: Found) -> dict[str, Any]:
    pair = found.pair
    return {
        "first": {"customer_id": pair.first, "name": found.first.get("name")},
        "second": {"customer_id": pair.second, "name": found.second.get("name")},
        "probability": pair.probability,
        "weight": pair.weight,
        "verdict": found.verdict,
        "reasons": [{"code": one.code, "weight": one.weight, "text_zh": one.words.zh, "text_en": one.words.en}
                    for one in pair.reasons],
    }  # fmt: skip


def _show_pairs(found: list[Found], terminal: Terminal) -> None:
    headings = (
        Heading(Text("Customers", "客户")),
        Heading(Text("Names", "客户姓名")),
        Heading(Text("Probability", "概率"), "right", is_whole=True),
        Heading(Text("Why", "依据")),
    )
    unknown = terminal.say(Text("unknown", "未知"))
    rows = []
    for one in found:
        names = [str(row.get("name") or unknown) for row in (one.first, one.second)]
        said = [] if one.verdict is None else [terminal.say(_VERDICTS[one.verdict])]
        why = "; ".join([*said, *(_say_reason(reason, terminal) for reason in one.pair.reasons)])
        rows.append([f"{one.pair.first} {one.pair.second}", " / ".join(names), _probability(one), why])
    terminal.table(headings, rows)


def _probability(one: Found) -> str:
    return ">99.9%" if one.pair.probability > Decimal("0.999") else f"{one.pair.probability * 100:.1f}%"


def _say_reason(reason: Reason, terminal: Terminal) -> str:
    sign = "+" if reason.is_for else ""
    return f"{terminal.say(reason.words)} {sign}{say_number(reason.weight, terminal.lang, decimals=1)}"


def _read_share(words: str) -> Decimal:
    try:
        share = Decimal(words)
    except InvalidOperation:
        share = Decimal(-1)
    if not 0 <= share <= 1:
        problem = Text("'{words}' is not a probability", "“{words}”不是概率").fill(words=words)
        raise FenjiError(problem, where="--at-least", fix=Text("Give a number from 0 to 1.", "请给 0 到 1 之间的数。"))
    return share
