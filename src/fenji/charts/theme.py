"""The look of every picture: type, space and colours, light and safe for colour-blind eyes."""

from __future__ import annotations

from typing import Any

from fenji.charts.fonts import FAMILIES

INK = "#1F2733"
SOFT = "#5B6675"
FAINT = "#8A94A2"
LINE = "#D5DAE1"
GRID = "#ECEFF3"
PAPER = "#FFFFFF"
ACCENT = "#1F5AA6"
ACCENT_LIGHT = "#DCE8F6"
UNGRADED = "#B4BBC5"
MARK_FILL = "#FFE8A8"
MARK_LINE = "#B98900"
MARK_INK = "#5A4300"

PALETTE = ("#0B5394", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#7A5CB0", "#8A7B3F")
"""Colours for tiers whose scheme gives none or gives one twice: Okabe and Ito's, told apart by all eyes."""

SHAPES = ("circle", "diamond", "square", "triangle-up", "cross", "triangle-down", "star", "triangle-right")
STAR = "M0,-1L0.27,-0.36L0.95,-0.31L0.43,0.14L0.59,0.81L0,0.45L-0.59,0.81L-0.43,0.14L-0.95,-0.31L-0.27,-0.36Z"

WIDTH = 960
MARGIN = 44
TITLE, SUBTITLE, LABEL, SMALL, NOTE = 25, 14, 14, 12, 11.5


CROSS = "M-1,-0.6L-0.6,-1L0,-0.4L0.6,-1L1,-0.6L0.4,0L1,0.6L0.6,1L0,0.4L-0.6,1L-1,0.6L-0.4,0Z"
PATHS = {"star": STAR, "x": CROSS}


def symbol_path(shape: str) -> str:
    """The shape as Vega reads it: a name it knows, or a path."""
    return PATHS.get(shape, shape)


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
    """Dark or white, whichever reads better on that colour.

    >>> text_on("#FFD700"), text_on("#003366")
    ('#1F2733', '#FFFFFF')
    """
    return INK if contrast(INK, colour) >= contrast(PAPER, colour) else PAPER


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


def vega_lite_config() -> dict[str, Any]:
    """The settings every Vega-Lite chart is drawn with."""
    axis = {
        "labelFontSize": SMALL, "labelColor": SOFT, "titleFontSize": SMALL, "titleColor": SOFT, "titleFontWeight": 400,
        "titlePadding": 12, "gridColor": GRID, "domainColor": LINE, "tickColor": LINE, "labelPadding": 6,
        "labelLimit": 0, "titleLimit": 0,
    }  # fmt: skip
    return {"font": FAMILIES, "background": PAPER, "view": {"stroke": None}, "axis": axis}
