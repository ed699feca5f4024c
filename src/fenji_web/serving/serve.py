"""`fenji serve`: the web app with its worker and static files, until Ctrl-C."""

from __future__ import annotations

import ipaddress
import os
import secrets
import socket
import sys
import webbrowser
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from fenji_web.library import DATA_SETS, Answer, Example, Key, Terminal, Text, WorkspaceError, command

_LISTENS = Text("fenji listens at {url}  (Ctrl-C stops)", "fenji 已启动：{url}  (按 Ctrl-C 停止)")
_SETUP = Text(
    "First start. Make your account, once, within half an hour: {url}",
    "首次启动，请在半小时内用一次性链接创建账号：{url}",
)
_ENTER = Text("Open it signed in, once: {url}", "一次性登录链接：{url}")
_DEMO = Text(
    "Later: sign in as demo, password {password} (new at each start)",
    "之后可用账号 demo 登录，密码 {password}(每次启动重新生成)",
)
_STOPPED = Text("Stopped.", "已停止。")
_ENDED = Text("a process of the web app ended by itself", "网页端的一个进程意外退出")
_ENDED_FIX = Text("Read the lines above, then start again.", "请查看上方输出后重新启动。")
_TAKEN = Text("the address is in use", "该地址已被占用")
_TAKEN_FIX = Text("Stop what uses it, or choose another --port.", "请停止占用者，或用 --port 换一个端口。")
_NO_DEMO = Text("this workspace is not one of the demonstration", "这不是演示工作区")
_NO_DEMO_FIX = Text("Make it with `fenji demo`, or serve without --demo.", "请先运行 `fenji demo`，或去掉 --demo。")
_LOOPBACK = Text("the demonstration is served on this machine alone", "演示只在本机提供")
_LOOPBACK_FIX = Text("Leave --host out.", "请去掉 --host。")


@command(
    "serve",
    summary=Text("Open the web app for this workspace.", "打开此工作区的网页端。"),
    about=Text(
        "Starts the pages, the worker and the static files, and says where it listens. The first start prints a link "
        "that makes the first administrator. Only this machine reaches it, unless --host says otherwise; behind a "
        "proxy, --name is what people type.",
        "启动页面、任务进程和静态文件，并显示访问地址。首次启动会输出创建管理员的一次性链接。"
        "默认仅本机可访问；可用 --host 指定地址，经代理访问时用 --name 指定域名。",
    ),
    examples=(
        Example("fenji serve --workspace shop", Text("the workspace shop, on this machine", "本机打开工作区 shop")),
        Example(
            "fenji serve --host 0.0.0.0 --name crm.example.com",
            Text("for others, under a name", "供他人以域名访问"),
        ),
    ),
    keys=(Key("url", Text("where it listened", "访问地址")),),
)
def serve(
    terminal: Terminal,
    *,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS"), Text("the address", "监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="PORT"), Text("the port", "端口")] = 8000,
    names: Annotated[
        list[str] | None, typer.Option("--name", metavar="NAME"), Text("a name people reach it by", "访问域名")
    ] = None,
    is_demo: Annotated[
        bool,
        typer.Option("--demo"),
        Text("signed in by a one-time link, for the demonstration only", "演示专用：输出一次性登录链接"),
    ] = False,
    is_quiet: Annotated[
        bool, typer.Option("--no-browser"), Text("open no browser at the first start", "首次启动时不打开浏览器")
    ] = False,
    is_alone: Annotated[
        bool, typer.Option("--no-worker"), Text("without a worker: `fenji worker` runs elsewhere", "不启动任务进程")
    ] = False,
) -> Answer:
    """Everything is made ready, one line says where, and it goes on until Ctrl-C."""
    folder = terminal.workspace.folder
    name = terminal.workspace.settings.name
    terminal.close()
    _check(host, port, is_demo=is_demo, name=name, folder=folder)
    from fenji_web.serving.prepare import (
        ask_for_lists,
        migrate,
        remove_old_files,
        require_settings,
        set_up,
        shared_counts,
        write_static,
    )

    require_settings()
    hosts = tuple(dict.fromkeys([*(names or ()), *([] if _is_everywhere(host) else [host])]))
    environment = set_up(folder, is_collected=True, hosts=hosts, is_demo=is_demo) | shared_counts(folder)
    _refuse(host)
    migrate()
    write_static()
    remove_old_files()
    ask_for_lists()
    shown = "127.0.0.1" if _is_everywhere(host) else host
    url = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
    greeting, link = _greeting(url, is_demo=is_demo)
    from fenji_web.serving.processes import Keeper

    beside = [] if is_alone else [[sys.executable, "-m", "fenji_web.serving.worker_process"]]

    def greet() -> None:
        for line in (_LISTENS.fill(url=url), *greeting):
            terminal.hint(line)
        if link and not is_quiet and _has_screen():
            webbrowser.open(link)

    if not Keeper(environment).run(
        _gunicorn(host, port), beside, is_ready=lambda: _is_taken(shown, port), when_ready=greet
    ):
        raise WorkspaceError(_ENDED, where=url, fix=_ENDED_FIX)
    return Answer({"url": url}, lambda: terminal.hint(_STOPPED))


