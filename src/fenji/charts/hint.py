"""What a mark says when pointed at on a screen; on a page it says nothing, its figures are printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fenji.charts.canvas import canvas


def hint(*parts: str, field: str = "hint", about: Mapping[str, str | None] | None = None) -> dict[str, Any]:
    """The fields of a row that carry the words of its mark, and whom it is about (column: value); none on a page.

    >>> hint("VIP", "437")
    {}
    """
    if canvas().is_page:
        return {}
    said = {field: " · ".join(part for part in parts if part)}
    return said if about is None else {**said, "about": {name: value or "" for name, value in about.items()}}


def pointed(marks: Any) -> Any:
    """The Altair marks that say their row's hint; as they are on a page."""
    return marks if canvas().is_page else marks.encode(tooltip="hint:N")
