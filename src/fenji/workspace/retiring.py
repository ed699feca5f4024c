"""Facts past their time, taken out of every snapshot of the lake: orders lose their customer, the others go."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from fenji.engines.engine import literal
from fenji.lake.erase import Blank, rewrite
from fenji.workspace.blanking import blanks_of_rows, nobody_sql

if TYPE_CHECKING:
    from fenji.workspace.workspace import Workspace

TABLE = "retired"
COLUMNS = {
    "table_name": "VARCHAR",
    "before_day": "DATE",
    "rows_gone": "BIGINT",
    "snapshot": "BIGINT",
    "retired_at": "TIMESTAMP",
    "actor": "VARCHAR",
}
DAYS = {"orders": "ordered_on", "order_lines": "ordered_on", "interactions": "happened_on", "feedback": "given_on",
        "touches": "sent_on"}  # fmt: skip
KEYS = {"interactions": "interaction_id", "feedback": "feedback_id", "touches": "touch_id"}


def retire(
    workspace: Workspace, tables: Collection[str], day: date, held: Collection[str], *, is_trial: bool = False
) -> int:
    """Blanks the rows of some tables from before a day, but for those of held customers; gives how many rows.

    Later replays of runs that looked at them differ; the lake keeps what was retired, and says so.
    """
    salt = secrets.token_hex(16)

    def changes(table: str, columns: Mapping[str, str]) -> Sequence[Blank]:
        if table not in tables:
            return ()
        return [blanks_of_rows(columns, _past(table, day, held), salt)]

    actor, limit = workspace.actor, workspace.memory_limit
    workspace.close()
    done = rewrite(workspace.folder / "lake", changes, lent={}, actor=actor, memory_limit=limit, is_trial=is_trial)
    if not is_trial and done.rows:
        _settle(workspace, done.rows, day)
    return sum(done.rows.values())


def retired(workspace: Workspace, snapshot: int) -> list[dict[str, object]]:
    """What was retired after a snapshot: runs that looked at it may no longer be replayed to the same rows."""
    lake = workspace.lake
    if not lake.has(TABLE):
        return []
    return lake.engine.rows(f"SELECT * FROM lake.main.{TABLE} WHERE snapshot >= ? ORDER BY retired_at", [snapshot])


def _past(table: str, day: date, held: Collection[str]) -> str:
    kept = f" AND customer_id NOT IN ({', '.join(literal(one) for one in sorted(held))})" if held else ""
    return f"customer_id IS NOT NULL AND {DAYS[table]} < DATE {literal(day.isoformat())}{kept}"


def _settle(workspace: Workspace, rows: Mapping[str, int], day: date) -> None:
    lake = workspace.lake
    before = lake.snapshot()
    with lake.write(actor=workspace.actor, what=f"retention: before {day.isoformat()}") as tx:
        tx.create(TABLE, COLUMNS)
        for table, count in sorted(rows.items()):
            if table in KEYS and lake.has(table):
                where = f"customer_id IS NULL AND {nobody_sql(KEYS[table])}"
                if tx.rows(f"SELECT 1 FROM lake.main.{table} WHERE {where} LIMIT 1"):
                    tx.delete(table, where)
            now = datetime.now(UTC).replace(tzinfo=None)
            named = ", ".join(f"CAST(? AS {kind}) AS {name}" for name, kind in COLUMNS.items())
            tx.append(TABLE, f"SELECT {named}", [table, day, count, before, now, workspace.actor])