def _refuse(host: str) -> None:
    from fenji_web.config.ready import refuse

    refuse(host)


def _check(host: str, port: int, *, is_demo: bool, name: str, folder: Path) -> None:
    where = f"{host}:{port}"
    if is_demo and name not in {data.settings["name"] for data in DATA_SETS}:
        raise WorkspaceError(_NO_DEMO, where=str(folder), fix=_NO_DEMO_FIX)
    if is_demo and not _is_loopback(host):
        raise WorkspaceError(_LOOPBACK, where=where, fix=_LOOPBACK_FIX)
    if _is_taken("127.0.0.1" if _is_everywhere(host) else host, port) or not _can_bind(host, port):
        raise WorkspaceError(_TAKEN, where=where, fix=_TAKEN_FIX)


def _is_taken(host: str, port: int) -> bool:
    """Whether somebody answers there."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except (OSError, OverflowError):
        return False


def _can_bind(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True


def _greeting(url: str, *, is_demo: bool) -> tuple[list[Text], str]:
    """What a person needs to get in, and the link: set-up at the first start, entry to the demonstration."""
    from fenji_web.accounts.queries import is_first_start
    from fenji_web.accounts.services import demo_person, make_link

    if is_demo:
        password = secrets.token_urlsafe(12)
        link = f"{url}/accounts/enter/{make_link('enter', demo_person(password))}/"
        return [_ENTER.fill(url=link), _DEMO.fill(password=password)], link
    if is_first_start():
        link = f"{url}/accounts/setup/{make_link('setup', lasts=timedelta(minutes=30))}/"
        return [_SETUP.fill(url=link)], link
    return [], ""


def _has_screen() -> bool:
    """Whether a person sits before this machine and its browser has a window."""
    is_windowed = sys.platform in ("darwin", "win32") or any(
        name in os.environ for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return is_windowed and sys.stderr.isatty() and "SSH_CONNECTION" not in os.environ


def _gunicorn(host: str, port: int) -> list[str]:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    beats = ["--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else []  # noqa: S108 - gunicorn's own files
    return [
        *(sys.executable, "-m", "gunicorn", "fenji_web.config.wsgi:application"),
        *("--bind", address, "--worker-class", "fenji_web.serving.gathering.GatheringWorker"),
        *("--workers", "2", "--threads", "8"),
        *("--timeout", "120", "--graceful-timeout", "8", "--keep-alive", "15"),
        *("--log-level", "warning", "--no-control-socket", *beats),
        *("--config", "python:fenji_web.serving.gunicorn_settings"),
    ]


def _is_everywhere(host: str) -> bool:
    return host in ("0.0.0.0", "::")  # noqa: S104 - asked, not bound


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
