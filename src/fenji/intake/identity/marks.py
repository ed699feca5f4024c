"""Marks that a value is hidden or stands for nothing: such a value is never evidence that two customers are one."""

from __future__ import annotations

import re
import unicodedata

_MASK = re.compile(r"[*＊●•∗×✕#]|[xX]{3,}|[?？]{2,}|某")
_NOTHING = frozenset(
    "无 未知 不详 暂无 没有 空 匿名 游客 散客 测试 null none nan na n/a unknown test anonymous guest - -- /".split()
)


def plain(value: object) -> str:
    """A value as people mean it: full-width forms narrowed, invisible marks and outer spaces gone, lower case.

    >>> plain("　ＡＢＣ\u200b 有限 ")
    'abc 有限'
    """
    words = unicodedata.normalize("NFKC", "" if value is None else str(value))
    seen = "".join(letter for letter in words if unicodedata.category(letter) not in ("Cf", "Cc"))
    return " ".join(seen.split()).casefold()


def is_masked(value: object) -> bool:
    """Whether somebody hid part of the value: 138****8000, 张**, 李某, 130xxxx1234.

    >>> [is_masked(value) for value in ("138****8000", "张**", "李某某", "138xxxx8000", "13812348000", "Max")]
    [True, True, True, True, False, False]
    """
    return bool(_MASK.search(unicodedata.normalize("NFKC", "" if value is None else str(value))))


def is_nothing(value: object) -> bool:
    """Whether the value says that there is none: empty, 无, unknown, anonymous."""
    return plain(value) in _NOTHING or not plain(value)


def known(value: object) -> str | None:
    """The plain value, or None where it is hidden or stands for nothing."""
    return None if is_nothing(value) or is_masked(value) else plain(value)
