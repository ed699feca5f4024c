"""What the first page shows, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fenji_web import library
from fenji_web.disclosures.queries import waiting_for
from fenji_web.insights.pages import calm, customers_url
from fenji_web.library import Text
from fenji_web.playbook.pages import sentences
from fenji_web.today import queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from fenji_web.accounts.models import User
    from fenji_web.customers.access import Readable
    from fenji_web.library import Finding, Run, Tier, TierSummary
    from fenji_web.playbook.pages import Sentence
    from fenji_web.today.queries import Moved, Standing
    from fenji_web.ui.reading import Reading

WORDS = {
    "title": Text("Today", "工作台"),
    "fresh": Text("Orders up to {day}", "订单截至 {day}"),
    "period": Text("period: {window}", "评估周期：{window}"),
    "runs_kept": Text("{n} run{n:s} of this standard", "本标准共 {n} 次评级"),
    "ungraded_tier": Text("Not graded", "暂不评级"),
    "ladder": Text("Tier ladder", "等级阶梯"),
    "ladder_sum": Text("{n} customer{n:s} · {money}", "{n} 位客户 · {money}"),
    "tier": Text("Tier", "等级"),
    "customers": Text("Customers", "客户数"),
    "since_last": Text("since the last run", "较上次评级"),
    "customer_share": Text("Share of customers", "客户占比"),
    "revenue": Text("Net revenue", "购买金额"),
    "revenue_share": Text("Share of revenue", "金额占比"),
    "score": Text("Average score", "平均分"),
    "often": Text("Orders a month", "每月订单"),
    "changed": Text("Changes since {day}", "{day} 以来的变化"),
    "changed_before": Text("Against the grades before fenji", "与原有等级相比"),
    "nothing_before": Text(
        "Changes show from the second run on: who rose, who fell, who is new.",
        "从第二次评级起，这里显示谁升级、谁降级、谁是新客户。",
    ),
    "promotion": Text("Promoted", "升级"),
    "demotion": Text("Demoted", "降级"),
    "new": Text("New", "新增"),
    "gone": Text("Gone", "不再出现"),
    "graded": Text("Newly graded", "新评级"),
    "ungraded": Text("No longer graded", "转为暂不评级"),
    "warned": Text("About to lose the tier", "等级即将到期"),
    "warned_on": Text("Warned on", "到期提醒日"),
    "biggest_up": Text("Largest promotions", "升级客户，按金额"),
    "biggest_down": Text("Largest demotions", "降级客户，按金额"),
    "gone_title": Text("No longer in this run", "本次评级中不再出现的客户"),
    "gone_about": Text(
        "{n} customer{n:s} of the run as of {day} {n:is|are} not in this one: merged, taken back with an import, or "
        "left out by the standard.",
        "{day} 批次中的 {n} 位客户不在本次评级中：已合并、随导入撤销，或不在标准范围内。",
    ),
    "gone_first": Text("The first {n} by revenue are shown.", "按金额显示前 {n} 位。"),
    "customer": Text("Customer", "客户"),
    "tier_before": Text("Tier before", "上次等级"),
    "all_of_them": Text("All {n}", "全部 {n} 位"),
    "nobody": Text("Nobody", "没有"),
    "findings": Text("What stands out", "值得关注"),
    "nothing_found": Text("Nothing stands out in this run.", "本次评级没有特别值得关注的情况。"),
    "show": Text("Show the customers", "查看这些客户"),
    "pictures": Text("Charts", "图表"),
    "all_pictures": Text("All charts", "全部图表"),
    "due": Text("{n} of your tasks {n:is|are} due", "您有 {n} 项任务到期"),
    "overrides": Text("{n} override{n:s} {n:waits|wait} for approval", "{n} 项人工调级等待审批"),
    "exports": Text("{n} large export{n:s} {n:waits|wait} for a second person", "{n} 项大批量导出等待审批"),
    "paused": Text("{n} webhook{n:s} {n:was|were} paused after failing", "{n} 个消息接收方因发送失败已自动暂停"),
    "newer_data": Text(
        "{n} import{n:s} since this run {n:is|are} not in these grades", "本批次之后又有 {n} 次导入，尚未计入等级"
    ),
    "grade_again": Text("Grade again", "重新评级"),
    "submitted": Text("{name}, version {n}, waits for approval", "{name}第 {n} 版等待审批"),
    "look": Text("Look at it", "查看"),
    "rejected": Text("{n} row{n:s} of the last import {n:was|were} rejected", "最近一次导入有 {n} 行未被接受"),
    "tasks": Text("Waiting for you", "待办"),
    "start": Text("Grade your customers by your own standard", "按自己的标准给客户定级"),
    "start_about": Text(
        "Three steps: bring a file, look at the suggested standard, grade. Nothing leaves this machine.",
        "三步：导入文件，查看建议的标准，评级。数据不离开本机。",
    ),
    "step_data": Text("Bring orders or a customer list", "导入订单或客户名单"),
    "step_data_about": Text(
        "Excel or CSV as it is; columns are recognised, mistakes are listed.",
        "Excel 或 CSV 原样上传；自动识别各列，列出问题。",
    ),
    "step_standard": Text("Choose the standard", "选定分级标准"),
    "step_standard_about": Text(
        "One is suggested from your own numbers, with head-counts before anything is saved.",
        "根据自己的数据给出建议，保存前即可看到各等级人数。",
    ),
    "step_grade": Text("Grade", "评级"),
    "step_grade_about": Text(
        "Every customer gets a tier, a score and the reasons for both.", "每位客户都有等级、评分，并说明原因。"
    ),
    "import": Text("Import data", "导入数据"),
}
KINDS = {"promotion": "up", "demotion": "down", "new": "plus", "gone": "minus", "graded": "check", "ungraded": "x"}
SAID_BESIDE = ("promotion", "demotion", "warned")
MOST_FINDINGS = 7
ALWAYS = ("promotion", "demotion", "new", "gone")
COUNTED = ("promotion", "demotion", "new")  # of a part of the customers


@dataclass(frozen=True)
class Rung:
    """One line of the ladder."""

    summary: TierSummary
    tier: Tier | None
    colour: str
    change: int | None
    url: str

    @property
    def net_revenue(self) -> Decimal | None:
        """What the tier brings."""
        return calm(self.summary.net_revenue)

    @property
    def size(self) -> int:
        """How large the change is, whichever way."""
        return abs(self.change or 0)


@dataclass(frozen=True)
class Change:
    """One kind of change: how many, what they bring, the way to their list."""

    kind: str
    icon: str
    customers: int
    net_revenue: Decimal | None
    url: str

    @property
    def label(self) -> Text:
        """What it is called."""
        return WORDS[self.kind]


@dataclass(frozen=True)
class Mover:
    """A customer who changed tier, the name as the reader may see it."""

    move: Moved
    name: str
    url: str

    @property
    def net_revenue(self) -> Decimal | None:
        """What the customer brings."""
        return calm(self.move.net_revenue)


@dataclass(frozen=True)
class Task:
    """Something that waits: what, and where it is done; no way for those who may not."""

    icon: str
    text: Text
    action: Text
    url: str


def tasks(reading: Reading, run: Run, person: User) -> list[Task]:
    """What waits for a person: own tasks, newer data, rejected rows, what to approve; each for those who can do it."""
    folder, may = reading.workspace_folder, person.can
    found = []
    due = queries.due_tasks(person, datetime.now(ZoneInfo(reading.zone)).date()) if may("edit_customer") else 0
    if due:
        found.append(Task("check", WORDS["due"].fill(n=due), WORDS["look"], "/care/tasks/"))
    overrides = queries.overrides_waiting() if may("approve_scheme") else 0
    if overrides:
        found.append(Task("flag", WORDS["overrides"].fill(n=overrides), WORDS["look"], "/care/overrides/"))
    exports = waiting_for(person)
    if exports:
        found.append(Task("download", WORDS["exports"].fill(n=exports), WORDS["look"], "/disclosures/"))
    paused = queries.endpoints_paused() if may("settings") else 0
    if paused:
        found.append(Task("bell", WORDS["paused"].fill(n=paused), WORDS["look"], "/settings/webhooks/"))
    newer = queries.imports_since(folder, run) if may("see_whole") else 0
    if newer:
        url = "/runs/" if may("grade") else ""
        found.append(Task("clock", WORDS["newer_data"].fill(n=newer), WORDS["grade_again"], url))
    rejected = queries.rejected_last(folder) if may("import") else None
    if rejected is not None:
        words = WORDS["rejected"].fill(n=f"{rejected[1]:,}")
        found.append(Task("warning", words, WORDS["look"], f"/data/imports/{rejected[0]}/"))
    for name, title, version in queries.submitted(folder) if may("approve_scheme") else ():
        words = WORDS["submitted"].fill(name=title, n=version)
        found.append(Task("check", words, WORDS["look"], f"/schemes/{quote(name, safe='')}/"))
    return found


def ladder(standing: Standing) -> list[Rung]:
    """Tiers, best first, the ungraded last; the change since the run before where there is one."""
    rungs = []
    for summary in standing.tiers:
        tier = summary.tier
        key = None if tier is None else tier.key
        change = summary.customers - standing.before.get(key, 0) if standing.before else None
        url = customers_url({"tier": key or ""})
        rungs.append(Rung(summary, tier, (tier.colour or "") if tier else "", change, url))
    return rungs


def revenue(standing: Standing) -> Decimal | None:
    """What all tiers bring; unknown where no tier's revenue is known."""
    known = [each.net_revenue for each in standing.tiers if each.net_revenue is not None]
    return sum(known[1:], known[0]) if known else None


