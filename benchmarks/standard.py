"""What the peers are given of the scheme: dates, weights and the cut points that fenji froze."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

CRITERIA = {"recency_days", "order_count", "net_revenue", "active_months", "interaction_count"}


@dataclass(frozen=True)
class Standard:
    """Cut points lowest first with the points from each on; `points` has one more, for what is below the first."""

    as_of: date
    first_day: date
    start: datetime
    end: datetime
    weights: dict[str, int]
    cuts: dict[str, list[Decimal]]
    points: dict[str, list[int]]

    @classmethod
    def read(cls, folder: Path) -> Standard:
        """The standard kept beside the generated orders: the scheme `value` on 365 days to the end of 2024."""
        kept = json.loads((folder / "scheme.json").read_text("utf-8"))
        if set(kept["weights"]) != CRITERIA:
            raise SystemExit(
                f"the peers compute {sorted(CRITERIA)}, the scheme `value` asks for {sorted(kept['weights'])}"
            )
        cuts: dict[str, list[Decimal]] = {}
        points: dict[str, list[int]] = {}
        for name, learned in kept["learned"].items():
            steps = [
                (Decimal(cut), won) for cut, won in zip(learned["cuts"], learned["points"][1:], strict=True) if cut
            ]
            cuts[name] = [cut for cut, _ in steps]
            points[name] = [learned["points"][0], *(won for _, won in steps)]
        return cls(
            as_of=date(2024, 12, 31),
            first_day=date(2024, 1, 2),
            start=datetime(2024, 1, 1, 16),
            end=datetime(2024, 12, 31, 16),
            weights=kept["weights"],
            cuts=cuts,
            points=points,
        )
