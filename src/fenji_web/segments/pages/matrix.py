"""Segments against the run before, and against tiers: matrices whose every number leads to its customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fenji_web.insights.pages import customers_url
from fenji_web.segments.pages import WORDS, SegmentRow, heat, name_of, sums
from fenji_web.segments.queries import NOBODY, Cross

if TYPE_CHECKING:
    from fenji_web.library import Result, Segmentation, Text, Tier


@dataclass(frozen=True)
class Cell:
    """Customers of one pair, and their part of the row or column that they are compared with."""

    customers: int
    share: Decimal
    url: str
    is_still: bool = False

    @property
    def heat(self) -> int:
        """How deep its colour is: by the share."""
        return heat(self.share) if self.customers else 0


@dataclass(frozen=True)
class Column:
    """One tier and all its customers."""

    tier: Tier | None
    customers: int


@dataclass(frozen=True)
class MatrixRow:
    """One segment across all tiers."""

    segment: SegmentRow
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class FlowRow:
    """Those who were in one segment, by where they are now."""

    name: Text
    cells: tuple[Cell, ...]
    customers: int


@dataclass(frozen=True)
class Flow:
    """Who went from which segment to which since the run before."""

    heads: tuple[Text, ...]
    rows: tuple[FlowRow, ...]
    changed: int
    stayed: Decimal


def flow(segmentation: Segmentation, moved: Cross) -> Flow | None:
    """Moves between segments as a matrix; None where nothing can be compared."""
    if not moved:
        return None
    known: list[str | None] = [segment.key for segment in segmentation.segments()]
    seen = {key for pair in moved for key in pair}
    order = [key for key in known if key in seen]
    order += [
        *sorted(str(key) for key in seen if key is not None and key not in known),
        *([None] if None in seen else []),
    ]
    now = [key for key in order if any(pair[1] == key for pair in moved)]
    rows = []
    for then in [key for key in order if any(pair[0] == key for pair in moved)]:
        total = sum(held.customers for (was, _), held in moved.items() if was == then)
        cells = tuple(_moved_cell(segmentation.name, moved, then, key, total) for key in now)
        name = WORDS["not_before"] if then is None else name_of(segmentation, then)
        rows.append(FlowRow(name, cells, total))
    were = sum(held.customers for (then, _), held in moved.items() if then is not None)
    still = sum(held.customers for (then, key), held in moved.items() if then is not None and then == key)
    stayed = Decimal(still) / max(were, 1)
    return Flow(tuple(name_of(segmentation, key) for key in now), tuple(rows), were - still, stayed)


def columns(result: Result, cross: Cross) -> list[Column]:
    """The tiers, best first, the ungraded last where there are any, each with all its customers."""
    tiers: list[Tier | None] = [*result.scheme.scheme.tiers]
    if any(tier is None for _, tier in cross):
        tiers.append(None)
    totals = sums(cross, 1)
    return [Column(tier, totals.get(_key(tier), NOBODY).customers) for tier in tiers]


def matrix(
    segmentation: Segmentation, cross: Cross, rows: Sequence[SegmentRow], tiers: Sequence[Column]
) -> list[MatrixRow]:
    """Segments across the tiers: how many customers of each tier are in each, and what part of the tier that is."""
    return [MatrixRow(row, tuple(_cell(segmentation, cross, row, column) for column in tiers)) for row in rows]


def _moved_cell(name: str, moved: Cross, then: str | None, now: str | None, total: int) -> Cell:
    count = moved.get((then, now), NOBODY).customers
    url = customers_url({f"previous_{name}": then or "", name: now or ""})
    return Cell(count, Decimal(count) / max(total, 1), url, is_still=then == now)


def _cell(segmentation: Segmentation, cross: Cross, row: SegmentRow, column: Column) -> Cell:
    key = _key(column.tier)
    count = cross.get((row.key, key), NOBODY).customers
    url = customers_url({"tier": key or "", segmentation.name: row.key or ""})
    return Cell(count, Decimal(count) / max(column.customers, 1), url)


def _key(tier: Tier | None) -> str | None:
    return None if tier is None else tier.key
