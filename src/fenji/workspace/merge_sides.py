"""What customers who shall become one have, side by side, and what the one would have: nothing is changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji.intake.identity.merges import links_of
from fenji.workspace.duplicates import linked_tables, merges

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.workspace.workspace import Workspace

COUNTED = ("orders", "order_lines", "payments", "contacts", "interactions", "feedback", "touches")


@dataclass(frozen=True)
class Sides:
    """Each customer's row by id, the row that would stand after the merge, and each side's rows of every table.

    `rows`: table → customer → how many; tables that are empty for all of them are left out.
    """

    before: Mapping[str, Mapping[str, Any]]
    after: Mapping[str, Any]
    rows: Mapping[str, Mapping[str, int]]

    def origins(self, column: str) -> tuple[str, ...]:
        """The customers whose value of a column would stand; none where nobody's does."""
        value = self.after.get(column)
        return () if value is None else tuple(one for one, row in self.before.items() if row.get(column) == value)


def sides(workspace: Workspace, links: Mapping[str, str]) -> Sides:
    """The customers of planned links to one survivor as they are now, and as the survivor would be."""
    active = links_of(merges(workspace))
    together = {**active, **links}
    into = next(one for one in links.values() if one not in together)
    ids = [into, *sorted({*links, *links.values()} - {into})]
    now = linked_tables(workspace, active)
    before = {str(row["customer_id"]): row for row in _asked(workspace, now["customers"], ids)}
    rows = {name: _counted(workspace, table, ids) for name, table in now.items() if name in COUNTED}
    (after,) = _asked(workspace, linked_tables(workspace, together)["customers"], [into])
    return Sides({one: before[one] for one in ids if one in before}, after, {n: c for n, c in rows.items() if c})


def _asked(workspace: Workspace, customers: ir.Table, ids: list[str]) -> list[dict[str, Any]]:
    engine = workspace.lake.engine
    return engine.rows(engine.compile(customers.filter(customers.customer_id.isin(ids))))


def _counted(workspace: Workspace, table: ir.Table, ids: list[str]) -> dict[str, int]:
    engine = workspace.lake.engine
    own = table.filter(table.customer_id.isin(ids))
    counted = own.group_by("customer_id").aggregate(n=own.count())
    return {row["customer_id"]: int(row["n"]) for row in engine.rows(engine.compile(counted))}


def names_of(workspace: Workspace, ids: Collection[str]) -> dict[str, str | None]:
    """Customers' names as they rest, merged or not."""
    if not ids or not workspace.lake.has("customers"):
        return {}
    marks = ", ".join("?" for _ in ids)
    sql = f"SELECT customer_id, name FROM lake.main.customers WHERE customer_id IN ({marks})"
    return {row["customer_id"]: row["name"] for row in workspace.lake.engine.rows(sql, sorted(ids))}
