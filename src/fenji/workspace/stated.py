"""Stated figures in a workspace: the day a customer list is as of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from fenji.lake.lake import Lake


def last_stated_day(lake: Lake) -> date | None:
    """The newest day a customer list states figures for: what is graded as of where there are no orders."""
    if not lake.has("stated"):
        return None
    day: date | None = lake.engine.rows("SELECT max(stated_on) AS day FROM lake.main.stated")[0]["day"]
    return day
