"""The words of jobs and runs."""

from __future__ import annotations

from fenji_web.library import Text

WORDS = {
    "waiting": Text("Waiting for its turn", "排队中"),
    "running": Text("Running", "进行中"),
    "done": Text("Done", "已完成"),
    "failed": Text("Failed", "失败"),
    "cancelled": Text("Stopped", "已取消"),
    "stopping": Text("Stopping", "正在取消"),
    "stop": Text("Cancel", "取消"),
    "go_on": Text("Go on", "继续"),
    "under_way": Text("Under way", "进行中的任务"),
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
