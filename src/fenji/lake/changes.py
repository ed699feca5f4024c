"""Which rows of a table came and went between two snapshots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fenji.engines.engine import literal
from fenji.errors import FenjiError

if TYPE_CHECKING:
    from fenji.lake.lake import Lake

CAME, WENT = "_came", "_went"
_CATALOG = "__ducklake_metadata_lake"


def snapshot_time(lake: Lake, number: int) -> str:
    """When a snapshot was made, to tell it from another one of the same number; empty where there is none."""
    sql = f"SELECT snapshot_time::VARCHAR AS made FROM ducklake_snapshots('lake') WHERE snapshot_id = {int(number)}"
    found = lake.engine.rows(sql)
    return str(found[0]["made"]) if found else ""


def lend_changes(lake: Lake, table: str, *, since: int, share: float) -> int | None:
    """Makes working views `<table>_came` and `<table>_went`: rows put in and taken out after a snapshot.

    A row that was changed is in both. Returns how many rows they have; None where there are more than this share of
    the table's rows, or the lake can't tell any more.
    """
    now = lake.snapshot()
    told = {CAME: "insertions", WENT: "deletions"}
    sources = {
        f"{table}{end}": f"SELECT * FROM ducklake_table_{kind}('lake', 'main', {literal(table)}, {since + 1}, {now})"
        for end, kind in told.items()
    }
    if since == now:
        sources = dict.fromkeys(sources, f"SELECT * FROM lake.main.{table} LIMIT 0")
    try:
        counts = [0] if since == now else [_count(lake, f"({sql})") for sql in sources.values()]
        if sum(counts) and sum(counts) > share * _count(lake, f"lake.main.{table}"):
            return None
        for name, sql in sources.items():
            lake.engine.run(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")
    except FenjiError:
        return None
    return sum(counts)


def least_beside(lake: Lake, table: str, column: str, others: Sequence[str], *, since: datetime, end: datetime) -> str:
    """The least instant of a column in the files where another one may hold an instant in [since, end).

    As the files' statistics tell it; '-infinity' where they don't, 'infinity' where there is no such file.
    """
    named = ", ".join(literal(name) for name in {column, *others})
    files = lake.engine.rows(f"""
        SELECT file.data_file_id AS file, known.column_name AS name, stats.null_count AS nulls,
            file.record_count AS rows, stats.min_value AS least, stats.max_value AS most
        FROM {_CATALOG}.ducklake_data_file AS file JOIN {_CATALOG}.ducklake_table AS told USING (table_id)
        JOIN {_CATALOG}.ducklake_column AS known USING (table_id)
        LEFT JOIN {_CATALOG}.ducklake_file_column_stats AS stats
            ON stats.data_file_id = file.data_file_id AND stats.column_id = known.column_id
        WHERE told.table_name = {literal(table)} AND known.column_name IN ({named}) AND file.end_snapshot IS NULL
            AND told.end_snapshot IS NULL AND known.end_snapshot IS NULL""")
    meant = {row["file"] for row in files if row["name"] in others and _may_hold(row, since, end)}
    least = [row for row in files if row["name"] == column and row["file"] in meant]
    if not all(row["nulls"] == 0 and _instant(row["least"]) for row in least):
        return "-infinity"
    return min((str(_instant(row["least"])) for row in least), default="infinity")


def _may_hold(row: Mapping[str, Any], since: datetime, end: datetime) -> bool:
    least, most = _instant(row["least"]), _instant(row["most"])
    if least is None or most is None:
        return bool(row["nulls"] != row["rows"])
    return least < end and most >= since


def _instant(text: str | None) -> datetime | None:
    try:
        return None if text is None else datetime.fromisoformat(text)
    except ValueError:
        return None


def _count(lake: Lake, rows: str) -> int:
    return int(lake.engine.rows(f"SELECT count(*) AS n FROM {rows}")[0]["n"])
