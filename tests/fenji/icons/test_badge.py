"""Badges: every shape and pattern a scheme allows, told apart without colour and at 16 pixels, text escaped."""

import re
import struct
import zlib
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest

from fenji import icons
from fenji.errors import DrawError
from fenji.icons.contact_sheet import contact_sheet
from fenji.icons.shapes import PATTERNS, SHAPES
from fenji.ink.colours import PAPER, contrast, text_on
from fenji.scheme import parts
from fenji.scheme.load import standard
from fenji.scheme.model import Icon

COLOURS = ("#000000", "#FFFFFF", "#FFE9A0", "#C8102E", "#808080", "#009E73")


def test_every_shape_and_pattern_a_scheme_allows_is_drawn() -> None:
    assert set(SHAPES) == set(parts.SHAPES)
    assert set(PATTERNS) == set(parts.PATTERNS)


@pytest.mark.parametrize("shape", parts.SHAPES)
@pytest.mark.parametrize("pattern", parts.PATTERNS)
def test_every_badge_is_sound_svg(shape: str, pattern: str) -> None:
    svg = icons.badge(Icon.model_validate({"shape": shape, "pattern": pattern, "text": "VIP", "colour": "#C8102E"}))
    assert Tree.fromstring(svg).attrib["width"] == "64"
    assert ">VIP</text>" in svg


def test_text_is_escaped() -> None:
    svg = icons.badge(Icon(text='<"&'))
    assert ">&lt;&quot;&amp;</text>" in svg
    Tree.fromstring(svg)


def test_a_symbol_is_one_character_different_for_each_shape() -> None:
    symbols = [icons.symbol(Icon.model_validate({"shape": shape})) for shape in parts.SHAPES]
    assert [len(each) for each in symbols] == [1] * len(symbols)
    assert len(set(symbols)) == len(symbols)


@pytest.mark.parametrize("size", [16, 32, 64, 256])
def test_a_png_has_the_size_asked_for_and_the_same_bytes_each_time(size: int) -> None:
    one = icons.png(Icon(shape="crown", text="VIP"), size)
    assert struct.unpack(">II", one[16:24]) == (size, size)
    assert one == icons.png(Icon(shape="crown", text="VIP"), size)


def test_shapes_are_told_apart_at_16_pixels_without_colour() -> None:
    greys = {shape: _pixels(Icon.model_validate({"shape": shape, "colour": "#808080"})) for shape in parts.SHAPES}
    for one, other in combinations(greys, 2):
        assert _difference(greys[one], greys[other]) >= 18, (one, other)


def test_patterns_are_told_apart_at_16_pixels_without_colour() -> None:
    for shape in parts.SHAPES:
        look = {
            p: _pixels(Icon.model_validate({"shape": shape, "pattern": p, "colour": "#606060"})) for p in parts.PATTERNS
        }
        for one, other in combinations(look, 2):
            assert _difference(look[one], look[other]) >= 8, (shape, one, other)


@pytest.mark.parametrize("colour", COLOURS)
def test_text_reads_well_on_every_colour(colour: str) -> None:
    assert contrast(text_on(colour), colour) >= 4.5
    svg = icons.badge(Icon(pattern="outline", text="A", colour=colour))
    ink = re.findall(r'fill="(#[0-9A-F]{6})">A</text>', svg)[-1]
    assert contrast(ink, PAPER) >= 4.5


def test_a_badge_of_no_size_is_refused() -> None:
    with pytest.raises(DrawError, match="8 to 2048"):
        icons.badge(Icon(), size=0)


def test_files_are_written_for_each_tier_with_a_sheet_of_all(tmp_path: Path) -> None:
    written = icons.write_icons(standard("value"), tmp_path / "icons", "zh")
    assert sorted(path.name for path in (tmp_path / "icons").iterdir()) == sorted(path.name for path in written)
    assert [path.name for path in written[:5]] == [
        "1-VIP.svg", "1-VIP-16.png", "1-VIP-32.png", "1-VIP-64.png", "1-VIP-256.png",
    ]  # fmt: skip
    assert [path.name for path in written[-2:]] == ["contact-sheet.svg", "contact-sheet.png"]


@pytest.mark.parametrize(
    ("lang", "expected"), [("zh", ("VIP客户", "彩色", "灰度", "皇冠")), ("en", ("VIP", "in grey", "crown"))]
)
def test_the_sheet_names_every_tier_with_key_and_look(lang: str, expected: tuple[str, ...]) -> None:
    words = " ".join(Tree.fromstring(contact_sheet(standard("value"), lang)).itertext())  # type: ignore[arg-type]
    assert [part for part in expected if part not in words] == []


def _pixels(icon: Icon) -> list[int]:
    """The 16 × 16 badge on white paper, each dot's lightness 0 to 255."""
    data = icons.png(icon, 16)
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        packed += data[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    raw, row = zlib.decompress(packed), bytearray(64)
    found = []
    for y in range(16):
        way, line = raw[y * 65], bytearray(raw[y * 65 + 1 : y * 65 + 65])
        for i in range(64):
            left, up, corner = line[i - 4] if i >= 4 else 0, row[i], row[i - 4] if i >= 4 else 0
            line[i] = (line[i] + _guess(way, left, up, corner)) % 256
        row = line
        found += [round(255 + (line[i] - 255) * line[i + 3] / 255) for i in range(0, 64, 4)]
    return found


def _guess(way: int, left: int, up: int, corner: int) -> int:
    """PNG's five ways to foretell a byte from its neighbours."""
    if way < 4:
        return (0, left, up, (left + up) // 2)[way]
    middle = left + up - corner
    return min((left, up, corner), key=lambda each: abs(middle - each))


def _difference(one: list[int], other: list[int]) -> int:
    """Dots that differ so much that the eye sees it."""
    return sum(abs(a - b) > 60 for a, b in zip(one, other, strict=True))


def test_a_badge_speaks_the_language_of_its_file_and_one_text_for_both_is_written_as_one() -> None:
    icon = Icon.model_validate({"shape": "star", "text": {"zh": "普", "en": "Reg"}})
    assert ">普<" in icons.badge(icon, lang="zh")
    assert ">Reg<" in icons.badge(icon, lang="en")
    assert Icon(text="VIP").model_dump(mode="json")["text"] == "VIP"
    assert icon.model_dump(mode="json")["text"] == {"zh": "普", "en": "Reg"}
