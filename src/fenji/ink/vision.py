"""Colours as people see them who see fewer: how far two are apart for each kind of colour vision."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

Vision = Literal["full", "protan", "deutan", "tritan"]
Sight = Literal["full", "protan", "deutan", "tritan", "grey"]
CLOSE = 8.0
"""Nearer than this two areas of colour are easily taken for each other (OKLab distance × 100)."""

_Row = tuple[float, float, float]
_FEWER: Mapping[Vision, tuple[_Row, _Row, _Row]] = {  # Machado, Oliveira, Fernandes 2009, severity 1.0
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
VISIONS: tuple[Vision, ...] = ("full", "protan", "deutan", "tritan")
SIGHTS: tuple[Sight, ...] = (*VISIONS, "grey")


def distance(one: str, other: str, vision: Sight = "full") -> float:
    """How far two colours are apart to the eye, 0 to about 100; `grey`: on paper without colour.

    >>> distance("#FFFFFF", "#000000"), distance("#00AA00", "#AA5500") > distance("#00AA00", "#AA5500", "protan")
    (100.0, True)
    """
    first, second = (_oklab(_seen(_linear(colour), vision)) for colour in (one, other))
    return round(100 * math.dist(first, second), 1)


def nearest(one: str, other: str) -> tuple[float, Vision]:
    """For whom two colours are nearest to each other, and how near."""
    return min((distance(one, other, vision), vision) for vision in VISIONS)


def seen_as(colour: str, sight: Sight) -> str:
    """The colour as it looks to people who see fewer colours, or in grey.

    >>> seen_as("#C8102E", "full"), seen_as("#FFFFFF", "deutan"), seen_as("#808080", "grey")
    ('#C8102E', '#FFFFFF', '#808080')
    """
    if sight == "full":
        return colour.upper()
    values = (
        12.92 * one if one <= 0.0031308 else 1.055 * one ** (1 / 2.4) - 0.055 for one in _seen(_linear(colour), sight)
    )
    return "#" + "".join(f"{round(value * 255):02X}" for value in values)


def _linear(colour: str) -> _Row:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def _seen(colour: _Row, vision: Sight) -> _Row:
    if vision == "full":
        return colour
    if vision == "grey":
        light = 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]
        return light, light, light
    red, green, blue = (
        min(max(sum(a * b for a, b in zip(row, colour, strict=True)), 0.0), 1.0) for row in _FEWER[vision]
    )
    return red, green, blue


def _oklab(colour: _Row) -> _Row:
    red, green, blue = colour
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )
