"""Refunds find the sale they give back: by its number, or the latest earlier sale of that customer and amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.intake.cells import quote
from fenji.intake.orders import LINES, ORDERS, OrderFile, drop_orders, keep_orders
from fenji.intake.typed import PROBLEMS_FOUND

if TYPE_CHECKING:
    from fenji.lake.commit import Transaction

POOL, LINKS, VOIDS = "fj_pool", "fj_links", "fj_voids"
_MOVED = "ordered_at, ordered_on, refunds_order_id, void_at"


def link_refunds(tx: Transaction, file: OrderFile) -> None:
    """Ties refunds to sales, in this file and in the lake, and marks sales from the instant they were given back whole.

    A linked refund takes the sale's ordered_at; its booked_at stays its own. A refund without a number is tied to the
    latest earlier sale of the same customer and the same amount that is not given back yet (last sale first, as
    brackets close); of several at one instant the one with the smallest number. Guests' refunds stay untied.
    """
    engine, source = tx.engine, file.source
    if not _has_refunds(tx, source):
        engine.run(f"CREATE OR REPLACE TEMP TABLE {LINKS} (order_id VARCHAR)")
        engine.run(f"CREATE OR REPLACE TEMP TABLE {VOIDS} (refunded DECIMAL(18,2), amount DECIMAL(18,2))")
        return
    engine.run(f"CREATE OR REPLACE TEMP TABLE {POOL} AS {_pool(source)}")
    engine.run(f"CREATE OR REPLACE TEMP TABLE {LINKS} AS {_stated_links()}")
    _reject_too_early(tx, file)
    engine.run(f"INSERT INTO {LINKS} {_found_links()}")
    engine.run(f"CREATE OR REPLACE TEMP TABLE {VOIDS} AS {_voids()}")
    if not tx.rows(f"SELECT 1 FROM {LINKS} LIMIT 1"):
        return
    keep_orders(engine)
    engine.run(
        f"UPDATE {ORDERS} AS o SET ordered_at = l.ordered_at, ordered_on = l.ordered_on, refunds_order_id = l.sale_id "
        f"FROM {LINKS} AS l WHERE o.order_id = l.order_id"
    )
    engine.run(f"UPDATE {ORDERS} AS o SET void_at = v.void_at FROM {VOIDS} AS v WHERE o.order_id = v.order_id")
    _update_lake(tx, source)


def unlinked(tx: Transaction) -> tuple[int, object]:
    """How many refunds of this file have no sale, and how much they come to."""
    (row,) = tx.rows(
        f"SELECT count(*) AS n, sum(amount) AS amount FROM {ORDERS} WHERE kind = 'refund' "
        f"AND order_id NOT IN (SELECT order_id FROM {LINKS})"
    )
    return int(row["n"]), row["amount"]


def larger_than_sale(tx: Transaction) -> int:
    """How many sales have been given back for more than they brought."""
    (row,) = tx.rows(f"SELECT count(*) AS n FROM {VOIDS} WHERE refunded > amount")
    return int(row["n"])


def _pool(source: str) -> str:
    columns = "order_id, customer_id, kind, ordered_at, ordered_on, booked_at, amount, refunds_order_id, void_at"
    new = f"SELECT {columns}, FALSE AS is_old FROM {ORDERS} WHERE kind <> 'void'"
    touched = (
        f"order_id IN (SELECT refunds_order_id FROM {ORDERS}) OR refunds_order_id IN (SELECT order_id FROM {ORDERS}) "
        f"OR refunds_order_id IN (SELECT refunds_order_id FROM {ORDERS}) "
        f"OR customer_id IN (SELECT customer_id FROM {ORDERS} WHERE kind = 'refund') "
        f"OR (kind = 'refund' AND refunds_order_id IS NULL AND customer_id IN (SELECT customer_id FROM {ORDERS}))"
    )
    ours = f"source = {quote(source)} AND kind <> 'void'"
    old = f"SELECT {columns}, TRUE FROM lake.main.orders WHERE {ours} AND ({touched})"
    return f"{new} UNION ALL {old}"


def _stated_links() -> str:
    return (
        "SELECT r.order_id, s.order_id AS sale_id, s.ordered_at, s.ordered_on, r.booked_at, -r.amount AS refunded "
        f"FROM {POOL} r JOIN {POOL} s ON s.order_id = r.refunds_order_id WHERE r.kind = 'refund' AND s.kind = 'sale'"
    )


def _found_links() -> str:
    """Matches brackets: within (customer, amount) by time, a sale opens a level and a refund closes the last one open.

    The level is the running sum of +1 and -1 above its lowest value so far, so that a refund without an open sale
    closes nothing; rows of one level alternate, and a refund belongs to the row before it.
    """
    free_refunds = (
        f"SELECT order_id, customer_id, booked_at AS happened, -amount AS size, -1 AS step FROM {POOL} "
        "WHERE kind = 'refund' AND refunds_order_id IS NULL AND customer_id IS NOT NULL AND amount < 0"
    )
    taken = f"SELECT refunds_order_id FROM {POOL} WHERE refunds_order_id IS NOT NULL"
    free_sales = (
        f"SELECT s.order_id, s.customer_id, s.ordered_at AS happened, s.amount AS size, 1 AS step FROM {POOL} s "
        f"SEMI JOIN ({free_refunds}) r ON r.customer_id = s.customer_id AND r.size = s.amount "
        f"WHERE s.kind = 'sale' AND s.void_at IS NULL AND s.order_id NOT IN ({taken})"
    )
    in_time = "ORDER BY happened, step DESC, CASE WHEN step = 1 THEN order_id END DESC, order_id"
    order = f"PARTITION BY customer_id, size {in_time}"
    summed = f"SELECT *, sum(step) OVER ({order}) AS height FROM ({free_refunds} UNION ALL {free_sales})"
    leveled = (
        f"SELECT *, least(0, min(height) OVER ({order})) AS floor, "
        f"least(0, coalesce(min(height) OVER ({order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)) AS before "
        f"FROM ({summed})"
    )
    level = "CASE WHEN step = 1 THEN height - floor ELSE height - floor + 1 END"
    closing = (
        f"SELECT *, lag(order_id) OVER w AS sale_id FROM (SELECT *, {level} AS level FROM ({leveled}) "
        "WHERE step = 1 OR height >= before) WINDOW w AS (PARTITION BY customer_id, size, level, floor "
        "ORDER BY happened, step DESC, CASE WHEN step = 1 THEN order_id END DESC, order_id)"
    )
    return (
        "SELECT c.order_id, c.sale_id, s.ordered_at, s.ordered_on, c.happened, c.size "
        f"FROM ({closing}) c JOIN {POOL} s ON s.order_id = c.sale_id WHERE c.step = -1 AND s.kind = 'sale'"
    )


def _reject_too_early(tx: Transaction, file: OrderFile) -> None:
    early = f"SELECT order_id FROM {LINKS} WHERE booked_at < ordered_at - INTERVAL 1 DAY"
    (row,) = tx.rows(f"SELECT count(*) AS n FROM {ORDERS} WHERE order_id IN ({early})")
    if not row["n"]:
        return
    run = tx.engine.run
    run(f"CREATE OR REPLACE TEMP TABLE fj_early AS SELECT DISTINCT __row FROM {LINES} WHERE order_id IN ({early})")
    run(f"INSERT INTO {PROBLEMS_FOUND} SELECT __row, '', 'ORDER', NULL FROM fj_early")
    gone = f"SELECT order_id FROM {LINES} WHERE __row IN (SELECT __row FROM fj_early)"
    run(f"DELETE FROM {POOL} WHERE NOT is_old AND order_id IN ({gone})")
    run(f"DELETE FROM {LINKS} WHERE order_id IN ({gone}) OR sale_id IN ({gone})")
    drop_orders(tx.engine, file, "SELECT __row FROM fj_early")


def _has_refunds(tx: Transaction, source: str) -> bool:
    """Whether there is anything to tie: a refund in this file, or one in the lake of a sale that comes (again)."""
    if tx.rows(f"SELECT 1 FROM {ORDERS} WHERE kind = 'refund' LIMIT 1"):
        return True
    ours = f"source = {quote(source)} AND kind = 'refund'"
    if not tx.rows(f"SELECT 1 FROM lake.main.orders WHERE {ours} LIMIT 1"):
        return False
    waiting = (
        f"{ours} AND (refunds_order_id IS NULL OR ordered_at = booked_at "
        f"OR refunds_order_id IN (SELECT order_id FROM {ORDERS}))"
    )
    return bool(tx.rows(f"SELECT 1 FROM lake.main.orders WHERE {waiting} LIMIT 1"))


def _voids() -> str:
    running = "sum(refunded) OVER (PARTITION BY l.sale_id ORDER BY l.booked_at, l.order_id)"
    return (
        "SELECT sale_id AS order_id, min(booked_at) FILTER (so_far >= amount) AS void_at, max(so_far) AS refunded, "
        f"any_value(amount) AS amount FROM (SELECT l.*, s.amount, {running} AS so_far FROM {LINKS} l "
        f"JOIN {POOL} s ON s.order_id = l.sale_id WHERE s.kind = 'sale') "
        "GROUP BY sale_id HAVING max(so_far) >= any_value(amount)"
    )


def _update_lake(tx: Transaction, source: str) -> None:
    """Rewrites the lake's own rows whose sale was given back, or whose refund has found its sale, by this import."""
    engine = tx.engine
    engine.run(
        "CREATE OR REPLACE TEMP TABLE fj_moved AS SELECT p.order_id, "
        "coalesce(l.ordered_at, p.ordered_at) AS ordered_at, coalesce(l.ordered_on, p.ordered_on) AS ordered_on, "
        "coalesce(l.sale_id, p.refunds_order_id) AS refunds_order_id, "
        f"coalesce(v.void_at, p.void_at) AS void_at FROM {POOL} p LEFT JOIN {LINKS} l USING (order_id) "
        f"LEFT JOIN {VOIDS} v ON v.order_id = p.order_id "
        "WHERE p.is_old AND (l.sale_id IS DISTINCT FROM p.refunds_order_id "
        "OR coalesce(v.void_at, p.void_at) IS DISTINCT FROM p.void_at OR l.ordered_at <> p.ordered_at) "
        "AND (l.sale_id IS NOT NULL OR v.void_at IS NOT NULL)"
    )
    (row,) = tx.rows("SELECT count(*) AS n FROM fj_moved")
    if not row["n"]:
        return
    for table, moved in (("orders", _MOVED), ("order_lines", "ordered_at, ordered_on, void_at")):
        changed = ", ".join(f"m.{name} AS {name}" for name in moved.split(", "))
        engine.run(
            f"CREATE OR REPLACE TEMP TABLE fj_changed AS SELECT t.* REPLACE ({changed}) FROM lake.main.{table} t "
            f"JOIN fj_moved m USING (order_id) WHERE t.source = {quote(source)}"
        )
        tx.delete(table, f"source = {quote(source)} AND order_id IN (SELECT order_id FROM fj_moved)")
        tx.append(table, "SELECT * FROM fj_changed")