def changes(standing: Standing, *, is_part: bool = False) -> list[Change]:
    """The kinds of change: the four everybody asks for, others only where they occur; who is gone is no part's."""
    found = []
    for kind, icon in KINDS.items():
        changed = standing.changes.get(kind)
        count = changed.customers if changed else 0
        if count or kind in (COUNTED if is_part else ALWAYS):
            url = ("/gone/" if kind == "gone" else customers_url({"move": kind})) if count else ""
            found.append(Change(kind, icon, count, calm(changed.net_revenue) if changed else None, url))
    if standing.warned is not None and standing.warned.customers:
        found.append(
            Change(
                "warned",
                "bell",
                standing.warned.customers,
                calm(standing.warned.net_revenue),
                _warned_url(standing.warned_until),
            )
        )
    return found


def movers(moves: tuple[Moved, ...], *, sees_names: bool) -> list[Mover]:
    """The largest movers by name; people's names masked for those who may not see contact data."""
    return [Mover(move, named(move, sees_names=sees_names), _customer(move.customer_id)) for move in moves]


def named(move: Moved, *, sees_names: bool) -> str:
    """The customer's name, its id where there is none; a person is 张* to those who may not see names."""
    if not move.name:
        return move.customer_id
    return move.name if sees_names else str(library.masks.mask("name", move.name, is_company=move.is_company))


def standing_out(found: Sequence[Finding], of: Readable) -> list[Sentence]:
    """The findings that matter most, each with the list of its customers; moves and warnings stand beside already."""
    told = [each for each in found if each.kind not in SAID_BESIDE]
    return sentences(told[:MOST_FINDINGS], of)


def _customer(customer_id: str) -> str:
    return f"/customers/{quote(customer_id, safe='')}/"


def _warned_url(until: date | None) -> str:
    """Those whose tier ends soon; over 春节 only those who were warned before it began."""
    before = [] if until is None else [f"warned_on:until:{until.isoformat()}"]
    return customers_url({"where": ["warned_on:known", *before]})
