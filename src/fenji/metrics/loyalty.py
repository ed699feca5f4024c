"""Loyalty: how long a customer stays, how widely they buy, whom they bring."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from fenji.language import Text
from fenji.metrics.metric import Part, metric
from fenji.metrics.months import known_since
from fenji.metrics.period import Period
from fenji.metrics.sales import is_counted_sale
from fenji.metrics.window import ALL
from fenji.tables.interactions import REFERRAL


@metric(
    of={"first_ordered_on": Part("first_ordered_on", ALL)},
    table="customers",
    unit="days",
    better="higher",
    label=Text("Tenure", "客户年限(天)"),
    zh="成为客户至评估基准日的天数。",
)
def tenure_days(values: Mapping[str, ir.Column], period: Period) -> ir.IntegerColumn:
    """Days from becoming a customer to the as-of day.

    From the first order that wasn't given back in full, or the registration if earlier, whatever the window; came on
    the as-of day is 0. NULL where neither is known.
    """
    return period.last_day_value().delta(known_since(values), unit="day")


@metric(
    table=("order_lines", "products"),
    unit="kinds",
    better="higher",
    never=0,
    label=Text("Categories bought", "购买品类数"),
    zh="周期内购买的商品类目数。",
)
def category_count(order_lines: ir.Table, period: Period) -> ir.IntegerScalar:
    """From how many kinds of goods a customer bought.

    Different categories (the line's own, else its product's) in the window's sales that weren't given back in full
    before the end. 0 for a customer who bought nothing in the window; NULL where they bought but no category is known.
    """
    is_counted = is_counted_sale(order_lines, period)
    kinds, lines = order_lines.category.nunique(where=is_counted), order_lines.count(where=is_counted)
    return ibis.ifelse((kinds > 0) | (lines == 0), kinds, ibis.null("int64"))


@metric(
    table="interactions",
    unit="customers",
    better="higher",
    never=0,
    label=Text("Referrals", "推荐客户数"),
    zh="周期内推荐带来的客户数。",
)
def referral_count(interactions: ir.Table, period: Period) -> ir.IntegerScalar:
    """How many customers a customer brought.

    Different customers named in the window's interactions of the kind 分享 (referral); themselves don't count. 0 for a
    customer who brought nobody.
    """
    is_referral = interactions.kind.isin(REFERRAL.every_word) & period.covers(interactions.happened_at)
    is_other = interactions.referred_customer_id != interactions.customer_id
    return interactions.referred_customer_id.nunique(where=is_referral & is_other)
