"""The words of privacy, and lines of its tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fenji_web.privacy.models import Case
    from fenji_web.runs.models import Job

WORDS = {
    "title": Text("Privacy", "隐私与合规"),
    "about": Text(
        "What people ask about their data and grades, and by when it is answered; who opted out; who may be contacted.",
        "客户就其个人信息与等级提出的请求及答复期限、拒绝画像的客户，以及可以联系谁。",
    ),
    "cases": Text("Requests", "请求与异议"),
    "people": Text("Consents and opt-outs", "同意与拒绝画像"),
    "lists": Text("Contact lists", "联系名单"),
    "waiting": Text("Waiting", "待处理"),
    "late": Text("Late", "已逾期"),
    "out": Text("Opted out", "拒绝画像"),
    "closed": Text("Answered", "已答复"),
    "none_waiting": Text("Nothing waits for an answer.", "没有待处理的请求。"),
    "none_closed": Text("Nothing was answered yet.", "还没有已答复的请求。"),
    "customer": Text("Customer", "客户"),
    "customer_id": Text("Customer id", "客户ID"),
    "what": Text("What", "事项"),
    "said": Text("What they said", "客户陈述"),
    "came_by": Text("How it came", "提出方式"),
    "came_by_hint": Text("a letter, the hotline, a shop …", "来信、热线、门店等"),
    "received": Text("Received", "收到时间"),
    "due": Text("Due", "答复期限"),
    "days_left": Text("{n} day{n:s} left", "剩 {n} 天"),
    "days_late": Text("{n} day{n:s} late", "逾期 {n} 天"),
    "state": Text("State", "状态"),
    "state_open": Text("Open", "待处理"),
    "state_second": Text("Waits for a second person", "待第二人确认"),
    "state_closed": Text("Answered", "已答复"),
    "decided": Text("Decision", "处理结果"),
    "decided_by": Text("Decided by", "处理人"),
    "seconded_by": Text("Second person", "第二人"),
    "reason": Text("Reason, which is also the answer", "理由（同时作为答复内容）"),
    "new": Text("New request", "登记请求"),
    "keep": Text("Keep", "登记"),
    "kind_access": Text("A copy of their data", "查阅、复制个人信息"),
    "kind_correction": Text("Correction of their data", "更正个人信息"),
    "kind_erasure": Text("Erasure of their data", "删除个人信息"),
    "kind_explanation": Text("Explanation of their grade", "要求说明等级"),
    "kind_objection": Text("Objection to their grade", "对等级提出异议"),
    "kind_credit_stop": Text("Stopping credit", "停止赊销"),
    "kind_contract_end": Text("Ending the contract", "终止合作"),
    "significant": Text(
        "Significant: a program never decides this, two people do, with a reason; an appeal opens it again.",
        "重大决定：不由程序作出，须两人确认并写明理由；客户申诉后重新处理。",
    ),
    "outcome_upheld": Text("The grade or decision stays", "维持原等级或决定"),
    "outcome_changed": Text("Changed as they asked", "按请求调整"),
    "outcome_done": Text("Done", "已办理"),
    "outcome_refused": Text("Refused, with the reason", "不予办理（说明理由）"),
    "outcome": Text("Outcome", "结论"),
    "decide": Text("Decide", "作出决定"),
    "agree": Text("Agree", "同意"),
    "disagree": Text("Open again", "退回重新处理"),
    "second_about": Text(
        "{who} decided. Somebody else must agree before it holds.", "{who} 已作出决定，须由另一人确认后生效。"
    ),
    "in_force": Text("In force: two people agreed.", "已生效：两人确认。"),
    "not_in_force": Text("Not in force.", "未生效。"),
    "not_you": Text("Somebody else has to say this: you decided before.", "须由他人处理：此前由您作出决定。"),
    "appeal": Text("They appeal", "客户申诉"),
    "appealed": Text("Opened again as request {n}", "已重新处理，见请求 {n}"),
    "appeals": Text("Appeal against request {n}", "针对请求 {n} 的申诉"),
    "case": Text("Request {n}", "请求 {n}"),
    "grade_then": Text("Grade then", "当时等级"),
    "back": Text("All requests", "全部请求"),
    "to_explanation": Text("Look at the grade and why", "查看等级及依据"),
    "not_now": Text("Somebody else was quicker: look again.", "其他人已处理，请刷新查看。"),
    "problem_no_kind": Text("Choose what they ask for.", "请选择事项。"),
    "problem_no_customer": Text("Name the customer's id.", "请填写客户ID。"),
    "problem_unknown": Text("No customer has this id.", "没有该ID的客户。"),
    "problem_no_words": Text("Write what they said, and how it came.", "请填写客户陈述及提出方式。"),
    "problem_no_outcome": Text("Choose the outcome.", "请选择结论。"),
    "problem_no_reason": Text("Write the reason: it is the answer they get.", "请填写理由，它就是给客户的答复。"),
    "out_about": Text(
        "Not graded, in no segment, in no list; their figures are in no cut point. Totals say how many they are.",
        "不评级，不进入客群与名单，其数据不影响分界值；汇总中会注明人数。",
    ),
    "out_none": Text("Nobody has opted out of profiling.", "没有客户拒绝画像。"),
    "since": Text("Since", "自"),
    "kept_by": Text("Kept by", "登记人"),
    "consents": Text("Consents by purpose and channel", "按用途与渠道的同意情况"),
    "consents_none": Text(
        "No consent is kept: every contact list is empty until there is one. Keep them on a customer's page.",
        "尚无同意记录，在此之前联系名单均为空。可在客户详情页登记。",
    ),
    "newest": Text("Kept last", "最近登记"),
    "purpose": Text("Purpose", "用途"),
    "channel": Text("Channel", "渠道"),
    "granted": Text("Granted", "已同意"),
    "withdrawn": Text("Withdrawn", "已撤回"),
    "expired": Text("Expired", "已到期"),
    "source": Text("Source", "来源"),
    "text_version": Text("Version of the text shown", "所出示文本的版本"),
    "proof": Text("Where the proof is kept", "凭证存放处"),
    "until": Text("Until", "有效期至"),
    "number": Text("No.", "编号"),
    "lists_about": Text(
        "Customers who consented to one purpose and one channel, each with the consent it rests on. Who is in it is "
        "kept; lists grow old, so write one anew before each sending.",
        "只含已同意该用途与渠道的客户，并附同意编号。名单中有谁均有记录；名单会过时，每次发送前请重新生成。",
    ),
    "make_list": Text("Write the list", "生成名单"),
    "tiers": Text("Tiers", "等级"),
    "all_tiers": Text("none chosen: all", "不选即全部"),
    "format": Text("Format", "格式"),
    "lists_none": Text("No list was written yet.", "还没有生成过名单。"),
    "lists_newest": Text("Written lately", "最近生成"),
    "in_list": Text("In the list", "列入"),
    "left_out": Text("Left out", "未列入"),
    "when": Text("When", "时间"),
    "lists_not_you": Text("Your role does not include contact data.", "您的角色不能查看联系方式，无法生成名单。"),
    "no_contact": Text("you may not see contact data", "您无权查看联系方式"),
    "no_contact_fix": Text("Ask somebody who may.", "请联系有权限的同事。"),
    "not_graded": Text("nothing has been graded yet", "还没有评级结果"),
    "not_graded_fix": Text("Grade on the page Runs.", "请先在“评级批次”页评级。"),
    "xlsx": Text("XLSX", "XLSX"),
    "csv": Text("CSV", "CSV"),
    "json": Text("JSON", "JSON"),
    "fairness": Text("Fairness", "公平性"),
    "fairness_about": Text(
        "How the standard shown treats groups of persons: who reaches the top tier, who stays in the bottom one.",
        "当前标准对不同人群的结果：多少人进入最高等级，多少人停留在最低等级。",
    ),
    "fairness_source": Text(
        "Marked: less than four fifths of the best group's rate (29 CFR 1607.4 D). A sign to look into, no proof: "
        "groups may differ in what they bought. The standard reads neither sex nor age nor region.",
        "低于最高组的五分之四即标出（29 CFR 1607.4 D）。仅提示需要复核，并非结论：各群体的购买本身可能不同。"
        "标准不读取性别、年龄与地区。",
    ),
    "look_into": Text("look into", "需复核"),
    "below": Text("below 0.8", "低于 0.8"),
    "persons": Text("Persons", "人数"),
    "top": Text("Top tier", "最高等级"),
    "bottom": Text("Bottom tier", "最低等级"),
    "ratio": Text("Ratio to best", "与最高组之比"),
    "ratio_kept": Text("Above bottom, ratio", "非最低等级之比"),
    "suppressed": Text("{n} group{n:s} of fewer than {least} left out.", "{n} 个不足 {least} 人的群体未列出。"),
    "not_known": Text("Not known of {n}.", "{n} 人未记录。"),
    "all_small": Text("Every group has fewer than {least} persons.", "各群体均不足 {least} 人。"),
    "nothing_known": Text("No sex, age band or province is known.", "没有记录任何人的性别、年龄段或省份。"),
    "turn": Text("Test by turning round", "换位检验"),
    "turned_never": Text(
        "Not tried yet: everybody graded once more as somebody of another sex, age and region.",
        "尚未检验：把每个人的性别、年龄、地区换位后重新评级，看等级是否改变。",
    ),
    "turned_none": Text(
        "Turned round in sex, age and region, nobody's tier changes.", "性别、年龄、地区换位后，没有任何人的等级改变。"
    ),
    "turned_some": Text("Turned round, {n} tiers change: check the standard.", "换位后 {n} 人等级改变，请检查标准。"),
    "record": Text("Record of processing", "处理活动记录"),
    "record_about": Text(
        "What is done with personal data, for what, how long it is kept and how guarded, as it is now.",
        "个人信息处理活动、目的、保存期限与安全措施，按现状生成。",
    ),
    "record_make": Text("Write the record", "生成记录"),
    "record_none": Text("No record was written yet.", "还没有生成过记录。"),
    "panel": Text("Privacy", "隐私"),
    "panel_out": Text("Opted out of profiling since {day}", "自 {day} 起拒绝画像"),
    "panel_in": Text("Is profiled", "参与评级与画像"),
    "panel_no_consents": Text("No consent kept: in no contact list.", "无同意记录：不会列入联系名单。"),
    "add_consent": Text("Keep a consent", "登记同意"),
    "withdraw": Text("Withdraw", "撤回"),
    "opt_out": Text("Opt out", "登记拒绝画像"),
    "opt_in": Text("Take back", "撤销拒绝"),
    "export": Text("Copy of their data", "个人信息副本"),
    "ready": Text("The copy is ready.", "副本已生成。"),
    "holds_next": Text("Holds from the next grading on.", "自下次评级起生效。"),
    "requests_of": Text("Requests", "请求"),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row about a customer, named as `named` asks for it."""

    customer_id: str
    row: Mapping[str, Any]


def consent_line(one: Mapping[str, Any]) -> dict[str, Any]:
    """A consent with its purpose, channel and state in words."""
    state = one.get("state")
    return {
        **one,
        "purpose_words": library.say_purpose(one["purpose"]),
        "channel_words": library.say_channel(one["channel"]),
        "state_words": words(f"privacy.{state}") if state else None,
        "tone": {"granted": "good", "withdrawn": "bad", "expired": "warn"}.get(str(state), ""),
    }


def list_line(job: Job) -> dict[str, Any]:
    """A list that was written: how many are in it, how many were left out and why."""
    result = job.result or {}
    left = result.get("left_out", {})
    return {
        "job": job,
        "purpose": library.say_purpose(result.get("purpose", "")),
        "channel": library.say_channel(result.get("channel", "")),
        "customers": result.get("customers"),
        "number": result.get("list"),
        "left": sum(left.values()),
        "why": [
            (library.contact_list.LEFT_OUT[why], n) for why, n in left.items() if why in library.contact_list.LEFT_OUT
        ],
    }


def outcomes_of(case: Case) -> tuple[str, ...]:
    """How a case may end."""
    return ("upheld", "changed") if case.kind == "objection" else ("done", "refused")
