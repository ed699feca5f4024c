"""The words of jobs and runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji_web.library import Text

if TYPE_CHECKING:
    from fenji_web.library import Result

WORDS = {
    "about": Text(
        "Each run applies one version of a standard to the data as of one day.",
        "每个批次用某一版标准对某一天的数据评级。",
    ),
    "start": Text("Grade now", "开始评级"),
    "start_do": Text("Start", "开始"),
    "standard": Text("Standard", "分级标准"),
    "day": Text("As-of day", "评估基准日"),
    "day_help": Text("Empty: the day of the last order.", "留空则为最后一笔订单当天。"),
    "day_wrong": Text("Write a day such as 2024-12-31.", "请填写日期，如 2024-12-31。"),
    "recalibrate": Text("Find the cut points anew", "重新计算分界值"),
    "recalibrate_help": Text(
        "Makes a new version: grades may change because the standard changed.",
        "会产生新版本：等级可能因标准变化而变化。",
    ),
    "none": Text("Nothing has been graded yet", "还没有评级结果"),
    "none_about": Text(
        "A grading gives every customer a tier, with the reason. It takes seconds.",
        "评级会给每位客户定级并说明原因，只需数秒。",
    ),
    "run": Text("Run", "批次"),
    "version": Text("Version", "版本"),
    "customers": Text("Customers", "客户数"),
    "promotions": Text("Up", "升级"),
    "demotions": Text("Down", "降级"),
    "jobs": Text("Jobs of late", "最近的任务"),
    "job": Text("Job", "任务"),
    "asked": Text("Asked for by {who} at {at}", "{who} 于 {at} 发起"),
    "scheduled": Text("Scheduled", "定时"),
    "scheduled_for": Text("Scheduled for {at} in the name of {who}", "定时任务，计划 {at}，以 {who} 的名义执行"),
    "came_late": Text("{n} minute{n:s} late", "晚 {n} 分钟"),
    "came_hours_late": Text("{n} hour{n:s} late", "晚 {n} 小时"),
    "came_days_late": Text("{n} day{n:s} late", "晚 {n} 天"),
    "late_why": Text("fenji did not run at that time; it was made up for once.", "当时系统未运行，已补做一次。"),
    "missed": Text("{n} earlier time{n:s} missed", "此前错过 {n} 次"),
    "may_leave": Text(
        "You may leave this page: the bar above shows how far it is.", "可以离开此页，上方进度条会继续显示。"
    ),
    "asked_by": Text("Asked by", "发起人"),
    "asked_at": Text("Asked at", "发起时间"),
    "state": Text("State", "状态"),
    "facts": Text("What ran", "批次信息"),
    "window": Text("Period", "评估周期"),
    "zone": Text("Time zone", "时区"),
    "snapshot": Text("State of the data", "数据快照"),
    "digest": Text("Digest of the result", "结果摘要"),
    "fenji": Text("Made by", "生成程序"),
    "engine": Text("Computed by", "计算引擎"),
    "before": Text("Compared with", "对比批次"),
    "existing": Text("the grades before fenji", "原有等级"),
    "tiers": Text("Tiers", "等级分布"),
    "tier": Text("Tier", "等级"),
    "share": Text("Share", "占比"),
    "revenue": Text("Net revenue", "净销售额"),
    "revenue_share": Text("of revenue", "收入占比"),
    "score": Text("Average score", "平均得分"),
    "moves": Text("Where customers went", "等级变动"),
    "moves_about": Text("Down the side: the tier before. Across: the tier now.", "纵向为原等级，横向为现等级。"),
    "no_moves": Text(
        "This is the first run of the standard: nothing to compare with.", "这是该标准的首个批次，没有可对比的批次。"
    ),
    "movers": Text("The largest of them", "主要变动客户"),
    "customer": Text("Customer", "客户"),
    "from": Text("Before", "原等级"),
    "to": Text("Now", "现等级"),
    "notes": Text("Notes", "说明"),
    "left_out": Text("Left out, since nobody's data could answer: {names}", "因缺少数据而未计入：{names}"),
    "guests": Text("{n} order{n:s} without a customer", "{n} 笔无客户订单"),
    "replay": Text("Replay", "重算核对"),
    "replay_about": Text(
        "Grades the same data by the same version again and compares the digests.",
        "用同一份数据和同一版本重新评级，并比对结果摘要。",
    ),
    "replay_same": Text("Replayed {at}: the same result, row for row.", "{at} 已重算：结果逐行一致。"),
    "replay_differs": Text("Replayed {at}: the result differs.", "{at} 已重算：结果不一致。"),
    "workbook": Text("Workbook", "导出表格"),
    "workbook_ready": Text("The workbook is ready.", "表格已生成。"),
    "download": Text("Download", "下载"),
    "show": Text("Show", "查看"),
    "waiting": Text("Waiting for its turn", "排队中"),
    "running": Text("Running", "进行中"),
    "done": Text("Done", "已完成"),
    "failed": Text("Failed", "失败"),
    "cancelled": Text("Stopped", "已取消"),
    "stopping": Text("Stopping", "正在取消"),
    "stop": Text("Cancel", "取消"),
    "go_on": Text("Go on", "继续"),
    "under_way": Text("Under way", "进行中的任务"),
    "workbook_masked": Text(
        "Contact data is masked in it: a file of more than {n} customers needs a second person. Ask for one on the "
        "list of customers, under Export.",
        "其中联系方式已脱敏：超过 {n} 位客户的文件须由第二人审批，请在客户列表中点“导出”提交申请。",
    ),
    "rights_changed": Text(
        "the rights of whoever asked for this changed while it was being done", "任务执行期间，发起人的权限已发生变化"
    ),
    "rights_changed_fix": Text(
        "Start it again if you still may; an administrator can say what changed.",
        "如仍有权限，请重新发起；变更内容可咨询管理员。",
    ),
    "error_interrupted": Text("The work was interrupted: its worker stopped", "任务中断：后台进程已停止"),
    "error_interrupted_fix": Text(
        "Changes are made whole or not at all. Look whether the result is there, else start it again.",
        "改动要么全部完成，要么完全没有。请查看结果是否已生成，否则重新开始。",
    ),
    "error_died": Text(
        "The work ended without an answer (the system may have run out of memory)", "任务意外终止(可能内存不足)"
    ),
    "error_died_fix": Text(
        "Changes are made whole or not at all. Close other programs and start it again.",
        "改动要么全部完成，要么完全没有。请关闭其他程序后重试。",
    ),
    "error_bug": Text("Something went wrong on our side: {what}", "系统出错：{what}"),
    "error_bug_fix": Text(
        "Nothing half-done was kept. Try again; if it stays, show your administrator this message.",
        "没有保留未完成的改动。请重试；如果仍然出错，请把此信息告诉管理员。",
    ),
}


@dataclass(frozen=True)
class Flow:
    """One row of the matrix of moves: the tier before, and how many are where now."""

    tier: str | None
    cells: list[tuple[str | None, int, str]]


def run_page(shared: Result, engine: Any) -> dict[str, Any]:
    """What the page of a run shows, read on a cursor of this thread."""
    result = replace(shared, engine=engine)
    tiers = result.tiers()
    best = max((one.customers for one in tiers), default=0)
    return {
        "result": result,
        "run": result.run,
        "scheme": result.scheme.scheme,
        "previous": result.previous,
        "tiers": [(one, Decimal(one.customers) / max(best, 1)) for one in tiers],
        "flows": _flows(result),
        "columns": [tier.key for tier in result.scheme.scheme.tiers],
        "movers": [*result.movers(6, kind="promotion"), *result.movers(6, kind="demotion")],
    }


def _flows(result: Result) -> list[Flow]:
    counts = {(before, now): n for before, now, n, _ in result.moves()}
    if not counts:
        return []
    keys: list[str | None] = [tier.key for tier in result.scheme.scheme.tiers]
    if any(None in pair for pair in counts):
        keys.append(None)
    return [Flow(before, [(now, counts.get((before, now), 0), _way(keys, before, now)) for now in keys])
            for before in keys]  # fmt: skip


def _way(keys: list[str | None], before: str | None, now: str | None) -> str:
    """up, down or same; tiers are listed best first."""
    if before is None or now is None or before == now:
        return "same"
    return "up" if keys.index(now) < keys.index(before) else "down"
