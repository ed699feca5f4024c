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

DEEPEST = 8  # steps from a subsidiary up to the topmost parent: one join each, and one to see that it ends


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
    customers = tables["customers"]
    chains = _chains(customers)
    counted = _every_parent(chains) if group.subsidiaries else _topmost(chains)
    found = {name: _counted(table, counted) for name, table in tables.items()}
    if group.subsidiaries:
        return {**found, "customers": customers}
    tops = _topmost(chains)
    own = tops.filter(tops.was == tops.top).select(own_id="was")
    return {**found, "customers": staged(customers.semi_join(own, [("customer_id", "own_id")]))}


def standing_alone(customers: ir.Table) -> ir.Table:
    """The customers with a parent whose parents never come to an end within 8 steps; each stands alone.

    Those in a circle, those below one, and those too deep.
    """
    chains = _chains(customers)
    return chains.filter(chains[_step(DEEPEST + 1)].notnull()).select(customer_id=_step(0))


def _chains(customers: ir.Table) -> ir.Table:
    """One row a customer: itself, its parent, the parent's parent, … nine steps up; NULL beyond the topmost.

    One join a step: it says whether the parent is in the list, and who stands above.
    """
    given = customers.select(child="customer_id", parent=customers.parent_id.nullif(customers.customer_id))
    chains = given.select(**{_step(0): given.child, "parent": given.parent})
    for number in range(1, DEEPEST + 2):
        above = given.select(above_id="child", above_parent="parent")
        joined = chains.left_join(above, [("parent", "above_id")])
        kept = {_step(place): joined[_step(place)] for place in range(number)}
        chains = staged(joined.select(**kept, **{_step(number): joined.above_id, "parent": joined.above_parent}))
    return chains


def _topmost(chains: ir.Table) -> ir.Table:
    """was → top: each customer's topmost parent, or itself where it has none or the way up doesn't end."""
    highest = ibis.coalesce(*(chains[_step(place)] for place in range(DEEPEST, -1, -1)))
    top = ibis.ifelse(chains[_step(DEEPEST + 1)].isnull(), highest, chains[_step(0)])
    return staged(chains.select(was=_step(0), top=top))


def _every_parent(chains: ir.Table) -> ir.Table:
    """was → top for every parent above a customer, and itself; one row each."""
    is_ending = chains[_step(DEEPEST + 1)].isnull()
    nobody = ibis.null("string")
    above = [ibis.ifelse(is_ending, chains[_step(place)], nobody) for place in range(1, DEEPEST + 1)]
    every = staged(chains.select(was=_step(0), top=ibis.array([chains[_step(0)], *above]).unnest()))
    return staged(every.filter(every.top.notnull()))


def _step(number: int) -> str:
    return f"above_{number}"


def _counted(table: ir.Table, counted: ir.Table) -> ir.Table:
    if "customer_id" not in table.columns:
        return table
    pairs = counted.select(from_id="was", to_id="top")
    joined = table.left_join(pairs, [("customer_id", "from_id")])
    kept = {name: joined[name] for name in table.columns}
    return staged(joined.select(**{**kept, "customer_id": ibis.coalesce(joined.to_id, joined.customer_id)}))


_MIXED = Text(
    "one standard counts subsidiaries for their parents and the other does not", "两个标准对子公司的归集方式不同"
)
_APART = Text("Ask them one by one, or write the same `group:` in both.", "请分别运行，或写相同的 `group:`。")
