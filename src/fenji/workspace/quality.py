"""A workspace's data quality, as of today in the workspace's time zone."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fenji.intake.quality import Quality
from fenji.intake.quality import quality as quality_of

if TYPE_CHECKING:
    from fenji.workspace.workspace import Workspace


def quality(workspace: Workspace, *, today: date | None = None) -> Quality:
    """What is missing, twice, odd, late or without an owner in the data, and what it does to the grades."""
    day = today or datetime.now(ZoneInfo(workspace.settings.zone)).date()
    return quality_of(workspace.lake, today=day, currency=workspace.settings.currency)
