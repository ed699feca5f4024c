"""The words of bulk changes, and what came of one in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji_web import library
from fenji_web.bulk.services import plain
from fenji_web.library import Text
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.bulk.models import Bulk

WORDS = {
    "needs_second": Text(
        "a file with contact data of so many customers needs a second person", "含大量客户联系方式的文件须由第二人审批"
    ),
    "needs_second_fix": Text("Ask for it on the list of customers, under Export.", "请在客户列表中点“导出”提交申请。"),
    "title": Text("Bulk changes", "批量操作记录"),
    "about": Text(
        "Who changed many customers at once, what came of it, and the way back.", "批量修改的内容、结果与撤销。"
    ),
    "chosen": Text("Selected:", "已选"),
    "choose_page": Text("Select every customer of this page", "选择本页全部客户"),
    "choose_one": Text("Select {name}", "选择{name}"),
    "choose_all": Text("Select all {n}", "选择全部 {n} 位"),
    "all_chosen": Text("All that match", "全部符合条件的客户"),
    "tag": Text("Tag", "标签"),
    "owner": Text("Owner", "负责人"),
    "task": Text("Task", "任务"),
    "export": Text("Export", "导出"),
    "clear": Text("Clear the selection", "取消选择"),
    "bar": Text("What to do with the selected customers", "对所选客户的操作"),
    "for": Text("for {n} customer{n:s}", "共 {n} 位客户"),
    "tag_title": Text("Add or remove a tag", "添加或移除标签"),
    "owner_title": Text("Change the owner", "变更负责人"),
    "task_title": Text("Make a task", "创建任务"),
    "step_tag": Text("Add", "添加"),
    "step_untag": Text("Remove", "移除"),
    "step_claim": Text("Claim for me", "由我领取"),
    "step_assign": Text("Assign to", "分配给"),
    "step_return": Text("Return to the pool", "退回公海"),
    "step_task": Text("Task", "任务"),
    "step_claim_about": Text("Only customers without an owner.", "仅限没有负责人的客户。"),
    "step_assign_about": Text("Whoever had them before.", "不论原负责人是谁。"),
    "step_return_about": Text("Only those you may return.", "仅限您有权退回的客户。"),
    "tag_name": Text("Tag", "标签"),
    "task_what": Text("What is to be done", "任务内容"),
    "task_due": Text("Due on", "截止日期"),
    "task_for": Text("For", "负责人"),
    "task_about": Text("One task for each customer, at most {n} at once.", "每位客户一条任务，一次最多 {n} 条。"),
    "me": Text("Me", "我"),
    "go": Text("Change {n} customer{n:s}", "确认修改 {n} 位客户"),
    "go_task": Text("Make {n} task{n:s}", "确认创建 {n} 条任务"),
    "cancel": Text("Cancel", "取消"),
    "in_the_background": Text(
        "That many are changed in the background; you can watch it and stop it.",
        "数量较多，将在后台执行，可随时查看进度或中止。",
    ),
    "count_changed": Text(
        "{n} customer{n:s} match now, not {before} as you were shown. Confirm the new number.",
        "现在符合条件的有 {n} 位，而非之前显示的 {before} 位。请确认新的数量。",
    ),
    "nobody": Text("No customer is selected.", "尚未选择客户。"),
    "nobody_fix": Text("Close this, tick customers in the list and try again.", "请关闭后在列表中勾选客户，再重试。"),
    "graded_anew": Text("Customers were graded anew in the meantime", "在此期间已重新评级"),
    "graded_anew_fix": Text("Look at the list again and confirm once more.", "请重新查看客户列表后再次确认。"),
    "no_step": Text("Choose what is to be done.", "请选择操作。"),
    "no_tag": Text("Write a tag of at most 30 letters.", "请填写标签（最多 30 个字）。"),
    "no_colleague": Text("Choose a colleague.", "请选择同事。"),
    "many_tasks": Text("At most {n} tasks at once: narrow the list first.", "一次最多创建 {n} 条任务，请先缩小范围。"),
    "looked_at": Text("{n} of {all} customers", "{all} 位客户中的 {n} 位"),
    "did_tag": Text("“{what}” was added to {n} customer{n:s}.", "已为 {n} 位客户添加标签“{what}”。"),
    "did_untag": Text("“{what}” was removed from {n} customer{n:s}.", "已为 {n} 位客户移除标签“{what}”。"),
    "did_claim": Text("{n} customer{n:s} {n:is|are} yours now.", "已领取 {n} 位客户。"),
    "did_assign": Text("{n} customer{n:s} {n:is|are} {to}'s now.", "已将 {n} 位客户分配给{to}。"),
    "did_return": Text("{n} customer{n:s} went back to the pool.", "已将 {n} 位客户退回公海。"),
    "did_task": Text("{n} task{n:s} made: {what}", "已创建 {n} 条任务：{what}"),
    "did_undo": Text("Taken back for {n} customer{n:s}.", "已为 {n} 位客户撤销。"),
    "broken_off": Text("Stopped before its end.", "未执行完即已中止。"),
    "not_changed": Text("{n} not changed: {reasons}", "{n} 位未变更：{reasons}"),
    "why_tagged": Text("{n} had the tag already", "{n} 位已有该标签"),
    "why_untagged": Text("{n} did not have the tag", "{n} 位没有该标签"),
    "why_full": Text("{n} {n:has|have} 20 tags, which is the most", "{n} 位的标签已达 20 个上限"),
    "why_mine": Text("{n} {n:was|were} yours already", "{n} 位原已由您负责"),
    "why_taken": Text("{n} {n:has|have} an owner", "{n} 位已有负责人"),
    "why_same": Text("{n} {n:was|were} with them already", "{n} 位原已由其负责"),
    "why_free": Text("{n} had no owner", "{n} 位原无负责人"),
    "why_others": Text("{n} {n:is|are} not yours to return", "{n} 位由他人负责，您无权退回"),
    "why_no_right": Text("you may not assign {n}", "{n} 位您无权分配"),
    "why_since": Text("{n} {n:was|were} changed since", "{n} 位之后又有变更"),
    "undo": Text("Undo", "撤销"),
    "undone": Text("taken back", "已撤销"),
    "close": Text("Close", "关闭"),
    "history": Text("All bulk changes", "批量操作记录"),
    "when": Text("When", "时间"),
    "who": Text("Who", "操作人"),
    "outcome": Text("What came of it", "结果"),
    "somebody": Text("Somebody who is gone", "已离开的同事"),
    "under_way": Text("under way", "进行中"),
    "none": Text("No bulk change yet.", "还没有批量操作。"),
    "none_fix": Text("Tick customers in the list to change many at once.", "在客户列表中勾选客户，即可批量修改。"),
    "go_customers": Text("To the customers", "前往客户列表"),
}
_JOIN = Text(", ", "，")


def outcome(bulk: Bulk) -> Text:
    """What was changed, in words."""
    key = "undo" if bulk.undoes_id else bulk.step
    places = {"what": bulk.what} if key in ("tag", "untag", "task") else {}
    if key == "assign":
        places = {"to": str(bulk.to or words("bulk.somebody"))}
    return words(f"bulk.did_{key}", n=bulk.done, **places)


def rest(bulk: Bulk) -> Text | None:
    """How many were not changed, and why; None where all were."""
    refused = plain(bulk.refused)
    if not refused:
        return None
    said = [words(f"bulk.why_{reason}", n=number) for reason, number in refused.items()]
    reasons = library.Text(*(_JOIN.say(lang).join(one.say(lang) for one in said) for lang in ("en", "zh")))
    return words("bulk.not_changed", n=sum(refused.values()), reasons=reasons)
