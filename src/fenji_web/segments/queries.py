"""What the segments of a run hold, and who came and went: one pass over its customers, however many they are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fenji_web import library

if TYPE_CHECKING:
    from pathlib import Path

    from fenji_web.library import Result, Segmentation


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
Sizes = dict[str | None, Held]


def crossed(result: Result, name: str) -> Cross:
    """Customers and revenue by (segment, tier); None is in no segment, or ungraded. `name` is a column."""
    return {(segment, tier): Held(n, net) for (segment, tier), n, net in result.counts(_known(result, name), "tier")}


def moved(result: Result, name: str) -> Cross:
    """Customers and revenue by (segment in the run before, segment now); empty where the two cannot be compared."""
    before = f"previous_{name}"
    if before not in result.columns:
        return {}
    return {(then, now): Held(n, net) for (then, now), n, net in result.counts(before, _known(result, name))}


def sizes(result: Result, name: str) -> Sizes:
    """Customers and revenue by segment; None is in none."""
    return {segment: Held(n, net) for (segment,), n, net in result.counts(_known(result, name))}


def defined(folder: Path) -> tuple[Segmentation, ...]:
    """The ways customers are divided, the ready-made first, as their files say now."""
    return library.segmentations_in(folder)


def _known(result: Result, name: str) -> str:
    if name not in result.columns:
        raise LookupError(name)
    return name
