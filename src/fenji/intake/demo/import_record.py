"""How a demo appears in the list of imports, and how its tables lie on the disk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fenji.tables import CANONICAL

if TYPE_CHECKING:
    from fenji.intake.demo.demo import Demo, Settings
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake

IMPORTS = {
    "import_id": "BIGINT",
    "imported_at": "TIMESTAMP",
    "actor": "VARCHAR",
    "source": "VARCHAR",
    "table_name": "VARCHAR",
    "file": "VARCHAR",
    "sha256": "VARCHAR",
    "rows_in": "BIGINT",
    "accepted": "BIGINT",
    "rejected": "BIGINT",
    "duplicates_skipped": "BIGINT",
    "blank": "BIGINT",
}
MONTHS = {"orders": "ordered_on", "order_lines": "ordered_on"}


def earlier(lake: Lake, digest: str) -> int | None:
    """The import that brought this very data, or None."""
    if not lake.has("imports"):
        return None
    found = lake.engine.rows("SELECT min(import_id) AS n FROM lake.main.imports WHERE sha256 = ?", [digest])
    return None if found[0]["n"] is None else int(found[0]["n"])


def next_import(transaction: Transaction) -> int:
    """The number of the import that is beginning."""
    transaction.create("imports", IMPORTS)
    (row,) = transaction.rows("SELECT coalesce(max(import_id), 0) + 1 AS n FROM lake.main.imports")
    return int(row["n"])


def prepare(transaction: Transaction, table: str) -> None:
    """Makes a canonical table unless it is there: facts by month, and by customer inside each file."""
    day = MONTHS.get(table)
    months = (f"year({day})", f"month({day})") if day else ()
    order = ("product_id",) if table == "products" else ("customer_id",)
    transaction.create(table, CANONICAL[table].duckdb_columns(), partition_by=months, sorted_by=order)


def record(transaction: Transaction, import_id: int, demo: Demo, settings: Settings, counts: Mapping[str, int]) -> None:
    """Adds the demo to the list of imports: every row was accepted."""
    rows = sum(counts.values())
    transaction.append(
        "imports",
        "SELECT ? AS import_id, now()::TIMESTAMP AS imported_at, ? AS actor, ? AS source, 'demo' AS table_name, "
        "? AS file, ? AS sha256, ? AS rows_in, ? AS accepted, 0 AS rejected, 0 AS duplicates_skipped, 0 AS blank",
        [import_id, settings.actor, demo.name, demo.name, demo.digest, rows, rows],
    )
