"""The look of every picture: type, space and colours, light and safe for colour-blind eyes."""

from __future__ import annotations

from typing import Any

from fenji.ink import colours
from fenji.ink.fonts import FAMILIES

INK = colours.INK
SOFT = "#5B6675"
FAINT = "#8A94A2"
LINE = "#D5DAE1"
GRID = "#ECEFF3"
PAPER = colours.PAPER
ACCENT = "#1F5AA6"
ACCENT_LIGHT = "#DCE8F6"
UNGRADED = colours.UNGRADED
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


def vega_lite_config() -> dict[str, Any]:
    """The settings every Vega-Lite chart is drawn with."""
    axis = {
        "labelFontSize": SMALL, "labelColor": SOFT, "titleFontSize": SMALL, "titleColor": SOFT, "titleFontWeight": 400,
        "titlePadding": 12, "gridColor": GRID, "domainColor": LINE, "tickColor": LINE, "labelPadding": 6,
        "labelLimit": 0, "titleLimit": 0,
    }  # fmt: skip
    return {"font": FAMILIES, "background": PAPER, "view": {"stroke": None}, "axis": axis}
