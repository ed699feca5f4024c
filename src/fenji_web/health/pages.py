"""The answers to machines have no words of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fenji_web.library import Text

WORDS: dict[str, Text] = {}
