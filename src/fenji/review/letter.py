"""A page for the customer: which data and which rule gave the grade, what would change it, how to object."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fenji.explanation_reason import UNGRADED
from fenji.language import Text, say_number
from fenji.metrics.metric import METRICS, tables_of
from fenji.scheme.describe import say_criterion, say_tier
from fenji.tables import CANONICAL
from fenji.tables.masks import mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal
    from typing import Any

    from fenji.explanation import Contribution
    from fenji.language import Language
    from fenji.result import Result
    from fenji.review.explain import Reviewed

_NAMED = ("name", "mobile", "landline", "email", "wechat")
_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


@dataclass(frozen=True)
class Block:
    """One part of a page: a title, a heading, a paragraph, a list of points, or a table of rows under headings."""

    kind: str
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Letter:
    """A page in one language, as blocks; `letter_page` writes it as Markdown or HTML."""

    lang: Language
    title: str
    blocks: tuple[Block, ...]


def letter(result: Result, explanation: Reviewed, *, company: str, contact: str, lang: Language) -> Letter:
    """The page for one customer, who is told of nobody else: contact data is masked, remarks of people are left out.

    It answers what Article 24 of the PIPL and Articles 15, 21 and 22 of the GDPR give a person: data used, rule
    applied, points and cut points, what would change the grade, objection and review by a human.
    """
    row = result.customer(explanation.customer_id).row
    page = _Page(lang)
    title = page.say(Text("How your customer grade was decided", "您的客户等级是如何确定的"))
    page.add("title", title)
    page.paragraph(_HEAD, company=company, day=result.run.as_of, who=_who(row))
    if result.run.is_simulated:
        page.paragraph(Text("Simulated data: an example, not a decision.", "模拟数据：仅作示例，不构成任何决定。"))
    _grade(page, explanation)
    _data(page, result, row, explanation)
    _rule(page, result, explanation)
    _change(page, explanation)
    _rights(page, result, explanation, company=company, contact=contact)
    return Letter(lang, title, tuple(page.blocks))


def clean(words: str) -> str:
    r"""Words that came from outside without what could command a program or turn other words round.

    >>> clean("张\x1b[31m伟\u202e")
    '张[31m伟'
    """
    return "".join(one for one in words if one not in _BIDI and unicodedata.category(one) not in ("Cc", "Cs"))


_HEAD = Text("{company}, as of {day}. For {who}.", "{company}，评估基准日 {day}。致：{who}。")


class _Page:
    """Blocks being put together in one language."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang
        self.blocks: list[Block] = []

    def say(self, text: Text, **values: object) -> str:
        return clean(text.fill(**values).say(self.lang))

    def add(self, kind: str, *lines: str) -> None:
        if lines:
            self.blocks.append(Block(kind, lines))

    def heading(self, text: Text) -> None:
        self.add("heading", self.say(text))

    def paragraph(self, text: Text, **values: object) -> None:
        self.add("paragraph", self.say(text, **values))

    def points(self, texts: Iterable[Text]) -> None:
        self.add("points", *(self.say(text) for text in texts))

    def table(self, headings: Iterable[Text], rows: Iterable[Iterable[Text]]) -> None:
        written = tuple(tuple(self.say(cell) for cell in row) for row in rows)
        self.blocks.append(Block("table", tuple(self.say(one) for one in headings), written))


def _who(row: Mapping[str, Any]) -> str:
    """The customer by name and number, with contact data only as far as it tells them who is meant."""
    parts = [str(row.get("name") or "")]
    parts += [str(mask(name, row[name])) for name in _NAMED[1:] if row.get(name)]
    return ", ".join(part for part in (*parts, str(row["customer_id"])) if part)


def _grade(page: _Page, explanation: Reviewed) -> None:
    tier = explanation.tier
    page.heading(Text("Your grade", "您的等级"))
    page.paragraph(Text("{tier}", "{tier}"), tier=UNGRADED if tier is None else tier.name)
    page.paragraph(Text("Why: {reason}.", "依据：{reason}。"), reason=explanation.reason)
    if not explanation.is_as_the_standard_says and explanation.system_words is not None:
        page.paragraph(Text("The standard alone: {reason}.", "仅按标准：{reason}。"), reason=explanation.system_words)
    is_by_hand = explanation.reason_code.startswith("override:")
    page.paragraph(_BY_HAND if is_by_hand else _BY_PROGRAM)
    if tier is not None:
        given = ((_BENEFITS, tier.benefits), (_SERVICE, tier.service))
        page.points(words.fill(given=text) for words, text in given if text.en or text.zh)


_BY_PROGRAM = Text("A program decided this by the rule below, with nobody's personal judgement in between.",
                   "该等级由程序按下列规则自动得出，其间没有人为判断。")  # fmt: skip
_BY_HAND = Text("A person at the company set this grade; what the rule says is shown beside it.",
                "该等级由本公司人员人工设定；规则计算的结果一并列出。")  # fmt: skip
_BENEFITS = Text("What you are given: {given}", "您享有的权益：{given}")
_SERVICE = Text("How you are served: {given}", "服务标准：{given}")


