"""The words of every page, found by name: `customers.search` is the key `search` of fenji_web.customers.pages."""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fenji_web.library import Text


def words(key: str, **fills: object) -> Text:
    """The text of that name, its places filled; whole numbers are said with separators."""
    app, _, name = key.partition(".")
    known = words_of(app)
    if name not in known:
        raise LookupError(f"fenji_web.{app}.pages.WORDS has no {name!r}")
    return known[name].fill(**{key: _said(value) for key, value in fills.items()}) if fills else known[name]


@cache
def words_of(app: str) -> dict[str, Text]:
    """All words of an app."""
    found: dict[str, Text] = importlib.import_module(f"fenji_web.{app}.pages").WORDS
    return found


def _said(value: object) -> object:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value
