"""What measuring asks of a table, customer by customer, and beside whom it is laid."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir


@dataclass(frozen=True)
class Summed:
    """What one table is asked for: its sums for every customer, whose id is to stand in a column of this name."""

    table: ir.Table
    sums: Mapping[str, ir.Scalar]
    customer: str

    def by_customer(self) -> ir.Table:
        """One row a customer who has any in the table: every sum, in one pass."""
        return self.table.group_by(self.table.customer_id.name(self.customer)).aggregate(**self.sums)


Summing = Callable[[ir.Table, Mapping[str, Summed]], ir.Table]
"""Given the customers and what tables are asked for, lays the sums of some tables, or of none, beside the customers."""


def population(tables: Mapping[str, ir.Table], recorded: Collection[str], profile: Sequence[str]) -> ir.Table:
    """Everybody who may be a customer, with their profile; those met in orders where there is no list."""
    if "customers" in recorded or "orders" not in recorded:
        return tables["customers"].select("customer_id", "is_listed", *profile)
    buyers = tables["orders"].filter(lambda orders: orders.customer_id.notnull()).select("customer_id").distinct()
    return buyers.mutate(is_listed=ibis.literal(False), registered_on=ibis.null("date"))
