"""Two standards crossed: how many customers stand in each pair of tiers, and what they bring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.result_records import Run
    from fenji.scheme.calibrated import CalibratedScheme

Pair = tuple[str | None, str | None]


@dataclass(frozen=True)
class Cell:
    """The customers of one pair of tiers (None: ungraded), and their net revenue by the first standard's period."""

    first: str | None
    second: str | None
    customers: int
    net_revenue: Decimal | None


@dataclass(frozen=True)
class Matrix:
    """Two runs of the same as-of date crossed: a row for every tier of the first, a column for every one of the second.

    Customers whom only one of the two runs knows are in neither; `apart` counts them.
    """

    first: Run
    second: Run
    schemes: tuple[CalibratedScheme, CalibratedScheme]
    cells: Mapping[Pair, Cell]
    apart: int

    def keys(self, place: int) -> tuple[str | None, ...]:
        """The tiers of one side, best first, the ungraded last where there are any."""
        tiers: list[str | None] = [tier.key for tier in self.schemes[place].scheme.tiers]
        return (*tiers, None) if any(pair[place] is None for pair in self.cells) else tuple(tiers)

    def cell(self, first: str | None, second: str | None) -> Cell:
        """One pair; nobody stands in a pair that has no cell."""
        return self.cells.get((first, second)) or Cell(first, second, 0, Decimal(0))

    def total(self, place: int, key: str | None) -> Cell:
        """All customers of one tier of one side."""
        found = [cell for pair, cell in self.cells.items() if pair[place] == key]
        revenue = [cell.net_revenue for cell in found if cell.net_revenue is not None]
        pair: Pair = (key, None) if place == 0 else (None, key)
        return Cell(*pair, sum(cell.customers for cell in found), sum(revenue, Decimal(0)) if revenue else None)


def crossed(first: ir.Table, second: ir.Table) -> ir.Table:
    """One row for every customer that either run knows: both tiers, and what they bring by the first."""
    other = second.select(other_id=second.customer_id, second_tier=second.tier)
    joined = first.outer_join(other, first.customer_id == other.other_id)
    return joined.select(
        customer_id=joined.customer_id.coalesce(joined.other_id),
        first_tier=joined.tier,
        second_tier=joined.second_tier,
        net_revenue=joined.net_revenue,
        is_in_both=joined.customer_id.notnull() & joined.other_id.notnull(),
    )


def counted(pairs: ir.Table) -> ir.Table:
    """The head-count and revenue of every pair."""
    by = ("is_in_both", "first_tier", "second_tier")
    return pairs.group_by(by).aggregate(customers=pairs.count(), net_revenue=pairs.net_revenue.sum())


def members(pairs: ir.Table, pair: Pair) -> ir.Table:
    """The customers of one pair, the highest revenue first."""
    import ibis

    chosen = pairs.filter(pairs.is_in_both, *(_is(pairs[name], key) for name, key in zip(_TIERS, pair, strict=True)))
    return chosen.order_by(ibis.desc(chosen.net_revenue, nulls_first=False), chosen.customer_id)


_TIERS = ("first_tier", "second_tier")


def matrix_of(
    runs: tuple[Run, Run], schemes: tuple[CalibratedScheme, CalibratedScheme], rows: Iterable[Mapping[str, Any]]
) -> Matrix:
    """The matrix from the counts of every pair."""
    listed = list(rows)
    cells = [
        Cell(row["first_tier"], row["second_tier"], int(row["customers"]), row["net_revenue"])
        for row in listed
        if row["is_in_both"]
    ]
    apart = sum(int(row["customers"]) for row in listed if not row["is_in_both"])
    return Matrix(*runs, schemes, {(cell.first, cell.second): cell for cell in cells}, apart)


def _is(column: ir.StringColumn, key: str | None) -> ir.BooleanValue:
    return column.isnull() if key is None else column == key
