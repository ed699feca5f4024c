"""How wide words are, and where they break: Chinese anywhere, Latin between words, never beyond the room given."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

NARROW = "iljtfrI.,:;|!'`()[]{}/ -·"
WIDE = "mwMW@%"
LEADING_FORBIDDEN = "，。、；：！？）》”’·,.;:!?)%"
"""Marks that may not begin a line."""

OPENING = "（(“‘《「【["
OPENING_PIECES = tuple(OPENING)
"""Marks that may not end a line."""


def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """The width of one line in pixels, a little generous: CJK letters one em, Latin by class of letter."""
    return sum(_em(letter) for letter in words) * size * (1.05 if bold else 1.0)


def wrap(words: str, size: float, width: float, *, lines: int, bold: bool = False) -> list[str]:
    """The words in at most so many lines of that width; what has no room ends in `…`.

    >>> wrap("VIP客户", 10, 100, lines=1)
    ['VIP客户']
    >>> wrap("一二三四五六七", 10, 32, lines=2)
    ['一二三', '四五…']
    >>> wrap("one two three four five", 10, 50, lines=2)
    ['one two', 'three fo…']
    """
    found: list[str] = []
    line = ""
    for piece in _pieces(words):
        if line and width_of((line + piece).rstrip(), size, bold=bold) > width and piece not in LEADING_FORBIDDEN:
            found.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    found.append(line.rstrip())
    broken = [part for each in found for part in _chop(each, size, width, bold=bold)]
    if len(broken) <= lines:
        return broken
    rest = words
    for kept in broken[: lines - 1]:
        rest = rest.lstrip()[len(kept) :]
    return [*broken[: lines - 1], shorten(rest.strip(), size, width, bold=bold)]


def wrap_title(words: str, size: float, width: float) -> list[str]:
    """A title in at most two bold lines, broken after a comma where both parts then have room."""
    if width_of(words, size, bold=True) <= width:
        return [words]
    for comma in ("，", ", ", "：", ": "):
        places = [i + len(comma) for i in range(len(words)) if words.startswith(comma, i)]
        for place in sorted(places, key=lambda at: abs(at - len(words) / 2)):
            parts = [words[:place].rstrip(), words[place:].lstrip()]
            if all(part and width_of(part, size, bold=True) <= width for part in parts):
                return parts
    return wrap(words, size, width, lines=2, bold=True)


def shorten(words: str, size: float, width: float, *, bold: bool = False) -> str:
    """The words on one line of that width, the end replaced by `…` where there is no room."""
    if width_of(words, size, bold=bold) <= width:
        return words
    while words and width_of(words + "…", size, bold=bold) > width:
        words = words[:-1]
    return words.rstrip() + "…"


def _pieces(words: str) -> Iterator[str]:
    piece = ""
    for letter in words:
        if letter in OPENING:
            if piece:
                yield piece
            piece = letter
        elif piece in OPENING_PIECES:
            piece += letter
        elif _em(letter) >= 1 and letter not in WIDE:
            if piece:
                yield piece
            yield letter
            piece = ""
        else:
            piece += letter
            if letter == " ":
                yield piece
                piece = ""
    if piece:
        yield piece


def _chop(line: str, size: float, width: float, *, bold: bool) -> Iterator[str]:
    """A single word wider than the room is cut where the room ends."""
    allowed = width + size * 1.1  # a closing mark may hang over
    while width_of(line, size, bold=bold) > allowed:
        end = max(1, len(line) - 1)
        while end > 1 and width_of(line[:end], size, bold=bold) > width:
            end -= 1
        yield line[:end]
        line = line[end:]
    yield line


def _em(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WFA":
        return 1.0
    if letter in NARROW:
        return 0.34
    if letter in WIDE:
        return 0.9
    return 0.64 if letter.isupper() else 0.56
