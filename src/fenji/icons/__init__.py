"""Tier badges: drawn by shape, colour, pattern and text; as SVG, as PNG, as one plain character, as files."""

from fenji.icons.badge import badge, png, symbol
from fenji.icons.write import write_icons

__all__ = ["badge", "png", "symbol", "write_icons"]
