"""`fenji worker`: does the jobs people ask for in the web app, one heavy one at a time."""

from __future__ import annotations

from fenji_web.library import Answer, Example, Terminal, Text, command

_WORKING = Text("Working for {folder}. Ctrl-C stops.", "正在为 {folder} 执行任务。按 Ctrl-C 停止。")


@command(
    "worker",
    summary=Text("Do the jobs people ask for in the web app.", "执行网页端提交的任务。"),
    about=Text(
        "`fenji serve` starts one by itself; this is for a worker of its own, beside `fenji serve --no-worker`.",
        "`fenji serve` 会自动启动；此命令用于单独运行，配合 `fenji serve --no-worker`。",
    ),
    examples=(Example("fenji worker --workspace shop", Text("for the workspace shop", "为工作区 shop 执行")),),
    keys=(),
)
def worker(terminal: Terminal) -> Answer:
    """Works until Ctrl-C."""
    folder = terminal.workspace.folder
    terminal.close()
    from fenji_web.serving.prepare import migrate, remove_old_files, require_settings, set_up

    require_settings()
    set_up(folder)
    from fenji_web.config.ready import refuse

    refuse()
    migrate()
    remove_old_files()
    terminal.hint(_WORKING.fill(folder=folder))
    from fenji_web.serving.working import work

    work()
    return Answer({}, lambda: None)
