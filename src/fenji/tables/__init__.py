"""What every source must become: the canonical tables, each in one place."""

from __future__ import annotations

from fenji.tables.contacts import CONTACTS
from fenji.tables.customers import CUSTOMERS
from fenji.tables.feedback import FEEDBACK
from fenji.tables.interactions import INTERACTIONS
from fenji.tables.order_lines import ORDER_LINES
from fenji.tables.orders import ORDERS
from fenji.tables.payments import PAYMENTS
from fenji.tables.products import PRODUCTS
from fenji.tables.stated import STATED
from fenji.tables.table import CanonicalTable, Column
from fenji.tables.touches import TOUCHES

CANONICAL: dict[str, CanonicalTable] = {
    table.name: table
    for table in (
        CUSTOMERS,
        CONTACTS,
        ORDERS,
        ORDER_LINES,
        PAYMENTS,
        PRODUCTS,
        INTERACTIONS,
        FEEDBACK,
        TOUCHES,
        STATED,
    )
}

__all__ = ["CANONICAL", "CanonicalTable", "Column"]
