"""The words of care, and what its pages show of tiers, fields, overrides and typed rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.care.forms import Field, Form
    from fenji_web.care.models import Override, Record
    from fenji_web.library import Scheme

WORDS = {
    "title": Text("Care", "客户维护"),
    "newer": Text("Newer data since the last run", "上次评级后有新数据"),
    "newer_fix": Text("Grade again to see what it changes.", "重新评级后才会体现。"),
    "grade": Text("Grade", "去评级"),
    "newer_order": Text("Order of {day}: {amount}", "{day} 订单：{amount}"),
    "newer_contact": Text("Contact on {day}", "{day} 跟进"),
    "newer_customer": Text("New customer", "新增客户"),
    "tab_notes": Text("Notes", "备注"),
    "tab_tasks": Text("Tasks", "任务"),
    "tab_tags": Text("Tags", "标签"),
    "tab_owner": Text("Owner", "负责人"),
    "tab_override": Text("Tier", "调级"),
    "note_label": Text("New note", "新备注"),
    "note_hint": Text("What should others know?", "记下同事需要知道的事"),
    "note_add": Text("Add the note", "添加备注"),
    "notes_none": Text("No notes yet.", "还没有备注。"),
    "hidden": Text("Hidden from your role", "您的角色看不到内容"),
    "somebody": Text("somebody", "某人"),
    "task_what": Text("What is to be done", "要做什么"),
    "task_due": Text("Due on", "截止日期"),
    "task_add": Text("Add the task", "添加任务"),
    "task_done": Text("Done", "完成"),
    "task_again": Text("Open again", "重新打开"),
    "task_fix": Text("Say in a few words what is to be done.", "请用几个字写明要做什么。"),
    "task_none": Text("No tasks yet.", "还没有任务。"),
    "task_done_by": Text("Done by {who}, {day}", "{who}于 {day} 完成"),
    "due": Text("Due {day}", "{day} 截止"),
    "late": Text("Late", "已逾期"),
    "tag_label": Text("New tag", "新标签"),
    "tag_hint": Text("Key account …", "如：重点客户、常来展会"),
    "tag_add": Text("Add", "添加"),
    "tag_remove": Text("Remove the tag {name}", "移除标签“{name}”"),
    "tags_none": Text("No tags yet.", "还没有标签。"),
    "owned_by": Text("Looked after by", "负责人"),
    "in_pool": Text("Nobody: in the pool", "无人负责（公海）"),
    "claim": Text("Claim", "认领"),
    "give_back": Text("Return to the pool", "退回公海"),
    "assign_to": Text("Assign to", "分配给"),
    "assign": Text("Assign", "分配"),
    "history": Text("History", "变更记录"),
    "pool": Text("Pool", "公海"),
    "pool_about": Text(
        "Customers nobody looks after, the best tier first.", "没有负责人的客户，等级高、销售额高的排在前面。"
    ),
    "pool_n": Text("{n} customer{n:s}", "{n} 位客户"),
    "pool_all": Text("All", "全部"),
    "pool_none": Text("Every customer is looked after.", "所有客户都有负责人。"),
    "pool_nothing": Text("Nothing has been graded yet.", "还没有评级结果。"),
    "pool_nothing_fix": Text(
        "Customers without an owner appear here after the first grading.", "首次评级后，没有负责人的客户会显示在这里。"
    ),
    "go_home": Text("To the first page", "返回工作台"),
    "choose_all": Text("Choose", "选择"),
    "choose_one": Text("Choose {name}", "选择 {name}"),
    "claim_chosen": Text("Claim those chosen", "认领所选"),
    "tier": Text("Tier", "等级"),
    "name": Text("Customer", "客户"),
    "city": Text("City", "城市"),
    "revenue": Text("Revenue", "净销售额"),
    "last_order": Text("Last order", "最近下单"),
    "next": Text("Next", "下一页"),
    "first": Text("From the start", "回到开头"),
    "claimed": Text("{n} customer{n:s} now with {owner}.", "已将 {n} 位客户交给{owner}。"),
    "none_chosen": Text("Choose at least one customer.", "请至少选择一位客户。"),
    "taken_already": Text("{name} is looked after by {owner} already.", "{name} 已由{owner}负责。"),
    "in_pool_already": Text("The customer is in the pool already.", "该客户已在公海中。"),
    "not_yours": Text(
        "{owner} looks after this customer; ask them or a steward.", "该客户由{owner}负责，请联系其本人或数据管理员。"
    ),
    "may_not_assign": Text(
        "Only data stewards and administrators assign customers.", "只有数据管理员和系统管理员可以分配客户。"
    ),
    "tasks": Text("My tasks", "我的任务"),
    "tasks_n": Text("{n} open task{n:s}", "{n} 项未完成"),
    "tasks_late": Text("Late", "已逾期"),
    "tasks_today": Text("Today", "今天"),
    "tasks_later": Text("Later", "以后"),
    "tasks_done": Text("Done of late", "最近完成"),
    "tasks_none": Text(
        "Nothing to do. Tasks come from a customer's page or from a contact with a next date.",
        "没有待办。任务来自客户页面，或填写了下次联系日期的跟进。",
    ),
    "go_customers": Text("To the customers", "查看客户"),
    "customer_title": Text("New customer", "新增客户"),
    "customer_about": Text("Checked like an import; graded with the next run.", "按导入规则检查，下次评级时参与评级。"),
    "customer_save": Text("Add the customer", "新增客户"),
    "customer_done": Text("The customer was added.", "客户已新增。"),
    "customer_name": Text("Name", "名称"),
    "customer_kind": Text("Person or company", "客户性质"),
    "customer_mobile": Text("Mobile", "手机号"),
    "customer_email": Text("E-mail", "电子邮箱"),
    "customer_city": Text("City", "城市"),
    "customer_mine": Text("I look after this customer", "由我负责"),
    "order_title": Text("Record an order", "记一笔订单"),
    "order_about": Text("Checked like an import; counts with the next run.", "按导入规则检查，下次评级时计入。"),
    "order_save": Text("Record the order", "保存订单"),
    "order_done": Text("The order was recorded.", "订单已保存。"),
    "order_amount": Text("Amount", "金额"),
    "order_amount_help": Text("As on the receipt: 1,280.50 or 1.2万", "按实收填写，如 1280.50 或 1.2万"),
    "order_ordered_on": Text("Ordered on", "下单日期"),
    "order_number": Text("Order number", "订单号"),
    "order_number_help": Text("Empty: one is made.", "留空则自动编号。"),
    "order_channel": Text("Channel", "渠道"),
    "order_store": Text("Store", "门店"),
    "contact_title": Text("Write a follow-up", "写跟进"),
    "contact_about": Text(
        "Kept as an interaction; the next date becomes a task of yours.", "保存为互动记录；下次联系日期会成为您的任务。"
    ),
    "contact_save": Text("Save the follow-up", "保存跟进"),
    "contact_done": Text("The follow-up was saved.", "跟进已保存。"),
    "contact_kind": Text("How", "方式"),
    "contact_direction": Text("Who came to whom", "由谁发起"),
    "contact_happened_on": Text("On", "日期"),
    "contact_subject": Text("What was said", "跟进内容"),
    "contact_next_on": Text("Next contact on", "下次联系日期"),
    "contact_next_on_help": Text("Empty: no task is made.", "留空则不建任务。"),
    "contact_next_what": Text("Next step", "下一步"),
    "next_default": Text("Follow up", "回访"),
    "kind_call": Text("Call", "电话"),
    "kind_wechat": Text("WeChat", "微信"),
    "kind_store_visit": Text("Visit", "到店"),
    "kind_email": Text("E-mail", "邮件"),
    "kind_sms": Text("Text message", "短信"),
    "kind_service": Text("Service", "客服"),
    "override_title": Text("Set the tier by hand", "申请调级"),
    "override_about": Text(
        "Holds from the next grading until the last day; then the standard decides again.",
        "自下次评级起生效，到期后恢复按标准评级。",
    ),
    "override_save": Text("Ask for it", "提交申请"),
    "override_done": Text("The override was recorded; it counts with the next run.", "调级已登记，下次评级时生效。"),
    "override_waits": Text("The override waits for approval.", "调级申请已提交，等待审批。"),
    "override_tier": Text("Tier", "等级"),
    "override_until": Text("Last day", "截止日"),
    "override_until_help": Text("This day is included.", "含当日。"),
    "override_reason": Text("Reason", "原因"),
    "override_none": Text("The standard alone decides.", "目前完全按标准评级。"),
    "override_ask": Text("Set the tier by hand", "申请调级"),
    "override_until_day": Text("until {day}", "至 {day}"),
    "state_waiting": Text("Waits for approval", "待审批"),
    "state_set": Text("Holds", "生效中"),
    "state_expired": Text("Expired", "已到期"),
    "state_rejected": Text("Rejected", "已驳回"),
    "state_ended": Text("Ended", "已结束"),
    "overrides": Text("Overrides", "人工调级"),
    "overrides_about": Text(
        "Tiers set by hand, with reason, approval and last day.", "人工设定的等级，含原因、审批与截止日。"
    ),
    "overrides_waiting": Text("Waiting for approval", "待审批"),
    "overrides_holding": Text("In force", "生效中"),
    "overrides_none": Text("Nothing waits for approval.", "没有待审批的调级。"),
    "overrides_no_holding": Text("No tier is set by hand.", "没有生效中的调级。"),
    "overrides_read": Text("Read again", "重新读取"),
    "asked_by": Text("Asked by", "申请人"),
    "until": Text("Until", "截止日"),
    "reason": Text("Reason", "原因"),
    "approve": Text("Approve", "批准"),
    "reject": Text("Reject", "驳回"),
    "end": Text("End", "结束"),
    "reject_reason": Text("Why it is rejected", "驳回原因"),
    "end_reason": Text("Why it ends", "结束原因"),
    "decide": Text("Decide", "审批"),
    "typed_for": Text("For {name}", "客户：{name}"),
    "typed_next": Text(
        "The customer's page appears after the next grading. Until then:", "下次评级后会有客户页面。现在可以："
    ),
    "back": Text("Back", "返回"),
    "checking": Text("Checking what was typed", "正在检查"),
    "missing": Text("This is needed", "此项必填"),
    "missing_fix": Text("Fill in: {label}.", "请填写“{label}”。"),
    "too_long": Text("Longer than {n} characters", "超过 {n} 个字"),
    "too_long_fix": Text("Say it more briefly.", "请写得简短一些。"),
    "no_day": Text("This is no day", "日期无效"),
    "no_day_fix": Text("Write it as 2024-06-30.", "请写作 2024-06-30。"),
    "no_email": Text("This is no e-mail address", "邮箱地址无效"),
    "no_email_fix": Text("Write it as name@example.com.", "请写作 name@example.com。"),
    "order_twin": Text("There is an order of this number", "已有此编号的订单"),
    "order_twin_fix": Text(
        "Check whether it was recorded before, or give another number.", "请核对是否已登记，或换一个编号。"
    ),
    "twin": Text("{id} has this already", "客户 {id} 已使用"),
    "twin_fix": Text("Record it with that customer, or leave it empty here.", "请在该客户下登记，或将此项留空。"),
    "no_choice": Text("This is not one of the choices", "不是可选项"),
    "no_choice_fix": Text("Choose one from the list.", "请从列表中选择。"),
    "refused": Text("This could not be taken", "无法保存"),
    "refused_fix": Text("Look over the fields and send the form again.", "请检查各项后重新提交。"),
}


@dataclass(frozen=True)
class Shown:
    """A field as the page shows it: with its value, and what is wrong with it."""

    field: Field
    label: Text
    help: Text | None
    value: str
    problems: tuple[Mapping[str, Any], ...]


def fields_shown(form: Form, values: Mapping[str, str], problems: Sequence[Mapping[str, Any]]) -> list[Shown]:
    """A form's fields in order, each with its own problems."""
    return [
        Shown(
            one,
            form.label(one.name),
            words(f"care.{form.name}_{one.name}_help") if one.has_help else None,
            values.get(one.name, ""),
            tuple(each for each in problems if each["field"] == one.name),
        )
        for one in form.fields
    ]


