"""The sizes pictures come in, and the colours they are drawn with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fenji.errors import UnknownName
from fenji.ink.brand import READABLE, brand
from fenji.ink.colours import INK, contrast, mix, text_on
from fenji.language import Text

GROUND = "#F5F7FA"
SMALLEST = 7
"""The least size of letters in points that a printed sheet may have."""


@dataclass(frozen=True)
class Size:
    """A sheet's width and height in millimetres."""

    name: str
    width: float
    height: float

    def facts(self) -> dict[str, Any]:
        """The size as templates read it, with the least size of letters."""
        return {"sheet": {"width": self.width, "height": self.height}, "smallest": SMALLEST}


A3 = Size("a3", 420, 297)
WIDE = Size("16:9", 480, 270)
SIZES: Mapping[str, Size] = {"a3": A3, "16:9": WIDE}


def size_of(name: str) -> Size:
    """The size of that name; an unknown one is an error with what there is.

    >>> size_of("A3").width
    420
    """
    found = SIZES.get(name.lower())
    if found is None:
        raise UnknownName(Text("sheet", "纸张"), name, known=SIZES, where="--size")
    return found


def palette_of(colour: str) -> dict[str, Any]:
    """The palette around a company's colour, every pair of words and ground readable (4.5 : 1)."""
    own = brand(colour)
    accent = own.accent
    while contrast(accent, GROUND) < READABLE:
        accent = mix(accent, "#000000", 0.06)
    return {
        "palette": {
            "ink": INK,
            "soft": "#556070",
            "faint": "#66717F",
            "line": "#D5DAE1",
            "ground": GROUND,
            "good": "#00704F",
            "bad": "#B23A0E",
            "accent": accent,
            "accent_soft": own.accent_soft,
            "on_accent": text_on(accent),
        }
    }
