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


def lend_changes(lake: Lake, table: str, *, since: int, most: int) -> int | None:
    """Makes working tables `<table>_came` and `<table>_went`: rows put in and taken out after a snapshot.

    A row that was changed is in both. Returns how many rows they have; None, and no table, where there are more than
    `most` or the lake can't tell any more.
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
        counts = [lake.engine.rows(f"SELECT count(*) AS n FROM ({sql})")[0]["n"] for sql in sources.values()]
        if sum(counts) > most:
            return None
        for name, sql in sources.items():
            lake.engine.keep(name, sql)
    except FenjiError:
        return None
    return int(sum(counts))
