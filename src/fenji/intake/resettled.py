"""Orders that an earlier import brought: the same are skipped, newer ones take their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.intake.cells import quote
from fenji.intake.orders import LINES, ORDERS, OrderFile, drop_orders, keep_orders
from fenji.intake.typed import PROBLEMS_FOUND, SKIPPED

if TYPE_CHECKING:
    from fenji.lake.commit import Transaction

MET, ROW_FATES, OLD_LINES = "fj_met", "fj_fate", "fj_old_lines"


def settle_orders_with_lake(tx: Transaction, file: OrderFile) -> None:
    """Settles orders whose number the lake has from this source, order by order.

    Known again: skipped. Another status of the same sale (paid since, closed since), from a file that is not older:
    the new row takes the old one's place; the lake's earlier snapshots keep the old one. Anything else is a conflict,
    and its rows are rejected. A row that is known but for one record (the order, now with its refund) is accepted.
    """
    engine = tx.engine
    if not engine.rows(f"SELECT 1 FROM lake.main.orders WHERE source = {quote(file.source)} LIMIT 1"):
        return
    engine.run(f"CREATE OR REPLACE TEMP TABLE {MET} AS {_met(file)}")
    found = {row["state"] for row in engine.rows(f"SELECT DISTINCT state FROM {MET}")}
    if not found:
        return
    keep_orders(engine)
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE {ROW_FATES} AS SELECT __row, "
        "bool_and(coalesce(state = 'same', FALSE)) AS is_known, bool_or(coalesce(state = 'other', FALSE)) AS is_other "
        f"FROM {LINES} LEFT JOIN {MET} USING (order_id) GROUP BY __row"
    )
    engine.run(f"INSERT INTO {SKIPPED} SELECT __row FROM {ROW_FATES} WHERE is_known")
    engine.run(
        f"INSERT INTO {PROBLEMS_FOUND} SELECT __row, '', 'CONFLICT', 'an earlier import' FROM {ROW_FATES} "
        "WHERE is_other"
    )
    engine.run(f"DELETE FROM {ORDERS} WHERE order_id IN (SELECT order_id FROM {MET} WHERE state <> 'renewed')")
    drop_orders(engine, file, f"SELECT __row FROM {PROBLEMS_FOUND}")
    if "renewed" in found:
        _make_room(tx, file)


def _met(file: OrderFile) -> str:
    """The orders known already, each with what it is: same, renewed or other."""
    source = quote(file.source)
    words = "(o.kind = 'refund' OR n.status IS NOT DISTINCT FROM o.status)" if file.has("status") else "TRUE"
    facts = ("customer_id", "kind", "amount", "booked_at")
    same = " AND ".join(f"n.{name} IS NOT DISTINCT FROM o.{name}" for name in facts)
    given_back = "(o.void_at IS NOT NULL AND n.kind = 'void')"
    renewed = (
        "n.kind IN ('sale', 'void') AND o.kind IN ('sale', 'void') "
        "AND n.customer_id IS NOT DISTINCT FROM o.customer_id AND n.ordered_at = o.ordered_at "
        "AND n.currency IS NOT DISTINCT FROM o.currency "
        "AND (n.amount = o.amount OR n.kind = 'void' OR o.kind = 'void')"
    )
    brought = f"FROM lake.main.orders WHERE source = {source} GROUP BY import_id"
    newest = f"SELECT import_id, max(booked_at) AS newest {brought}"
    return (
        f"SELECT n.order_id, n.kind, CASE WHEN {same} AND {words} THEN 'same' WHEN {given_back} THEN 'same' "
        f"WHEN {renewed} AND (SELECT max(booked_at) FROM {ORDERS}) >= w.newest THEN 'renewed' "
        f"WHEN {same} THEN 'same' ELSE 'other' END AS state "
        f"FROM {ORDERS} n JOIN lake.main.orders o ON o.order_id = n.order_id AND o.source = {source} "
        f"JOIN ({newest}) w ON w.import_id IS NOT DISTINCT FROM o.import_id"
    )


def _make_room(tx: Transaction, file: OrderFile) -> None:
    """Takes the old rows of renewed orders out of the lake; lines that the file does not bring stay, with its kind."""
    still = f"SELECT m.order_id, m.kind FROM {MET} m SEMI JOIN {ORDERS} USING (order_id) WHERE state = 'renewed'"
    where = f"source = {quote(file.source)} AND order_id IN (SELECT order_id FROM ({still}))"
    tx.delete("orders", where)
    kept = f"SELECT l.* REPLACE (s.kind AS kind) FROM lake.main.order_lines l JOIN ({still}) s USING (order_id)"
    tx.engine.run(
        f"CREATE OR REPLACE TEMP TABLE {OLD_LINES} AS SELECT * FROM ({kept}) "
        f"WHERE source = {quote(file.source)} AND {'FALSE' if file.has_lines else 'TRUE'}"
    )
    tx.delete("order_lines", where)
    tx.append("order_lines", f"SELECT * FROM {OLD_LINES}")
