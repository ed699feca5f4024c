"""What the pages of own segments show, and their words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from fenji_web import library
from fenji_web.insights.pages import calm
from fenji_web.library import Text
from fenji_web.own_segments.forms import MATCHES, VALUELESS
from fenji_web.segments.queries import NOBODY
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fenji_web.library import OwnFile, Result, Rule, Segmentation, Tier
    from fenji_web.own_segments.forms import Askable, Draft, Line
    from fenji_web.segments.pages import SegmentRow
    from fenji_web.segments.queries import Held

WORDS = {
    "title": Text("Own segments", "自建客群"),
    "about": Text(
        "Whoever meets the conditions is in the segment, found anew with every grading.",
        "符合条件的客户即属于该客群；每次评级重新划分。",
    ),
    "new": Text("New segment", "新建客群"),
    "nothing": Text("No segments of your own yet", "还没有自建客群"),
    "nothing_about": Text(
        "Choose conditions on figures, profile and other segments; the head-count shows while you choose.",
        "按指标、客户资料和其他客群设定条件；设定时即可看到符合条件的人数。",
    ),
    "edit": Text("Change the segment", "修改客群"),
    "change": Text("Change", "修改"),
    "name": Text("Name", "客群名称"),
    "name_en": Text("Name in English", "英文名称"),
    "advice": Text("What it asks for", "应对措施"),
    "optional": Text("optional", "选填"),
    "conditions": Text("Conditions", "条件"),
    "match": Text("A customer belongs to it who meets", "客户须满足"),
    "match_all": Text("all groups", "以下全部分组"),
    "match_any": Text("any group", "任一分组"),
    "group": Text("Group {n}", "分组 {n}"),
    "group_all": Text("all of these hold", "全部成立"),
    "group_any": Text("any of these holds", "任一成立"),
    "group_none": Text("none of these holds", "都不成立"),
    "add_line": Text("Add a condition", "添加条件"),
    "add_group": Text("Add a group", "添加分组"),
    "drop": Text("Take this condition away", "删除该条件"),
    "what": Text("What", "内容"),
    "how": Text("How it compares", "比较方式"),
    "value": Text("Value", "值"),
    "choose": Text("choose what the condition is about", "请选择条件内容"),
    "group_figure": Text("Figures", "指标"),
    "group_segment": Text("Segments", "客群"),
    "group_profile": Text("Profile", "客户资料"),
    "op_at_least": Text("at least", "不低于"),
    "op_above": Text("more than", "大于"),
    "op_at_most": Text("at most", "不超过"),
    "op_below": Text("less than", "小于"),
    "op_is": Text("is", "是"),
    "op_is_not": Text("is not", "不是"),
    "op_contains": Text("contains", "包含"),
    "op_starts_with": Text("begins with", "开头为"),
    "op_known": Text("is known", "已填写"),
    "op_unknown": Text("is not known", "未填写"),
    "op_within": Text("within so many days", "距今天数不超过"),
    "op_on_or_after": Text("on or after", "不早于"),
    "op_on_or_before": Text("on or before", "不晚于"),
    "yes": Text("yes", "是"),
    "no": Text("no", "否"),
    "several": Text("several with commas", "多个值用逗号分隔"),
    "needs_number": Text("a number is needed here", "请填写数字"),
    "needs_day": Text("a day is needed here, such as 2024-06-30", "请填写日期，如 2024-06-30"),
    "needs_days": Text("a whole number of days is needed here", "请填写整数天数"),
    "needs_text": Text("a value is needed here", "请填写值"),
    "needs_choice": Text("choose at least one", "请至少选择一项"),
    "needs_name": Text("give the segment a name", "请填写客群名称"),
    "live": Text("Who meets them", "符合条件的客户"),
    "live_about": Text("in the run as of {day}", "按 {day} 的评级批次"),
    "live_share": Text("{share} of customers", "占客户 {share}"),
    "live_money": Text("{money} net revenue", "购买金额 {money}"),
    "live_none": Text("Fill in the conditions and the head-count shows here.", "填写条件后，这里显示人数。"),
    "live_unknown": Text("The newest run cannot tell, the next one will.", "最近一次评级无法得知；下次评级后显示。"),
    "ungraded": Text("Not graded", "暂不评级"),
    "save": Text("Save the segment", "保存客群"),
    "remove": Text("Remove", "删除"),
    "remove_ask": Text("Remove {name}?", "删除“{name}”？"),
    "remove_about": Text(
        "The next grading no longer has it. Runs that kept it keep it.", "下次评级起不再划分；已有批次中的记录保留。"
    ),
    "pending": Text(
        "New or changed since the last run; the next grading fills it.", "新建或修改后尚未评级；下次评级后更新。"
    ),
    "by_hand": Text(
        "This segment was written by hand with conditions the form does not have.",
        "该客群为手工编写，含表单之外的条件。",
    ),
    "by_hand_fix": Text("Make a new segment with the conditions you need.", "可按所需条件新建客群。"),
    "grade": Text("Grade now", "立即评级"),
    "back": Text("All own segments", "全部自建客群"),
    "and": Text(" and ", "，且"),
    "or": Text(" or ", "，或"),
    "not": Text("not ({part})", "不满足（{part}）"),
    "said_is": Text("{name} is {values}", "{name}为{values}"),
    "said_is_not": Text("{name} is not {values}", "{name}不为{values}"),
    "either": Text(" or ", "或"),
}


@dataclass(frozen=True)
class OwnRow:
    """One own segment: its conditions in words, and what the newest run has of it; None before that."""

    name: str
    title: Text
    conditions: Text
    row: SegmentRow | None
    is_pending: bool


@dataclass(frozen=True)
class LineShown:
    """One condition in the form: its choices as they fit what it is about."""

    place: str
    line: Line
    about: Askable | None
    operators: tuple[tuple[str, Text], ...]
    is_bare: bool
    suggestions: Sequence[str]

    @property
    def input(self) -> str:
        """How the value is chosen."""
        kind = self.about.kind if self.about else "text"
        return "days" if self.line.operator == "within" else "number" if kind == "whole" else kind

    @property
    def choices(self) -> tuple[tuple[str, Text], ...]:
        """What can be ticked."""
        if self.about is not None and self.about.kind == "truth":
            return (("true", WORDS["yes"]), ("false", WORDS["no"]))
        return self.about.choices if self.about else ()

    @property
    def is_several(self) -> bool:
        """Whether several values may stand in the field."""
        return self.input == "text" and self.line.operator in ("is", "is_not")


@dataclass(frozen=True)
class GroupShown:
    """One group of the form."""

    number: int
    match: str
    matches: tuple[tuple[str, Text], ...]
    lines: tuple[LineShown, ...]


@dataclass(frozen=True)
class Live:
    """Who meets the conditions: customers, share, revenue, and how they spread over the tiers."""

    customers: int
    share: Decimal
    net_revenue: Decimal | None
    tiers: tuple[tuple[Tier | None, int, Decimal], ...]


@dataclass(frozen=True)
class Shell:
    """What stands around the form of a segmentation that people make: its words by `app`, its addresses, its `kind`."""

    kind: str
    app: str
    own: OwnFile | None
    name: str

    @property
    def title(self) -> Text:
        """What the page is."""
        return words(f"{self.app}.{'edit' if self.own else 'new'}")

    @property
    def heading(self) -> Text:
        """What the segmentation is called, once it is kept."""
        return self.own.segmentation.title if self.own else self.title

    @property
    def save_url(self) -> str:
        """Where the form is sent to."""
        return self._url("save")

    @property
    def form_url(self) -> str:
        """Where it is read while it is changed."""
        return self._url("form")

    def said(self) -> dict[str, Any]:
        """Everything for the template."""
        said = {name: words(f"{self.app}.{name}") for name in ("about", "name", "name_en", "save")}
        return said | {"kind": self.kind, "title": self.title, "heading": self.heading, "save_url": self.save_url}

    def _url(self, step: str) -> str:
        return reverse(f"{self.app}:{step}_of", args=[self.name]) if self.name else reverse(f"{self.app}:{step}")


def groups(draft: Draft, asked: Mapping[str, Askable], suggested: Mapping[str, Sequence[str]]) -> list[GroupShown]:
    """The form's groups, each line with the operators that fit it."""
    matches = tuple((match, WORDS[f"group_{match}"]) for match in MATCHES)
    shown = []
    for number, group in enumerate(draft.groups):
        lines = [_line(f"g{number}-r{row}", line, asked, suggested) for row, line in enumerate(group.lines)]
        shown.append(GroupShown(number, group.match, matches, tuple(lines)))
    return shown


