"""A company's colour becomes an accent that can be read: dark enough for words, pale enough for grounds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fenji.errors import DrawError
from fenji.ink import colours
from fenji.language import Text

DEFAULT = "#1F5AA6"
READABLE = 4.5
"""Contrast of words with what is behind them (WCAG 2.2, AA)."""

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True)
class Brand:
    """The accent on white paper: for words and lines, its pale ground, and what is read on the accent itself."""

    accent: str
    accent_soft: str
    on_accent: str


def brand(colour: str = DEFAULT) -> Brand:
    """The accent nearest to a company's colour that reads well on white and on its own pale ground.

    A pale colour is darkened step by step until words in it reach 4.5 : 1. What is no `#RRGGBB` is an error.

    >>> brand("#FFD700").accent, brand("#1F5AA6").accent
    ('#816E00', '#1F5AA6')
    """
    if not _COLOUR.fullmatch(colour):
        problem = Text(f"'{colour}' is no colour", f"“{colour}”不是颜色")
        raise DrawError(problem, where="colour", fix=Text('Write it as "#1F6FB2".', '请写成 "#1F6FB2" 的形式。'))
    soft = colours.mix(colour.upper(), colours.PAPER, 0.88)
    accent = colour.upper()
    while min(colours.contrast(accent, soft), colours.contrast(accent, colours.PAPER)) < READABLE:
        accent = colours.mix(accent, "#000000", 0.06)
    return Brand(accent, soft, colours.text_on(accent))
