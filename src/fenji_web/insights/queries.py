"""What the segments of a run hold: one pass over its customers, however many they are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fenji_web import library

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fenji_web.library import Result, Segment, Segmentation


@dataclass(frozen=True)
class Held:
    """Customers and what they bring."""

    customers: int
    net_revenue: Decimal | None

    def __add__(self, other: Held) -> Held:
        known = [each.net_revenue for each in (self, other) if each.net_revenue is not None]
        return Held(self.customers + other.customers, sum(known, Decimal(0)) if known else None)


NOBODY = Held(0, None)
Cross = dict[tuple[str | None, str | None], Held]


def crossed(result: Result, name: str) -> Cross:
    """Customers and revenue by (segment, tier); None is in no segment, or ungraded. `name` is a column."""
    column = _column(result, name)
    sql = f"""SELECT {column} AS segment, tier, count(*) AS customers, sum(net_revenue) AS net_revenue
              FROM {result.relation} GROUP BY ALL"""
    rows = result.engine.rows(sql)
    return {(row["segment"], row["tier"]): Held(int(row["customers"]), row["net_revenue"]) for row in rows}


def sizes(result: Result, name: str) -> dict[str | None, int]:
    """Customers by segment; None is in none."""
    column = _column(result, name)
    rows = result.engine.rows(f"SELECT {column} AS segment, count(*) AS n FROM {result.relation} GROUP BY ALL")
    return {row["segment"]: int(row["n"]) for row in rows}


def segmentations(folder: Path, result: Result) -> tuple[Segmentation, ...]:
    """The ways customers are divided that this run has kept, the ready-made first."""
    return tuple(one for one in library.segmentations_in(folder) if one.name in result.columns)


def segment_names(segmentation: Segmentation) -> Mapping[str, Segment]:
    """Its segments by key, in the order they are shown."""
    return {segment.key: segment for segment in segmentation.segments()}


def _column(result: Result, name: str) -> str:
    if name not in result.columns:
        raise LookupError(name)
    return f'"{name}"'
