"""Who bought again: customers by the month of their first order and the months since, from one pass over the orders."""

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

EMPTY = """SELECT CAST(NULL AS DATE) AS cohort, CAST(NULL AS BIGINT) AS months, CAST(NULL AS BIGINT) AS customers,
           CAST(NULL AS DECIMAL(18, 2)) AS net_revenue WHERE false"""


def cohorts_sql(lake: Lake, kept: KeptRun) -> str:
    """The SQL of the table that says how many customers of each first month bought again, and for how much.

    One row for each cohort and number of months since in which somebody bought or gave back: `customers` with a counted
    sale in that month, `net_revenue` of all orders of it, given back since included. Only customers of the run, only
    orders up to its day; what one pass over the orders leaves is a row a customer and month. No orders: no rows.
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
    sale, money = is_counted_sale(orders, period), is_net_money(orders, period)
    known = orders.filter((sale | money) & orders.customer_id.notnull()).semi_join(graded, "customer_id")
    sale, money = is_counted_sale(known, period), is_net_money(known, period)
    month = ibis.date(known.ordered_on.year(), known.ordered_on.month(), 1)
    bought = known.group_by("customer_id", month=month).aggregate(
        is_sale=sale.any(), net_revenue=known.amount.sum(where=money)
    )
    sales = bought.filter(bought.is_sale)
    first = sales.group_by(whose="customer_id").aggregate(cohort=sales.month.min())
    beside = bought.inner_join(first, bought.customer_id == first.whose)
    years, parts = beside.month.year() - beside.cohort.year(), beside.month.month() - beside.cohort.month()
    placed = beside.mutate(months=(years * 12 + parts).cast("int64")).filter(ibis._.months >= 0)
    return (
        placed.group_by("cohort", "months")
        .aggregate(
            customers=placed.is_sale.sum().cast("int64"), net_revenue=placed.net_revenue.sum().cast("decimal(18, 2)")
        )
        .order_by("cohort", "months")
    )
