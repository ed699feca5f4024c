"""The words of schedules, and days and times as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fenji_web import library
from fenji_web.library import Text
from fenji_web.ui.language import zone

WORDS = {
    "title": Text("Schedules", "定时任务"),
    "about": Text(
        "What is done by itself, by the clock of {zone}. A time missed while nothing ran is made up for once.",
        "按 {zone} 时间自动执行。停机期间错过的任务会在恢复后补做一次。",
    ),
    "new": Text("New schedule", "新建定时任务"),
    "edit": Text("Schedule", "定时任务"),
    "none": Text("Nothing happens by itself yet", "还没有定时任务"),
    "none_about": Text(
        "Have customers graded on the first workday of every month, data fetched each night, or its quality checked.",
        "例如：每月第一个工作日自动评级，每晚获取数据，或定期检查数据质量。",
    ),
    "what": Text("What", "任务"),
    "when": Text("When", "时间"),
    "next": Text("Next", "下次"),
    "last": Text("Last time", "上次"),
    "on": Text("On", "启用"),
    "off": Text("Off", "已暂停"),
    "switch": Text("{what}: on or off", "{what}：启用或暂停"),
    "run_now": Text("Run now", "立即执行"),
    "remove": Text("Delete", "删除"),
    "remove_ask": Text("Delete this schedule? What it did stays.", "确定删除此定时任务？已执行的结果会保留。"),
    "saved": Text("The schedule is saved.", "定时任务已保存。"),
    "removed": Text("The schedule is deleted.", "定时任务已删除。"),
    "what_grade": Text("Grade by a standard", "按标准评级"),
    "what_fetch": Text("Fetch a source, then grade", "获取数据后评级"),
    "what_quality": Text("Check the data's quality", "检查数据质量"),
    "scheme": Text("Standard", "分级标准"),
    "source": Text("Source", "数据来源"),
    "no_source": Text("There is no source yet.", "还没有数据来源。"),
    "add_source": Text("Add one", "去添加"),
    "as_of": Text("As of", "评估基准日"),
    "as_of_yesterday": Text("the day before", "前一天"),
    "as_of_today": Text("the same day", "当天"),
    "as_of_month_end": Text("the last month's end", "最近的月末"),
    "every": Text("How often", "频率"),
    "every_day": Text("Every day", "每天"),
    "every_workday": Text("Every workday", "每个工作日"),
    "every_week": Text("Every week", "每周"),
    "every_month": Text("Every month", "每月"),
    "every_quarter": Text("Every quarter", "每季度"),
    "every_cron": Text("Cron text", "CRON 表达式"),
    "weekday": Text("On", "星期"),
    "month_day": Text("On", "日期"),
    "quarter_help": Text("In the first month of each fiscal quarter.", "每个财务季度的首月。"),
    "at": Text("At", "时间"),
    "cron": Text("Minute, hour, day, month, weekday", "分 时 日 月 星期"),
    "cron_help": Text("30 6 1 * * is the first of each month at 06:30.", "30 6 1 * * 即每月 1 日 06:30。"),
    "required": Text("Choose one.", "请选择。"),
    "wrong": Text("See what is said at the right.", "请看右侧说明。"),
    "times": Text("The next five times", "接下来五次"),
    "times_none": Text("Nothing comes in the next nine years.", "未来九年内都不会执行。"),
    "in_days": Text("in {n} day{n:s}", "{n} 天后"),
    "in_hours": Text("in {n} hour{n:s}", "{n} 小时后"),
    "in_minutes": Text("in {n} minute{n:s}", "{n} 分钟后"),
    "clock": Text("By the clock of {zone}.", "按 {zone} 时间。"),
    "history": Text("When it fell due", "执行记录"),
    "due": Text("Due", "计划时间"),
    "started": Text("Started", "实际时间"),
    "outcome": Text("Outcome", "结果"),
    "skipped": Text("{n} earlier time{n:s} missed", "此前错过 {n} 次"),
    "busy": Text("Left out: the time before was still at work", "跳过：上一次尚未结束"),
    "owner": Text("Stopped: who set it up may no longer do this", "已停止：创建人已无此权限"),
    "owner_fix": Text("Save it again in your own name.", "请以您的名义重新保存。"),
    "gone": Text("Its job is no longer kept", "任务记录已清理"),
    "by": Text("in the name of {who}", "以 {who} 的名义"),
    "save": Text("Save", "保存"),
    "edit_do": Text("Change", "修改"),
}


@dataclass(frozen=True)
class Coming:
    """A time to come, and how far off it is."""

    at: datetime
    ahead: Text

    @property
    def weekday(self) -> Text:
        """Its day of the week by the company's clock."""
        return library.WEEKDAYS[self.at.astimezone(zone()).weekday()]


def days(choices: Sequence[str]) -> list[tuple[str, Text]]:
    """The days of a month one may choose, with their words."""
    said = {
        library.FIRST_WORKDAY: Text("the first workday", "第一个工作日"),
        library.LAST_DAY: Text("the last day", "最后一天"),
    }
    return [(one, said.get(one) or Text(f"day {one}", f"{one} 日")) for one in choices]


def weekdays() -> list[tuple[str, Text]]:
    """Monday to Sunday."""
    return [(str(number), name) for number, name in enumerate(library.WEEKDAYS)]
