"""What was sold in a span: by channel, owner, region, category and tier, net of what was given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from fenji.metrics.sales import is_counted_sale, is_net_money

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.metrics.period import Period


def sold(orders: ir.Table, period: Period) -> ir.Table:
    """One row of totals: net_revenue, orders, customers who bought, and the first order ever recorded (first_on)."""
    sales = is_counted_sale(orders, period)
    return orders.aggregate(
        net_revenue=orders.amount.sum(where=is_net_money(orders, period)),
        orders=orders.count(where=sales),
        customers=orders.customer_id.nunique(where=sales),
        first_on=orders.ordered_on.min(),
    )


def by_column(rows: ir.Table, period: Period, column: str) -> ir.Table:
    """key → net_revenue and buyers, by a column of orders or order lines; unknown is NULL."""
    counted = rows.filter(is_net_money(rows, period))
    return counted.group_by(key=counted[column]).aggregate(
        net_revenue=counted.amount.sum(), customers=counted.customer_id.nunique(where=counted.kind == "sale")
    )


def by_product(lines: ir.Table, period: Period) -> ir.Table:
    """The same by the product's name, its number where it has none; lines without either are left out."""
    named = lines.mutate(product=ibis.coalesce(lines.product_name, lines.product_id))
    return by_column(named.filter(named["product"].notnull()), period, "product")


def by_customer(rows: ir.Table, people: ir.Table, period: Period, column: str) -> ir.Table:
    """The same by what is known of the customer: owner, province, tier. Orders of nobody known are NULL."""
    known = people.select(whose="customer_id", key=people[column])
    counted = rows.filter(is_net_money(rows, period))
    joined = counted.left_join(known, counted.customer_id == known.whose)
    return joined.group_by("key").aggregate(
        net_revenue=joined.amount.sum(), customers=joined.customer_id.nunique(where=joined.kind == "sale")
    )


def buyers(orders: ir.Table, period: Period) -> ir.Table:
    """Who bought something that stands."""
    return (
        orders.filter(is_counted_sale(orders, period) & orders.customer_id.notnull()).select("customer_id").distinct()
    )


def came_back(then: ir.Table, now: ir.Table, people: ir.Table, column: str) -> ir.Table:
    """key → buyers of the earlier span, and how many of them bought again in this one (returned)."""
    again = now.select(again="customer_id")
    known = people.select(whose="customer_id", key=people[column])
    joined = then.left_join(again, then.customer_id == again.again).left_join(known, then.customer_id == known.whose)
    return joined.group_by("key").aggregate(customers=joined.count(), returned=joined.again.count())


def top_products(lines: ir.Table, people: ir.Table, period: Period, column: str, most: int) -> ir.Table:
    """key, product → net_revenue: of each tier (or another column) the products that brought most."""
    name = ibis.coalesce(lines.product_name, lines.product_id)
    named = lines.mutate(product=name)
    counted = named.filter(is_net_money(named, period) & name.notnull())
    known = people.select(whose="customer_id", key=people[column])
    joined = counted.join(known, counted.customer_id == known.whose)
    summed = joined.group_by("key", "product").aggregate(net_revenue=joined.amount.sum())
    place = ibis.row_number().over(
        ibis.window(group_by=summed.key, order_by=[summed.net_revenue.desc(), summed["product"]])
    )
    placed = summed.mutate(place=place)
    return placed.filter(placed.place < most)


def bought_together(lines: ir.Table, period: Period, most: int) -> ir.Table:
    """Of the products most customers bought: first, other → customers of the first, of both.

    Who bought the first and not the other are the difference; nothing says that they would want it.
    """
    name = ibis.coalesce(lines.category, lines.product_name, lines.product_id)
    named = lines.mutate(what=name)
    counted = named.filter(is_net_money(named, period) & (named.kind == "sale") & name.notnull())
    owned = counted.select("customer_id", "what").distinct().filter(ibis._.customer_id.notnull())
    sizes = owned.group_by("what").aggregate(buyers=owned.count()).order_by(ibis.desc("buyers"), "what").limit(most)
    held = owned.join(sizes, "what").select("customer_id", "what", "buyers")
    other = held.select(whose="customer_id", other="what", other_buyers="buyers")
    pairs = held.join(other, (held.customer_id == other.whose) & (held.what != other.other))
    return pairs.group_by("what", "other", "buyers", "other_buyers").aggregate(both=pairs.count())
