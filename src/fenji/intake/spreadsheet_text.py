"""Text that a spreadsheet would run as a formula: an apostrophe keeps it still, and is taken off on its return."""

from __future__ import annotations

import re
from typing import Any

# What Excel or LibreOffice may read as a formula, full-width signs and what hides behind blanks among it; -5.00 and
# +86 138 0013 8000 are none.
_FORMULA = r"[\t\r\n\x00]|\s*(?:[=@＝＠＋－]|\{=|[+-](?:$|[^\d]|\d[\d ]*[^\d .]|\d[\d ]*\.\d*[^\d]))"
_RUNS = re.compile(_FORMULA)
_KEPT = f"^'((?:{_FORMULA})(?s:.*))$"


def spreadsheet_cell(value: Any) -> Any:
    """A value for a CSV that a spreadsheet may open: a text that it would run as a formula gets an apostrophe.

    >>> [spreadsheet_cell(one) for one in ("=1+1", " ＝1+1", "-2-3", "-5.00", "+86 138 0013 8000", "王芳")]
    ["'=1+1", "' ＝1+1", "'-2-3", '-5.00', '+86 138 0013 8000', '王芳']
    """
    if isinstance(value, str) and _RUNS.match(value):
        return f"'{value}"
    return value


def as_it_was(text: str) -> str:
    """SQL for the text as it was before a file of ours put an apostrophe before it; any other is left alone."""
    pattern = _KEPT.replace("'", "''")
    return f"CASE WHEN starts_with({text}, '''') THEN regexp_replace({text}, '{pattern}', '\\1') ELSE {text} END"
