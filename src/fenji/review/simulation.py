"""A preview of a changed standard: who moves, from where to where, and what each tier holds and brings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import ibis

from fenji.language import Text
from fenji.review.measured import figures_of
from fenji.review.moved import why_moved

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from fenji.engines.engine import Engine
    from fenji.review.held import Held
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Tier

Kind = Literal["promotion", "demotion", "graded", "ungraded", "moved"]
NAME = "name"
WRITTEN = ("customer_id", NAME, "from_tier", "to_tier", "from_score", "to_score", "net_revenue", "from_reason",
           "to_reason")  # fmt: skip
_WHOLE = 1_000_000


@dataclass(frozen=True)
class Cell:
    """How many customers go from one tier to another, and what they bring; None is ungraded."""

    from_tier: str | None
    to_tier: str | None
    customers: int
    net_revenue: Decimal | None


@dataclass(frozen=True)
class TierChange:
    """One tier before and after: customers and their net revenue; `tier` None is the ungraded.

    A tier that one of the two standards doesn't have holds nobody there.
    """

    tier: str | None
    name: Text
    customers_before: int
    customers_after: int
    net_revenue_before: Decimal | None
    net_revenue_after: Decimal | None


@dataclass(frozen=True)
class Mover:
    """One customer whom the change would move, and why.

    `because` is `standard`: both grades are computed from the same figures, so nothing but the standard differs.
    """

    customer_id: str
    name: str | None
    kind: Kind
    from_tier: str | None
    to_tier: str | None
    from_score: Decimal | None
    to_score: Decimal | None
    net_revenue: Decimal | None
    why: Text
    because: Literal["standard"] = "standard"


@dataclass(frozen=True)
class Simulation:
    """A preview: the same customers graded by two standards. Nothing is written; each question is one small query.

    `graded` has one row a customer: the measured figures, `from_rung`, `from_tier`, `from_reason`, `from_total` by the
    standard as it is and `rung`, `tier`, `reason`, `total` by the changed one. Revenue is that of the period of the
    standard as it is. All are system grades: what the standards alone say; `held` is what protection would make of the
    changed one's, if it graded today.
    """

    engine: Engine
    graded: ir.Table
    before: CalibratedScheme
    after: CalibratedScheme
    currency: str = "CNY"
    notes: tuple[Text, ...] = ()
    as_of: date | None = None
    held: tuple[Held, ...] = ()

    def matrix(self) -> tuple[Cell, ...]:
        """From → to with customers and revenue, best tiers first; pairs that nobody has are left out."""
        first, second = (
            {key: place for place, key in enumerate(self._keys(scheme))} for scheme in (self.before, self.after)
        )
        return tuple(sorted(self._cells, key=lambda cell: (first[cell.from_tier], second[cell.to_tier])))

    def tiers(self) -> tuple[TierChange, ...]:
        """Each tier before and after, best first, the ungraded last where there are any."""
        known = {tier.key: tier for scheme in (self.before, self.after) for tier in scheme.scheme.tiers}
        keys: list[str | None] = [tier.key for tier in self.after.scheme.tiers]
        keys += [key for key in known if key not in keys]
        if any(None in (cell.from_tier, cell.to_tier) for cell in self._cells):
            keys.append(None)
        return tuple(self._change(key, known.get(key or "")) for key in keys)

    def movers(self, limit: int = 20, kind: Kind | None = None) -> list[Mover]:
        """Who would move, the largest revenue first, with the reason."""
        moved = self._moved(kind).order_by(ibis.desc("from_revenue", nulls_first=False), ibis.asc("customer_id"))
        rows = self.engine.rows(self.engine.compile(moved.limit(limit)))
        return [self._mover(row) for row in rows]

    def customers(self) -> int:
        """How many customers were looked at."""
        return sum(cell.customers for cell in self._cells)

    def count(self) -> int:
        """How many customers would move."""
        return sum(cell.customers for cell in self._cells if cell.from_tier != cell.to_tier)

    def kinds(self) -> dict[Kind, int]:
        """How many would be promoted, demoted, graded for the first time or no more; `moved` between other ladders."""
        found: dict[Kind, int] = {}
        for cell in self._cells:
            if cell.from_tier != cell.to_tier:
                kind = self.kind_of(cell.from_tier, cell.to_tier)
                found[kind] = found.get(kind, 0) + cell.customers
        return found

    def kind_of(self, from_tier: str | None, to_tier: str | None) -> Kind:
        """What a move is called; up and down only exist on one ladder."""
        if from_tier is None:
            return "graded"
        if to_tier is None:
            return "ungraded"
        if not self.is_one_ladder:
            return "moved"
        keys = self._keys(self.after)
        return "promotion" if keys.index(to_tier) < keys.index(from_tier) else "demotion"

    @property
    def is_one_ladder(self) -> bool:
        """Whether both standards have the same tiers in the same order."""
        return self._keys(self.before) == self._keys(self.after)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Every customer who would move, the largest revenue first, streamed; the columns are WRITTEN."""
        moved = self._moved(None).order_by(ibis.desc("from_revenue", nulls_first=False), ibis.asc("customer_id"))
        shown = moved.select(
            "customer_id", NAME, "from_tier", to_tier=moved.tier, from_score=_score(moved.from_total),
            to_score=_score(moved.total), net_revenue=moved.from_revenue, from_reason=moved.from_reason,
            to_reason=moved.reason,
        )  # fmt: skip
        yield from self.engine.batches(self.engine.compile(shown))

    @cached_property
    def _cells(self) -> tuple[Cell, ...]:
        told = self.graded.group_by("from_tier", "tier").aggregate(
            customers=lambda t: t.count(), net_revenue=lambda t: t.from_revenue.sum()
        )
        rows = self.engine.rows(self.engine.compile(told))
        return tuple(Cell(row["from_tier"], row["tier"], int(row["customers"]), row["net_revenue"]) for row in rows)

    def _moved(self, kind: Kind | None) -> ir.Table:
        table = self.graded
        moved = table.filter(~table.from_tier.identical_to(table.tier))
        conditions: Mapping[Kind | None, ir.BooleanValue] = {
            "graded": moved.from_tier.isnull(),
            "ungraded": moved.tier.isnull(),
            "promotion": moved.rung < moved.from_rung,
            "demotion": moved.rung > moved.from_rung,
        }
        return moved.filter(conditions[kind]) if kind in conditions else moved

    def _mover(self, row: Mapping[str, Any]) -> Mover:
        return Mover(
            customer_id=row["customer_id"],
            name=row.get(NAME),
            kind=self.kind_of(row["from_tier"], row["tier"]),
            from_tier=row["from_tier"],
            to_tier=row["tier"],
            from_score=_score_of(row["from_total"]),
            to_score=_score_of(row["total"]),
            net_revenue=row["from_revenue"],
            why=why_moved(
                figures_of(row, self.before), figures_of(row, self.after), self.before, self.after, self.currency
            ),
        )

    def _change(self, key: str | None, tier: Tier | None) -> TierChange:
        was = [cell for cell in self._cells if cell.from_tier == key]
        now = [cell for cell in self._cells if cell.to_tier == key]
        return TierChange(
            tier=key,
            name=Text("ungraded", "暂不评级") if tier is None else tier.name,
            customers_before=sum(cell.customers for cell in was),
            customers_after=sum(cell.customers for cell in now),
            net_revenue_before=_revenue(was),
            net_revenue_after=_revenue(now),
        )

    @staticmethod
    def _keys(scheme: CalibratedScheme) -> list[str | None]:
        return [*(tier.key for tier in scheme.scheme.tiers), None]


def _score(total: ir.IntegerColumn) -> ir.DecimalColumn:
    return (total.cast("decimal(9, 0)") * ibis.literal(Decimal("0.000001"), "decimal(9, 6)")).cast("decimal(9, 6)")


def _score_of(total: int | None) -> Decimal | None:
    return None if total is None else Decimal(total) / _WHOLE


def _revenue(cells: Sequence[Cell]) -> Decimal | None:
    known = [cell.net_revenue for cell in cells if cell.net_revenue is not None]
    return sum(known, Decimal(0)) if known or not cells else None
