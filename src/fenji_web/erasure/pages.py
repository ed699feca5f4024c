"""What the pages of erasure show, and their words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.erasure.models import ASKED, DONE, ERASING, LOOKING, WITHDRAWN
from fenji_web.library import Text
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fenji_web.erasure.models import Wish

WORDS = {
    "title": Text("Erasure", "数据删除"),
    "about": Text(
        "A customer is taken out of everything that is kept: data and results with all snapshots, lists, imported "
        "files, exports, notes and tasks. Orders stay as those of a guest, so that totals hold.",
        "将一位客户从全部存储中删除：数据与评级结果（含全部历史快照）、查询清单、导入文件、导出文件、备注和任务。订单转为散客订单，合计不变。",
    ),
    "ask": Text("Erase a customer", "删除客户"),
    "customer": Text("Customer ID", "客户ID"),
    "reason": Text("Why", "原因"),
    "reason_hint": Text(
        "Who asked for it and when; without names or contact data.", "由谁、何时提出；请勿填写姓名或联系方式。"
    ),
    "look": Text("Show what goes", "预览删除内容"),
    "no_customer": Text("name the customer", "请填写客户ID"),
    "no_reason": Text("say why", "请填写原因"),
    "long_reason": Text("at most {n} characters", "最多 {n} 个字符"),
    "kept": Text("Erasures", "删除记录"),
    "none": Text("Nobody was erased yet.", "还没有删除记录。"),
    "who": Text("Asked by", "申请人"),
    "when": Text("When", "时间"),
    "confirmed": Text("Confirmed by", "确认人"),
    "state": Text("State", "状态"),
    "certificate": Text("Certificate", "删除证明"),
    "number": Text("Number", "编号"),
    "back": Text("All erasures", "全部删除记录"),
    "heading": Text("Erase {id}", "删除 {id}"),
    "gone": Text("Erased customer", "已删除的客户"),
    "goes": Text("What goes", "将删除的内容"),
    "went": Text("What went", "已删除的内容"),
    "store": Text("Kept in", "存储位置"),
    "rows": Text("Rows or files", "行数或文件数"),
    "stays": Text("What stays", "保留的内容"),
    "stays_orders": Text("Orders, as those of a guest: amount, day and goods, so that sales stay what they were.",
                         "订单转为散客订单，仅保留金额、日期和商品，销售合计不变。"),
    "stays_grades": Text("The grade in past runs, as that of nobody, so that the numbers of every tier stay.",
                         "历史批次中的等级转为匿名记录，各等级人数不变。"),
    "stays_marks": Text("A keyed mark, so that an old file or backup does not bring the customer back.",
                        "一个加密标记，使旧文件或旧备份不会让该客户重新出现。"),
    "stays_backups": Text("Backups taken before, until they are removed: {n}. Restoring one erases the customer again.",
                          "此前的备份 {n} 份，到期清除前仍含该客户；恢复时会再次删除。"),
    "confirm": Text("Erase for good", "永久删除"),
    "confirm_about": Text(
        "This cannot be undone. Type the customer ID to confirm.", "此操作无法撤销。请输入客户ID以确认。"
    ),
    "typed_wrong": Text("this is not the customer ID shown above", "与上方的客户ID不一致"),
    "second": Text("Another person must confirm: whoever asked cannot.", "须由申请人以外的人员确认。"),
    "withdraw": Text("Withdraw", "撤回"),
    "download_json": Text("Certificate (JSON)", "删除证明（JSON）"),
    "download_pdf": Text("Certificate (PDF)", "删除证明（PDF）"),
    "sealed": Text(
        "Sealed by this workspace's key: whoever changes a letter of it is found out.",
        "由本工作区密钥签章，改动一字即可发现。",
    ),
    "runs": Text("Runs sealed anew", "重新封存的批次"),
    "link": Text("Erase this customer", "删除此客户"),
    "grades": Text("Grades of past runs", "历史评级结果"),
    "memberships": Text("Segments, entered and left", "客群归属与进出"),
    "decisions": Text("Decisions and records", "人工决定与导入记录"),
    "rules": Text("How long data is kept", "数据保留期限"),
    "rules_about": Text(
        "What is older goes, in every snapshot too. An empty field keeps for ever. Customers under a legal hold stay.",
        "超过期限的数据将被清除（含全部历史快照）；留空表示长期保留。处于法定保留的客户不受影响。",
    ),
    "rules_keep": Text("Keep rules, show what goes", "保存规则并预览"),
    "rules_wrong": Text(
        "write whole numbers: orders from 12 months, jobs from 6, others from 1",
        "请填写整数：订单至少 12 个月，任务至少 6 个月，其他至少 1",
    ),
    "months": Text("months", "个月"),
    "days": Text("days", "天"),
    "due": Text("Past its time", "已到期的内容"),
    "taken": Text("Taken out", "已清除的内容"),
    "nothing_due": Text("No rule is set, or nothing was looked through yet.", "尚未设置规则，或尚未预览。"),
    "before": Text("From before", "早于"),
    "apply": Text("Take it out for good", "永久清除"),
    "held": Text("Under legal hold: {n} customer{n:s}", "法定保留中的客户：{n} 位"),
    LOOKING: Text("looking", "查找中"),
    ASKED: Text("waits for confirmation", "待确认"),
    ERASING: Text("erasing", "删除中"),
    DONE: Text("erased", "已删除"),
    WITHDRAWN: Text("withdrawn", "已撤回"),
}  # fmt: skip
TONES = {ASKED: "tag-warn", ERASING: "tag-accent", DONE: "tag-good"}


def rows(wishes: list[Wish]) -> list[dict[str, Any]]:
    """Wishes with the words for their state."""
    return [{"wish": one, "state": words(f"erasure.{one.state}"), "tone": TONES.get(one.state, "")} for one in wishes]


def rule_fields(typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The fields of the rules, each with what is typed and its unit."""
    titles = library.retention.TITLES
    return [
        {"name": name, "title": titles[name], "value": typed.get(name, ""), "unit": words(f"erasure.{unit}")}
        for name in titles
        for unit in (name.rpartition("_")[2],)
    ]


def due(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is past its time, with days as days."""
    return [
        {
            "title": Text(one["title"]["en"], one["title"]["zh"]),
            "before": date.fromisoformat(one["before"]),
            "count": one["count"],
        }
        for one in result["due"]
    ]


def _named(tables: Mapping[str, int]) -> list[tuple[Text, int]]:
    """Tables of the lake by what they hold, the most rows first."""
    counts: dict[str, tuple[Text, int]] = {}
    for name, count in tables.items():
        title = library.CANONICAL[name].title if name in library.CANONICAL else words(f"erasure.{_kind(name)}")
        counts[title.en] = (title, count + counts.get(title.en, (title, 0))[1])
    return sorted(counts.values(), key=lambda pair: (-pair[1], pair[0].en))


def _kind(table: str) -> str:
    if table.startswith(("result_", "graded_")):
        return "grades"
    return "memberships" if table.startswith("members_") or table == "segment_events" else "decisions"


def stores(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Stores with their titles as texts, and their tables, the largest first."""
    return [
        {
            "title": Text(one["title"]["en"], one["title"]["zh"]),
            "count": one["count"],
            "tables": _named(one["tables"]),
        }
        for one in found
    ]
