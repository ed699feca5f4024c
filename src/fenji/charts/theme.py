"""The look of every picture: type, space and colours, light or dark, safe for colour-blind eyes."""

from __future__ import annotations

from typing import Any

from fenji.charts.canvas import canvas
from fenji.ink import colours
from fenji.ink.fonts import FAMILIES

ACCENT: str
ACCENT_LIGHT: str
BARS: str
FAINT: str
GRID: str
INK: str
LINE: str
MARGIN: float
PAPER: str
SOFT: str
WIDTH: float

UNGRADED = colours.UNGRADED
MARK_FILL = "#FFE8A8"
MARK_LINE = "#B98900"
MARK_INK = "#5A4300"

_LIGHT = {
    "INK": colours.INK, "SOFT": "#5B6675", "FAINT": "#6B7583", "LINE": "#D5DAE1", "GRID": "#ECEFF3",
    "PAPER": colours.PAPER, "ACCENT": "#1F5AA6", "ACCENT_LIGHT": "#DCE8F6", "BARS": "#3A4A5E",
}  # fmt: skip
_DARK = {
    "INK": "#E8EBF0", "SOFT": "#A9B2BF", "FAINT": "#8590A0", "LINE": "#3C4553", "GRID": "#2B323D",
    "PAPER": "#191D24", "ACCENT": "#7DB0FA", "ACCENT_LIGHT": "#1D2C44", "BARS": "#A9B6C6",
}  # fmt: skip

PALETTE = ("#0B5394", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#7A5CB0", "#8A7B3F")
"""Colours for tiers whose scheme gives none or gives one twice: Okabe and Ito's, told apart by all eyes."""

SHAPES = ("circle", "diamond", "square", "triangle-up", "cross", "triangle-down", "star", "triangle-right")
STAR = "M0,-1L0.27,-0.36L0.95,-0.31L0.43,0.14L0.59,0.81L0,0.45L-0.59,0.81L-0.43,0.14L-0.95,-0.31L-0.27,-0.36Z"

TITLE, SUBTITLE, LABEL, SMALL, NOTE = 25, 14, 14, 12, 11.5

CROSS = "M-1,-0.6L-0.6,-1L0,-0.4L0.6,-1L1,-0.6L0.4,0L1,0.6L0.6,1L0,0.4L-0.6,1L-1,0.6L-0.4,0Z"
PATHS = {"star": STAR, "x": CROSS}


def symbol_path(shape: str) -> str:
    """The shape as Vega reads it: a name it knows, or a path."""
    return PATHS.get(shape, shape)


def vega_lite_config() -> dict[str, Any]:
    """The settings every Vega-Lite chart is drawn with."""
    tone = _tones()
    axis = {
        "labelFontSize": SMALL, "labelColor": tone["SOFT"], "titleFontSize": SMALL, "titleColor": tone["SOFT"],
        "titleFontWeight": 400, "titlePadding": 12, "gridColor": tone["GRID"], "domainColor": tone["LINE"],
        "tickColor": tone["LINE"], "labelPadding": 6, "labelLimit": 0, "titleLimit": 0,
    }  # fmt: skip
    return {"font": FAMILIES, "background": background(), "view": {"stroke": None}, "axis": axis}


def background() -> str:
    """The ground behind the plot; a screen shows through."""
    return _tones()["PAPER"] if canvas().is_page else "transparent"


def tall(height: float) -> float:
    """The height of a plot: as it is on a page; on a screen no taller than its width asks for."""
    ground = canvas()
    return height if ground.is_page else round(min(height, max(220.0, ground.width * 0.46)))


def name_room(most: float, needed: float) -> float:
    """The room kept for names beside a plot: always the same on a page, no more than they need on a screen."""
    return most if canvas().is_page else min(most, needed)


def edge(colour: str) -> str:
    """The line around an area of that colour, so that it stands out from the ground."""
    return legible(colours.mix(colour, "#FFFFFF", 0.28) if canvas().is_dark else colours.edge(colour))


def legible(colour: str, least: float = 3.0) -> str:
    """The colour, or as much darker (lighter on a dark ground) as a mark on the ground drawn on needs to be seen."""
    ground, towards = _tones()["PAPER"], _tones()["INK"]
    steps = (colours.mix(colour, towards, share / 25) for share in range(26))
    return next((one for one in steps if colours.contrast(one, ground) >= least), towards)


def _tones() -> dict[str, str]:
    return _DARK if canvas().is_dark else _LIGHT


def __getattr__(name: str) -> Any:
    """Colours, width and margin are those of the canvas drawn on: `theme.INK` is light on a dark ground."""
    if name in ("WIDTH", "MARGIN"):
        return canvas().width if name == "WIDTH" else canvas().margin
    try:
        return _tones()[name]
    except KeyError:
        raise AttributeError(name) from None
