"""What a drawing's words and marks stand on, and how well they are seen there; read from its SVG."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, fromstring

from fenji.charts.chart import Drawing
from fenji.ink.colours import contrast, mix

TEXT, MARK = 4.5, 3.0
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


@dataclass(frozen=True)
class Area:
    """A painted rectangle."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies on it."""
        return self.left - 0.5 <= x <= self.right + 0.5 and self.top - 0.5 <= y <= self.bottom + 0.5


def unseen(drawing: Drawing, ground: str) -> list[str]:
    """Words below 4.5 : 1 on what is painted under them, and marks whose fill and edge are both below 3 : 1.

    Marks are what stands for figures: bars, points, lines, parts of rings, links. A field with its figure printed in
    it, frames, tinted bands behind the plot and grid lines carry nothing by their colour alone.
    """
    root = fromstring(drawing.svg)
    found: list[str] = []
    areas: list[Area] = []
    words: list[tuple[float, float, str, str]] = []
    marks: list[tuple[list[Area], list[str]]] = []
    for element, x, y, is_mark in _painted(root, 0.0, 0.0, is_mark=False):
        tag = element.tag.rpartition("}")[2]
        if tag == "text" and (element.text or "").strip():
            words.append((x, y, _colour(element.get("fill", "#000000")), element.text or ""))
            under = next((area.colour for area in reversed(areas) if area.holds(x, y - 4)), ground)
            ratio = contrast(words[-1][2], under)
            found += [f"'{element.text}' {words[-1][2]} on {under}: {ratio}"] if ratio < TEXT else []
            continue
        fill, edge = (_seen(element, part, ground) for part in ("fill", "stroke"))
        mine = _area(element, x, y, fill) if tag == "path" and fill else []
        areas += mine
        seen = [one for one in (fill, edge) if one]
        if is_mark and seen:
            marks.append((mine, seen))
    found += [
        f"mark {seen} on {ground}" for mine, seen in marks
        if max(contrast(one, ground) for one in seen) < MARK
        and not any(area.holds(x, y - 4) for area in mine for x, y, _, _ in words)
    ]  # fmt: skip
    return found


def _painted(node: Element, x: float, y: float, *, is_mark: bool) -> Iterator[tuple[Element, float, float, bool]]:
    """Every painted element with its place, in the order painted; whether it is a mark that stands for figures."""
    for child in node:
        dx, dy = _moved(child)
        role = child.get("aria-roledescription", "")
        names = role.split()
        is_own = "mark" in names and not {"text", "group"} & set(names)
        inside = is_own or (is_mark and not role)
        hidden = child.get("aria-hidden") == "true"
        tag = child.tag.rpartition("}")[2]
        if tag in ("path", "text", "line"):
            yield child, x + dx, y + dy, is_mark and not hidden
        if tag != "defs":
            yield from _painted(child, x + dx, y + dy, is_mark=inside and not hidden)


def _moved(element: Element) -> tuple[float, float]:
    found = re.match(r"translate\(([^,)]+),?([^)]*)\)", element.get("transform", ""))
    return (float(found[1]), float(found[2] or 0)) if found else (0.0, 0.0)


def _area(element: Element, x: float, y: float, colour: str) -> list[Area]:
    path = element.get("d", "")
    found = re.fullmatch(r"M(\S+?),(\S+?)h(\S+?)v(\S+?)h(\S+?)Z", path)
    if found:
        left, top, width, height = (float(one) for one in found.groups()[:4])
        return [Area(x + min(left, left + width), y + min(top, top + height), x + max(left, left + width),
                     y + max(top, top + height), colour)]  # fmt: skip
    points = [float(one) for one in _NUMBERS.findall(path)]
    if path.startswith("M") and "C" in path and len(points) >= 8 and "A" not in path:  # a rounded rectangle
        across, down = points[0::2], points[1::2]
        return [Area(x + min(across), y + min(down), x + max(across), y + max(down), colour)]
    return []


def _seen(element: Element, part: str, ground: str) -> str:
    """The colour that a fill or an edge comes to on the ground; empty where nothing is painted."""
    colour = element.get(part, "none")
    opacity = float(element.get("opacity", 1)) * float(element.get(f"{part}-opacity", 1))
    is_thin = part == "stroke" and element.get("stroke-width") == "0"
    return mix(_colour(colour), ground, 1 - opacity) if colour.startswith("#") and opacity and not is_thin else ""


def _colour(written: str) -> str:
    written = written.upper()
    return "#" + "".join(letter * 2 for letter in written[1:]) if len(written) == 4 else written
