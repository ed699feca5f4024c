"""The words of deliveries, and what robots of group chats say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fenji_web.library import Text

if TYPE_CHECKING:
    from fenji_web.library import Language

WORDS = {
    "title": Text("Deliveries", "发送记录"),
    "about": Text(
        "Every try, with what came back as a status or a word. What the other side wrote is not kept.",
        "每次发送的结果，仅保留状态码或失败原因，不保存对方返回的内容。",
    ),
    "none": Text("Nothing was sent yet.", "还没有发送记录。"),
    "at": Text("When", "时间"),
    "endpoint": Text("To", "接收方"),
    "event": Text("Event", "事件"),
    "message": Text("Message", "消息编号"),
    "customers": Text("Customers", "客户数"),
    "outcome": Text("Outcome", "结果"),
    "took": Text("Took", "用时"),
    "seconds": Text("{n} s", "{n} 秒"),
    "tries": Text("Tries", "尝试次数"),
    "last_said": Text("Last outcome", "最后结果"),
    "given_up_at": Text("Given up", "放弃时间"),
    "written_at": Text("Written", "产生时间"),
    "dead": Text("Given up", "发送失败"),
    "dead_n": Text("Given up ({n})", "发送失败（{n}）"),
    "dead_about": Text(
        "Messages that were tried ten times over about three days. Sent once more they keep their id, so a receiver "
        "that took one after all acts once.",
        "已在约三天内尝试十次的消息。重新发送时编号不变，已收到的系统不会重复处理。",
    ),
    "dead_none": Text("Nothing was given up.", "没有发送失败的消息。"),
    "dead_none_about": Text(
        "A message that is not taken is tried ten times over about three days before it comes here.",
        "未被接收的消息会在约三天内重试十次，仍失败才会列在这里。",
    ),
    "replay": Text("Send again", "重新发送"),
    "replay_all": Text("Send all again", "全部重新发送"),
    "replay_all_ask": Text("Everything given up for {name} since", "{name} 自以下日期起的失败消息"),
    "replayed": Text("{n} message{n:s} will be sent again", "{n} 条消息将重新发送"),
    "replayed_none": Text("Nothing was given up since then", "该日期之后没有失败的消息"),
    "log": Text("All tries", "全部记录"),
    "older": Text("Older", "更早"),
    "everything": Text("everything", "全部"),
    "only_bad": Text("not taken", "未成功"),
    "show": Text("Show", "查询"),
    "robot_title": Text("Grading finished: {scheme} as of {day}", "评级完成：{scheme}，截至 {day}"),
    "robot_simulated": Text("Simulated data", "模拟数据"),
    "robot_customers": Text("Customers: {n}", "客户数：{n}"),
    "robot_promoted": Text("Promoted: {n}", "升级：{n}"),
    "robot_demoted": Text("Demoted: {n}", "降级：{n}"),
    "robot_warned": Text("Warned of losing their tier: {n}", "降级预警：{n}"),
    "robot_first": Text("First grading, nothing to compare with", "首次评级，暂无对比"),
    "robot_run": Text("Run {run}, version {version}", "批次 {run}，标准版本 {version}"),
    "robot_test_title": Text("fenji: a test", "分级：测试消息"),
    "robot_test": Text("This group will be told when a grading is finished.", "评级完成后，本群将收到通知。"),
}


def robot_lines(body: Mapping[str, Any], lang: str) -> tuple[str, list[str]]:
    """Title and lines of a group chat's message: counts, day, standard, run; nobody's name."""
    spoken: Language = "zh" if lang == "zh" else "en"
    data = body["data"]
    if data.get("test"):
        return WORDS["robot_test_title"].say(spoken), [WORDS["robot_test"].say(spoken)]
    counts = data["counts"]
    lines = [WORDS["robot_customers"].fill(n=f"{data['customers_graded']:,}")]
    if data["is_simulated"]:
        lines.insert(0, WORDS["robot_simulated"])
    if data["previous_run"] is None:
        lines.append(WORDS["robot_first"])
    for name in ("promoted", "demoted", "warned"):
        if f"customer.{name}" in counts:
            lines.append(WORDS[f"robot_{name}"].fill(n=f"{counts[f'customer.{name}']:,}"))
    lines.append(WORDS["robot_run"].fill(run=data["run"], version=data["version"]))
    title = WORDS["robot_title"].fill(scheme=data["title"][spoken], day=data["as_of"])
    return title.say(spoken), [line.say(spoken) for line in lines]
