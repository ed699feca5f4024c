"""A parent company with its subsidiaries as one (集团): their rows count for the parent before anything is measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from fenji.errors import SchemeError
from fenji.language import Text
from fenji.metrics.stage import staged

if TYPE_CHECKING:
    from fenji.metrics.measure import Measure

DEEPEST = 8  # steps from a subsidiary up to the topmost parent; three joins double to it
_DOUBLINGS = 3


@dataclass(frozen=True)
class Group:
    """How subsidiaries count: for the parents above them, and, where `subsidiaries`, graded on their own as well."""

    subsidiaries: bool = False

    @property
    def slug(self) -> str:
        """A short name of it."""
        return "group_all" if self.subsidiaries else "group"


def group_of(measures: Sequence[Measure]) -> Group | None:
    """How subsidiaries count in one question; measures that differ in it cannot be asked together."""
    groups = {measure.group for measure in measures}
    if len(groups) > 1:
        raise SchemeError(_MIXED, where="group", fix=_APART)
    return next(iter(groups), None)


def rolled_up(tables: Mapping[str, ir.Table], group: Group) -> dict[str, ir.Table]:
    """The tables as if what a subsidiary did, its parents had done.

    `customers.parent_id` names the parent. Without `subsidiaries` every row goes to the topmost parent, and only those
    who have no parent are customers. With it every customer stays one, and a row counts for its own customer and for
    each parent above. Profiles (registered_on, name) stay the parent's own. A parent who is not in the list, or is the
    customer itself, is none. Whose parents lead in a circle, or further up than 8 steps, stands alone (`standing_alone`
    counts them). Rows of guests stay as they are. Without customers nothing changes.
    """
    if "customers" not in tables:
        return dict(tables)
    tops = _tops(tables["customers"])
    counted = _every_parent(tables["customers"], tops) if group.subsidiaries else tops
    found = {name: _counted(table, counted) for name, table in tables.items() if name != "customers"}
    customers = tables["customers"]
    if not group.subsidiaries:
        own = tops.filter(tops.was == tops.top).select(own_id="was")
        customers = staged(customers.semi_join(own, [("customer_id", "own_id")]))
    return {name: customers if name == "customers" else found[name] for name in tables}


def standing_alone(customers: ir.Table) -> ir.Table:
    """The customers with a parent whose parents never come to an end within 8 steps; each stands alone.

    Those in a circle, those below one, and those too deep.
    """
    links, tops = _links(customers), _tops(customers)
    has_parent = links.filter(links.was != links.top).select(child="was")
    return tops.filter(tops.was == tops.top).semi_join(has_parent, [("was", "child")]).select(customer_id="was")


_MIXED = Text(
    "one standard counts subsidiaries for their parents and the other does not", "两个标准对子公司的归集方式不同"
)
_APART = Text("Ask them one by one, or write the same `group:` in both.", "请分别运行，或写相同的 `group:`。")


def _links(customers: ir.Table) -> ir.Table:
    """was → top: each customer's parent, or itself where it has none."""
    given = customers.select(was="customer_id", parent="parent_id")
    known = customers.select(known_id="customer_id").distinct()
    joined = given.left_join(known, [("parent", "known_id")])
    return staged(joined.select(was=joined.was, top=ibis.coalesce(joined.known_id, joined.was)))


def _tops(customers: ir.Table) -> ir.Table:
    """was → top: each customer's topmost parent, or itself where it has none or the way up doesn't end."""
    links = _links(customers)
    tops = links
    for _ in range(_DOUBLINGS):
        onward = tops.select(from_id="was", to_id="top")
        joined = tops.left_join(onward, [("top", "from_id")])
        tops = staged(joined.select(was=joined.was, top=joined.to_id))
    above = links.select(from_id="was", to_id="top")
    joined = tops.left_join(above, [("top", "from_id")])
    top = ibis.ifelse(joined.top == joined.to_id, joined.top, joined.was)
    return staged(joined.select(was=joined.was, top=top))


def _every_parent(customers: ir.Table, tops: ir.Table) -> ir.Table:
    """was → top for every parent above a customer, and itself; one row each."""
    links = _links(customers)
    alone = tops.filter(tops.was == tops.top).select(end_id="was")
    up = staged(links.anti_join(alone, [("was", "end_id")]))
    level, every = up, staged(links.select(was="was", top="was"))
    for _ in range(DEEPEST):
        every = staged(every.union(level))
        onward = up.select(from_id="was", to_id="top")
        joined = level.inner_join(onward, [("top", "from_id")])
        level = staged(joined.select(was=joined.was, top=joined.to_id))
    return every


def _counted(table: ir.Table, counted: ir.Table) -> ir.Table:
    if "customer_id" not in table.columns:
        return table
    pairs = counted.select(from_id="was", to_id="top")
    joined = table.left_join(pairs, [("customer_id", "from_id")])
    kept = {name: joined[name] for name in table.columns}
    return staged(joined.select(**{**kept, "customer_id": ibis.coalesce(joined.to_id, joined.customer_id)}))
