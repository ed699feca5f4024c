"""How many months a customer is known within a window: the divisor of everything per month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from fenji.metrics.period import MONTH_DAYS, Period

PER_DAY = 16
PER_MONTH = int(MONTH_DAYS * PER_DAY)  # 30.4375 days are 487 sixteenths


@dataclass(frozen=True)
class Months:
    """A length of time in whole units, so that rounding comes last: months = units / per_month."""

    units: ir.IntegerValue
    per_month: int = PER_MONTH


def months_known(values: Mapping[str, ir.Column], period: Period) -> Months:
    """The months of the window, or for a customer younger than it the months since they became known, at least 1.

    Known since: the first order, or the registration if earlier. The days since then include that day and the as-of
    day; a month is 30.4375 days. A customer of whom neither is known has the whole window (of all time: 1 month).
    """
    since = known_since(values)
    month = ibis.literal(PER_MONTH, type="int64")
    age = (period.last_day_value().delta(since, unit="day") + 1) * ibis.literal(PER_DAY, type="int64")
    known = ibis.greatest(age, month)
    first = period.first_day_value()
    if first is None:
        return Months(known)
    whole = ibis.literal(_window_units(period), type="int64")
    return Months(ibis.ifelse(since > first, ibis.least(known, whole), whole))


def known_since(values: Mapping[str, ir.Column]) -> ir.DateColumn:
    """The day a customer became known: the first order or the registration, whichever is earlier; NULL if neither."""
    return ibis.least(values["first_ordered_on"], values["registered_on"])


def _window_units(period: Period) -> int:
    length = period.window.length
    return length * (PER_MONTH if period.window.kind == "months" else PER_DAY)
