"""The badges of a scheme become files: SVG and PNG of each tier, and one sheet of all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.icons.badge import badge, png
from fenji.icons.contact_sheet import contact_sheet
from fenji.ink.fonts import register_fonts
from fenji.ink.whole_file import write_whole
from fenji.language import Language

if TYPE_CHECKING:
    from fenji.scheme.model import Scheme

PIXELS = (16, 32, 64, 256)


def write_icons(scheme: Scheme, folder: str | Path, lang: Language = "zh") -> list[Path]:
    """Every tier's badge as SVG and as PNG of 16, 32, 64 and 256 pixels, and a sheet of all; returns the files.

    Files are named by rung and key (`1-VIP.svg`, `1-VIP-64.png`); what a name may not hold becomes `_`.
    """
    import vl_convert

    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for rung, tier in enumerate(scheme.tiers, start=1):
        key = re.sub(r"[^\w-]", "_", tier.key)
        stem = f"{rung}-{key}"
        written.append(write_whole(target / f"{stem}.svg", badge(tier.icon, size=256, lang=lang).encode()))
        written += [write_whole(target / f"{stem}-{size}.png", png(tier.icon, size, lang)) for size in PIXELS]
    sheet = contact_sheet(scheme, lang)
    register_fonts()
    written.append(write_whole(target / "contact-sheet.svg", sheet.encode()))
    written.append(write_whole(target / "contact-sheet.png", bytes(vl_convert.svg_to_png(sheet, scale=2))))
    return written
