"""What an import changes: rows added, updated, unchanged and removed, table by table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji.errors import EngineError
from fenji.intake.orders import GOODS, MET, ORDERS, are_untouched
from fenji.intake.records import RECORDS
from fenji.intake.typed import PROBLEMS_FOUND, SKIPPED
from fenji.tables import CANONICAL

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.intake.arriving import Arrived
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake

_KNOWN = "fj_known_before"


@dataclass(frozen=True)
class Before:
    """What the lake had of the file's records before they landed, and which imports had brought it."""

    leans_on: dict[int, int]
    known: int = 0

    @classmethod
    def of(cls, tx: Transaction, arrived: Arrived) -> Before:
        """Compared by key, once the tables are there and before anything is settled."""
        staged, table, number = _staged(arrived)
        key = " AND ".join(f"n.{name} = o.{name}" for name in CANONICAL[table].key)
        listed = "o.is_listed" if table == "customers" else "TRUE"
        tx.engine.run(
            f"CREATE OR REPLACE TEMP TABLE {_KNOWN} AS SELECT n.{number} AS number, "
            f"any_value(o.import_id) AS import_id, bool_or({listed}) AS is_known "
            f"FROM {staged} n JOIN lake.main.{table} o ON {key} GROUP BY 1"
        )
        if "customer_id" in CANONICAL[table].duckdb_columns() and table != "customers":
            tx.engine.run(
                f"CREATE OR REPLACE TEMP TABLE {MET} AS SELECT DISTINCT customer_id FROM {staged} WHERE customer_id "
                "IS NOT NULL AND customer_id NOT IN (SELECT customer_id FROM lake.main.customers)"
            )
        else:
            tx.engine.run(f"CREATE OR REPLACE TEMP TABLE {MET} (customer_id VARCHAR)")
        rows = tx.rows(f"SELECT import_id, count(*) AS n FROM {_KNOWN} WHERE is_known GROUP BY 1 ORDER BY 1")
        (known,) = tx.rows(f"SELECT count(*) AS n FROM {_KNOWN}")
        return cls({int(row["import_id"]): int(row["n"]) for row in rows}, int(known["n"]))

    def changes(self, tx: Transaction, arrived: Arrived, removed: Mapping[str, int]) -> dict[str, dict[str, int]]:
        """Table → added, updated, unchanged, removed, once everything has landed."""
        staged, table, number = _staged(arrived)
        landed = f"SELECT {number} AS number FROM {staged}"
        is_known = f"number IN (SELECT number FROM {_KNOWN})" if self.known else "FALSE"
        if not arrived.is_orders:
            landed += f" WHERE __row NOT IN (SELECT __row FROM {SKIPPED} UNION ALL SELECT __row FROM {PROBLEMS_FOUND})"
        (row,) = tx.rows(f"SELECT count(*) AS n, count(*) FILTER ({is_known}) AS updated FROM ({landed})")
        out = removed.get(table, 0)
        found = {table: _entry(row["n"] - row["updated"], row["updated"], self.known - row["updated"], out)}
        if arrived.is_orders and arrived.file.has_lines:
            (lines,) = tx.rows(f"SELECT count(*) AS n FROM {GOODS}")
            found["order_lines"] = _entry(lines["n"], 0, 0, removed.get("order_lines", 0))
        (met,) = tx.rows(f"SELECT count(*) AS n FROM {MET} {_still(tx.engine, arrived, staged)}")
        if met["n"] or removed.get("customers"):
            found.setdefault("customers", _entry(met["n"], 0, 0, removed.get("customers", 0)))
        return found


def changes_of(lake: Lake, row: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """What a recorded import did to every canonical table, told by the lake's own history, row by row.

    Also rows of earlier imports that it changed, such as a sale that its refund gave back whole.
    """
    found = {}
    for name in CANONICAL:
        put, taken = (keys_sql(lake.engine, name, int(row["snapshot_after"]), kind) for kind in ("in", "out"))
        if put is None or taken is None:
            continue
        key = ", ".join(CANONICAL[name].key)
        (counts,) = lake.engine.rows(
            f"SELECT count(*) FILTER (was IS NULL) AS added, count(*) FILTER (was AND now) AS updated, "
            f"count(*) FILTER (now IS NULL) AS removed FROM (SELECT DISTINCT {key}, TRUE AS now FROM ({put})) "
            f"FULL JOIN (SELECT DISTINCT {key}, TRUE AS was FROM ({taken})) USING ({key})"
        )
        if any(counts.values()):
            found[name] = {kind: int(value) for kind, value in counts.items()}
    return found


def keys_sql(engine: Engine, table: str, snapshot: int, way: str) -> str | None:
    """SQL for the rows that one snapshot put into a table ('in') or took out of it ('out'); None without the table."""
    function = "ducklake_table_insertions" if way == "in" else "ducklake_table_deletions"
    sql = f"SELECT * FROM {function}('lake', 'main', '{table}', {snapshot}, {snapshot})"
    return sql if _is_there(engine, table, snapshot) else None


def _is_there(engine: Engine, table: str, snapshot: int) -> bool:
    import duckdb

    try:
        engine.rows(f"SELECT 1 FROM lake.main.{table} AT (VERSION => {snapshot}) LIMIT 0")
    except (duckdb.CatalogException, EngineError):
        return False
    return True


def _still(engine: Engine, arrived: Arrived, staged: str) -> str:
    if arrived.asked.table == "customers":
        return "WHERE FALSE"
    if arrived.is_orders and are_untouched(engine):
        return ""
    return f"WHERE customer_id IN (SELECT customer_id FROM {staged})"


def _staged(arrived: Arrived) -> tuple[str, str, str]:
    """The staged table, the canonical table it becomes, and the column that tells its rows apart."""
    return (ORDERS, "orders", "order_id") if arrived.is_orders else (RECORDS, arrived.asked.table, "__row")


def _entry(added: int, updated: int, unchanged: int, removed: int) -> dict[str, int]:
    return {"added": int(added), "updated": int(updated), "unchanged": max(int(unchanged), 0), "removed": int(removed)}
