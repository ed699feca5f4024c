"""How words break: never wider than the room, no closing mark first, no opening mark last."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenji.ink.words import shorten, width_of, wrap, wrap_title


@pytest.mark.parametrize(("words", "width", "lines", "expected"), [
    ("普通客户", 100, 1, ["普通客户"]),
    ("一二三四五六", 32, 3, ["一二三", "四五六"]),
    ("甲乙丙（丁）", 40, 2, ["甲乙丙", "（丁）"]),
    ("甲乙丙，丁", 30, 2, ["甲乙丙，", "丁"]),
    ("gold members only", 45, 3, ["gold", "members", "only"]),
    ("一二三四五六七八", 32, 2, ["一二三", "四五…"]),
])  # fmt: skip
def test_words_break_where_a_reader_would(words: str, width: float, lines: int, expected: list[str]) -> None:
    assert wrap(words, 10, width, lines=lines) == expected


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=80), st.integers(1, 4))
def test_no_line_is_wider_than_its_room(words: str, lines: int) -> None:
    found = wrap(words, 10, 60, lines=lines)
    assert len(found) <= lines
    assert [line for line in found if width_of(line, 10) > 60 + 11.5] == []


def test_a_title_breaks_after_its_comma() -> None:
    words = "黑钻级尊享至臻会员客户占客户的 6%，带来 1,125.4万元"
    assert wrap_title(words, 25, 600) == ["黑钻级尊享至臻会员客户占客户的 6%，", "带来 1,125.4万元"]


def test_what_has_no_room_ends_in_an_ellipsis() -> None:
    assert shorten("一二三四五", 10, 35) == "一二…"
