"""What the pages of findings and the playbook show, and their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from fenji_web import library
from fenji_web.library import Text
from fenji_web.playbook import services

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from fenji_web.customers.access import Readable
    from fenji_web.library import Action, Advised, Finding, Playbook, Result, Segmentation, Tier, TierSummary

WORDS = {
    "title": Text("Playbook", "行动手册"),
    "about": Text(
        "What to do with each tier, stage and segment, and with one customer; the words are yours to change.",
        "针对每个等级、阶段、客群和单个客户的行动；文字均可修改。",
    ),
    "tiers": Text("Tiers", "等级"),
    "stages": Text("Lifecycle stages", "生命周期阶段"),
    "segments": Text("Segments", "客群"),
    "actions": Text("Actions by a customer's state", "按客户状态的行动"),
    "actions_about": Text(
        "The first action of each kind that fits a customer is suggested, at most four in all. They are changed in the "
        "file.",
        "每类取首个符合客户状态的行动，合计最多四条。可在文件中修改。",
    ),
    "kind_trouble": Text("Settle first", "先解决问题"),
    "kind_relationship": Text("Relationship", "客户关系"),
    "kind_move": Text("After a change of tier", "等级变动之后"),
    "kind_growth": Text("Growth", "增长"),
    "kind_contact": Text("Contact", "联系"),
    "action": Text("Action", "行动"),
    "when": Text("When", "适用状态"),
    "own": Text("Own words", "自定义"),
    "shipped": Text("From fenji", "内置"),
    "unwritten": Text("Nothing written yet.", "尚未填写。"),
    "change": Text("Change", "修改"),
    "customers_n": Text("{n} customer{n:s}", "{n} 位客户"),
    "no_run": Text("Nothing has been graded yet.", "还没有评级结果。"),
    "no_run_about": Text(
        "Bring in data and grade: findings and the playbook then speak of your own customers.",
        "导入数据并评级后，这里显示针对您客户的结论与行动。",
    ),
    "to_data": Text("To the data", "前往数据"),
    "findings": Text("What stands out", "值得关注"),
    "findings_about": Text(
        "Ranked by what is at stake. Each sentence leads to exactly the customers it counts.",
        "按涉及金额排序；每句话都可打开所指的全部客户。",
    ),
    "look": Text("Look into orders, products and tickets too", "同时核对订单、商品与工单"),
    "look_about": Text(
        "Rising refunds, falling products, tiers that don't answer campaigns and tickets that wait are found in the "
        "tables, once a run, in the background.",
        "退款增加、商品下滑、营销响应偏低和待处理工单需核对明细数据，每个批次在后台进行一次。",
    ),
    "nothing_found": Text("Nothing stands out in this run.", "本次评级没有特别值得关注的情况。"),
    "finding": Text("Finding", "结论"),
    "customers": Text("Customers", "客户数"),
    "prize": Text("At stake", "涉及金额"),
    "no_prize": Text("Without an amount", "无法以金额表示"),
    "show": Text("Show the customers", "查看这些客户"),
    "all_findings": Text("All {n}", "全部 {n} 条"),
    "file": Text("File and versions", "文件与版本"),
    "file_title": Text("The playbook as a file", "行动手册文件"),
    "file_about": Text(
        "Everything you wrote yourself, as playbook.yaml in the workspace. What is not in it is as fenji brings it.",
        "您自定义的全部内容，即工作区中的 playbook.yaml；未写的部分沿用内置内容。",
    ),
    "text": Text("Text", "内容"),
    "mistakes": Text("{n} mistake{n:s}", "{n} 处错误"),
    "in_force_shipped": Text(
        "The file has mistakes, so what fenji brings is in force. Correct it here.",
        "文件有误，目前使用内置内容。请在此修正。",
    ),
    "no_mistake": Text("No mistake", "没有错误"),
    "line": Text("Line {n}", "第 {n} 行"),
    "preview": Text("Preview", "预览"),
    "preview_customer": Text("Customer ID for the preview", "用于预览的客户ID"),
    "preview_hint": Text(
        "Name a customer to see what this text suggests.", "填写客户ID，即可查看这份内容会给出的建议。"
    ),
    "preview_who": Text("Suggestions for {name}", "对{name}的建议"),
    "no_customer": Text("There is no such customer in this run.", "本次评级中没有该客户。"),
    "versions": Text("Versions", "版本"),
    "no_versions": Text("No version yet: nothing of your own is written.", "尚无版本：还没有自定义内容。"),
    "version_shown": Text(
        "Version {n} is shown. Saving makes it the newest one.", "正在显示第 {n} 版，保存后成为最新版本。"
    ),
    "example": Text("How it is written", "写法示例"),
    "example_about": Text(
        "Names of tiers, stages and segments as their standard has them; a figure stands in braces. An action with the "
        "name of one of fenji's stands in its place.",
        "等级、阶段与客群按其代码书写；花括号内为数据名称。与内置行动同名的行动会替换它。",
    ),
    "emptied": Text("own words taken away", "已清空自定义内容"),
    "note": Text("What changed, for the list of versions", "修改说明，显示在版本列表中"),
    "save": Text("Save", "保存"),
    "saved": Text("Saved.", "已保存。"),
    "zh": Text("Chinese", "中文"),
    "en": Text("English", "英文"),
    "figures": Text("Figures you may name", "可引用的数据"),
    "figure_name": Text("the name", "名称"),
    "figure_customers": Text("customers", "客户数"),
    "figure_share": Text("share of customers", "客户占比"),
    "figure_revenue": Text("net revenue of the window", "评估周期内购买金额"),
    "figure_revenue_share": Text("share of revenue", "金额占比"),
    "figure_average": Text("net revenue of a customer", "人均购买金额"),
    "back_to_shipped": Text("Back to fenji's words", "恢复内置内容"),
    "needs_words": Text("Write something in at least one language.", "请至少填写一种语言。"),
    "conflict": Text(
        "Somebody else changed these words meanwhile. Yours are below; nothing of either is lost.",
        "您编辑期间，他人已修改这段文字。您的内容仍在下方，两者都不会丢失。",
    ),
    "conflict_file": Text(
        "Somebody else changed the file meanwhile. Your text is below, theirs beside it; saving keeps yours as the "
        "newest version, theirs stays among the versions.",
        "您编辑期间，他人已修改此文件。您的内容在下方，对方的内容在旁边；保存后，您的内容成为最新版本，对方的内容仍保留在版本列表中。",
    ),
    "theirs": Text("Their words", "对方的内容"),
    "save_mine": Text("Save mine over theirs", "用我的内容覆盖"),
    "take_theirs": Text("Take theirs", "采用对方的内容"),
    "what_to_do": Text("What to do", "行动建议"),
    "what_numbers_say": Text("What the numbers say", "数据分析"),
    "with_tier": Text("With {name}", "对{name}"),
    "in_stage": Text("Stage: {name}", "阶段：{name}"),
    "to_playbook": Text("Playbook", "行动手册"),
}
FIGURES = ("name", "customers", "share", "revenue", "revenue_share", "average")


_EXAMPLE = """\
tiers:
  TIER:
    zh: "{customers} 位，人均 {average}：由店长每月拜访"
    en: "{customers} of them, {average} each: the head visits monthly"
