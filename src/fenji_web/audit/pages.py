"""The words of the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fenji_web.audit.models import Alias, Event
from fenji_web.library import Text

WORDS = {
    "title": Text("Log", "操作日志"),
    "about": Text(
        "Every change, every file downloaded and every customer opened. Each line is sealed to the one before and "
        "cannot be changed; fenji audit verify proves it.",
        "记录每次修改、每次导出和每次查看客户。各条记录依次加封，不可修改，可用 fenji audit verify 校验。",
    ),
    "when": Text("When", "时间"),
    "who": Text("Who", "人员"),
    "what": Text("What", "操作"),
    "of": Text("Subject", "对象"),
    "outcome": Text("Outcome", "结果"),
    "from": Text("From", "来源地址"),
    "everybody": Text("everybody", "全部人员"),
    "everything": Text("everything", "全部操作"),
    "since": Text("Since", "起"),
    "until": Text("Until", "止"),
    "show": Text("Show", "查询"),
    "download": Text("Download", "下载"),
    "found": Text("{n} line{n:s}", "{n} 条记录"),
    "none": Text("Nothing of that kind was done.", "没有符合条件的记录。"),
    "older": Text("Older", "更早"),
    "nobody": Text("not signed in", "未登录"),
    "done": Text("done", "完成"),
    "refused": Text("refused", "被拒绝"),
    "wrong": Text("not accepted", "未通过"),
    "broken": Text("failed", "出错"),
    "seen": Text("seen", "已查看"),
    "taken": Text("downloaded", "已导出"),
}
_ACTIONS = {
    "customers:one": Text("opened a customer", "查看客户"),
    "customers:timeline": Text("read a customer's timeline", "查看客户时间线"),
    "care:panel": Text("opened a customer's panel", "查看客户侧栏"),
    "customers:export": Text("exported a list", "导出客户列表"),
    "bulk:do": Text("changed many customers", "批量修改客户"),
    "bulk:undo": Text("undid a change of many customers", "撤销批量修改"),
    "bulk:export": Text("exported chosen customers", "导出所选客户"),
    "runs:file": Text("downloaded a file", "下载文件"),
    "runs:workbook": Text("asked for a workbook", "生成工作簿"),
    "runs:start": Text("started a grading", "启动评级"),
    "runs:stop": Text("stopped a job", "停止任务"),
    "data:upload": Text("uploaded a file", "上传文件"),
    "data:bring": Text("imported a file", "导入文件"),
    "data:undo": Text("undid an import", "撤销导入"),
    "care:override": Text("asked for an override", "申请人工调级"),
    "care:decide": Text("decided on an override", "审批人工调级"),
    "care:contact": Text("recorded a contact", "记录跟进"),
    "care:order": Text("recorded an order", "记录订单"),
    "care:profile": Text("changed a customer's data", "修改客户资料"),
    "care:owner": Text("assigned an owner", "分配负责人"),
    "care:new_customer": Text("added a customer", "新增客户"),
    "duplicates:decide": Text("decided on duplicates", "处理重复客户"),
    "duplicates:unmerge": Text("undid a merge", "撤销合并"),
    "editor:save": Text("saved a standard", "保存分级标准"),
    "schemes:decide": Text("decided on a standard", "审批或发布分级标准"),
    "schemes:keep": Text("kept a standard", "保存分级标准"),
    "company:index": Text("changed settings", "修改公司设置"),
    "accounts:sign_in": Text("signed in", "登录"),
    "accounts:sign_out": Text("signed out", "退出登录"),
    "accounts:enter": Text("signed in by a link", "通过链接登录"),
    "accounts:setup": Text("set the workspace up", "初始设置"),
    "accounts:people": Text("added a person", "添加人员"),
    "accounts:person": Text("changed a person", "修改人员"),
    "accounts:link": Text("made a link for a person", "生成登录链接"),
    "accounts:me": Text("changed one's own account", "修改本人账号"),
    "webhooks:new": Text("added an endpoint", "添加消息接收方"),
    "webhooks:edit": Text("changed an endpoint", "修改消息接收方"),
    "webhooks:switch": Text("switched an endpoint", "启用或停用消息接收方"),
    "webhooks:rotate": Text("changed a signing secret", "更换签名密钥"),
    "webhooks:remove": Text("removed an endpoint", "删除消息接收方"),
    "webhooks:allow": Text("allowed machines inside the network", "修改允许访问的内部主机"),
    "deliveries:test": Text("sent a test message", "发送测试消息"),
    "deliveries:replay": Text("sent a message again", "重新发送消息"),
    "deliveries:replay_all": Text("sent messages again", "批量重新发送消息"),
    "disclosures:shown": Text("was shown contact data", "查看了联系方式"),
    "disclosures:unmask": Text("asked for contact data", "申请查看联系方式"),
    "disclosures:asked": Text("asked for a large export", "申请大批量导出"),
    "disclosures:approved": Text("let a large export through", "同意大批量导出"),
    "disclosures:refused": Text("refused a large export", "驳回大批量导出"),
    "disclosures:expired": Text("a large export was removed", "大批量导出文件已到期删除"),
    "disclosures:file": Text("downloaded a large export", "下载大批量导出文件"),
    "rights:person": Text("changed which customers somebody sees", "修改人员的数据范围"),
    "rights:teams": Text("added a team", "新增团队"),
    "rights:team": Text("changed a team", "修改团队"),
    "audit:download": Text("downloaded the log", "下载操作日志"),
}


@dataclass(frozen=True)
class Line:
    """A line of the log as the page shows it."""

    event: Event
    subject: str
    action: Text
    outcome: Text
    is_refused: bool


def lines(events: Sequence[Event]) -> list[Line]:
    """Lines in words, with the numbers of customers who are still somebody."""
    names = Alias.names(event.subject for event in events)
    return [line(event, named(event.subject, names)) for event in events]


def named(subject: str, names: Mapping[str, str]) -> str:
    """A subject with customers' numbers in place of the log's words for them."""
    return " ".join(names.get(word, word) for word in subject.split(" "))


def line(event: Event, subject: str) -> Line:
    """A line in words."""
    status = int(event.outcome) if event.outcome.isdecimal() else 0
    return Line(event, subject, action_words(event.action), WORDS[_outcome(event, status)], status >= 400)


def action_words(name: str) -> Text:
    """What was done; an address without words of its own by its name."""
    return _ACTIONS.get(name, Text(name, name))


def _outcome(event: Event, status: int) -> str:
    if status >= 500:
        return "broken"
    if status == 422:
        return "wrong"
    if status >= 400:
        return "refused"
    return "taken" if "file" in event.facts else "seen" if event.action.endswith((":one", ":panel")) else "done"
