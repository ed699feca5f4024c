"""A tier's badge, drawn from its shape, colour, pattern and short text: told apart without colour, and at 16 pixels."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from fenji.errors import DrawError, UnknownName
from fenji.icons.shapes import PATTERNS, SHAPES, Outline
from fenji.ink import colours
from fenji.ink.fonts import FAMILIES, register_fonts
from fenji.ink.words import width_of
from fenji.language import Language, Text

if TYPE_CHECKING:
    from fenji.scheme.model import Icon

FIELD = 64
SMALL = 20
"""Up to this many pixels a badge has no text, and a coarser pattern."""

GREATEST = 2048


def badge(icon: Icon, *, size: int = FIELD, lang: Language = "zh") -> str:
    """The badge as SVG of that many pixels, square; its text is escaped and set in the colour that reads best.

    Up to 20 pixels the text is left out and the pattern drawn coarser, so that shape and pattern still tell tiers
    apart. The same icon gives the same text; ids inside differ between icons, so that many may share one page.
    """
    if not 8 <= size <= GREATEST:
        problem = Text(f"a badge of {size} pixels cannot be drawn", f"无法绘制 {size} 像素的徽章")
        fix = Text(f"Choose 8 to {GREATEST} pixels.", f"请选择 8 到 {GREATEST} 像素。")
        raise DrawError(problem, where="badge", fix=fix)
    body = badge_body(icon, is_small=size <= SMALL, lang=lang)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 {FIELD} {FIELD}" '
        f'role="img" aria-label="{escape(label(icon, lang))}">{body}</svg>'
    )


def label(icon: Icon, lang: Language = "zh") -> str:
    """What the badge shows, in words, for those who cannot see it."""
    shape = SHAPES[icon.shape].name.en if icon.shape in SHAPES else icon.shape
    return f"{shape} {icon.pattern} {icon.text.say(lang)}".strip()


def badge_body(icon: Icon, *, is_small: bool = False, lang: Language = "zh") -> str:
    """The badge's drawing on a field of 64 × 64, without the SVG around it."""
    if icon.shape not in SHAPES:
        raise UnknownName(Text("shape", "徽章形状"), icon.shape, known=SHAPES, where="icon")
    if icon.pattern not in PATTERNS:
        raise UnknownName(Text("pattern", "徽章图案"), icon.pattern, known=PATTERNS, where="icon")
    outline, colour = SHAPES[icon.shape], _colour(icon.colour)
    ground = colours.PAPER if icon.pattern == "outline" else colour
    line = ground_line(colour)
    width = (9 if is_small else 6) if icon.pattern == "outline" else 2.5
    mark = f"b{hashlib.sha256(f'{icon.shape}{icon.pattern}{colour}{is_small}'.encode()).hexdigest()[:10]}"
    # the stroke is twice as wide and cut at the outline, so that it lies inside it
    said = icon.text.say(lang)
    words, halo = ("", "") if is_small or not said else _text(said, icon, outline, colour, lang)
    return "".join(
        (
            f'<clipPath id="{mark}"><path d="{outline.path}"/></clipPath>',
            f'<g clip-path="url(#{mark})"><path d="{outline.path}" fill="{ground}"/>',
            _pattern(icon.pattern, colours.mix(colour, _lighter_or_darker(colour), 0.62), outline, is_small=is_small),
            halo,
            f'<path d="{outline.path}" fill="none" stroke="{line}" stroke-width="{2 * width:g}" ',
            'stroke-linejoin="round"/></g>',
            words,
        )
    )


def ground_line(colour: str) -> str:
    """The outline's colour: the badge's own darkened, until it stands out from white paper (3 : 1)."""
    line = colours.edge(colour)
    while colours.contrast(line, colours.PAPER) < 3:
        line = colours.mix(line, "#000000", 0.15)
    return line


@lru_cache(maxsize=512)
def _drawn(svg: str) -> bytes:
    import vl_convert

    register_fonts()
    return bytes(vl_convert.svg_to_png(svg, scale=1))


def png(icon: Icon, size: int = FIELD, lang: Language = "zh") -> bytes:
    """The badge as PNG of that many pixels, on a transparent ground."""
    return _drawn(badge(icon, size=size, lang=lang))


