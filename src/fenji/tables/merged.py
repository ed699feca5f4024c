"""Customers who are one, taken as one: every fact goes to the survivor, and nothing in the tables is changed."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

LONGEST_CHAIN = 16  # merges in a row: A into B, B into C, …; longer ones are refused where they are decided
_DOUBLINGS = LONGEST_CHAIN.bit_length() - 1
_REFERRING = ("parent_id", "referred_customer_id")


def apply_merges(tables: Mapping[str, ir.Table], merges: ir.Table) -> dict[str, ir.Table]:
    """The tables as if merged customers had always been one.

    `merges` has customer_id, into_id and undone_at; rows with undone_at count for nothing, and at most one row a
    customer counts. Every table with a customer_id gets the survivor's, through chains (A into B, B into C). Of the
    customers rows the survivor's stays: where it is blank it takes the value of the merged customer registered first
    (an unknown day last; then by id); the earliest registered_on holds, and one that is listed makes all of them
    listed. Nobody is their own parent or was referred by themselves: such a link becomes NULL. Rows of other tables
    are neither lost nor added up: metrics of the survivor are those of the union.
    """
    survivors = _survivors(merges)
    return {name: _united(table, survivors) if name == "customers" else _moved(table, survivors)
            for name, table in tables.items()}  # fmt: skip


def _survivors(merges: ir.Table) -> ir.Table:
    """was → survivor, one row a merged customer."""
    active = merges.filter(merges.undone_at.isnull())
    links = active.select(was="customer_id", survivor="into_id").distinct()
    for _ in range(_DOUBLINGS):
        onward = links.select(from_id="was", to_id="survivor")
        joined = links.left_join(onward, [("survivor", "from_id")])
        links = _step(joined.select(was=joined.was, survivor=ibis.coalesce(joined.to_id, joined.survivor)))
    return links


def _moved(table: ir.Table, survivors: ir.Table) -> ir.Table:
    """A table whose customers, and the customers it refers to, are survivors."""
    columns = table.columns
    if "customer_id" not in columns:
        return table
    table = _replaced(table, "customer_id", survivors)
    for other in _REFERRING:
        if other in columns:
            table = _replaced(table, other, survivors)
            table = table.mutate(**{other: table[other].nullif(table.customer_id)})
    return table.select(columns)


def _replaced(table: ir.Table, column: str, survivors: ir.Table) -> ir.Table:
    looked_up = survivors.select(from_id="was", to_id="survivor")
    joined = table.left_join(looked_up, [(column, "from_id")])
    kept = {name: joined[name] for name in table.columns}
    return _step(joined.select(**{**kept, column: ibis.coalesce(joined.to_id, joined[column])}))


def _step(table: ir.Table) -> ir.Table:
    """A step of its own: Ibis would melt the next join into this one, and then not know its columns."""
    return table.limit(None)


def _united(customers: ir.Table, survivors: ir.Table) -> ir.Table:
    """One row a survivor; customers nobody was merged with pass as they are."""
    columns = customers.columns
    moved = _moved(customers.mutate(was_id=customers.customer_id), survivors)
    touched = survivors.select(customer_id="survivor").distinct()
    alone = moved.anti_join(touched, "customer_id").select(columns)
    ranked = moved.semi_join(touched, "customer_id")
    is_other = (ranked.was_id != ranked.customer_id).cast("int8")
    order = [is_other, *_by_registration(ranked), ranked.was_id]
    ranked = ranked.mutate(rank_no=ibis.row_number().over(group_by=ranked.customer_id, order_by=order))
    values = {name: _value(ranked, name) for name in columns if name != "customer_id"}
    return alone.union(ranked.group_by("customer_id").aggregate(**values).select(columns))


def _by_registration(customers: ir.Table) -> list[ir.Value]:
    if "registered_on" not in customers.columns:
        return []
    return [customers.registered_on.isnull().cast("int8"), customers.registered_on]


def _value(ranked: ir.Table, name: str) -> ir.Scalar:
    column = ranked[name]
    if name == "is_listed":
        return column.any()
    if name == "registered_on":
        return column.min()
    return column.argmin(ranked.rank_no, where=column.notnull())
