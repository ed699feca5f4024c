"""Marks people set on customers, the blacklist among them: which words mean the same."""

from __future__ import annotations

from dataclasses import dataclass

from fenji.language import Text, same


@dataclass(frozen=True)
class MarkKind:
    """One kind of mark, and the words people write for it."""

    key: str
    text: Text
    words: tuple[str, ...] = ()


KINDS = (
    MarkKind("blacklist", Text("blacklist", "黑名单"), ("black list", "blacklisted", "拉黑")),
    MarkKind("fraud", Text("fraud", "欺诈"), ("scam", "诈骗", "刷单")),
    MarkKind("dispute", Text("dispute", "纠纷"), ("lawsuit", "诉讼", "争议")),
    MarkKind("credit_stop", Text("credit stop", "停止赊销"), ("credit hold", "停赊", "冻结授信")),
    MarkKind("watch", Text("watch", "重点关注"), ("watchlist", "关注")),
)


def mark_kind(words: str) -> str:
    """The key of a kind by any of its words; a kind of the company's own stands for itself.

    >>> mark_kind("黑名单"), mark_kind(" Blacklist "), mark_kind("同行")
    ('blacklist', 'blacklist', '同行')
    """
    wanted = words.strip().casefold()
    for kind in KINDS:
        if wanted in {kind.key, kind.text.en, kind.text.zh, *kind.words}:
            return kind.key
    return words.strip()


def say_mark(key: str) -> Text:
    """A kind as people read it.

    >>> say_mark("blacklist").say("zh"), say_mark("同行").say("en")
    ('黑名单', '同行')
    """
    return next((kind.text for kind in KINDS if kind.key == key), same(key))