def symbol(icon: Icon) -> str:
    """One plain character for the shape, for terminals and cells; different for every shape.

    Characters of fonts that systems come with: ♛ ◆ ★ ☗ ◎ ♣ ● ⬢ ■ ▲ ♥ ⚑.
    """
    outline = SHAPES.get(icon.shape)
    return outline.symbol if outline else "●"


def _colour(written: str | None) -> str:
    colour = (written or colours.UNGRADED).upper()
    if len(colour) != 7 or not colour.startswith("#") or set(colour[1:]) - set("0123456789ABCDEF"):
        problem = Text(f"'{written}' is no colour", f"“{written}”不是颜色")
        raise DrawError(problem, where="icon", fix=Text('Write it as "#1F6FB2".', '请写成 "#1F6FB2" 的形式。'))
    return colour


def _lighter_or_darker(colour: str) -> str:
    return colours.PAPER if colours.luminance(colour) < 0.45 else "#000000"


def _pattern(pattern: str, colour: str, outline: Outline, *, is_small: bool) -> str:
    """The pattern over the whole field; the outline cuts it."""
    step = 22 if is_small else 13
    thick = 9 if is_small else 4.5
    ways = range(-FIELD, 2 * FIELD, step)
    if pattern == "stripes":
        lines = "".join(f"M{x},{FIELD}L{x + FIELD},0" for x in ways)
        return f'<path d="{lines}" stroke="{colour}" stroke-width="{thick:g}" fill="none"/>'
    if pattern == "grid":
        lines = "".join(f"M{x + 6},0V{FIELD}M0,{x + 6}H{FIELD}" for x in range(0, FIELD, step))
        return f'<path d="{lines}" stroke="{colour}" stroke-width="{thick * 0.7:g}" fill="none"/>'
    if pattern == "dots":
        radius = 6.5 if is_small else 3
        return "".join(
            f'<circle cx="{x + (y // step % 2) * step / 2:g}" cy="{y:g}" r="{radius}" fill="{colour}"/>'
            for y in range(step // 2, FIELD + step, step)
            for x in range(0, FIELD + step, step)
        )
    if pattern == "rings":
        radii = (11,) if is_small else (8, 17, 26)
        rings = "".join(f'<circle cx="{outline.x:g}" cy="{outline.middle:g}" r="{radius}"/>' for radius in radii)
        return f'<g fill="none" stroke="{colour}" stroke-width="{thick * 0.8:g}">{rings}</g>'
    return ""


def text_size(icon: Icon, lang: Language = "zh") -> float:
    """How tall the letters of a badge of 64 pixels are; 0 without text.

    >>> from fenji.scheme.model import Icon
    >>> text_size(Icon(text="VIP")) > text_size(Icon(text="GOLD")) > text_size(Icon()) == 0
    True
    """
    said, outline = icon.text.say(lang), SHAPES[icon.shape]
    inside = 0.8 if icon.pattern == "outline" else 1.0
    return inside * min(outline.tallest, outline.room / max(width_of(said, 1, bold=True), 0.6)) if said else 0.0


def _text(said: str, icon: Icon, outline: Outline, colour: str, lang: Language) -> tuple[str, str]:
    """The text, and what lies under it to keep the pattern away from the letters."""
    ground = colours.PAPER if icon.pattern == "outline" else colour
    ink = ground_line(colour) if icon.pattern == "outline" else colours.text_on(colour)
    while colours.contrast(ink, ground) < 4.5 and ink not in (colours.PAPER, colours.INK):
        ink = colours.mix(ink, colours.INK, 0.25) if colours.luminance(ink) > 0.03 else colours.INK
    size = text_size(icon, lang)
    place = f'x="{outline.x:g}" y="{outline.middle + size * 0.36:.1f}" text-anchor="middle"'
    font = f'font-family="{FAMILIES}" font-size="{size:.1f}" font-weight="bold"'
    words = escape(said)
    halo = f'<text {place} {font} stroke="{ground}" stroke-width="6" stroke-linejoin="round">{words}</text>'
    return f'<text {place} {font} fill="{ink}">{words}</text>', "" if icon.pattern == "solid" else halo
