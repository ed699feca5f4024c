"""Robots of group chats (企业微信, 钉钉, 飞书): how each is addressed, signed, spoken to, and understood."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from fenji.outward.asking import Reply

WECOM, DINGTALK, FEISHU = "wecom", "dingtalk", "feishu"
_MOST = 3_800  # bytes: 企业微信 takes 4,096 of Markdown


@dataclass(frozen=True)
class Spoken:
    """A request to a robot: its address with what signs it, the body."""

    url: str
    body: bytes


def speak(kind: str, url: str, title: str, lines: Sequence[str], *, secret: str, at: int) -> Spoken:
    """The message as that robot takes it; `at` in seconds, `secret` empty where the robot has none."""
    body, address = _WAYS[kind](url, title, [_plain(line) for line in lines], secret, at)
    return Spoken(address, json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())


def understood(kind: str, answer: Reply) -> Reply:
    """The answer as it was meant: robots say 200 to everything and put their refusal into the body."""
    if not answer.is_good:
        return answer
    try:
        said = json.loads(answer.body)
        code = int(next(said[name] for name in _CODES[kind] if name in said))
    except (ValueError, TypeError, KeyError, StopIteration):
        return Reply(None, "unclear")
    if code == 0:
        return answer
    return Reply(429, "", answer.retry_after) if code in _BUSY else Reply(None, f"code_{code}")


def _wecom(url: str, title: str, lines: Sequence[str], _secret: str, _at: int) -> tuple[dict[str, Any], str]:
    text = "\n".join([f"**{_plain(title)}**", *(f"> {line}" for line in lines)])
    return {"msgtype": "markdown", "markdown": {"content": _short(text)}}, url


def _dingtalk(url: str, title: str, lines: Sequence[str], secret: str, at: int) -> tuple[dict[str, Any], str]:
    text = _short("\n\n".join([f"#### {_plain(title)}", *(f"- {line}" for line in lines)]))
    body = {"msgtype": "markdown", "markdown": {"title": _plain(title), "text": text}}
    if not secret:
        return body, url
    stamp = str(at * 1000)
    mark = base64.b64encode(hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest())
    return body, f"{url}{'&' if '?' in url else '?'}timestamp={stamp}&sign={quote_plus(mark.decode())}"


def _feishu(url: str, title: str, lines: Sequence[str], secret: str, at: int) -> tuple[dict[str, Any], str]:
    content = [[{"tag": "text", "text": line}] for line in lines]
    body: dict[str, Any] = {
        "msg_type": "post",
        "content": {"post": {"zh_cn": {"title": _plain(title), "content": content}}},
    }
    if secret:
        mark = hmac.new(f"{at}\n{secret}".encode(), b"", hashlib.sha256).digest()
        body = {"timestamp": str(at), "sign": base64.b64encode(mark).decode(), **body}
    return body, url


def _plain(text: str) -> str:
    """Words of people as words: no line of their own, no link, no mention of everybody.

    >>> _plain("[click](http://x) <@all>")
    '［click］（http://x） ＜＠all＞'
    """
    return " ".join(text.translate(_WIDE).split())


def _short(text: str) -> str:
    return text.encode()[:_MOST].decode(errors="ignore")


_WIDE = str.maketrans("[]()<>@*`#_~", "［］（）＜＞＠＊｀＃＿～")
_WAYS: Mapping[str, Callable[[str, str, Sequence[str], str, int], tuple[dict[str, Any], str]]] = {
    WECOM: _wecom,
    DINGTALK: _dingtalk,
    FEISHU: _feishu,
}
_CODES = {WECOM: ("errcode",), DINGTALK: ("errcode",), FEISHU: ("code", "StatusCode")}
_BUSY = frozenset({45009, 130101, 9499, 11232})