def _data(page: _Page, result: Result, row: Mapping[str, Any], explanation: Reviewed) -> None:
    """The figures the grade rests on, the records they come from, and what was not used."""
    page.heading(Text("The data that was used", "使用了哪些数据"))
    run = result.run
    first = run.window.first_day(run.as_of)
    page.paragraph(
        Text("Your own records up to {day}; the period looked at is the {window}{since}.",
             "截至 {day} 的您本人的记录；评估周期为{window}{since}。"),
        day=run.as_of, window=run.window.text,
        since="" if first is None else Text(f" (from {first})", f"（自 {first} 起）"),
    )  # fmt: skip
    asked = frozenset[str]().union(*(tables_of(METRICS.get(one.metric)) for one in result.scheme.measures()))
    page.points(CANONICAL[name].title for name in CANONICAL if name in asked and name != "customers")
    figures = [(one.label, one.value_text) for one in explanation.contributions if not one.is_left_out]
    page.table((Text("Figure", "指标"), Text("Yours", "您的数值")), [*figures, *explanation.facts])
    if not any(METRICS.get(one.metric).is_protected for one in result.scheme.measures()):
        page.paragraph(_NOT_USED)
    kept = [name for name in _NAMED if row.get(name)]
    if kept:
        page.paragraph(Text("Your name and contact data are on file to reach you; they do not enter the grade.",
                            "您的姓名与联系方式仅用于联系您，不参与定级。"))  # fmt: skip


_NOT_USED = Text("Sex, age, ethnicity, religion, health and the like are not used.",
                 "未使用性别、年龄、民族、宗教、健康等信息。")  # fmt: skip


def _rule(page: _Page, result: Result, explanation: Reviewed) -> None:
    """The standard, the customer's way through it, and its cut points."""
    scheme, written = result.scheme, result.scheme.scheme
    page.heading(Text("The rule that was applied", "适用的规则"))
    page.paragraph(Text("{title}, version {version}.", "{title}，第{version}版。"),
                   title=written.title, version=scheme.version)  # fmt: skip
    if written.about.en or written.about.zh:
        page.paragraph(written.about)
    counted = [one for one in explanation.contributions if not one.is_left_out]
    if counted:
        page.table(_POINTS, [_points_row(one) for one in counted])
    if explanation.score is not None:
        page.paragraph(Text("The sum is your score: {score} of 100.", "合计为您的总评分：{score}（满分 100）。"),
                       score=_number(explanation.score))  # fmt: skip
    for one in counted:
        criterion = scheme.criterion(one.name)
        how = say_criterion(criterion, currency=result.run.currency, learned=scheme.learned[one.name])
        page.paragraph(Text("{label}: {how}", "{label}：{how}"), label=one.label, how=how)
    page.points(Text("{tier}: {how}", "{tier}：{how}").fill(tier=tier.name, how=say_tier(written, tier.key))
                for tier in written.tiers)  # fmt: skip


_POINTS = (Text("Criterion", "评分项"), Text("Yours", "您的数值"), Text("Band", "所在分档"), Text("Points", "得分"),
           Text("Weight", "权重"), Text("Adds", "贡献"))  # fmt: skip


def _points_row(one: Contribution) -> tuple[Text, ...]:
    numbers = (one.points, one.weight * 100, one.adds)
    points, weight, adds = ("-" if number is None else _number(number) for number in numbers)
    return one.label, one.value_text, one.band, Text(points, points), Text(f"{weight}%", f"{weight}%"), Text(adds, adds)


def _change(page: _Page, explanation: Reviewed) -> None:
    if explanation.changes:
        page.heading(Text("What changed since the last time", "与上次相比的变化"))
        page.points(one.text for one in explanation.changes)
    page.heading(Text("What would change your grade", "怎样会改变您的等级"))
    if explanation.outlook_lines:
        page.points(explanation.outlook_lines)
    else:
        page.paragraph(Text("Nothing that could be named in advance.", "目前没有可以事先说明的条件。"))


def _rights(page: _Page, result: Result, explanation: Reviewed, *, company: str, contact: str) -> None:
    page.heading(Text("Your rights", "您的权利"))
    page.points(_RIGHTS)
    whom = Text("{company}, {contact}", "{company}，{contact}") if contact else Text("{company}", "{company}")
    page.paragraph(
        Text("Write to {whom}, and name {customer} and {run}. The answer is free of charge.",
             "请联系{whom}，并注明 {customer} 与 {run}。答复不收取任何费用。"),
        whom=whom.fill(company=company, contact=contact), customer=explanation.customer_id, run=result.run.id,
    )  # fmt: skip


_RIGHTS = (
    Text("You may ask for more explanation, and for a copy of the data about you.",
         "您可以要求进一步说明，并索取与您有关的数据副本。"),
    Text("You may have wrong data corrected; the grade is then decided anew.",
         "您可以要求更正有误的数据，更正后将重新定级。"),
    Text("You may object, and ask a human to review the grade.", "您可以提出异议，并要求由人工复核该等级。"),
    Text("You may refuse to be graded by automated decision-making alone.",
         "您有权拒绝仅通过自动化决策的方式对您定级。"),
    Text("The law: Article 24 of the Personal Information Protection Law of China; Articles 15, 21 and 22 of the GDPR.",
         "法律依据：《中华人民共和国个人信息保护法》第二十四条；GDPR 第 15、21、22 条。"),
)  # fmt: skip


def _number(value: Decimal) -> str:
    return say_number(value, "en", decimals=6)
