"""Since when somebody is a customer: the day that anniversaries are counted from."""

from __future__ import annotations

from collections.abc import Mapping

import ibis.expr.types as ir

from fenji.language import Text
from fenji.metrics.metric import Part, metric
from fenji.metrics.months import known_since
from fenji.metrics.period import Period
from fenji.metrics.window import ALL


@metric(
    of={"first_ordered_on": Part("first_ordered_on", ALL)},
    table="customers",
    unit="date",
    better="neither",
    label=Text("Customer since", "成为客户日期"),
    zh="首次下单日与注册日中较早者。",
)
def customer_since(values: Mapping[str, ir.Column], period: Period) -> ir.DateColumn:
    """The day somebody became a customer.

    The first order that wasn't given back in full, or the registration if earlier, whatever the window. NULL where
    neither is known.
    """
    del period
    return known_since(values)
