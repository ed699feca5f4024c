"""What a mark says when pointed at on a screen; on a page it says nothing, its figures are printed."""

from __future__ import annotations

from typing import Any

from fenji.charts.canvas import canvas


def hint(*parts: str, field: str = "hint") -> dict[str, str]:
    """The field of a row that carries the words of its mark; none on a page.

    >>> hint("VIP", "437")
    {}
    """
    return {} if canvas().is_page else {field: " · ".join(part for part in parts if part)}


def pointed(marks: Any) -> Any:
    """The Altair marks that say their row's hint; as they are on a page."""
    return marks if canvas().is_page else marks.encode(tooltip="hint:N")
