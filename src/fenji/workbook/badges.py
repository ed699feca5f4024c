"""A tier's badge in the workbook: the picture beside its name, the symbol in the rows."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from fenji.icons import png
from fenji.icons import symbol as icon_symbol

if TYPE_CHECKING:
    from fenji.language import Language
    from fenji.scheme.model import Tier

NO_SYMBOL = "–"
PIXELS = 128


def symbol(tier: Tier | None) -> str:
    """One character that stands for a tier in a row; a dash for the ungraded."""
    return NO_SYMBOL if tier is None else str(icon_symbol(tier.icon))


def place(sheet: Any, cell: tuple[int, int], tier: Tier, *, pixels: int, words: str, lang: Language) -> None:
    """The tier's badge as a picture in a cell; it moves and is hidden with its row."""
    picture = png(tier.icon, PIXELS, lang)
    scale = pixels / PIXELS * dots_an_inch(picture) / 96
    options = {
        "image_data": BytesIO(picture), "object_position": 1, "description": words,
        "x_offset": 14, "y_offset": 4, "x_scale": scale, "y_scale": scale,
    }  # fmt: skip
    sheet.insert_image(*cell, f"{tier.key}.png", options)


def dots_an_inch(picture: bytes) -> float:
    """The resolution a PNG states for itself, by which Excel enlarges it; 96 where it states none."""
    at = picture.find(b"pHYs")
    return 96.0 if at < 0 else int.from_bytes(picture[at + 4 : at + 8], "big") * 0.0254
