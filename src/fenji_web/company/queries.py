"""Questions about the company's settings: what changed of late, what a change would touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji_web.company.models import Change

if TYPE_CHECKING:
    from fenji_web.library import Settings

TOUCHES_GRADES = ("currency", "zone")


def changes(count: int = 20) -> list[Change]:
    """The newest changes."""
    return list(Change.objects.select_related("by")[:count])


def touched(kept: Settings, wanted: dict[str, object]) -> list[str]:
    """Which of the settings that are to change decide how days and money are read."""
    return [name for name in TOUCHES_GRADES if wanted.get(name) != getattr(kept, name)]
