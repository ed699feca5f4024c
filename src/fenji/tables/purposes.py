"""What customers may be contacted for and by which channel: one purpose at a time, never all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from fenji.errors import FenjiError, UnknownName
from fenji.language import Text


@dataclass(frozen=True)
class Purpose:
    """Why customers are contacted."""

    key: str
    text: Text
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Channel:
    """How customers are reached; `columns`: the data of a customer that it needs, any one of them."""

    key: str
    text: Text
    columns: tuple[str, ...]
    words: tuple[str, ...] = ()


One = TypeVar("One", Purpose, Channel)
PURPOSES = (
    Purpose("marketing", Text("marketing", "营销"), ("advertising", "promotion", "推广", "促销", "广告")),
    Purpose("service", Text("service messages", "服务通知"), ("service", "服务", "通知", "售后")),
    Purpose("survey", Text("surveys", "调研"), ("survey", "research", "问卷", "回访", "满意度")),
    Purpose("sharing", Text("sharing with partners", "提供给第三方"), ("partners", "第三方", "共享", "合作方")),
)
CHANNELS = (
    Channel("sms", Text("text message", "短信"), ("mobile",), ("text", "message", "短消息")),
    Channel("phone", Text("telephone", "电话"), ("mobile", "landline"), ("call", "外呼", "呼叫")),
    Channel("email", Text("e-mail", "邮件"), ("email",), ("e-mail", "mail", "邮箱", "电子邮件")),
    Channel("wechat", Text("WeChat", "微信"), ("wechat",), ("weixin", "企业微信", "公众号")),
    Channel("post", Text("post", "邮寄"), ("address",), ("letter", "信件", "快递")),
)
BASES = {
    "consent": Text("consent", "同意"),
    "contract": Text("contract", "履行合同"),
    "legal": Text("legal duty", "法定义务"),
}
_EVERYTHING = {"all", "any", "*", "全部", "所有", "一切用途", "all purposes"}
_PURPOSE, _CHANNEL = Text("purpose", "用途"), Text("channel", "渠道")


def purpose_of(words: str, *, where: str = "--purpose") -> Purpose:
    """A purpose by its key or any of its words; "all purposes" is refused: there is no consent to everything.

    >>> purpose_of("推广").key
    'marketing'
    """
    return _found(PURPOSES, words, _PURPOSE, where)


def channel_of(words: str, *, where: str = "--channel") -> Channel:
    """A channel by its key or any of its words.

    >>> channel_of(" 短信 ").key
    'sms'
    """
    return _found(CHANNELS, words, _CHANNEL, where)


def asked_for(words: str, channel: str | None = None, *, where: str = "--purpose") -> tuple[Purpose, Channel]:
    """What a list is for: "营销/短信", a purpose with a channel beside, or a channel alone: marketing by it.

    >>> [one.key for one in asked_for("短信")], [one.key for one in asked_for("调研", "电话")]
    (['marketing', 'sms'], ['survey', 'phone'])
    """
    first, sign, second = words.replace("／", "/").partition("/")
    if sign or channel:
        return purpose_of(first, where=where), channel_of(channel or second)
    if any(_is(one, first) for one in CHANNELS):
        return PURPOSES[0], channel_of(first)
    purpose_of(first, where=where)
    problem = Text("by which channel is not said", "未说明通过哪种渠道")
    fix = Text(
        "Write it behind a stroke: {purpose}/sms. Known: {known}.", "请写在斜杠后，如 {purpose}/短信；可选：{named}。"
    )
    known, named = ", ".join(one.key for one in CHANNELS), "、".join(one.text.zh for one in CHANNELS)
    raise FenjiError(problem, where=where, fix=fix.fill(purpose=first.strip(), known=known, named=named))


def say_purpose(key: str) -> Text:
    """A purpose as people read it."""
    return next((one.text for one in PURPOSES if one.key == key), Text(key, key))


def say_channel(key: str) -> Text:
    """A channel as people read it."""
    return next((one.text for one in CHANNELS if one.key == key), Text(key, key))


def _is(one: Purpose | Channel, words: str) -> bool:
    wanted = words.strip().casefold()
    return wanted in {one.key, one.text.en.casefold(), one.text.zh, *one.words}


def _found(known: Sequence[One], words: str, kind: Text, where: str) -> One:
    if words.strip().casefold() in _EVERYTHING:
        problem = Text("there is no consent for every {kind}", "不能对全部{kind}一揽子同意").fill(kind=kind)
        fix = Text("Name one: {known}.", "请逐项指定：{known}。")
        named = Text(", ".join(one.key for one in known), "、".join(one.text.zh for one in known))
        raise FenjiError(problem, where=where, fix=fix.fill(known=named))
    for one in known:
        if _is(one, words):
            return one
    raise UnknownName(kind, words, known=[one.key for one in known], where=where)
