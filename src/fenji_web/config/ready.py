"""What keeps the web app from starting: a weak or open key, a setting for development, a name nobody could reach."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from fenji_web import library
from fenji_web.config.security import LOOPBACK

Issue = library.Issue
_SHORTEST_KEY = 50
_FEWEST_LETTERS = 8
_DEFAULTS = ("django-insecure", "changeme", "change-me", "secret", "fenji")
_DEBUG = (
    library.Text("it is set to show its inside to everybody", "已开启调试模式，会向所有人暴露内部信息"),
    library.Text("Take DEBUG out of the settings.", "请关闭 DEBUG。"),
)
_KEY = (
    library.Text("the key that signs sessions is a default or easy to guess", "会话签名密钥是默认值或过于简单"),
    library.Text(
        "Take FENJI_SECRET_KEY out, so that one is made, or give 50 random letters: openssl rand -base64 48",
        "请去掉 FENJI_SECRET_KEY（系统会自动生成），或改用 50 位以上的随机字符：openssl rand -base64 48",
    ),
)
_OPEN = library.Text("others on this machine can read it", "本机其他用户可以读取该文件")
_OPEN_FIX = library.Text("Run: chmod 600 {path}", "请执行：chmod 600 {path}")
_NAMELESS = (
    library.Text("others could connect, but no name is known by which they may", "已对外监听，但未指定可访问的域名"),
    library.Text(
        "Say it with --name (or FENJI_HOSTS), or leave --host out to serve this machine alone.",
        "请用 --name（或 FENJI_HOSTS）指定域名；仅本机使用时请去掉 --host。",
    ),
)
_EVERYONE = (
    library.Text("every name is allowed", "允许了任意域名"),
    library.Text("Name the hosts one by one in FENJI_HOSTS.", "请在 FENJI_HOSTS 中逐个列出域名。"),
)
_ADDRESS = (
    library.Text("links would not lead here", "链接地址无效"),
    library.Text(
        "Write it as https://crm.example.com; with FENJI_HTTPS=1 it begins with https.",
        "请写成 https://crm.example.com；设置 FENJI_HTTPS=1 时须以 https 开头。",
    ),
)


def wrong(host: str = "127.0.0.1") -> Iterator[Issue]:
    """Everything that keeps it from starting at that address, with what to do."""
    if settings.DEBUG:
        yield Issue("error", "DEBUG", *_DEBUG, code="debug")
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if _is_weak(str(key)):
            yield Issue("error", "FENJI_SECRET_KEY", *_KEY, code="key")
    yield from _keys()
    yield from _names(host)
    for said in checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True):
        if said.level >= checks.WARNING and not said.is_silenced():
            yield Issue("error", str(said.id), library.Text(str(said.msg), str(said.msg)), _DEBUG[1], code="deploy")


def refuse(host: str = "127.0.0.1") -> None:
    """Ends with the first thing that is wrong; the others are told with it."""
    found = list(wrong(host))
    if found:
        first = found[0]
        more = "".join(f"; {one.where}" for one in found[1:])
        raise library.WorkspaceError(first.problem, where=first.where + more, fix=first.fix)


def _is_weak(key: str) -> bool:
    is_default = any(key.lower().startswith(one) for one in _DEFAULTS)
    return is_default or len(key) < _SHORTEST_KEY or len(set(key)) < _FEWEST_LETTERS


def _keys() -> Iterator[Issue]:
    folder = Path(settings.FENJI_WORKSPACE)
    places = [*Path(settings.WEB_FOLDER).glob("*.key"), folder / "secrets.env", library.key_place(folder)]
    for place in dict.fromkeys(places):
        if place.exists():
            try:
                library.refuse_open(place)
            except library.KeyRefused:
                yield Issue("error", str(place), _OPEN, _OPEN_FIX.fill(path=place), code="open")
                return
    try:
        library.keys_of(folder)
    except library.KeyRefused as refused:
        yield Issue("error", refused.where, refused.problem, refused.fix, code="fields")


def _names(host: str) -> Iterator[Issue]:
    named = [one for one in settings.ALLOWED_HOSTS if one not in LOOPBACK]
    if any(one.strip() in ("*", ".") for one in named):
        yield Issue("error", "FENJI_HOSTS", *_EVERYONE, code="hosts")
    if host not in ("127.0.0.1", "localhost", "::1") and not host.startswith("127.") and not named:
        yield Issue("error", "FENJI_HOSTS", *_NAMELESS, code="hosts")
    if address := os.environ.get("FENJI_ADDRESS"):
        parts = urlsplit(address)
        is_whole = parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/")
        if not is_whole or (settings.IS_HTTPS and parts.scheme != "https"):
            yield Issue("error", "FENJI_ADDRESS", *_ADDRESS, code="address")