stages:
  at_risk:
    zh: "三天内致电"
    en: "Call within three days"
segments:
  abc:
    A: {zh: "专人负责", en: "One person is responsible"}
actions:
  trouble:
    - name: unhappy-top
      when: {trouble: unhappy, position: top}
      stance: hold
      say:
        zh: "满意度 {satisfaction} 分：店长当天致电"
        en: "Satisfaction {satisfaction}: the head calls today"
"""


@dataclass(frozen=True)
class Sentence:
    """A finding with the way to the customers it speaks of."""

    finding: Finding
    url: str

    @property
    def icon(self) -> str:
        """How its tone is drawn."""
        return {"good": "up", "bad": "warning", "plain": "info"}[self.finding.tone]

    @property
    def prize(self) -> Decimal | None:
        """What is at stake."""
        amount: Decimal | None = library.calm(self.finding.prize)
        return amount

    @property
    def about(self) -> Text:
        """What its prize is."""
        kind: Text = library.FINDING_KINDS.get(self.finding.kind).prize
        return kind


@dataclass(frozen=True)
class Card:
    """What to do with one tier, stage or segment: the words with their figures, as written, and whose they are."""

    part: str
    key: str
    name: Text
    text: Text
    written: Text
    is_own: bool
    customers: int
    net_revenue: Decimal | None
    figures: dict[str, Text]
    tier: Tier | None = None

    @property
    def url(self) -> str:
        """Where its words are changed."""
        return reverse("playbook:edit", args=[self.part, self.key])

    @property
    def list_url(self) -> str:
        """Its customers."""
        column = {"tiers": "tier", "stages": "stage"}.get(self.part, self.part)
        return f"/customers/?{urlencode({column: self.key})}"


@dataclass(frozen=True)
class Group:
    """The cards of one kind."""

    name: str
    title: Text
    cards: list[Card]


def sentences(found: Iterable[Finding], of: Readable) -> list[Sentence]:
    """Findings, each with the list of its customers where the reader may open one."""
    return [Sentence(each, services.way(each, of)) for each in found]


def groups(result: Result, tiers: Sequence[TierSummary], named: Sequence[Segmentation], book: Playbook) -> list[Group]:
    """All that has words of its own: tiers, stages, then the segments of each segmentation that the run kept."""
    revenue = _sum(one.net_revenue for one in tiers)
    ladder = [
        _card(
            ("tiers", one.tier.key),
            one.tier.name,
            book.for_tier(one.tier.key, result.scheme.scheme.tiers),
            (one.customers, one.net_revenue, result, revenue),
            tier=one.tier,
        )
        for one in tiers
        if one.tier is not None
    ]
    found = [Group("tiers", WORDS["tiers"], ladder)]
    for one in sorted(named, key=lambda each: each.name != "stage"):
        if one.name in result.columns and one.kind != "rule":
            part = "stages" if one.name == "stage" else one.name
            cards = list(_segments(part, one, result, revenue, book))
            found.append(Group(part, WORDS["stages"] if part == "stages" else one.title, cards))
    return found


def _segments(part: str, one: Segmentation, result: Result, revenue: Decimal | None, book: Playbook) -> Iterator[Card]:
    held = {values[0]: (customers, money) for values, customers, money in result.counts(one.name)}
    for segment in one.segments():
        customers, money = held.get(segment.key, (0, None))
        told = book.for_segment(one.name, segment)
        yield _card((part, segment.key), segment.name, told, (customers, money, result, revenue))


def _card(
    place: tuple[str, str],
    name: Text,
    told: Advised,
    held: tuple[int, Decimal | None, Result, Decimal | None],
    *,
    tier: Tier | None = None,
) -> Card:
    customers, money, result, revenue = held
    figures = library.group_figures(
        name,
        customers=customers,
        everyone=result.run.customers,
        money=money,
        revenue=revenue,
        currency=result.run.currency,
    )
    return Card(*place, name, told.fill(figures), told.text, told.is_own, customers, library.calm(money), figures, tier)


def example(tiers: Sequence[str]) -> str:
    """A short file as it is written, with a tier of this company."""
    return _EXAMPLE.replace("TIER", tiers[0] if tiers else "VIP")


def actions(book: Playbook) -> list[tuple[Text, list[tuple[Action, bool]]]]:
    """The actions by kind, each with whether the company wrote it."""
    own = {(kind, action.name) for kind, several in book.own.items() for action in several}
    return [
        (WORDS[f"kind_{kind}"], [(action, (kind, action.name) in own) for action in book.actions(kind)])
        for kind in library.ACTION_KINDS
    ]


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [one for one in amounts if one is not None]
    return sum(known[1:], known[0]) if known else None
