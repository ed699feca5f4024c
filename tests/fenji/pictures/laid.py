"""How a sheet is judged: nothing outside the page or over its neighbour, every word legible in size and colour."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from fenji.ink.colours import contrast
from fenji.pictures.typeset import Placed, Sheet

SLACK = 0.01
TOUCH = 0.15
"""Lines of words may touch by so many millimetres: their boxes are as high as their tallest letters may be."""

READABLE, SMALLEST = 4.5, 7
Box = Mapping[str, Any]


def mistakes_of(sheet: Sheet) -> list[str]:
    """Every overlap, everything beyond the page, all print too small or too pale; empty where the sheet is sound."""
    width, height = sheet.facts["sheet"]["width"], sheet.facts["sheet"]["height"]
    words, things = sheet.words(), sheet.things()
    return [
        *_places(sheet.places(), width, height),
        *(f"{one['name']} leaves the page" for one in (*words, *things) if not _inside(one, _page(width, height))),
        *(f"{one['name']} is set in {one['size']} pt" for one in words if one["size"] < SMALLEST),
        *_lying_over(words, things),
        *_too_pale(words, things),
    ]


def words_of(pdf: bytes, folder: Path) -> str:
    """What a reader of the PDF finds in it, white space left out."""
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True)
    return re.sub(r"\s+", "", said.stdout)


def _places(places: tuple[Placed, ...], width: float, height: float) -> list[str]:
    outer = [vars(one) for one in places if one.within is None]
    found = [f"{one['name']} leaves the page" for one in outer if not _inside(one, _page(width, height))]
    return found + [f"{a['name']} lies over {b['name']}" for a, b in combinations(outer, 2) if _over(a, b, SLACK)]


def _lying_over(words: tuple[Box, ...], things: tuple[Box, ...]) -> list[str]:
    """Words over words, words over bars and badges, words that cross the edge of a ground."""
    said = [one for one in words if one["words"].strip()]
    marks = [one for one in things if one["kind"] == "mark"]
    grounds = [one for one in things if one["kind"] == "ground"]
    found = [f"{a['name']} lies over {b['name']}" for a, b in combinations(said, 2) if _over(a, b, TOUCH)]
    found += [f"{a['name']} lies over the mark {b['name']}" for a in said for b in marks if _over(a, b, TOUCH)]
    found += [f"{a['name']} crosses {b['name']}" for a in said for b in grounds if _over(a, b, TOUCH) and not _in(a, b)]
    return found


def _too_pale(words: tuple[Box, ...], things: tuple[Box, ...]) -> list[str]:
    """Words whose contrast with the smallest ground they lie on is below 4.5 : 1."""
    grounds = sorted((one for one in things if one["kind"] == "ground"), key=lambda one: one["w"] * one["h"])
    found = []
    for one in words:
        behind = next((ground["fill"] for ground in grounds if _in(one, ground)), "#ffffff")
        reached = contrast(one["fill"][:7], behind[:7])
        if one["words"].strip() and reached < READABLE:
            found.append(f"{one['name']} reads at {reached} : 1 on {behind}")
    return found


def _page(width: float, height: float) -> Box:
    return {"x": 0, "y": 0, "w": width, "h": height}


def _inside(one: Box, around: Box) -> bool:
    is_across = one["x"] >= around["x"] - SLACK and one["x"] + one["w"] <= around["x"] + around["w"] + SLACK
    return is_across and one["y"] >= around["y"] - SLACK and one["y"] + one["h"] <= around["y"] + around["h"] + SLACK


def _in(one: Box, ground: Box) -> bool:
    wider = {
        "x": ground["x"] - TOUCH,
        "y": ground["y"] - TOUCH,
        "w": ground["w"] + 2 * TOUCH,
        "h": ground["h"] + 2 * TOUCH,
    }
    return _inside(one, wider)


def _over(one: Box, other: Box, slack: float) -> bool:
    across = min(one["x"] + one["w"], other["x"] + other["w"]) - max(one["x"], other["x"])
    down = min(one["y"] + one["h"], other["y"] + other["h"]) - max(one["y"], other["y"])
    return across > slack and down > slack