def menu(asked: Mapping[str, Askable]) -> list[tuple[Text, list[Askable]]]:
    """All that may be asked about, by group."""
    names = ("figure", "segment", "profile")
    found = [(WORDS[f"group_{name}"], [one for one in asked.values() if one.group == name]) for name in names]
    return [(label, every) for label, every in found if every]


def live(result: Result, held: Mapping[str | None, Held]) -> Live:
    """A head-count as the form shows it."""
    everyone = sum(held.values(), NOBODY)
    tiers: list[Tier | None] = [*result.scheme.scheme.tiers]
    tiers += [None] if None in held else []
    counted = [(tier, held.get(None if tier is None else tier.key, NOBODY).customers) for tier in tiers]
    return Live(
        everyone.customers,
        Decimal(everyone.customers) / max(result.run.customers, 1),
        calm(everyone.net_revenue),
        tuple((tier, count, Decimal(count) / max(everyone.customers, 1)) for tier, count in counted),
    )


def own_row(
    own: OwnFile, every: Mapping[str, Segmentation], currency: str, row: SegmentRow | None, *, is_held: bool
) -> OwnRow:
    """An own segment as the list shows it; `is_held`: the newest run has it as it is defined now."""
    found: Any = own.segmentation
    return OwnRow(found.name, found.title, said(found.when, every, currency), row, not is_held)


def said(rule: Rule, every: Mapping[str, Segmentation], currency: str, *, is_inner: bool = False) -> Text:
    """Conditions in words, segments by their names."""
    if isinstance(rule, library.Not):
        return WORDS["not"].fill(part=said(rule.part, every, currency))
    if isinstance(rule, library.AllOf | library.AnyOf):
        parts = rule.all if isinstance(rule, library.AllOf) else rule.any
        by = WORDS["and" if isinstance(rule, library.AllOf) else "or"]
        texts = [said(part, every, currency, is_inner=len(parts) > 1) for part in parts]
        whole = Text(by.en.join(text.en for text in texts), by.zh.join(text.zh for text in texts))
        return Text(f"({whole.en})", f"（{whole.zh}）") if is_inner and len(parts) > 1 else whole
    if isinstance(rule, library.SegmentIs) and rule.segment in every:
        of = every[rule.segment]
        names = {one.key: one.name for one in of.segments()}
        either, values = WORDS["either"], [names.get(key, Text(key, key)) for key in rule.keys]
        joined = Text(either.en.join(one.en for one in values), either.zh.join(one.zh for one in values))
        return WORDS["said_is_not" if rule.none_of else "said_is"].fill(name=of.title, values=joined)
    return rule.say(currency)


def _line(place: str, line: Line, asked: Mapping[str, Askable], suggested: Mapping[str, Sequence[str]]) -> LineShown:
    about = asked.get(line.key)
    operators = tuple((name, WORDS[f"op_{name}"]) for name in (about.operators if about else ()))
    return LineShown(place, line, about, operators, line.operator in VALUELESS, suggested.get(line.key, ()))
