"""What the pages of reports show, and their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fenji_web import library
from fenji_web.library import Text
from fenji_web.reports import services
from fenji_web.reports.forms import spans_between

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fenji_web.accounts.models import User
    from fenji_web.reports.models import Report

WORDS = {
    "title": Text("Reports", "经营报告"),
    "about": Text(
        "A period on six to twelve pages: sales, tiers, segments, whom to contact, and how it was computed.",
        "一个期间的经营情况，六至十二页：业绩、等级、客群、需联系的客户与计算方法。",
    ),
    "make": Text("Make a report", "生成报告"),
    "span": Text("Period", "期间"),
    "year": Text("Years", "年度"),
    "half": Text("Half-years", "半年度"),
    "quarter": Text("Quarters", "季度"),
    "month": Text("Months", "月度"),
    "partly": Text("{span} (partly covered)", "{span}（数据不完整）"),
    "language": Text("Language", "语言"),
    "zh": Text("Chinese", "中文"),
    "en": Text("English", "英文"),
    "forms": Text("Formats", "格式"),
    "pdf": Text("PDF", "PDF"),
    "pptx": Text("PowerPoint", "PPT"),
    "html": Text("HTML", "HTML"),
    "names": Text("Customers' full names", "显示客户完整姓名"),
    "names_about": Text("Otherwise names are masked. Only those who may see contact data can open such a report.",
                        "不勾选则姓名脱敏。含姓名的报告只有具备联系方式权限的人员才能打开。"),
    "no_span": Text("choose a period that the data covers", "请选择有数据的期间"),
    "no_form": Text("choose at least one format", "请至少选择一种格式"),
    "kept": Text("Reports made", "已生成的报告"),
    "run": Text("Run", "批次"),
    "who": Text("By", "生成人"),
    "when": Text("When", "时间"),
    "state": Text("State", "状态"),
    "has_names": Text("with names", "含姓名"),
    "masked": Text("names masked", "姓名已脱敏"),
    "ready": Text("ready", "已生成"),
    "making": Text("being made", "生成中"),
    "failed": Text("failed", "生成失败"),
    "cancelled": Text("cancelled", "已取消"),
    "locked": Text("holds names", "含客户姓名"),
    "remove": Text("Remove", "删除"),
    "remove_ask": Text("Remove this report?", "删除这份报告？"),
    "remove_about": Text("Its files are deleted. It can be made again from the same run.",
                         "报告文件将被删除；可从同一批次重新生成。"),
    "removed": Text("The report was removed.", "报告已删除。"),
    "none": Text("No reports yet", "还没有报告"),
    "none_about": Text("Choose a period; the report is made from the run shown above.",
                       "选择期间后，将根据页面上方的批次生成报告。"),
    "nothing": Text("No run to report on", "还没有评级批次"),
    "nothing_about": Text("A report needs graded customers and orders. Import orders, then grade.",
                          "报告需要已评级的客户和订单。请先导入订单，再进行评级。"),
    "no_orders": Text("This run has no orders, and a report is about what was sold.",
                      "该批次没有订单数据，而报告以销售情况为主，暂无法生成。"),
    "to_data": Text("Import data", "导入数据"),
    "page": Text("Page {n}", "第 {n} 页"),
    "pages": Text("Pages of the report", "报告页面"),
    "no_pages": Text("The files are gone. Make the report again.", "文件已不存在，请重新生成。"),
    "back": Text("All reports", "全部报告"),
    "keep": Text("Reports are kept", "报告保留"),
    "keep_0": Text("until somebody removes them", "直到手动删除"),
    "keep_30": Text("for 30 days", "30 天"),
    "keep_90": Text("for 90 days", "90 天"),
    "keep_365": Text("for a year", "一年"),
    "keep_saved": Text("Saved: how long reports are kept.", "已保存报告的保留时间。"),
    "keep_change": Text("Change", "修改"),
}  # fmt: skip


@dataclass(frozen=True)
class SpanChoice:
    """A span one may choose: as it is written, as it is called, whether the data covers all of it."""

    key: str
    name: Text
    is_whole: bool


@dataclass(frozen=True)
class Row:
    """One report of the list, and what this person may do with it."""

    report: Report
    state: str
    is_open: bool
    may_remove: bool


def spans(first: date, as_of: date) -> list[tuple[str, list[SpanChoice]]]:
    """The spans by kind, the newest first."""
    found = []
    for kind, keys in spans_between(first, as_of).items():
        read = [(key, library.read_span(key)) for key in keys]
        listed = [SpanChoice(key, one.name, one.first >= first and one.last <= as_of) for key, one in read]
        found.append((kind, listed))
    return found


def rows(every: Sequence[Report], person: User) -> list[Row]:
    """The list as a person may use it."""
    return [
        Row(one, state_of(one), may_open(one, person),
            person.can("export") and (one.by_id == person.pk or person.can("people")))
        for one in every
    ]  # fmt: skip


def state_of(one: Report) -> str:
    """ready, making, failed or cancelled."""
    if services.folder_of(one.folder).is_dir():
        return "ready"
    if one.job is not None and one.job.is_open:
        return "making"
    return "cancelled" if one.job is not None and one.job.state == "cancelled" else "failed"


def may_open(one: Report, person: User) -> bool:
    """Whether a person may look into a report: names are for those who may see contact data."""
    return not one.has_names or bool(person.can("see_contact"))
