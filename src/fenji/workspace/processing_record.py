"""The record of processing: what is done with personal data, for what, on what basis, how long, how guarded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.language import Language, Text
from fenji.metrics.metric import METRICS, tables_of
from fenji.tables import CANONICAL
from fenji.tables.decided import CONTACT_LISTS
from fenji.tables.field_purposes import class_of, purposes_of
from fenji.tables.purposes import say_channel, say_purpose
from fenji.workbook.subject_workbook import write_sheets
from fenji.workspace import runs as ledger
from fenji.workspace.decisions import rows
from fenji.workspace.opting_out import opt_outs
from fenji.workspace.retention import TITLES, Rules

if TYPE_CHECKING:
    from fenji.workspace.workspace import Workspace

Row = Mapping[str, str]
_ACTIVITY = {
    "activity": Text("Activity", "处理活动"),
    "purpose": Text("Purpose", "处理目的"),
    "people": Text("Whose data", "个人信息主体"),
    "data": Text("Data", "个人信息种类"),
    "basis": Text("Legal basis", "合法性依据"),
    "automated": Text("Automated decision", "自动化决策"),
    "recipients": Text("Recipients", "接收方"),
}
_FIELD = {
    "table": Text("Table", "表"),
    "field": Text("Field", "字段"),
    "class": Text("Class", "敏感程度"),
    "purposes": Text("Used for", "允许用途"),
    "known": Text("Known of", "已记录人数"),
}
_RULE = {"what": Text("What", "内容"), "long": Text("Kept for", "保存期限")}
_GUARDS = (
    Text(
        "Roles with rights by page, field and customer; contact data masked",
        "按角色授权页面、字段与客户范围，联系方式脱敏",
    ),
    Text("A sealed log of who saw, changed and took away what", "封存的操作日志：谁查看、修改、导出了什么"),
    Text("Contact lists only by consent, each row with its number", "联系名单须有同意，逐行附编号"),
    Text("Erasure from every store with a certificate", "可从全部存储中删除并出具证明"),
    Text(
        "No telemetry, no third-party address; outgoing requests only to named hosts",
        "无遥测与第三方地址，仅向指定主机发出请求",
    ),
)
_CUSTOMERS = Text("customers who are persons, contact persons of companies", "个人客户、企业客户联系人")
_NOBODY = Text("nobody outside the company", "不对外提供")


def record(workspace: Workspace, lang: Language) -> list[tuple[str, Sequence[Row]]]:
    """The sheets: activities, fields with their purposes, how long, how guarded; as the workspace is at this moment."""
    rules = Rules.read(workspace.folder).model_dump()
    kept = [
        {_RULE["what"].say(lang): title.say(lang), _RULE["long"].say(lang): _long(name, rules[name]).say(lang)}
        for name, title in TITLES.items()
    ]
    guards = [{Text("Measure", "安全措施").say(lang): one.say(lang)} for one in _GUARDS]
    return [
        (Text("Activities", "处理活动").say(lang), _activities(workspace, lang)),
        (Text("Fields", "字段与用途").say(lang), _fields(workspace, lang)),
        (Text("Retention", "保存期限").say(lang), kept),
        (Text("Measures", "安全措施").say(lang), guards),
    ]


def write_record(workspace: Workspace, path: Path, lang: Language) -> Path:
    """Writes it as an Excel file."""
    return write_sheets(path, [sheet for sheet in record(workspace, lang) if sheet[1]], lang)


def _long(rule: str, count: int | None) -> Text:
    if count is None:
        return Text("no limit set", "未设期限")
    return (Text("{n} day{n:s}", "{n} 天") if rule.endswith("_days") else Text("{n} month{n:s}", "{n} 个月")).fill(
        n=count
    )


def _activities(workspace: Workspace, lang: Language) -> list[Row]:
    lake = workspace.lake
    newest = {one.scheme.name: one for one in ledger.versions(lake)}
    out = sum(one.holds for one in opt_outs(lake))
    found = []
    for one in newest.values():
        read = sorted({table for each in one.measures() for table in tables_of(METRICS.get(each.metric))})
        data = Text(
            ", ".join(CANONICAL[name].title.en for name in read if name in CANONICAL),
            "、".join(CANONICAL[name].title.zh for name in read if name in CANONICAL),
        )
        told = Text("yes: {title}, version {v}; {n} opted out", "是：{title}，第 {v} 版；{n} 人已拒绝")
        found.append(
            {
                "activity": Text("grading customers", "客户分级"),
                "purpose": one.scheme.title,
                "people": _CUSTOMERS,
                "data": data,
                "basis": Text("to be named by the company", "由企业填写"),
                "automated": told.fill(title=one.scheme.title, v=one.version, n=out),
                "recipients": _NOBODY,
            }
        )
    for list_ in rows(lake, CONTACT_LISTS):
        what = Text("contact list no. {n}: {c} customers", "联系名单 {n}：{c} 位客户")
        how = Text("{purpose} by {channel}", "{purpose}·{channel}")
        found.append(
            {
                "activity": what.fill(n=list_["list_id"], c=list_["customers"]),
                "purpose": how.fill(purpose=say_purpose(list_["purpose"]), channel=say_channel(list_["channel"])),
                "people": _CUSTOMERS,
                "data": Text("name, address of the channel, tier", "姓名、该渠道联系方式、等级"),
                "basis": Text("consent, row by row", "逐条同意"),
                "automated": Text("no", "否"),
                "recipients": Text(list_["actor"], list_["actor"]),
            }
        )
    return [{_ACTIVITY[name].say(lang): words.say(lang) for name, words in one.items()} for one in found]


def _fields(workspace: Workspace, lang: Language) -> list[Row]:
    lake = workspace.lake
    found: list[Row] = []
    for name, table in CANONICAL.items():
        there = [column for column in table.columns if class_of(name, column.name) != "public"]
        if not there or not lake.has(name):
            continue
        counted = ", ".join(f'count("{column.name}") AS "{column.name}"' for column in there)
        (known,) = lake.engine.rows(f"SELECT {counted} FROM lake.main.{name}")
        for column in there:
            kind = class_of(name, column.name)
            uses = [one.text.say(lang) for one in purposes_of(name, column.name)]
            row = {
                "table": table.title.say(lang),
                "field": column.label.say(lang),
                "class": Text("sensitive", "敏感").say(lang)
                if kind == "sensitive"
                else Text("personal", "个人信息").say(lang),
                "purposes": "、".join(uses) if lang == "zh" else ", ".join(uses),
                "known": f"{known[column.name]:,}",
            }
            found.append({_FIELD[key].say(lang): value for key, value in row.items()})
    return found
