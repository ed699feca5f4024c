"""How a demo appears in the list of imports: one record for all its tables, every row accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fenji.engines.engine import literal
from fenji.errors import Issue
from fenji.intake.findings import to_json
from fenji.intake.record import COLUMNS, TABLE, next_id, write_record

if TYPE_CHECKING:
    from fenji.intake.demo.demo import Demo, Settings
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake

ASKED = "demo"


def earlier(lake: Lake, digest: str) -> int | None:
    """The import that brought this very data, or None."""
    if not lake.has(TABLE):
        return None
    where = f"sha256 = {literal(digest)} AND table_name = {literal(ASKED)}"
    (found,) = lake.engine.rows(f"SELECT min(import_id) AS id FROM lake.main.{TABLE} WHERE {where}")
    return None if found["id"] is None else int(found["id"])


def begin(transaction: Transaction) -> int:
    """The number of the import that is beginning."""
    transaction.create(TABLE, COLUMNS)
    return next_id(transaction)


def record(
    transaction: Transaction,
    demo: Demo,
    settings: Settings,
    *,
    import_id: int,
    counts: Mapping[str, int],
    findings: Sequence[Issue],
    snapshot: int,
) -> None:
    """Adds the demo to the list of imports, in the transaction that brings its rows."""
    rows = sum(counts.values())
    values = {
        "import_id": import_id,
        "file": demo.name,
        "sha256": demo.digest,
        "table_name": ASKED,
        "source": demo.name,
        "asked": ASKED,
        "rows_in": rows,
        "accepted": rows,
        "rejected": 0,
        "duplicates_skipped": 0,
        "blank": 0,
        "findings": to_json(findings),
        "actor": settings.actor,
        "snapshot_before": snapshot,
        "snapshot_after": snapshot + 1,
    }
    write_record(transaction, values)
