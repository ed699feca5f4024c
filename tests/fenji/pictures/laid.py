"""How a sheet is judged: nothing outside the page, nothing over its neighbour, no print too small, no word missing."""

from __future__ import annotations

import re
import subprocess
from itertools import combinations
from pathlib import Path

from fenji.pictures.typeset import Placed, Sheet

SLACK = 0.01


def mistakes_of(sheet: Sheet) -> list[str]:
    """Every overlap, every place beyond the page, every text below seven points; empty where the sheet is sound."""
    places = sheet.places()
    width, height = sheet.facts["sheet"]["width"], sheet.facts["sheet"]["height"]
    found = [f"{one.name} leaves the page" for one in places if one.within is None and not _inside(one, width, height)]
    for one, other in combinations([place for place in places if place.within is None], 2):
        if _over(one, other):
            found.append(f"{one.name} lies over {other.name}")
    found += [f"{said['name']} is set in {said['size']} pt" for said in sheet.words() if said["size"] < 7]
    return found


def words_of(pdf: bytes, folder: Path) -> str:
    """What a reader of the PDF finds in it, white space left out."""
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True)
    return re.sub(r"\s+", "", said.stdout)


def _inside(one: Placed, width: float, height: float) -> bool:
    return one.x >= 0 and one.y >= 0 and one.x + one.w <= width + SLACK and one.y + one.h <= height + SLACK


def _over(one: Placed, other: Placed) -> bool:
    across = min(one.x + one.w, other.x + other.w) - max(one.x, other.x)
    down = min(one.y + one.h, other.y + other.h) - max(one.y, other.y)
    return across > SLACK and down > SLACK
