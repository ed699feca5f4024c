"""How often a customer buys by their own habit: buying days, and the days between them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from fenji.metrics.ratio import ratio
from fenji.metrics.sales import is_counted_sale
from fenji.metrics.window import ALL

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.metrics.period import Period

GAP_DIGITS = 2
COLUMNS: Mapping[str, str] = {
    "buying_days": "int64",
    "first_bought_on": "date",
    "last_bought_on": "date",
    "mean_gap": f"decimal(18, {GAP_DIGITS})",
    "own_gap": f"decimal(18, {GAP_DIGITS})",
    "return_gap": "int64",
    "gap_before": f"decimal(18, {GAP_DIGITS})",
}


def rhythm(
    tables: Mapping[str, ir.Table], period: Period, *, recorded: Collection[str], percentile: Decimal | None = None
) -> ir.Table | None:
    """One row for every customer who bought: buying days, their mean gap, and the gap before the last of them.

    Several orders of one local day are one buying day; orders given back in full by the period's end don't count. All
    gaps are in days. `mean_gap` = (last − first) / (buying days − 1), two decimals, HALF_UP; NULL with one buying day.
    `own_gap` is the mean gap, or with a `percentile` the customer's own gap at that percentile, by nearest rank (the
    smallest gap that so many of them don't exceed): a gap they really had. `return_gap`: the days between the last
    buying day and the one before. `gap_before`: the mean gap up to the one before, what was known of their rhythm when
    they were away; NULL below three buying days. None where no orders are recorded. Windows are within one customer.
    """
    import ibis

    if "orders" not in recorded:
        return None
    orders = tables["orders"]
    counted = is_counted_sale(orders, period.over(ALL)) & orders.customer_id.notnull()
    days = orders.filter(counted).select("customer_id", "ordered_on").distinct()
    in_order = ibis.window(group_by=days.customer_id, order_by=days.ordered_on)
    earlier, later = days.ordered_on.lag().over(in_order), days.ordered_on.lead().over(in_order)
    steps = days.select("customer_id", "ordered_on", earlier=earlier, is_last=later.isnull())
    gap = steps.ordered_on.delta(steps.earlier, unit="day").cast("int64")
    gaps = steps.select("customer_id", "ordered_on", "earlier", "is_last", gap=gap)
    sums = gaps.group_by("customer_id").aggregate(
        buying_days=gaps.count(),
        first_bought_on=gaps.ordered_on.min(),
        last_bought_on=gaps.ordered_on.max(),
        one_before=gaps.earlier.max(where=gaps.is_last),
        return_gap=gaps.gap.max(where=gaps.is_last),
    )
    values = {
        "mean_gap": _mean(sums.first_bought_on, sums.last_bought_on, sums.buying_days - 1),
        "gap_before": _mean(sums.first_bought_on, sums.one_before, sums.buying_days - 2),
    }
    found = sums.mutate(**values)
    if percentile is None:
        found = found.mutate(own_gap=found.mean_gap)
        return found.select("customer_id", *COLUMNS)
    at = _percentiles(gaps, percentile)
    joined = found.left_join(at, found.customer_id == at.whose)
    return joined.select("customer_id", **{name: joined[name] for name in COLUMNS})


def _mean(first: ir.DateColumn, last: ir.DateColumn, steps: ir.IntegerColumn) -> ir.DecimalColumn:
    days = last.delta(first, unit="day").cast("int64")
    return ratio(days, steps.cast("int64"), digits=GAP_DIGITS).cast(COLUMNS["mean_gap"])


def _percentiles(gaps: ir.Table, percentile: Decimal) -> ir.Table:
    """Every customer's own gap at a percentile: of n gaps the one at place ⌈p · n⌉, smallest first."""
    import ibis

    known = gaps.filter(gaps.gap.notnull())
    mine = ibis.window(group_by=known.customer_id)
    in_order = ibis.window(group_by=known.customer_id, order_by=[known.gap, known.ordered_on])
    placed = known.select(
        "customer_id", "gap", place=ibis.row_number().over(in_order).cast("int64") + 1, n=known.count().over(mine)
    )
    millionths = int((percentile * 1_000_000).to_integral_value(ROUND_CEILING))
    reached = placed.place * 1_000_000 >= placed.n * ibis.literal(millionths, "int64")
    at = placed.group_by("customer_id").aggregate(own_gap=placed.gap.min(where=reached))
    return at.select(whose="customer_id", own_gap=at.own_gap.cast(COLUMNS["own_gap"]))
