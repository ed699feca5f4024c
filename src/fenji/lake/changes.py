"""Which rows of a table came and went between two snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.engines.engine import literal
from fenji.errors import FenjiError

if TYPE_CHECKING:
    from fenji.lake.lake import Lake

CAME, WENT = "_came", "_went"


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


def _count(lake: Lake, rows: str) -> int:
    return int(lake.engine.rows(f"SELECT count(*) AS n FROM {rows}")[0]["n"])
