"""One import taken back: its rows leave, earlier versions of what it updated return, and the decision is recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji.engines.engine import literal
from fenji.errors import IntakeError, WorkspaceError
from fenji.intake.changes import keys_sql
from fenji.intake.demo.import_record import ASKED as DEMO
from fenji.intake.record import UNDO, create_table, journal, next_id, write_record
from fenji.lake.leftovers import remove_leftovers
from fenji.language import Text
from fenji.tables import CANONICAL

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake

_PUT, _TAKEN = "fj_put", "fj_taken"


@dataclass(frozen=True)
class Undone:
    """What an undo did: the imports taken back, newest first, and table → rows that left and that returned."""

    imports: tuple[int, ...]
    changes: dict[str, dict[str, int]]
    snapshot: int


def undo_import(
    lake: Lake,
    import_id: int,
    *,
    actor: str,
    reason: str = "",
    cascade: bool = False,
    entry: dict[str, Any] | None = None,
) -> Undone:
    """Takes one import back in one transaction, as if it had never been; earlier snapshots keep what was.

    Later imports that changed the same rows, or skipped rows because this one had brought them, stand in the way: they
    are named, and taken back too where `cascade` says so. `entry` is the record of an undo that is made again.
    """
    with lake.write(actor=actor, what=f"undo import {import_id}") as tx:
        create_table(tx)
        entries = {int(row["import_id"]): row for row in journal(tx.engine)}
        _check(entries, import_id)
        going = _in_order(tx.engine, entries, import_id)
        if len(going) > 1 and not cascade:
            raise _in_the_way(import_id, [entries[number] for number in going[:-1]])
        changes: dict[str, dict[str, int]] = {}
        for number in going:
            for table, counts in _take_back(tx, entries[number]).items():
                total = changes.setdefault(table, dict.fromkeys(counts, 0))
                changes[table] = {kind: total[kind] + count for kind, count in counts.items()}
            _meet_again(tx)
            _record(tx, lake, entries[number], actor=actor, reason=reason, entry=entry)
        written = tx.new_files()
    remove_leftovers(lake, written)
    return Undone(tuple(going), changes, lake.snapshot())


def undone_since(lake: Lake, snapshot: int) -> list[dict[str, Any]]:
    """The imports that a result of this snapshot rests on and that were undone since: its grades are of older data."""
    if not lake.has("imports"):
        return []
    rows = journal(lake.engine)
    undone = {int(row["import_id"]): row for row in rows if row["undone_by"] is not None}
    later = {row["undoes"] for row in rows if row["undoes"] is not None and int(row["snapshot_after"]) > snapshot}
    return [row for number, row in undone.items() if number in later and int(row["snapshot_after"]) <= snapshot]


def older_data(lake: Lake, snapshot: int | None) -> Text | None:
    """What a result must say of itself when imports it rests on were undone; None where all of them stand."""
    rows = [] if snapshot is None else undone_since(lake, snapshot)
    if not rows:
        return None
    listed = ", ".join(f"#{row['import_id']} {row['file']}" for row in rows)
    return Text(
        "These grades rest on older data: {list} was undone since. Grade again.",
        "此结果依据的数据已变化：{list} 已被撤销，请重新评级。",
    ).fill(list=listed)


def _check(entries: dict[int, dict[str, Any]], import_id: int) -> None:
    row = entries.get(import_id)
    where = f"#{import_id}"
    fix = Text("`fenji imports` lists them.", "可用 `fenji imports` 查看。")
    if row is None or row["table_name"] == UNDO:
        raise WorkspaceError(Text("there is no such import", "没有这个导入"), where=where, fix=fix)
    if row["undone_by"] is not None:
        raise WorkspaceError(Text("this import was undone already", "该导入已被撤销"), where=where, fix=fix)
    if row["table_name"] == DEMO:
        problem = Text("demonstration data cannot be taken back", "演示数据不能撤销")
        fix = Text("Make a new workspace with `fenji init`.", "请用 `fenji init` 新建工作区。")
        raise WorkspaceError(problem, where=where, fix=fix)


def _in_order(engine: Engine, entries: dict[int, dict[str, Any]], import_id: int) -> list[int]:
    """The import and every later one that rests on it, newest first."""
    going = {import_id}
    for number in sorted(entries):
        row = entries[number]
        if number <= import_id or row["undone_by"] is not None or row["table_name"] == UNDO:
            continue
        if any(_rests_on(engine, row, entries[earlier]) for earlier in sorted(going)):
            going.add(number)
    return sorted(going, reverse=True)


def _rests_on(engine: Engine, later: dict[str, Any], earlier: dict[str, Any]) -> bool:
    leans = json.loads(later["leans_on"] or "{}")
    if str(earlier["import_id"]) in leans:
        return True
    for table, canonical in CANONICAL.items():
        key = ", ".join(canonical.key)
        put, taken = _both(engine, table, earlier)
        new_put, new_taken = _both(engine, table, later)
        if put is None or new_put is None:
            continue
        own = f"SELECT {key} FROM ({put})"
        if table == "customers":  # a customer only met in facts is met again by whoever else speaks of them
            own += f" WHERE is_listed OR customer_id IN (SELECT customer_id FROM ({taken}))"
        touched = (
            f"SELECT 1 FROM (SELECT {key} FROM ({new_taken}) INTERSECT {own} UNION ALL "
            f"(SELECT {key} FROM ({new_put}) INTERSECT SELECT {key} FROM ({taken}))) LIMIT 1"
        )
        if engine.rows(touched):
            return True
        if table == "orders" and engine.rows(
            f"SELECT 1 FROM ({new_put}) n JOIN ({put}) o "
            "ON n.source = o.source AND n.refunds_order_id = o.order_id LIMIT 1"
        ):
            return True
    return False


def _take_back(tx: Transaction, row: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Table → rows of the import that left, and earlier rows that returned."""
    found = {}
    for table, canonical in CANONICAL.items():
        put, taken = _both(tx.engine, table, row)
        if put is None or taken is None:
            continue
        columns = ", ".join(f'"{name}"' for name in tx_columns(tx.engine, table))
        tx.engine.run(f"CREATE OR REPLACE TEMP TABLE {_PUT} AS SELECT {columns} FROM ({put})")
        tx.engine.run(f"CREATE OR REPLACE TEMP TABLE {_TAKEN} AS SELECT {columns} FROM ({taken})")
        named = ", ".join((*canonical.key, "import_id"))
        left = tx.delete(table, f"({named}) IN (SELECT ({named}) FROM {_PUT})") if _any(tx, _PUT) else 0
        back = tx.append(table, f"SELECT {columns} FROM {_TAKEN}") if _any(tx, _TAKEN) else 0
        if left or back:
            found[table] = {"left": left, "returned": back}
    return found


