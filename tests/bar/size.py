"""How much a test of the bar tries: little with every change, all of it in `make bar`."""

from __future__ import annotations

import os


def sized(quick: int, whole: int) -> int:
    """How many: `whole` where FENJI_BAR=whole is set, as `make bar` does, else `quick`."""
    return whole if os.environ.get("FENJI_BAR") == "whole" else quick


def minutes(most: float) -> float:
    """How long a test may go on that has no end of its own: FENJI_BAR_MINUTES where it is set, else so many."""
    return float(os.environ.get("FENJI_BAR_MINUTES", most))
