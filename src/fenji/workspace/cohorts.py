"""Who bought again: customers by the month of their first order and the months since, counted in flat memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from fenji.metrics.period import Period, fill
from fenji.metrics.sales import is_counted_sale, is_net_money
from fenji.tables.currency import in_one_currency
from fenji.tables.rates import Rates
from fenji.workspace.tables import canonical_tables

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.lake.lake import Lake
    from fenji.workspace.runs import KeptRun

MONTHS = 60  # looked back: as many fit into one whole number as bits
EMPTY = """SELECT CAST(NULL AS DATE) AS cohort, CAST(NULL AS BIGINT) AS months, CAST(NULL AS BIGINT) AS customers,
           CAST(NULL AS DECIMAL(18, 2)) AS net_revenue WHERE false"""


def cohorts_sql(lake: Lake, kept: KeptRun) -> str:
    """The SQL of the table that says how many customers of each first month bought again, and for how much.

    One row for each cohort and number of months since in which somebody bought or gave back: `customers` with a counted
    sale in that month, `net_revenue` of all orders of it, given back since included. Only customers of the run, only
    orders up to its day, only cohorts of the last five years. What is held is a row a customer. No orders: no rows.
    """
    tables = canonical_tables(lake)
    if "orders" not in tables:
        return EMPTY
    run = kept.run
    rates = Rates(run.rates) if run.rates else None
    orders = in_one_currency({"orders": tables["orders"]}, run.currency, engine=lake.engine, rates=rates)["orders"]
    graded = lake.table(kept.result_table)
    period = Period(as_of=run.as_of, zone=run.zone)
    found = _cohorts(orders, graded.filter(graded.run_id == run.id), period)
    return fill(lake.engine.compile(found), period.slots())


def _cohorts(orders: ir.Table, graded: ir.Table, period: Period) -> ir.Table:
    """Months as numbers before the as-of day's; a customer's months of buying as bits, so that memory stays flat."""
    sale, money = is_counted_sale(orders, period), is_net_money(orders, period)
    today = period.last_day_value()
    this_month = today.year().cast("int64") * 12 + today.month().cast("int64") - 1
    ago = this_month - (orders.ordered_on.year().cast("int64") * 12 + orders.ordered_on.month().cast("int64") - 1)
    known = orders.select(
        "customer_id", "amount", is_sale=sale, is_money=money, ago=ago, place=ibis.ifelse(ago < MONTHS, ago, 0)
    ).filter(ibis._.customer_id.notnull() & (ibis._.is_sale | ibis._.is_money))
    bit = ibis.literal(1, "int64") << known.place
    each = known.group_by(whose="customer_id").aggregate(
        oldest=known.ago.max(where=known.is_sale), bits=bit.bit_or(where=known.is_sale & (known.ago < MONTHS))
    )
    each = each.filter(each.oldest.notnull() & (each.oldest < MONTHS)).semi_join(
        graded, [each.whose == graded.customer_id]
    )
    alike = each.group_by("oldest", "bits").aggregate(n=each.count())
    spread = alike.mutate(ago=ibis.range(0, MONTHS).unnest().cast("int64"))
    there = spread.filter(((spread.bits >> spread.ago) & 1) == 1)
    zero = ibis.literal(0, "decimal(18, 2)")
    buyers = there.select("oldest", "ago", n=there.n.cast("int64"), net_revenue=zero)
    paid = known.filter(known.is_money).inner_join(each, known.customer_id == each.whose)
    sums = paid.group_by("oldest", "ago").aggregate(net_revenue=paid.amount.sum().cast("decimal(18, 2)"))
    both = buyers.union(
        sums.select("oldest", "ago", n=ibis.literal(0, "int64"), net_revenue=sums.net_revenue), distinct=False
    )
    found = (
        both.filter(both.ago <= both.oldest)
        .group_by("oldest", "ago")
        .aggregate(n=both.n.sum(), net_revenue=both.net_revenue.sum())
    )
    month = this_month - found.oldest
    return found.select(
        cohort=ibis.date((month // 12).cast("int64"), (month % 12 + 1).cast("int64"), 1),
        months=found.oldest - found.ago,
        customers=found.n.cast("int64"),
        net_revenue=found.net_revenue.cast("decimal(18, 2)"),
    ).order_by("cohort", "months")