def _meet_again(tx: Transaction) -> None:
    """Customers whom other imports' facts still speak of stay known, from the first import that speaks of them."""
    facts = [
        f"SELECT customer_id, source, import_id FROM lake.main.{name} WHERE customer_id IS NOT NULL"
        for name in _with_customers(tx.engine)
    ]
    if not facts:
        return
    missing = (
        f"SELECT customer_id, arg_min(source, import_id) AS source, FALSE AS is_listed, min(import_id) AS import_id "
        f"FROM ({' UNION ALL '.join(facts)}) WHERE customer_id NOT IN (SELECT customer_id FROM lake.main.customers) "
        "GROUP BY customer_id"
    )
    if tx.rows(f"SELECT 1 FROM ({missing}) LIMIT 1"):
        tx.append("customers", missing)


def _with_customers(engine: Engine) -> Iterator[str]:
    for name, table in CANONICAL.items():
        if name != "customers" and "customer_id" in table.duckdb_columns() and tx_columns(engine, name):
            yield name


def _record(
    tx: Transaction, lake: Lake, row: dict[str, Any], *, actor: str, reason: str, entry: dict[str, Any] | None
) -> None:
    before = lake.snapshot()
    values = {
        "import_id": next_id(tx),
        "file": row["file"],
        "sha256": row["sha256"],
        "table_name": UNDO,
        "source": row["source"],
        **dict.fromkeys(("rows_in", "accepted", "rejected", "duplicates_skipped", "blank"), 0),
        "findings": "[]",
        "actor": actor,
        "snapshot_before": before,
        "snapshot_after": before + 1,
        "undoes": row["import_id"],
        "reason": reason,
    }
    if entry is not None:
        values |= {name: entry[name] for name in ("import_id", "actor", "imported_at", "reason")}
    write_record(tx, values)


def _both(engine: Engine, table: str, row: dict[str, Any]) -> tuple[str | None, str | None]:
    snapshot = int(row["snapshot_after"])
    return keys_sql(engine, table, snapshot, "in"), keys_sql(engine, table, snapshot, "out")


def tx_columns(engine: Engine, table: str) -> tuple[str, ...]:
    """The columns that a canonical table of the lake has now; none where there is no such table."""
    found = engine.rows(
        "SELECT column_name AS name FROM duckdb_columns() WHERE database_name = 'lake' AND schema_name = 'main' "
        f"AND table_name = {literal(table)} ORDER BY column_index"
    )
    return tuple(row["name"] for row in found)


def _any(tx: Transaction, table: str) -> bool:
    return bool(tx.rows(f"SELECT 1 FROM {table} LIMIT 1"))


def _in_the_way(import_id: int, later: list[dict[str, Any]]) -> IntakeError:
    listed = ", ".join(f"#{row['import_id']} {row['file']}" for row in later)
    return IntakeError(
        Text("later imports rest on rows of this one: {list}", "之后的导入依赖于该导入的数据：{list}").fill(
            list=listed
        ),
        where=f"#{import_id}",
        fix=Text(
            "Undo all of them with --cascade, then import what you still need again.",
            "可用 --cascade 一并撤销，再重新导入仍需要的文件。",
        ),
    )
