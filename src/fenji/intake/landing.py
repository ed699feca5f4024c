"""The last step of an import: settled rows go into the lake's tables, and customers nobody listed are met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fenji.intake.cells import quote
from fenji.intake.orders import LINES, MET, ORDERS, OrderFile, are_untouched
from fenji.intake.typed import FACTS
from fenji.tables import CANONICAL

if TYPE_CHECKING:
    from fenji.lake.commit import Transaction

# What an order file may say of a customer.
PROFILE = (
    "name",
    "mobile",
    "landline",
    "email",
    "wechat",
    "country",
    "province",
    "city",
    "district",
    "address",
    "gender",
)
PEOPLE, FILLED = "fj_people", "fj_filled"


def create_tables(tx: Transaction, names: Sequence[str]) -> None:
    """Makes the canonical tables that are not there yet; facts of a customer lie together."""
    for name in names:
        columns = CANONICAL[name].duckdb_columns()
        tx.create(name, columns, sorted_by=("customer_id",) if "customer_id" in columns else ())


def land_orders(tx: Transaction, file: OrderFile, import_id: int) -> None:
    """Writes the orders, their lines if the file has any, and their customers."""
    names = ", ".join(name for name in CANONICAL["orders"].duckdb_columns() if name != "import_id")
    tx.append("orders", f"SELECT {names}, {import_id} AS import_id FROM {ORDERS}")
    if file.has_lines:
        number = "line_no" if file.has("line_no") else "row_number() OVER (PARTITION BY l.order_id ORDER BY __row)"
        own = ", ".join(
            f"l.{name}"
            for name in (
                "kind",
                "product_id",
                "product_name",
                "category",
                "quantity",
                "unit_price",
                "unit_cost",
                "amount",
                "discount",
                "currency",
            )
        )
        tx.append(
            "order_lines",
            f"SELECT l.order_id, o.source, {number} AS line_no, o.customer_id, {own}, o.ordered_at, o.ordered_on, "
            f"o.booked_at, o.void_at, {import_id} AS import_id FROM {LINES} l "
            f"JOIN {ORDERS} o ON l.order_id = o.order_id",
        )
    people = [name for name in PROFILE if file.has(name)]
    if people:
        _meet_people(tx, people, file.source, import_id)
    else:
        meet_customers(tx, MET if are_untouched(tx.engine) else ORDERS, file.source, import_id)


def _meet_people(tx: Transaction, columns: Sequence[str], source: str, import_id: int) -> None:
    """Adds customers with what the file says of them (its last filled cell), and fills gaps of those not listed.

    What a customer list says is never overwritten; rows to which nothing is added are not written again.
    """
    newest = ", ".join(f"arg_max({name}, (ordered_at, __row)) AS {name}" for name in columns)
    tx.engine.run(
        f"CREATE OR REPLACE TEMP TABLE {PEOPLE} AS SELECT customer_id, {newest} FROM {FACTS} "
        f"SEMI JOIN {ORDERS} USING (customer_id) GROUP BY customer_id"
    )
    filled = ", ".join(f"coalesce(c.{name}, p.{name}) AS {name}" for name in columns)
    gaps = " OR ".join(f"(c.{name} IS NULL AND p.{name} IS NOT NULL)" for name in columns)
    tx.engine.run(
        f"CREATE OR REPLACE TEMP TABLE {FILLED} AS SELECT c.* REPLACE ({filled}, {import_id} AS import_id) "
        f"FROM lake.main.customers c JOIN {PEOPLE} p USING (customer_id) WHERE NOT c.is_listed AND ({gaps})"
    )
    tx.append(
        "customers",
        f"SELECT o.customer_id, {quote(source)} AS source, {', '.join(columns)}, FALSE AS is_listed, "
        f"{import_id} AS import_id FROM (SELECT DISTINCT customer_id FROM {ORDERS} WHERE customer_id IS NOT NULL) o "
        f"LEFT JOIN {PEOPLE} USING (customer_id) ANTI JOIN lake.main.customers USING (customer_id)",
    )
    if tx.rows(f"SELECT 1 FROM {FILLED} LIMIT 1"):
        tx.delete("customers", f"customer_id IN (SELECT customer_id FROM {FILLED})")
        tx.append("customers", f"SELECT * FROM {FILLED}")


def meet_customers(tx: Transaction, table: str, source: str, import_id: int) -> None:
    """Adds customers that only facts speak of: known by their number alone, not listed."""
    tx.append(
        "customers",
        f"SELECT DISTINCT customer_id, {quote(source)} AS source, FALSE AS is_listed, {import_id} AS import_id "
        f"FROM {table} ANTI JOIN lake.main.customers USING (customer_id) WHERE customer_id IS NOT NULL",
    )
