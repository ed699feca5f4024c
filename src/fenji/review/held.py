"""What protection would hold back if customers were graded by a changed standard today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

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
        return WHY.get(self.reason) or WHY.get(self.reason.partition(":")[0]) or same(self.reason)


def held_back(
    graded: ir.Table, scheme: CalibratedScheme, *, rows: ir.Table, before: date, as_of: date, zone: str, engine: Engine
) -> tuple[Held, ...]:
    """Whom the transition rules would hold on another tier than the standard's, graded on a day after an earlier run.

    `graded` are the customers by the standard alone, with `from_revenue`; `rows` the earlier run's, of the day
    `before`. Promotions that a refund undoes are not looked for. Without transition rules nobody is held.
    """
    transition = scheme.transition()
    if transition is None:
        return ()
    ladder = scheme.ladder()
    stood = stand(graded, ladder, transition, previous=carried(rows, ladder))
    other = stood.filter(~stood.system_tier.identical_to(stood.tier))
    told = other.group_by("system_tier", "tier", "reason").aggregate(
        customers=other.count(), net_revenue=other.from_revenue.sum()
    )
    period = Period(as_of=as_of, zone=zone, window=scheme.scheme.window)
    slots = period.slots(scheme.scheme.windows()) | transition.calendar.slots(as_of, before, transition.evaluations)
    found = [
        Held(row["system_tier"], row["tier"], row["reason"], int(row["customers"]), row["net_revenue"])
        for row in engine.rows(fill(engine.compile(told), slots))
    ]
    return tuple(sorted(found, key=lambda one: (-one.customers, one.reason)))
