"""Tier badges: drawn by shape, colour, pattern and text; as SVG, as PNG, as files; checked whether told apart."""

from fenji.icons.badge import badge, png, symbol
from fenji.icons.designer import TierBadge, badges_of, check_badges, suggest_badges
from fenji.icons.sight_sheet import sight_sheet
from fenji.icons.write import write_icons

__all__ = [
    "TierBadge",
    "badge",
    "badges_of",
    "check_badges",
    "png",
    "sight_sheet",
    "suggest_badges",
    "symbol",
    "write_icons",
]
