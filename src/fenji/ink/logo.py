"""A company's logo: a PNG or SVG from outside, checked and drawn anew, so that nothing of the file itself is kept."""

from __future__ import annotations

import base64
import re
import struct
import xml.etree.ElementTree as ET
from xml.parsers import expat

from fenji.errors import DrawError
from fenji.language import Text

HEIGHT, WIDTH = 128, 640
MOST_BYTES, MOST_PIXELS, MOST_DRAWN = 1_000_000, 4000, 20_000
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = frozenset(
    {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "defs", "linearGradient",
     "radialGradient", "stop", "clipPath", "mask", "title", "desc", "use", "symbol"}
)  # fmt: skip
_OUTSIDE = re.compile(r"url\s*\(\s*(?!['\"]?#)|expression|javascript:|@import|data:|file:|https?:", re.IGNORECASE)
_INSIDE = re.compile(r"#([^'\"\s)]+)")
_FIX = Text(
    "Choose a PNG of at most 4,000 pixels a side or a plain SVG, 1 MB at most.",
    "请选择边长不超过 4,000 像素的 PNG 或普通 SVG 文件，大小不超过 1 MB。",
)


def redrawn(content: bytes) -> bytes:
    """The logo as a new PNG, at most 128 pixels high and 640 wide; what is no picture, or asks for more, is refused.

    An SVG loses everything but shapes, gradients and clips; one that refers to anything outside itself is refused.
    """
    if len(content) > MOST_BYTES:
        raise _refused(Text("the picture is larger than 1 MB", "图片超过 1 MB"))
    if content.startswith(_PNG):
        width, height = _size_of_png(content)
        inner = f'<image width="{width}" height="{height}" href="data:image/png;base64,{_coded(content)}"/>'
    elif b"<svg" in content[:2000]:
        inner, width, height = _cleaned(content)
    else:
        raise _refused(Text("this is neither a PNG nor an SVG", "这不是 PNG 或 SVG 图片"))
    scale = min(HEIGHT / height, WIDTH / width)
    shown = f'width="{width * scale:.2f}" height="{height * scale:.2f}" viewBox="0 0 {width:.2f} {height:.2f}"'
    drawn = _drawn(f'<svg xmlns="{_SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" {shown}>{inner}</svg>')
    if not drawn.startswith(_PNG) or _is_blank(drawn):
        raise _refused(Text("the picture cannot be drawn", "图片无法绘制"))
    return drawn


def _drawn(svg: str) -> bytes:
    import vl_convert

    try:
        return bytes(vl_convert.svg_to_png(svg, scale=1))
    except ValueError as broken:
        raise _refused(Text("the picture cannot be drawn", "图片无法绘制")) from broken


def _size_of_png(content: bytes) -> tuple[float, float]:
    if len(content) < 33 or content[12:16] != b"IHDR":
        raise _refused(Text("the PNG is damaged", "PNG 文件已损坏"))
    width, height = struct.unpack(">II", content[16:24])
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise _refused(Text("the picture has {w} × {h} pixels", "图片尺寸为 {w} × {h} 像素").fill(w=width, h=height))
    return width, height


def _cleaned(content: bytes) -> tuple[str, float, float]:
    """What stays of an SVG, and its size."""
    if re.search(rb"<!(DOCTYPE|ENTITY)", content, re.IGNORECASE):
        raise _refused(Text("the SVG holds definitions of its own (DOCTYPE)", "SVG 含有 DOCTYPE 定义"))
    try:
        root = ET.fromstring(content)  # noqa: S314 - without DOCTYPE there are no entities to expand
    except (ET.ParseError, expat.ExpatError, ValueError, LookupError) as broken:
        raise _refused(Text("the SVG is damaged", "SVG 文件已损坏")) from broken
    if root.tag != f"{{{_SVG}}}svg":
        raise _refused(Text("this is neither a PNG nor an SVG", "这不是 PNG 或 SVG 图片"))
    box = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", root.get("viewBox", ""))]
    width, height = box[2:4] if len(box) == 4 else (_length(root.get("width")), _length(root.get("height")))
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise _refused(Text("the SVG does not say how large it is", "SVG 未注明尺寸"))
    x, y = box[:2] if len(box) == 4 else (0.0, 0.0)
    _strip(root, 0)
    _check_drawn(root)
    for name in ("width", "height", "viewBox", "x", "y"):
        root.attrib.pop(name, None)
    ET.register_namespace("", _SVG)
    inner = "".join(ET.tostring(child, encoding="unicode") for child in root)
    kept: dict[str, str] = {
        name: root.attrib[name] for name in ("fill", "stroke", "stroke-width", "fill-rule") if name in root.attrib
    }
    group = ET.Element("g", {**kept, "transform": f"translate({-x:.3f} {-y:.3f})"})
    return ET.tostring(group, encoding="unicode").replace(" />", f">{inner}</g>"), width, height


def _strip(element: ET.Element, depth: int) -> None:
    if depth > 30:
        raise _refused(Text("the SVG is nested too deep", "SVG 嵌套过深"))
    for name, value in list(element.attrib.items()):
        plain = name.rpartition("}")[2]
        is_elsewhere = plain == "href" and not value.strip().startswith("#")
        if is_elsewhere or _OUTSIDE.search(value):
            raise _refused(Text("the SVG refers to something outside itself", "SVG 引用了外部内容"))
        if plain.lower().startswith("on") or (name.startswith("{") and plain != "href"):
            del element.attrib[name]
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag.removeprefix(f"{{{_SVG}}}") not in _ELEMENTS:
            element.remove(child)
        else:
            _strip(child, depth + 1)


def _check_drawn(root: ET.Element) -> None:
    """Refuses what refers to itself, or to so much that refers to more: some hundred letters could mean billions."""
    named = {one.get("id", ""): one for one in root.iter()}
    known: dict[ET.Element, int] = {}
    begun: set[ET.Element] = set()

    def drawn(element: ET.Element) -> int:
        if element in begun:
            raise _refused(Text("the SVG refers to itself", "SVG 引用了自身"))
        if element not in known:
            begun.add(element)
            asked = {id_ for value in element.attrib.values() for id_ in _INSIDE.findall(value)}
            parts = [*element, *(named[one] for one in asked if one in named)]
            known[element] = min(1 + sum(drawn(part) for part in parts), MOST_DRAWN + 1)
            begun.remove(element)
        return known[element]

    try:
        is_too_much = drawn(root) > MOST_DRAWN
    except RecursionError:
        is_too_much = True
    if is_too_much:
        raise _refused(Text("the SVG draws too many shapes", "SVG 图形过多"))


def _length(text: str | None) -> float:
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)\s{0,9}(?:px)?", (text or "").strip())
    return float(found[1]) if found else 0.0


def _coded(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _is_blank(png: bytes) -> bool:
    """Whether nothing at all was drawn: all pixels are alike and clear."""
    import zlib

    data, at = b"", 8
    while at + 8 <= len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + size]
        at += size + 12
    rows = zlib.decompress(data) if data else b""
    step = int.from_bytes(png[16:20], "big") * 4 + 1  # a byte for the filter, four for each pixel
    return not any(byte for start in range(0, len(rows), step) for byte in rows[start + 1 : start + step])


def _refused(problem: Text) -> DrawError:
    return DrawError(problem, where="logo", fix=_FIX)
