"""JSON for machines: decimals with all their digits, dates as 2024-06-30, the same bytes for the same answer."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

_BIDI = re.compile("[\u200e\u200f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def exact_json(value: Any, *, is_ascii: bool = False, depth: int = 0) -> str:
    """A value as JSON text, indented; a decimal is a number with its own digits, an unknown value is null.

    Characters that reorder a line are written as escapes. A number that is no number (NaN) is null.

    >>> exact_json({"net_revenue": Decimal("120.50"), "as_of": date(2024, 6, 30), "tier": None})
    '{\\n  "net_revenue": 120.50,\\n  "as_of": "2024-06-30",\\n  "tier": null\\n}'
    >>> exact_json([]), exact_json({}), exact_json(True)
    ('[]', '{}', 'true')
    """
    if isinstance(value, Mapping):
        pairs = (
            f"{_word(str(name), is_ascii=is_ascii)}: {exact_json(part, is_ascii=is_ascii, depth=depth + 1)}"
            for name, part in value.items()
        )
        return _block("{", pairs, "}", depth)
    if isinstance(value, list | tuple):
        parts = (exact_json(part, is_ascii=is_ascii, depth=depth + 1) for part in value)
        return _block("[", parts, "]", depth)
    return _plain(value, is_ascii=is_ascii)


def _plain(value: Any, *, is_ascii: bool) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else "null"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, str | Path):
        return _word(str(value), is_ascii=is_ascii)
    raise TypeError(f"{type(value).__name__} has no place in a JSON answer")


def _word(text: str, *, is_ascii: bool) -> str:
    written = json.dumps(text, ensure_ascii=is_ascii)
    return _BIDI.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _block(start: str, parts: Any, end: str, depth: int) -> str:
    space = "  " * (depth + 1)
    inside = f",\n{space}".join(parts)
    return f"{start}\n{space}{inside}\n{'  ' * depth}{end}" if inside else start + end
