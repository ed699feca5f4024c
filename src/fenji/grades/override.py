"""A person's word on a grade: it stands above system grade and protection, from its first day to its last."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.grades.ladder import Ladder

OVERRIDES = ("customer_id", "tier", "override_id", "starts_on", "expires_on")


def overridden(graded: ir.Table, ladder: Ladder, overrides: ir.Table, last_day: ir.DateValue) -> ir.Table:
    """The graded table with the tiers that people set, reason `override:<id>`; what the standard said stays beside.

    `overrides` has the columns of OVERRIDES. One holds from `starts_on` to `expires_on`, both days included; without a
    first day it holds already, without a last day until it is taken back. Of several that hold on the day the highest
    id counts. A tier that the ladder hasn't sets nothing. Who is ungraded is given the tier too.
    """
    import ibis

    table = with_system(graded)
    one = _holding(overrides, ladder, last_day)
    joined = table.left_join(one, table.customer_id == one.set_for)
    is_set = joined.set_tier.notnull()
    rung = ibis.cases(*((joined.set_tier == step.tier, ibis.literal(number, "int16"))
                        for number, step in enumerate(ladder.steps, start=1)), else_=joined.rung)  # fmt: skip
    return joined.mutate(
        rung=small(rung),
        tier=ibis.ifelse(is_set, joined.set_tier, joined.tier),
        reason=ibis.ifelse(is_set, ibis.literal("override:").concat(joined.set_by), joined.reason),
    ).drop("set_for", "set_tier", "set_by")


def small(rung: ir.IntegerValue) -> ir.IntegerValue:
    """A rung as the same type on every engine, whichever way it came about: runs of one version share a table."""
    return rung.cast("int64").cast("int16")


def with_system(graded: ir.Table) -> ir.Table:
    """The table with what the standard alone says beside the effective grade: system_rung, system_tier, system_reason.

    Where the columns are there already they stay; else both are the same.
    """
    if "system_tier" in graded.columns:
        return graded
    return graded.mutate(system_rung=graded.rung, system_tier=graded.tier, system_reason=graded.reason)


def _holding(overrides: ir.Table, ladder: Ladder, last_day: ir.DateValue) -> ir.Table:
    """One row for each customer whose tier a person has set on that day."""
    holding = overrides.filter(
        overrides.tier.isin([step.tier for step in ladder.steps]),
        overrides.starts_on.isnull() | (overrides.starts_on <= last_day),
        overrides.expires_on.isnull() | (overrides.expires_on >= last_day),
    )
    newest = holding.group_by(newest_for=holding.customer_id).aggregate(newest=holding.override_id.max())
    chosen = holding.inner_join(
        newest, [holding.customer_id == newest.newest_for, holding.override_id == newest.newest]
    )
    rows = chosen.group_by(set_for=chosen.customer_id, set_by=chosen.override_id.cast("string"))
    return rows.aggregate(set_tier=chosen.tier.min())
