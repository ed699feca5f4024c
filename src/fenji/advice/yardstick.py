"""What one customer is measured by in words: the scheme, the medians of each tier, the window, the currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fenji.advice.playbook import SHIPPED, Playbook
from fenji.language import Text
from fenji.metrics.period import MONTH_DAYS, Window

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Criterion, Tier

Row = Mapping[str, Any]
Medians = Mapping[str | None, Mapping[str, Decimal | None]]

ALWAYS = ("recency_days", "order_count", "net_revenue", "orders_per_month")


@dataclass(frozen=True)
class Yardstick:
    """Everything findings and suggestions need beside the customer's row; the same for all customers of a run."""

    scheme: CalibratedScheme
    medians: Medians
    window: Window
    currency: str
    as_of: date | None = None
    playbook: Playbook = SHIPPED

    @classmethod
    def of(cls, result: Result, playbook: Playbook = SHIPPED) -> Yardstick:
        """The yardstick of a run: medians are asked for once, over every figure that is compared."""
        wanted = [*ALWAYS, *measured(result.scheme).values()]
        columns = [name for name in dict.fromkeys(wanted) if name in result.columns and not name.endswith("_on")]
        run = result.run
        return cls(result.scheme, result.medians(columns), run.window, run.currency, run.as_of, playbook)

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """The measured column of each metric the scheme knows."""
        return {**{name: name for name in ALWAYS}, **measured(self.scheme)}

    @cached_property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers, best first."""
        return tuple(self.scheme.scheme.tiers)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Each tier's place on the ladder, the best is 0."""
        return {tier.key: place for place, tier in enumerate(self.tiers)}

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria that count: not those left out for want of data."""
        return tuple(c for c in self.scheme.scheme.criteria if self.scheme.weights.get(c.name, 0) > 0)

    @cached_property
    def window_days(self) -> Decimal | None:
        """The window's length in days, months taken as 30.4375 days; None for all time."""
        if self.window.kind == "all":
            return None
        return Decimal(self.window.length) * (MONTH_DAYS if self.window.kind == "months" else 1)

    @cached_property
    def over(self) -> Text:
        """The window inside a sentence: in the last 90 days, 近90天; so far, 累计."""
        if self.window.kind == "all":
            return Text("so far", "累计")
        return Text(f"in the {self.window.text.en}", self.window.text.zh)

    @cached_property
    def answered(self) -> frozenset[str]:
        """Figures that somebody has: what nobody has is a matter of the data, not of one customer."""
        return frozenset(name for row in self.medians.values() for name, value in row.items() if value is not None)

    def tier(self, key: str | None) -> Tier | None:
        """The tier of that key; None while ungraded."""
        return None if key is None else self.tiers[self.places[key]]

    def above(self, key: str | None) -> Tier | None:
        """The next better tier; None at the top and while ungraded."""
        place = 0 if key is None else self.places[key]
        return self.tiers[place - 1] if place > 0 else None

    def median(self, key: str | None, column: str) -> Decimal | None:
        """The middle customer of the same tier; None where nobody in it has the figure."""
        return self.medians.get(key, {}).get(column)


def measured(scheme: CalibratedScheme) -> dict[str, str]:
    """The first measured column of every metric in a scheme: criteria, rules and shown figures."""
    found: dict[str, str] = {}
    for measure in scheme.measures():
        found.setdefault(measure.metric, measure.column)
    return found
