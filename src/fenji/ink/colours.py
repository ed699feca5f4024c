"""Colours as numbers: how light they are, how well they read on each other, and how they mix."""

from __future__ import annotations

INK = "#1F2733"
PAPER = "#FFFFFF"
UNGRADED = "#B4BBC5"


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB`, 0 black to 1 white (WCAG 2.2).

    >>> luminance("#FFFFFF"), luminance("#000000")
    (1.0, 0.0)
    """
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return round(0.2126 * red + 0.7152 * green + 0.0722 * blue, 6)


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2).

    >>> contrast("#FFFFFF", "#000000")
    21.0
    """
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return round((light + 0.05) / (dark + 0.05), 2)


def text_on(colour: str) -> str:
    """Dark or white, whichever reads better on that colour; black where neither reaches 4.5 : 1.

    >>> text_on("#FFD700"), text_on("#003366")
    ('#1F2733', '#FFFFFF')
    """
    best = INK if contrast(INK, colour) >= contrast(PAPER, colour) else PAPER
    return best if contrast(best, colour) >= 4.5 else "#000000"


def mix(colour: str, other: str, share: float) -> str:
    """The colour with that share of another mixed in.

    >>> mix("#000000", "#FFFFFF", 0.5)
    '#808080'
    """
    pairs = [(int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{int(a + (b - a) * share + 0.5):02X}" for a, b in pairs)


def edge(colour: str) -> str:
    """A darker line around an area, so that pale colours still stand out from the paper."""
    return mix(colour, "#000000", 0.28)


def grey_of(colour: str) -> str:
    """The grey that a colour becomes on paper without colour.

    >>> grey_of("#FFFFFF")
    '#FFFFFF'
    """
    light = luminance(colour)
    value = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return "#" + f"{round(value * 255):02X}" * 3
