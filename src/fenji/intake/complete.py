"""A file that is complete: what its source had and the file has no more leaves, what differs is replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.errors import FileRefused
from fenji.intake.cells import quote
from fenji.intake.orders import ORDERS
from fenji.intake.records import LISTS, RECORDS
from fenji.language import Text, say_count, say_share
from fenji.tables import CANONICAL

if TYPE_CHECKING:
    from fenji.intake.arriving import Arrived
    from fenji.lake.commit import Transaction

LEAVING = "fj_leaving"
MOST = 0.5  # a complete file without half of what is known is more likely a partial one
_FEW = 5
_SAME_ORDER = ("customer_id", "kind", "amount", "booked_at")


def retire(tx: Transaction, arrived: Arrived, import_id: int) -> dict[str, int]:
    """Takes out what the file no longer has or says differently; table → rows that left for good.

    Only rows of the file's own source. Customers stay known and are no longer listed. Where more than half of what is
    known is missing, the file is refused with a question, unless the settings accept it.
    """
    if arrived.is_orders:
        return _orders(tx, arrived)
    table = arrived.asked.table
    key = CANONICAL[table].key
    same_key = " AND ".join(f"n.{name} = o.{name}" for name in key)
    ours = _ours(arrived) + (" AND o.is_listed" if table == "customers" else "")
    gone = f"o.{key[-1]} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {RECORDS} n WHERE {same_key})"
    missing = _count(tx, table, f"{ours} AND {gone}")
    _ask(arrived, missing, _count(tx, table, ours))
    if table == "customers":
        return _unlist(tx, f"{ours} AND {gone}", missing, import_id)
    where = gone if table in LISTS else f"({gone} OR {_differs(arrived, same_key)})"
    columns = ", ".join(f"o.{name}" for name in key)
    _take_out(tx, table, f"SELECT {columns} FROM lake.main.{table} o WHERE {ours} AND {where}", ", ".join(key))
    return {table: missing}


def _orders(tx: Transaction, arrived: Arrived) -> dict[str, int]:
    ours = _ours(arrived)
    gone = f"NOT EXISTS (SELECT 1 FROM {ORDERS} n WHERE n.order_id = o.order_id)"
    missing = _count(tx, "orders", f"{ours} AND {gone}")
    _ask(arrived, missing, _count(tx, "orders", ours))
    same = " AND ".join(f"n.{name} IS NOT DISTINCT FROM o.{name}" for name in _SAME_ORDER)
    kept = f"EXISTS (SELECT 1 FROM {ORDERS} n WHERE n.order_id = o.order_id AND {same})"
    tx.engine.run(
        f"CREATE OR REPLACE TEMP TABLE {LEAVING} AS SELECT o.order_id, o.customer_id, o.refunds_order_id "
        f"FROM lake.main.orders o WHERE {ours} AND NOT {kept}"
    )
    _with_their_refunds(tx, ours)
    lines = _count(tx, "order_lines", f"{ours} AND {gone}")
    for table in ("orders", "order_lines"):
        tx.delete(table, f"{ours.replace('o.', '')} AND order_id IN (SELECT order_id FROM {LEAVING})")
    return {"orders": missing, "order_lines": lines}


def _with_their_refunds(tx: Transaction, ours: str) -> None:
    """A sale and its refunds leave together, and come back together: they were tied to each other by amounts."""
    tied = (
        f"o.customer_id IN (SELECT customer_id FROM {LEAVING}) AND (o.kind = 'refund' OR o.void_at IS NOT NULL) "
        f"OR o.refunds_order_id IN (SELECT order_id FROM {LEAVING}) "
        f"OR o.order_id IN (SELECT refunds_order_id FROM {LEAVING})"
    )
    tx.engine.run(
        f"INSERT INTO {LEAVING} SELECT o.order_id, o.customer_id, o.refunds_order_id FROM lake.main.orders o "
        f"WHERE {ours} AND ({tied}) AND o.order_id NOT IN (SELECT order_id FROM {LEAVING})"
    )


def _unlist(tx: Transaction, where: str, missing: int, import_id: int) -> dict[str, int]:
    tx.engine.run(
        f"CREATE OR REPLACE TEMP TABLE {LEAVING} AS SELECT o.* REPLACE (FALSE AS is_listed, {import_id} AS import_id) "
        f"FROM lake.main.customers o WHERE {where}"
    )
    if missing:
        tx.delete("customers", f"customer_id IN (SELECT customer_id FROM {LEAVING})")
        tx.append("customers", f"SELECT * FROM {LEAVING}")
    return {"customers": missing}


def _differs(arrived: Arrived, same_key: str) -> str:
    fed = [name for name in arrived.mapping.columns if name not in CANONICAL[arrived.asked.table].key]
    same = " AND ".join(f'n."{name}" IS NOT DISTINCT FROM o."{name}"' for name in fed) or "TRUE"
    return f"NOT EXISTS (SELECT 1 FROM {RECORDS} n WHERE {same_key} AND {same})"


def _take_out(tx: Transaction, table: str, keys_sql: str, key: str) -> None:
    tx.engine.run(f"CREATE OR REPLACE TEMP TABLE {LEAVING} AS {keys_sql}")
    tx.delete(table, f"({key}) IN (SELECT ({key}) FROM {LEAVING})")


def _ours(arrived: Arrived) -> str:
    return f"o.source = {quote(arrived.asked.settings.source)}"


def _count(tx: Transaction, table: str, where: str) -> int:
    (row,) = tx.rows(f"SELECT count(*) AS n FROM lake.main.{table} o WHERE {where}")
    return int(row["n"])


def _ask(arrived: Arrived, missing: int, known: int) -> None:
    if arrived.asked.settings.accepts_missing or known < _FEW or missing <= known * MOST:
        return
    share = missing / known
    problem = Text(
        f"this file is said to be complete, and {say_count(missing, 'en')} of {say_count(known, 'en')} known rows "
        f"({say_share(share, 'en')}) are not in it",
        f"该文件声明为完整文件，但已有的 {say_count(known, 'zh')} 行中有 {say_count(missing, 'zh')} 行"
        f"({say_share(share, 'zh')})不在其中",
    )
    fix = Text(
        "Import it as partial (--file partial), or confirm that they shall leave (--accept-missing).",
        "请按部分数据导入（--file partial），或确认移出这些行（--accept-missing）。",
    )
    raise FileRefused("MOSTLY_MISSING", problem, where=arrived.asked.name, fix=fix)
