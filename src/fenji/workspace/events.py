"""Who entered or left a segment between two runs: written with the run, each exactly once, told again at any time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from fenji.engines.engine import literal, quoted

if TYPE_CHECKING:
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake
    from fenji.workspace.segments import Kept
    from fenji.workspace.workspace import Workspace

TABLE = "segment_events"
COLUMNS = {
    "run_id": "VARCHAR",
    "scheme": "VARCHAR",
    "as_of": "DATE",
    "compared_with": "VARCHAR",
    "segmentation": "VARCHAR",
    "segment": "VARCHAR",
    "customer_id": "VARCHAR",
    "kind": "VARCHAR",
}
Kind = Literal["enter", "leave"]
_ORDER = "as_of, run_id, segmentation, customer_id, kind DESC, segment"


@dataclass(frozen=True)
class Event:
    """One customer entered or left one segment, as of a run's day; the name is the customer's now."""

    run_id: str
    scheme: str
    as_of: date
    compared_with: str
    segmentation: str
    segment: str
    customer_id: str
    name: str | None
    kind: Kind

    @property
    def id(self) -> str:
        """Always the same for the same event, so that another program may take each once."""
        return "/".join((self.run_id, self.segmentation, self.segment, self.customer_id, self.kind))


def keep_events(tx: Transaction, now: Kept, base: Kept) -> int:
    """Writes the events of a run in its own transaction, so that they come and go with it; gives how many."""
    tx.create(TABLE, COLUMNS)
    sql = events_sql(now, base)
    return 0 if sql is None else tx.append(TABLE, sql)


def events_sql(now: Kept, base: Kept) -> str | None:
    """What changed between two runs, as SQL; None where no segmentation places customers alike in both.

    Someone who goes from one segment to another leaves the first and enters the second. A customer who is in one of the
    two runs only entered, or left, all their segments.
    """
    names = [name for name, mark in now.marks.items() if base.marks.get(name) == mark]
    parts = [_part(now, base, name) for name in sorted(names)]
    return " UNION ALL ".join(parts) if parts else None


def events(
    workspace: Workspace,
    *,
    scheme: str | None = None,
    segmentation: str | None = None,
    segment: str | None = None,
    kind: Kind | None = None,
    since: date | None = None,
    run_id: str | None = None,
    customer_id: str | None = None,
    limit: int | None = None,
) -> list[Event]:
    """The events kept, newest first; of one scheme, segment, kind, run or customer, on or after a day."""
    lake = workspace.lake
    if not lake.has(TABLE):
        return []
    where, parameters = _condition(
        {"scheme": scheme, "segmentation": segmentation, "segment": segment, "kind": kind, "run_id": run_id,
         "customer_id": customer_id}, since,
    )  # fmt: skip
    most = "" if limit is None else f" LIMIT {int(limit)}"
    people, name = "", "NULL"
    if lake.has("customers"):
        people, name = "LEFT JOIN lake.main.customers AS c ON c.customer_id = e.customer_id", "c.name"
    sql = f"""SELECT e.*, {name} AS name FROM lake.main.{TABLE} AS e {people} {where}
              ORDER BY e.as_of DESC, e.run_id DESC, segmentation, e.customer_id, e.kind DESC, segment{most}"""
    return [Event(**{field: row[field] for field in Event.__dataclass_fields__})
            for row in lake.engine.rows(sql, parameters or None)]  # fmt: skip


def count(workspace: Workspace, *, since: date | None = None, **equal: Any) -> dict[tuple[str, str, str], int]:
    """How many events there are by (segmentation, segment, kind), of the same choice as `events`."""
    lake = workspace.lake
    if not lake.has(TABLE):
        return {}
    where, parameters = _condition(equal, since)
    sql = f"""SELECT segmentation, segment, kind, count(*) AS n FROM lake.main.{TABLE} AS e {where}
              GROUP BY ALL ORDER BY ALL"""
    rows = lake.engine.rows(sql, parameters or None)
    return {(row["segmentation"], row["segment"], row["kind"]): int(row["n"]) for row in rows}


def replay(lake: Lake, run_id: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(the events kept with a run, the events that its segments and those of the run before give now): equal lists."""
    from fenji.workspace.segments import kept

    columns = ", ".join(COLUMNS)
    every = {one.run_id: one for one in kept(lake)}
    now = every[run_id]
    base = every.get(now.compared_with or "")
    stored = f"SELECT {columns} FROM lake.main.{TABLE} WHERE run_id = {literal(run_id)} ORDER BY {_ORDER}"
    told = lake.engine.rows(stored) if lake.has(TABLE) else []
    sql = None if base is None else events_sql(now, base)
    again = [] if sql is None else lake.engine.rows(f"SELECT {columns} FROM ({sql}) ORDER BY {_ORDER}")
    return told, again


def _part(now: Kept, base: Kept, name: str) -> str:
    """The events of one segmentation, as SQL; the day and the runs are the later run's."""
    sides = (_side(now, name), _side(base, name))
    changed = f"""SELECT coalesce(n.customer_id, b.customer_id) AS customer_id, n.segment AS entered, b.segment AS lost
                  FROM ({sides[0]}) AS n FULL JOIN ({sides[1]}) AS b ON n.customer_id = b.customer_id
                  WHERE n.segment IS DISTINCT FROM b.segment"""
    fixed = (
        f"{literal(now.run_id)} AS run_id, {literal(now.scheme)} AS scheme, "
        f"CAST({literal(now.as_of.isoformat())} AS DATE) AS as_of, {literal(base.run_id)} AS compared_with, "
        f"{literal(name)} AS segmentation"
    )
    kinds = (("lost", "leave"), ("entered", "enter"))
    return " UNION ALL ".join(
        f"SELECT {fixed}, {column} AS segment, customer_id, '{kind}' AS kind FROM ({changed}) "
        f"WHERE {column} IS NOT NULL"
        for column, kind in kinds
    )


def _side(one: Kept, name: str) -> str:
    return (
        f"SELECT customer_id, {quoted(name)} AS segment FROM lake.main.{quoted(one.members)} "
        f"WHERE run_id = {literal(one.run_id)}"
    )


def _condition(equal: Mapping[str, Any], since: date | None) -> tuple[str, list[Any]]:
    named = {name: value for name, value in equal.items() if value is not None}
    assert set(named) <= set(COLUMNS)
    parts = [f"e.{name} = ?" for name in named]
    if since is not None:
        parts.append(f"e.as_of >= CAST({literal(since.isoformat())} AS DATE)")
    return (f"WHERE {' AND '.join(parts)}" if parts else ""), list(named.values())
