"""Every picture as docs/pictures.md tells of it: figures, colours, fonts, and the look it had when it was kept."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from fenji.ink.colours import contrast
from fenji.language import LANGUAGES, Language
from fenji.pictures.sheets import SIZES, palette_of
from tests.fenji.pictures.every import GOLDEN, KINDS, drawn, judged, small

DOCS = Path(__file__).parents[3] / "docs" / "pictures.md"
ALIKE, CELL = 9.0, 24
"""Of 255: so far may the mean of any cell be from the golden picture's; letters differ by less, boxes by more."""

GROUNDS = {
    "#FFFFFF": ("ink", "soft", "faint", "good", "bad", "accent"),
    "ground": ("ink", "soft", "faint", "good", "bad", "accent"),
    "accent_soft": ("ink", "soft", "accent"),
    "accent": ("on_accent",),
}
BRANDS = ("#FFF200", "#FFFFFF", "#000000", "#7FFFD4", "#FF0000", "#1F5AA6", "#808080", "#0A0A32")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_figures_of_the_page_are_those_that_are_computed(kind: str, size: str) -> None:
    found = " | ".join(str(judged(drawn(kind, lang, size), lang)) for lang in LANGUAGES)
    assert found == "0 / 0 / 0 | 0 / 0 / 0"
    assert f"| {kind} | {size} | {found} |" in DOCS.read_text("utf-8")


@pytest.mark.parametrize("brand", BRANDS)
def test_whatever_the_company_s_colour_every_word_reads_on_its_ground(brand: str) -> None:
    palette = palette_of(brand)["palette"]
    for ground, inks in GROUNDS.items():
        for ink in inks:
            assert contrast(palette[ink], palette.get(ground, ground)) >= 4.5, (ink, ground)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_looks_as_it_did_when_somebody_looked_at_it(kind: str) -> None:
    assert _apart(small(drawn(kind, "zh", "a3")), Image.open(GOLDEN / f"{kind}.png").convert("L")) <= ALIKE, (
        "look at it; if it is meant, keep it: python -m tests.fenji.pictures.every"
    )


def test_a_panel_that_moved_is_noticed() -> None:
    golden = Image.open(GOLDEN / "strategy.png").convert("L")
    assert _apart(ImageChops.offset(golden, 12, 8), golden) > ALIKE


@pytest.mark.parametrize("kind", KINDS)
def test_a_pdf_is_pdf_a_tagged_with_its_fonts_inside(kind: str, tmp_path: Path) -> None:
    path = drawn(kind, "zh", "a3").save(tmp_path / "picture.pdf")
    assert b"<pdfaid:part>2" in path.read_bytes()
    about = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, text=True).stdout
    assert "Tagged:          yes" in about
    fonts = subprocess.run(["pdffonts", str(path)], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts), fonts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_picture_is_the_same_bytes(lang: Language) -> None:
    sheet = drawn("strategy", lang, "16:9")
    again = type(sheet)(sheet.name, sheet.template, dict(sheet.facts), sheet.day)
    assert sheet.pdf() == again.pdf()


def _apart(one: Image.Image, other: Image.Image) -> float:
    """The largest difference of the means of any cell of two pictures, 0 to 255."""
    assert one.size == other.size
    whole = ImageChops.difference(one, other)
    cells = [
        whole.crop((x, y, x + CELL, y + CELL)) for x in range(0, one.width, CELL) for y in range(0, one.height, CELL)
    ]
    return max(ImageStat.Stat(cell).mean[0] for cell in cells)
