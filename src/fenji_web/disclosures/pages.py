"""The words of what is shown for a reason, and of large exports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.disclosures.models import APPROVED
from fenji_web.library import Text
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fenji_web.disclosures.models import Release

WORDS = {
    "title": Text("Large exports", "大批量导出"),
    "about": Text(
        "A file with contact data of more than {n} customers is let through by a second person, and is there for "
        "{days} day{days:s}.",
        "含 {n} 位以上客户联系方式的文件须由第二人审批，文件保留 {days} 天。",
    ),
    "mine": Text("Asked for by you", "我的申请"),
    "mine_none": Text(
        "Nothing asked for yet: it begins on the list of customers, under Export.",
        "暂无申请。在客户列表中点“导出”发起。",
    ),
    "others": Text("Asked for by others", "他人的申请"),
    "others_none": Text("Nobody has asked.", "暂无申请。"),
    "who": Text("Who", "申请人"),
    "why": Text("Why", "用途"),
    "what": Text("Columns", "字段"),
    "rows": Text("Customers", "客户数"),
    "when": Text("Asked", "申请时间"),
    "state": Text("State", "状态"),
    "decide": Text("Decision", "审批"),
    "approve": Text("Let through", "同意"),
    "refuse": Text("Refuse", "驳回"),
    "answer": Text("A word why (optional)", "审批意见（选填）"),
    "withdraw": Text("Withdraw", "撤回"),
    "fetch": Text("Download", "下载"),
    "state_waiting": Text("waits for a second person", "待审批"),
    "state_refused": Text("refused by {who}", "{who} 已驳回"),
    "state_withdrawn": Text("withdrawn", "已撤回"),
    "state_there": Text("let through by {who}; there until {day}", "{who} 已同意，保留至 {day}"),
    "state_made": Text("let through by {who}; being written", "{who} 已同意，正在生成"),
    "state_failed": Text("let through by {who}; could not be written: ask again", "{who} 已同意，生成失败，请重新申请"),
    "state_over": Text("over; the file is gone", "已过期，文件已删除"),
    "ask_title": Text("Ask for a large export", "申请大批量导出"),
    "ask_about": Text(
        "This file would hold contact data of {n} customers. A second person has to let it through; it carries your "
        "name and reason, and is gone after {days} day{days:s}.",
        "该文件含 {n} 位客户的联系方式，须由第二人审批。文件会标注您的姓名与用途，{days} 天后自动删除。",
    ),
    "ask_columns": Text("It holds these columns and no others", "仅包含以下字段"),
    "ask_fewer": Text("Without contact columns, or with fewer customers, no second person is needed.",
                      "去掉联系方式字段或减少客户数，则无需审批。"),
    "ask_go": Text("Ask for it", "提交申请"),
    "back": Text("Back to the list", "返回客户列表"),
    "asked": Text("Asked for. You find it here as soon as somebody has decided.", "申请已提交，审批结果将显示在此页。"),
    "decided_meanwhile": Text("It was decided or withdrawn meanwhile.", "该申请已被处理或撤回。"),
    "unmask_title": Text("Contact data of {name}", "{name} 的联系方式"),
    "unmask_about": Text(
        "Shown to you alone for {n} minutes. Who, whom, why and which fields stand in the log.",
        "仅向您显示 {n} 分钟。查看人、客户、理由与字段均记入操作日志。",
    ),
    "unmask": Text("Show contact data", "查看联系方式"),
    "reason": Text("Reason", "理由"),
    "reason_help": Text("What you need it for, in a few words.", "请简要说明用途。"),
    "password": Text("Your password", "您的密码"),
    "shown_until": Text("Shown until {at}, for: {reason}", "显示至 {at}；理由：{reason}"),
    "nothing_known": Text("No contact data is known of this customer.", "该客户没有联系方式资料。"),
    "no_reason": Text("Say in a few words what you need it for.", "请用几个字说明用途。"),
    "sign_in_again": Text(
        "Sign in again first: the last time is more than ten minutes ago.",
        "请先重新登录：距上次登录已超过十分钟。",
    ),
    "enough_today": Text(
        "{n} customers a day is the most. Ask an administrator.",
        "每天最多查看 {n} 位客户，请联系管理员。",
    ),
    "to_customer": Text("The customer's page", "客户页面"),
    "let_through": Text("Let through", "导出审批"),
    "mark": Text(
        "Export {n}: asked for by {who} for “{reason}”, let through by {other}, to be deleted by {ends}",
        "导出 {n}：申请人 {who}，用途“{reason}”，审批人 {other}，须于 {ends} 前删除",
    ),
    "not_let": Text("this export was not let through, or its time is over", "该导出未获同意或已过期"),
    "not_as_asked": Text(
        "the customers or columns are others than those that were let through", "客户或字段与获批内容不一致"
    ),
    "not_let_fix": Text("Ask for it again on the list of customers.", "请在客户列表中重新申请。"),
}  # fmt: skip


def contact_lines(contact: Mapping[str, Any], fields: Sequence[str]) -> list[tuple[Text, Any]]:
    """Contact data by what it is called: the fields that were asked for, as far as they are known now."""
    labels = {one.name: one.label for one in library.CANONICAL["customers"].columns}
    return [(labels[name], contact[name]) for name in labels if name in fields and name in contact]


def column_labels(names: Sequence[str]) -> list[Text]:
    """Columns by what they are called; a figure of the standard by its name."""
    labels = {one.name: one.label for one in library.CANONICAL["customers"].columns}
    figures = {name: library.METRICS.get(name).label for name in names if name in library.METRICS.all()}
    shown = {name: words(f"customers.{name}") for name in ("name", "tier", "score", "move") if f"{name}" in names}
    return [shown.get(name) or labels.get(name) or figures.get(name) or library.same(name) for name in names]


def outcome(release: Release) -> Text:
    """Where a large export stands."""
    who, day = str(release.decided_by or ""), release.ends_at.date().isoformat() if release.ends_at else ""
    if release.state != APPROVED:
        said = WORDS[f"state_{release.state}"]
        return said.fill(who=who) if release.state == "refused" else said
    if release.is_over:
        return WORDS["state_over"]
    if release.is_there:
        return WORDS["state_there"].fill(who=who, day=day)
    return WORDS["state_made" if release.is_being_made else "state_failed"].fill(who=who)