def pool_tiers(scheme: Scheme, counts: Mapping[str | None, int], chosen: str | None) -> list[dict[str, Any]]:
    """The tiers to choose from, with how many of each are in the pool."""
    named: list[tuple[str, str | None, Text]] = [(tier.key, tier.key, tier.name) for tier in scheme.tiers]
    named.append(("-", None, words("ui.ungraded")))
    return [
        {"value": value, "label": label, "n": counts.get(key, 0), "is_on": value == chosen}
        for value, key, label in named
        if counts.get(key, 0) or value == chosen
    ]


def overrides_shown(found: Sequence[Override], day: date) -> list[dict[str, Any]]:
    """Overrides with their states in words as of a day."""
    tones = {"waiting": "warn", "set": "good", "rejected": "bad"}
    states = [("expired" if one.state == "set" and one.until < day else one.state, one) for one in found]
    return [{"of": one, "state": f"care.state_{state}", "tone": tones.get(state, "")} for state, one in states]


def records_shown(found: Sequence[Record], currency: str, *, sees_contact: bool) -> list[Text]:
    """What was typed since the run, one line each; what a customer said only to those who may see contact data."""
    return [_line(one, currency, sees_contact=sees_contact) for one in found]


def _line(one: Record, currency: str, *, sees_contact: bool) -> Text:
    values = one.values
    if one.kind == "order":
        return words("care.newer_order", day=values["ordered_on"], amount=_amount(values["amount"], currency))
    if one.kind == "contact":
        line = words("care.newer_contact", day=values["happened_on"])
        said = values["subject"] if sees_contact else ""
        return Text(f"{line.en}: {said}", f"{line.zh}：{said}") if said else line
    return words("care.newer_customer")


def _amount(typed: str, currency: str) -> Text:
    try:
        amount = Decimal(typed.replace(",", ""))
    except InvalidOperation:
        return library.same(typed)
    return Text(library.say_money(amount, currency, "en"), library.say_money(amount, currency, "zh"))
