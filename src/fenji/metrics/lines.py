"""Order lines as the metrics read them: with the cost and category of their product where they lack their own."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def with_products(order_lines: ir.Table, products: ir.Table) -> ir.Table:
    """Order lines whose unknown unit cost and category are taken from products.

    By product id, whatever the source. A product listed with two costs, currencies or categories lends none of that; a
    cost in another currency than the line's isn't lent. The line's own value always wins.
    """
    known = products.group_by(listed_id=products.product_id).aggregate(
        listed_cost=_agreed(products.unit_cost),
        listed_currency=_agreed(products.currency),
        listed_category=_agreed(products.category),
    )
    joined = order_lines.left_join(known, order_lines.product_id == known.listed_id)
    is_same_money = joined.currency.isnull() | joined.listed_currency.isnull()
    is_same_money |= joined.currency == joined.listed_currency
    cost = ibis.ifelse(is_same_money, joined.listed_cost, ibis.null(order_lines.unit_cost.type()))
    own = [name for name in order_lines.columns if name not in ("unit_cost", "category")]
    return joined.select(
        *own,
        unit_cost=ibis.coalesce(joined.unit_cost, cost),
        category=ibis.coalesce(joined.category, joined.listed_category),
    )


def _agreed(column: ir.Column) -> ir.Scalar:
    lowest, highest = column.min(), column.max()
    return ibis.ifelse(lowest == highest, lowest, ibis.null(column.type()))
