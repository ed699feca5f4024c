"""The badges of a standard side by side, as each kind of colour sight and a black-and-white printer show them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fenji.icons.badge import FIELD, badge, badge_body
from fenji.icons.contact_sheet import LINE, MARGIN, SOFT, words
from fenji.ink import colours
from fenji.ink.fonts import FAMILIES
from fenji.ink.vision import SIGHTS, Sight, seen_as
from fenji.ink.words import shorten
from fenji.language import Language, Text

if TYPE_CHECKING:
    from fenji.icons.designer import TierBadge
    from fenji.scheme.model import Icon

SIGHT_NAMES: dict[Sight, Text] = {
    "full": Text("Full colour", "正常色觉"),
    "protan": Text("Weak red sight", "红色觉障碍"),
    "deutan": Text("Weak green sight", "绿色觉障碍"),
    "tritan": Text("Weak blue sight", "蓝色觉障碍"),
    "grey": Text("In grey", "灰度"),
}
_COLOURS = re.compile(r"#[0-9A-F]{6}")
_TITLE = Text("The badges as they are seen", "各种色觉下的徽章")
_LARGE, _SMALL, _COLUMN, _ROW, _HEAD, _SIDE = 48, 16, 124, 84, 132, 170


def sight_sheet(badges: Sequence[TierBadge], lang: Language = "zh") -> str:
    """The sheet as SVG: a row a sight, a column a tier, best first; each badge large and at 16 pixels."""
    width = max(2 * MARGIN + _SIDE + _COLUMN * len(badges), 480)
    height = _HEAD + _ROW * len(SIGHTS) + MARGIN // 2
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="{FAMILIES}"><rect width="{width}" height="{height}" fill="{colours.PAPER}"/>',
        words(MARGIN, 62, _TITLE.say(lang), size=22, bold=True),
    ]
    for number, one in enumerate(badges):
        x = MARGIN + _SIDE + _COLUMN * number
        parts.append(words(x, _HEAD - 16, shorten(one.name.say(lang), 13, _COLUMN - 12), size=13, colour=SOFT))
    for row, sight in enumerate(SIGHTS):
        y = _HEAD + _ROW * row
        parts.append(f'<rect x="{MARGIN}" y="{y}" width="{width - 2 * MARGIN}" height="1" fill="{LINE}"/>')
        parts.append(words(MARGIN, y + _ROW / 2 + 5, SIGHT_NAMES[sight].say(lang), size=14))
        for number, one in enumerate(badges):
            parts += _both(one.icon, sight, MARGIN + _SIDE + _COLUMN * number, y, lang)
    return "".join([*parts, "</svg>"])


def badge_seen(icon: Icon, sight: Sight, *, size: int = FIELD, lang: Language = "zh") -> str:
    """One badge as SVG in the colours that somebody of that sight sees."""
    return _seen(badge(icon, size=size, lang=lang), sight)


def _seen(svg: str, sight: Sight) -> str:
    return _COLOURS.sub(lambda found: seen_as(found[0], sight), svg)


def _both(icon: Icon, sight: Sight, x: float, y: float, lang: Language) -> list[str]:
    return [
        f'<svg x="{x + at:g}" y="{y + (_ROW - size) / 2:g}" width="{size}" height="{size}" '
        f'viewBox="0 0 {FIELD} {FIELD}">{_seen(badge_body(icon, is_small=size == _SMALL, lang=lang), sight)}</svg>'
        for size, at in ((_LARGE, 0), (_SMALL, _LARGE + 14))
    ]
