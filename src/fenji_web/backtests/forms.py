"""What a back-test is asked: which standards, how far ahead, how many past days, and by which measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MEASURES = ("gini", "spearman", "caught")
HORIZONS = (30, 60, 90, 180, 365)
EVERY = ("", "quarter", "month", "half_year")
MOST = 6
USUAL_HEADS = 20


@dataclass(frozen=True)
class Asked:
    """One question; `problem` is the name of the words that say what is missing."""

    schemes: tuple[str, ...]
    horizon: int = 90
    every: str = ""
    by: str = "gini"
    problem: str = ""

    def arguments(self) -> dict[str, Any]:
        """What the job is given."""
        return {"schemes": list(self.schemes), "horizon": self.horizon, "every": self.every, "measure": self.by,
                "heads": USUAL_HEADS}  # fmt: skip


def read(posted: Any, known: Sequence[str]) -> Asked:
    """The question as it was sent; what is not offered counts as not asked."""
    schemes = tuple(name for name in posted.getlist("scheme") if name in known)
    horizon = posted.get("horizon", "")
    every, by = posted.get("every", ""), posted.get("by", "")
    return Asked(
        schemes=schemes,
        horizon=int(horizon) if horizon.isdecimal() and int(horizon) in HORIZONS else 90,
        every=every if every in EVERY else "",
        by=by if by in MEASURES else "gini",
        problem="none_chosen" if not schemes else "too_many" if len(schemes) > MOST else "",
    )
