"""What protection would hold back if customers were graded by a changed standard today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import ibis

from fenji.grades.standing import carried
from fenji.grades.transition import stand
from fenji.language import Text, same
from fenji.metrics.period import Period, fill

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.engine import Engine
    from fenji.scheme.calibrated import CalibratedScheme

WHY: Mapping[str, Text] = {
    "held:grace": Text("grace", "宽限期内"),
    "held:minimum_stay": Text("minimum stay", "未满最短保持期"),
    "held:keep": Text("standard to keep the tier", "达到保级标准"),
    "held:hysteresis": Text("margin around the cut point", "在缓冲带内"),
    "held:not_evaluated": Text("not the day of evaluation", "未到评估日"),
    "stepped": Text("one tier at a time", "逐级下降"),
    "reversed": Text("refunded promotion", "升级订单已退款"),
}


@dataclass(frozen=True)
class Held:
    """Customers whom the standard alone would put on one tier, and who would hold another, and why.

    `tier` None: ungraded. `reason` is the code a run would keep.
    """

    system_tier: str | None
    tier: str | None
    reason: str
    customers: int
    net_revenue: Decimal | None

    @property
    def why(self) -> Text:
        """The reason in words."""
        return said(self.reason)


@dataclass(frozen=True)
class HeldCustomer:
    """One customer whom transition rules would hold on another tier than the standard's."""

    customer_id: str
    name: str | None
    system_tier: str | None
    tier: str | None
    reason: str
    net_revenue: Decimal | None

    @property
    def why(self) -> Text:
        """The reason in words."""
        return said(self.reason)


def said(reason: str) -> Text:
    """What a code of protection means."""
    return WHY.get(reason) or WHY.get(reason.partition(":")[0]) or same(reason)


@dataclass(frozen=True)
class Holding:
    """The question who is held: customers by the standard alone, an earlier run's rows, and the days between.

    `graded` has `from_revenue`; `rows` are those of the day `before`. Promotions that a refund undoes are not looked
    for. Without transition rules nobody is held.
    """

    graded: ir.Table
    scheme: CalibratedScheme
    rows: ir.Table
    before: date
    as_of: date
    zone: str
    engine: Engine

    def counted(self) -> tuple[Held, ...]:
        """How many, by where the standard puts them, where they are held, and why; the most first."""
        other = self._other()
        if other is None:
            return ()
        told = other.group_by("system_tier", "tier", "reason").aggregate(
            customers=other.count(), net_revenue=other.from_revenue.sum()
        )
        found = [
            Held(row["system_tier"], row["tier"], row["reason"], int(row["customers"]), row["net_revenue"])
            for row in self._rows(told)
        ]
        return tuple(sorted(found, key=lambda one: (-one.customers, one.reason)))

    def customers(self, limit: int) -> list[HeldCustomer]:
        """Who, the largest revenue first."""
        other = self._other()
        if other is None:
            return []
        first = other.order_by(ibis.desc("from_revenue", nulls_first=False), ibis.asc("customer_id")).limit(limit)
        named = first.select("customer_id", "name", "system_tier", "tier", "reason", net_revenue=first.from_revenue)
        return [HeldCustomer(**row) for row in self._rows(named)]

    def _other(self) -> ir.Table | None:
        transition = self.scheme.transition()
        if transition is None:
            return None
        ladder = self.scheme.ladder()
        stood = stand(self.graded, ladder, transition, previous=carried(self.rows, ladder))
        return stood.filter(~stood.system_tier.identical_to(stood.tier))

    def _rows(self, told: ir.Table) -> list[dict[str, Any]]:
        transition, scheme = self.scheme.transition(), self.scheme.scheme
        assert transition is not None
        period = Period(as_of=self.as_of, zone=self.zone, window=scheme.window)
        slots = period.slots(scheme.windows())
        slots |= transition.calendar.slots(self.as_of, self.before, transition.evaluations)
        return self.engine.rows(fill(self.engine.compile(told), slots))


def held_back(
    graded: ir.Table, scheme: CalibratedScheme, *, rows: ir.Table, before: date, as_of: date, zone: str, engine: Engine
) -> tuple[Held, ...]:
    """Whom the transition rules would hold on another tier than the standard's, graded on a day after an earlier run.

    What is given is described at `Holding`.
    """
    return Holding(graded, scheme, rows, before, as_of, zone, engine).counted()
