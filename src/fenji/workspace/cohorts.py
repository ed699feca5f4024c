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


def cohorts_sql(lake: Lake, kept: KeptRun, name: str) -> dict[str, str]:
    """Working tables, one after the other: the table `name` says how many of each first month bought again.

    One row for each cohort and number of months since in which somebody bought or gave back: `customers` with a counted
    sale in that month, `net_revenue` of all orders of it, given back since included. Only customers of the run, only
    orders up to its day, only cohorts of the last five years. What is held is a row a customer. No orders: no rows.
    """
    tables = canonical_tables(lake)
    if "orders" not in tables:
        return {name: EMPTY}
    run = kept.run
    rates = Rates(run.rates) if run.rates else None
    orders = in_one_currency({"orders": tables["orders"]}, run.currency, engine=lake.engine, rates=rates)["orders"]
    graded = lake.table(kept.result_table)
    period = Period(as_of=run.as_of, zone=run.zone)
    bought = _bought(orders, graded.filter(graded.run_id == run.id), period)
    beside = f"{name}_bought"
    found = _cohorts(orders, ibis.table(bought.schema(), name=beside), period)
    return {of: fill(lake.engine.compile(sql), period.slots()) for of, sql in ((beside, bought), (name, found))}


def _month(day: ir.DateValue) -> ir.IntegerValue:
    return day.year().cast("int64") * 12 + day.month().cast("int64") - 1


def _bought(orders: ir.Table, graded: ir.Table, period: Period) -> ir.Table:
    """A customer's first month, and their months of buying as bits, so that memory stays flat."""
    sales = orders.filter(orders.customer_id.notnull() & is_counted_sale(orders, period))
    known = sales.select("customer_id", ago=_month(period.last_day_value()) - _month(sales.ordered_on))
    is_near = known.ago < MONTHS
    bit = ibis.literal(1, "int64") << ibis.ifelse(is_near, known.ago, 0)
    each = known.group_by(whose="customer_id").aggregate(oldest=known.ago.max(), bits=bit.bit_or(where=is_near))
    return each.filter(each.oldest < MONTHS).semi_join(graded, [each.whose == graded.customer_id])


def _cohorts(orders: ir.Table, each: ir.Table, period: Period) -> ir.Table:
    """The cohorts of the customers of `_bought`."""
    this_month = _month(period.last_day_value())
    alike = each.group_by("oldest", "bits").aggregate(n=each.count())
    spread = alike.mutate(ago=ibis.range(0, MONTHS).unnest().cast("int64"))
    there = spread.filter(((spread.bits >> spread.ago) & 1) == 1)
    zero = ibis.literal(0, "decimal(18, 2)")
    buyers = there.select("oldest", "ago", n=there.n.cast("int64"), net_revenue=zero)
    money = orders.filter(orders.customer_id.notnull() & is_net_money(orders, period))
    known = money.select("customer_id", "amount", ago=this_month - _month(money.ordered_on))
    paid = known.inner_join(each, known.customer_id == each.whose)
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
