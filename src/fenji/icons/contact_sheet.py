"""All badges of a scheme on one sheet: each size, in colour and in grey, with name and key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.icons.badge import FIELD, SMALL, badge_body
from fenji.icons.shapes import PATTERNS, SHAPES
from fenji.ink import colours
from fenji.ink.fonts import FAMILIES
from fenji.ink.words import shorten
from fenji.language import Language, Text

if TYPE_CHECKING:
    from fenji.scheme.model import Icon, Scheme

SOFT, FAINT, LINE = "#5B6675", "#8A94A2", "#D5DAE1"
SIZES = (96, 48, 32, 16)
ROW, HEAD, MARGIN, WIDTH = 124, 132, 44, 960
NAMES = 250
TITLE = Text("Badges of {scheme}", "{scheme} · 等级徽章")
COLOUR, GREY = Text("in colour", "彩色"), Text("in grey", "灰度")


def contact_sheet(scheme: Scheme, lang: Language = "zh") -> str:
    """The sheet as SVG: a row a tier, best first."""
    height = HEAD + ROW * len(scheme.tiers) + 30
    title = TITLE.fill(scheme=scheme.title).say(lang)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="{FAMILIES}"><rect width="{WIDTH}" height="{height}" fill="{colours.PAPER}"/>',
        words(MARGIN, 62, shorten(title, 25, WIDTH - 2 * MARGIN, bold=True), size=25, bold=True),
    ]
    for name, x in ((COLOUR, MARGIN + NAMES), (GREY, MARGIN + NAMES + 320)):
        parts.append(words(x, 104, name.say(lang), size=13, colour=SOFT))
        for size, at in zip(SIZES, _places(), strict=True):
            parts.append(words(x + at + size / 2, 124, f"{size}px", size=11, colour=FAINT, align="middle"))
    for place, tier in enumerate(scheme.tiers):
        y = HEAD + ROW * place
        parts.append(f'<rect x="{MARGIN}" y="{y}" width="{WIDTH - 2 * MARGIN}" height="1" fill="{LINE}"/>')
        parts += _said(tier.name.say(lang), tier.key, tier.icon, y, lang)
        parts += _sizes(tier.icon, MARGIN + NAMES, y, lang)
        grey = tier.icon.model_copy(update={"colour": colours.grey_of(tier.icon.colour)})
        parts += _sizes(grey, MARGIN + NAMES + 320, y, lang)
    return "".join([*parts, "</svg>"])


def words(
    x: float, y: float, text: str, *, size: float, colour: str = colours.INK, bold: bool = False, align: str = "start"
) -> str:  # fmt: skip
    """One line of SVG text, escaped."""
    from html import escape

    weight = "bold" if bold else "normal"
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}" fill="{colour}" '
        f'text-anchor="{align}">{escape(text)}</text>'
    )


def _places() -> list[float]:
    places, x = [], 0.0
    for size in SIZES:
        places.append(x)
        x += size + 22
    return places


def _said(name: str, key: str, icon: Icon, y: float, lang: Language) -> list[str]:
    look = f"{SHAPES[icon.shape].name.say(lang)} · {PATTERNS[icon.pattern].say(lang)}"
    return [
        words(MARGIN, y + 54, shorten(name, 18, NAMES - 20, bold=True), size=18, bold=True),
        words(MARGIN, y + 77, shorten(f"{key} · {icon.colour}", 12, NAMES - 20), size=12, colour=SOFT),
        words(MARGIN, y + 96, look, size=12, colour=SOFT),
    ]


def _sizes(icon: Icon, x: float, y: float, lang: Language) -> list[str]:
    """The badge at every size, side by side, drawn as it is drawn at that size."""
    return [
        f'<svg x="{x + at:g}" y="{y + (ROW - size) / 2:g}" width="{size}" height="{size}" '
        f'viewBox="0 0 {FIELD} {FIELD}">{badge_body(icon, is_small=size <= SMALL, lang=lang)}</svg>'
        for size, at in zip(SIZES, _places(), strict=True)
    ]
