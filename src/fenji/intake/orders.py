"""Order files → orders and order lines: amounts summed, kinds told, duplicates settled, refunds rows of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fenji.intake.cells import quote
from fenji.intake.currencies import check_currencies
from fenji.intake.decided import negative_amounts
from fenji.intake.duplicates import settle
from fenji.intake.mapping import Mapping
from fenji.intake.statuses import kind_of_row
from fenji.intake.typed import FACTS, PROBLEMS_FOUND, SKIPPED
from fenji.tables import CANONICAL

if TYPE_CHECKING:
    from fenji.engines.engine import Engine

ROWS, GOODS, LINES, ORDERS, BELOW = "fj_rows", "fj_goods", "fj_lines", "fj_orders", "fj_below"
GIVEN, KEPT = "fj_given", "fj_orders_kept"
MET = "fj_met_before"  # the customers of staged records whom the lake did not know
_LINE_COLUMNS = ("line_no", "product_id", "product_name", "category", "quantity", "unit_price", "unit_cost")
_OF_GOODS = ("product_id", "product_name", "category", "line_no")
_ORDER_WORDS = ("status", "currency", "channel", "store", "owner", "refunds_order_id")


@dataclass(frozen=True)
class OrderFile:
    """One order file on its way: its mapping, whether its rows are lines, and what is the same for every row."""

    mapping: Mapping
    source: str
    currency: str
    has_rising_ids: bool = False  # each order number is greater than the one before: none stands twice
    names_every_customer: bool = False

    @property
    def has_lines(self) -> bool:
        """A row is a line of an order, not an order: a column of goods is mapped."""
        return any(name in self.mapping.columns for name in _OF_GOODS)

    def has(self, name: str) -> bool:
        """Whether the file, or a constant of its mapping, feeds this canonical column."""
        return name in self.mapping.columns or name in self.mapping.options.constants

    @property
    def is_product(self) -> bool:
        """Whether an amount is quantity times price, not a column of its own."""
        return self.mapping.options.amount == "quantity*unit_price" or not self.has("amount")

    @property
    def default_currency(self) -> str:
        """The currency of rows that name none."""
        return self.mapping.options.currency or self.currency


def stage_orders(engine: Engine, file: OrderFile, name: str) -> None:
    """Makes the tables of this file's orders and lines, settled within the file; the lake is not asked yet.

    Without goods a row is an order: then lines are a view of the orders, and orders one of the rows until they are
    changed (`keep_orders`).
    """
    engine.run(f"CREATE OR REPLACE TEMP VIEW {ROWS} AS {_rows(engine, file, name)}")
    if file.is_product:
        engine.run(f"INSERT INTO {PROBLEMS_FOUND} SELECT __row, '', 'RANGE', 'amount' FROM {ROWS} WHERE amount IS NULL")
    check_currencies(engine, file, ROWS, name)
    if not file.has_lines:
        if not file.has_rising_ids:
            settle(engine, ROWS, key=("order_id",), content=_content(file))
        engine.run(
            f"CREATE OR REPLACE TEMP VIEW {ORDERS} AS SELECT *, {quote(file.source)} AS source, "
            f"CAST(NULL AS TIMESTAMP) AS void_at, FALSE AS is_copy FROM {ROWS}"
        )
        if engine.rows(f"SELECT 1 FROM {ORDERS} WHERE kind = 'refund' LIMIT 1"):
            keep_orders(engine)
            _give_back(engine, file, ORDERS)
        engine.run(
            f"CREATE OR REPLACE TEMP VIEW {LINES} AS SELECT __row, order_id, customer_id, kind, amount FROM {ORDERS}"
        )
    else:
        _settle_lines(engine, file)
        engine.run(f"CREATE OR REPLACE TEMP TABLE {GOODS} AS SELECT *, FALSE AS is_copy FROM {ROWS}")
        _give_back(engine, file, GOODS)
        engine.run(f"CREATE OR REPLACE TEMP VIEW {LINES} AS FROM {GOODS}")
        for column in ("customer_id", "currency"):
            _reject_mixed(engine, column)
        engine.run(f"CREATE OR REPLACE TEMP TABLE {ORDERS} AS {_orders(file)}")
    _sign(engine, file, name)


def keep_orders(engine: Engine) -> None:
    """Writes the orders down, before anything changes them; from then on they no longer follow the rows."""
    if not are_untouched(engine):
        return
    engine.run(f"CREATE OR REPLACE TEMP TABLE {KEPT} AS FROM {ORDERS}")
    engine.run(f"DROP VIEW {ORDERS}")
    engine.run(f"ALTER TABLE {KEPT} RENAME TO {ORDERS}")


def are_untouched(engine: Engine) -> bool:
    """Whether the orders are still what the rows say: nothing was settled, tied or turned."""
    return bool(engine.rows(f"SELECT 1 FROM duckdb_views() WHERE temporary AND view_name = '{ORDERS}'"))


def drop_orders(engine: Engine, file: OrderFile, rows: str) -> None:
    """Takes out every order that one of these rows belongs to."""
    keep_orders(engine)
    engine.run(f"DELETE FROM {ORDERS} WHERE order_id IN (SELECT order_id FROM {LINES} WHERE __row IN ({rows}))")
    if file.has_lines:
        engine.run(f"DELETE FROM {GOODS} WHERE order_id NOT IN (SELECT order_id FROM {ORDERS})")


def _rows(engine: Engine, file: OrderFile, name: str) -> str:
    is_shared = file.mapping.options.amount == "order" and file.has_lines
    product = "TRY_CAST(CAST(quantity AS DECIMAL(38,3)) * unit_price AS DECIMAL(18,2))"
    amount = product if file.is_product else _REST if is_shared else "amount"
    booked = "coalesce(booked_at, ordered_at)" if file.has("booked_at") else "ordered_at"
    columns = [
        "__row",
        "order_id",
        "customer_id",
        f"{kind_of_row(engine, file.mapping, name)} AS kind",
        "ordered_at",
        "ordered_at__day AS ordered_on",
        "ordered_at__timed AS is_stated_time",
        f"{booked} AS booked_at",
        f"{amount} AS amount",
        "discount" if file.has("discount") else "CAST(NULL AS DECIMAL(18,2)) AS discount",
    ]
    columns += [_word(file, word) for word in _ORDER_WORDS]
    if file.has_lines:
        kinds = CANONICAL["order_lines"].duckdb_columns()
        columns += [
            column if file.has(column) else f"CAST(NULL AS {kinds[column]}) AS {column}" for column in _LINE_COLUMNS
        ]
    return f"SELECT {', '.join(columns)} FROM {_shares(file) if is_shared else FACTS}"


_REST = (
    "CASE WHEN row_number() OVER (PARTITION BY order_id ORDER BY __row) = 1 "
    "THEN amount - (sum(amount__share) OVER (PARTITION BY order_id) - amount__share) ELSE amount__share END"
)


def _shares(file: OrderFile) -> str:
    """Facts with each line's share, by what it costs, of an order's amount that every line repeats."""
    weight = "CAST(quantity * unit_price AS DOUBLE)" if file.has("quantity") and file.has("unit_price") else "1.0"
    weighed = f"SELECT *, {weight} AS weight, sum(weight) OVER (PARTITION BY order_id) AS whole FROM {FACTS}"
    share = "CAST(coalesce(round(weight / nullif(whole, 0) * amount, 2), 0) AS DECIMAL(18,2))"
    return f"(SELECT *, {share} AS amount__share FROM ({weighed}))"


def _word(file: OrderFile, word: str) -> str:
    if word == "currency":
        given = quote(file.default_currency)
        return f"coalesce(currency, {given}) AS currency" if file.has("currency") else f"{given} AS currency"
    return word if file.has(word) else f"CAST(NULL AS VARCHAR) AS {word}"


def _content(file: OrderFile) -> tuple[str, ...]:
    lines = _LINE_COLUMNS if file.has_lines else ()
    return ("customer_id", "kind", "ordered_at", "booked_at", "amount", "discount", *_ORDER_WORDS, *lines)


def _settle_lines(engine: Engine, file: OrderFile) -> None:
    if file.has("line_no"):
        content = tuple(column for column in _content(file) if column != "line_no")
        settle(engine, ROWS, key=("order_id", "line_no"), content=content)
    elif file.mapping.options.identical_lines == "drop":
        every = ", ".join(("order_id", *_content(file)))
        engine.run(
            f"INSERT INTO {SKIPPED} SELECT __row FROM {ROWS} "
            f"QUALIFY row_number() OVER (PARTITION BY {every} ORDER BY __row) > 1"
        )


def identical_lines(engine: Engine, file: OrderFile) -> int:
    """How many lines are exact copies of another line of their order (lines without a number of their own)."""
    if not file.has_lines or file.has("line_no"):
        return 0
    every = ", ".join(("order_id", *_content(file)))
    (row,) = engine.rows(
        f"SELECT coalesce(sum(n - 1), 0) AS n "
        f"FROM (SELECT count(*) AS n FROM {LINES} GROUP BY {every} HAVING count(*) > 1)"
    )
    return int(row["n"])


def _give_back(engine: Engine, file: OrderFile, table: str) -> None:
    """For each sale that its own status calls refunded, a second row that gives the money back.

    A shop's order export says 退款成功 in the order's own row: the sale took place and was given back. A row that is
    negative already, or says which order it refunds, or is known by its number's prefix, is a refund by itself.
    """
    prefix = file.mapping.options.refund_prefix
    own = f"NOT starts_with(order_id, {quote(prefix)})" if prefix else "TRUE"
    returned = f"kind = 'refund' AND amount > 0 AND refunds_order_id IS NULL AND {own}"
    credit = f"kind = 'refund' AND amount <= 0 AND refunds_order_id IS NULL AND {own}"
    engine.run(f"CREATE OR REPLACE TEMP TABLE {GIVEN} AS SELECT * FROM {table} WHERE ({returned}) OR ({credit})")
    (found,) = engine.rows(f"SELECT count(*) AS n FROM {GIVEN}")
    if not found["n"]:
        return
    sales = f"SELECT order_id FROM {table} WHERE kind = 'sale' UNION ALL SELECT order_id FROM {GIVEN} WHERE {returned}"
    engine.run(f"DELETE FROM {GIVEN} WHERE amount <= 0 AND order_id NOT IN ({sales})")
    engine.run(
        f"UPDATE {table} SET kind = 'sale', booked_at = ordered_at "
        f"WHERE __row IN (SELECT __row FROM {GIVEN} WHERE amount > 0)"
    )
    engine.run(f"DELETE FROM {table} WHERE __row IN (SELECT __row FROM {GIVEN} WHERE amount <= 0)")
    signs = "-abs(amount) AS amount, -abs(discount) AS discount"
    signs += ", -abs(quantity) AS quantity" if file.has_lines else ""
    back = f"order_id || '#refund' AS order_id, 'refund' AS kind, order_id AS refunds_order_id, {signs}"
    engine.run(f"INSERT INTO {table} SELECT * REPLACE ({back}, amount > 0 AS is_copy) FROM {GIVEN}")


def _reject_mixed(engine: Engine, column: str) -> None:
    """One order of two customers, or in two currencies, is rejected whole."""
    mixed = f"SELECT order_id FROM {LINES} GROUP BY order_id HAVING min({column}) <> max({column})"
    engine.run(
        f"INSERT INTO {PROBLEMS_FOUND} SELECT DISTINCT __row, '', 'CONFLICT', '{column}' FROM {LINES} "
        f"WHERE order_id IN ({mixed})"
    )
    engine.run(f"DELETE FROM {GOODS} WHERE order_id IN ({mixed})")


def _orders(file: OrderFile) -> str:
    """One row an order: a sale if any of its lines is, its amount the sum of its lines that are not void."""
    words = ", ".join(f"min({word}) AS {word}" for word in _ORDER_WORDS)
    kind = "CASE WHEN bool_or(kind = 'sale') THEN 'sale' WHEN bool_or(kind = 'refund') THEN 'refund' ELSE 'void' END"
    lines = LINES
    if file.has("status") or file.has("void_at"):
        lines = (
            f"(SELECT * FROM {LINES} QUALIFY kind <> 'void' OR bool_and(kind = 'void') OVER (PARTITION BY order_id))"
        )
    return (
        f"SELECT order_id, {quote(file.source)} AS source, min(customer_id) AS customer_id, "
        f"{kind} AS kind, "
        "min(ordered_at) AS ordered_at, min(ordered_on) AS ordered_on, bool_or(is_stated_time) AS is_stated_time, "
        "min(booked_at) AS booked_at, CAST(sum(amount) AS DECIMAL(18,2)) AS amount, "
        f"CAST(sum(discount) AS DECIMAL(18,2)) AS discount, {words}, CAST(NULL AS TIMESTAMP) AS void_at "
        f"FROM {lines} GROUP BY order_id"
    )


def _sign(engine: Engine, file: OrderFile, name: str) -> None:
    """Refunds are negative, whatever sign the file writes; a sale below zero is what the answer says."""
    (odd,) = engine.rows(
        f"SELECT count(*) FILTER (kind = 'refund' AND amount > 0) AS turned, "
        f"count(*) FILTER (kind = 'sale' AND amount < 0) AS below FROM {ORDERS}"
    )
    if odd["turned"]:
        _turn(engine, file)
    if not odd["below"]:
        engine.run(f"CREATE OR REPLACE TEMP TABLE {BELOW} (order_id VARCHAR)")
        return
    keep_orders(engine)
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE {BELOW} AS SELECT order_id FROM {ORDERS} WHERE kind = 'sale' AND amount < 0"
    )
    answer = file.mapping.options.negative_amount
    if answer is None:
        raise negative_amounts(odd["below"], name)
    if answer == "refund":
        if file.has_lines:
            engine.run(f"UPDATE {GOODS} SET kind = 'refund' WHERE kind = 'sale' AND order_id IN (FROM {BELOW})")
        engine.run(f"UPDATE {ORDERS} SET kind = 'refund' WHERE order_id IN (FROM {BELOW})")
        return
    header = quote(file.mapping.columns.get("amount", ""))
    engine.run(
        f"INSERT INTO {PROBLEMS_FOUND} SELECT DISTINCT __row, {header}, 'NEGATIVE', NULL FROM {LINES} "
        f"WHERE order_id IN (FROM {BELOW})"
    )
    drop_orders(engine, file, f"SELECT __row FROM {PROBLEMS_FOUND} WHERE __code = 'NEGATIVE'")
    engine.run(f"DELETE FROM {BELOW}")


def _turn(engine: Engine, file: OrderFile) -> None:
    turned = f"SELECT order_id FROM {ORDERS} WHERE kind = 'refund' AND amount > 0"
    numbers = "amount = -amount, discount = -discount"
    if file.has_lines:
        engine.run(f"UPDATE {GOODS} SET {numbers}, quantity = -quantity WHERE order_id IN ({turned})")
    engine.run(f"UPDATE {ORDERS} SET {numbers} WHERE kind = 'refund' AND amount > 0")
