"""Marks that a value is hidden or stands for nothing: such a value is never evidence that two customers are one."""

from __future__ import annotations

import re
import unicodedata

_MASK = re.compile(r"[*●•∗×✕#]|x{3,}|[?]{2,}|某")
_EMPTY_WORDS = "无 未知 不详 暂无 没有 空 匿名 游客 散客 测试 null none nan na n/a unknown test anonymous guest - -- /"
_NOTHING = frozenset(_EMPTY_WORDS.split())


def plain(value: object) -> str:
    """A value as people mean it: full-width forms narrowed, invisible marks and outer spaces gone, lower case.

    >>> plain("　ＡＢＣ\u200b 有限 ")
    'abc 有限'
    """
    words = "" if value is None else str(value)
    if not words.isascii():
        words = unicodedata.normalize("NFKC", words)
    if not words.isprintable():
        words = "".join(" " if letter.isspace() else letter for letter in words if _is_seen(letter))
    return " ".join(words.split()).casefold()


def is_masked(value: object) -> bool:
    """Whether somebody hid part of the value: 138****8000, 张**, 李某, 130xxxx1234.

    >>> [is_masked(value) for value in ("138****8000", "张**", "李某某", "138xxxx8000", "13812348000", "Max")]
    [True, True, True, True, False, False]
    """
    return bool(_MASK.search(plain(value)))


def is_nothing(value: object) -> bool:
    """Whether the value says that there is none: empty, 无, unknown, anonymous."""
    words = plain(value)
    return not words or words in _NOTHING


def known(value: object) -> str | None:
    """The plain value, or None where it is hidden or stands for nothing."""
    words = plain(value)
    return None if not words or words in _NOTHING or _MASK.search(words) else words


def _is_seen(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) not in ("Cf", "Cc")
