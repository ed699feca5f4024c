"""Transition rules at work: the system's grade and the standing so far give the tier held now, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.grades.calendar import days_after, slot
from fenji.grades.limits import caps
from fenji.grades.override import small, with_system
from fenji.grades.protection import Hold, Transition, is_kept, is_within_margin, with_margin
from fenji.grades.rung import NO_RUNG
from fenji.grades.standing import NOWHERE, STANDING, by_rung
from fenji.metrics.stage import staged

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.grades.ladder import Ladder

__all__ = ["Hold", "Transition", "stand"]


def stand(
    graded: ir.Table,
    ladder: Ladder,
    transition: Transition,
    *,
    previous: ir.Table | None,
    reversals: ir.Table | None = None,
) -> ir.Table:
    """The graded table with the tier that holds after protection, its reason, and the columns of STANDING.

    `previous` is what the nearest earlier run handed on (`standing.carried`); without one everybody stands where the
    system puts them. `reversals` names in `reversed_for` whose promotion rests on money that was given back. The days
    are slots: `transition.calendar.slots(…)` fills them.

    Ungraded states and limits that hold at once are stronger than protection; promotion is asked before demotion. The
    answer depends on the earlier run and today's figures only, so that grading a day twice changes nothing.
    """
    table = with_system(graded)
    if previous is None:
        return _opened(table)
    joined = table.left_join(previous, table.customer_id == previous.was_for)
    if reversals is not None:
        joined = joined.left_join(reversals, joined.customer_id == reversals.reversed_for)
    placed = staged(joined.mutate(**_places(joined, ladder, transition)))
    judged = staged(placed.mutate(**_judgement(placed, ladder, transition)))
    moved = staged(judged.mutate(**_move(judged, ladder, transition)))
    settled = staged(moved.mutate(**_settled(moved, ladder, transition)))
    found = {**_grade(settled, ladder), **_state(settled)}
    full = staged(settled.mutate(**found))
    kept = full.mutate(**_ahead(full, transition))
    return kept.select(*table.columns, *STANDING)


def _opened(table: ir.Table) -> ir.Table:
    """The first run of all: nobody is protected, everybody stands where the system puts them from this day on."""
    import ibis

    nothing = {name: ibis.null(kind) for name, kind in STANDING.items()}
    since = ibis.ifelse(table.system_tier.notnull(), slot("last_day"), ibis.null("date"))
    told = {**nothing, "standing_tier": table.system_tier, "entered_on": since}
    return table.mutate(rung=small(table.rung), **told)


def _places(table: ir.Table, ladder: Ladder, transition: Transition) -> dict[str, ir.Value]:
    """Where the system puts a customer, where a promotion would lead, and how far limits hold down."""
    import ibis

    nowhere = ibis.literal(len(ladder.steps) + 1, "int64")
    position = ibis.cases(
        (table.system_rung.notnull(), table.system_rung.cast("int64")),
        (table.system_reason == f"ungraded:{NO_RUNG}", nowhere),
        else_=ibis.null("int64"),
    )
    is_by_margin = bool(transition.margin) and not ladder.is_by_rules
    up = ibis.greatest(position, with_margin(table, ladder, transition)) if is_by_margin else position
    is_reversed = table.reversed_for.notnull() if "reversed_for" in table.columns else ibis.literal(False)
    return {
        "_position": position,
        "_up": ibis.ifelse(position.isnull(), ibis.null("int64"), up),
        "_is_due": transition.calendar.is_due(table),
        "_is_reversed": is_reversed,
        **_caps(table, ladder),
    }


def _caps(table: ir.Table, ladder: Ladder) -> dict[str, ir.Value]:
    """The worst rung that limits allow, 0 where none holds; of those that hold at once also which one it is."""
    import ibis

    holding = caps(table, ladder.numbered_limits())
    at_once = [cap for cap in holding if cap.name not in ladder.delayed]

    def worst(of: list[Any]) -> ir.IntegerValue:
        rungs = [ibis.ifelse(cap.holds, ibis.literal(cap.rung, "int64"), ibis.literal(0, "int64")) for cap in of]
        return ibis.greatest(*rungs) if rungs else ibis.literal(0, "int64")

    named = [(cap.holds, ibis.literal(f"limit:{cap.name}")) for cap in sorted(at_once, key=lambda cap: -cap.rung)]
    reason = ibis.cases(*named, else_=ibis.null("string")) if named else ibis.null("string")
    return {"_cap": worst(holding), "_cap_now": worst(at_once), "_cap_reason": reason}


def _judgement(table: ir.Table, ladder: Ladder, transition: Transition) -> dict[str, ir.Value]:
    """Whether the tier held is below its standard, since when, and whether minimum stay and grace are over."""
    import ibis

    today, was = slot("last_day"), table.was_rung
    since = table.was_below_since.coalesce(today)
    runs = table.was_below_runs.coalesce(ibis.literal(0, "int32")).cast("int64") + 1
    entered = table.was_entered_on.coalesce(slot("previous_day"))
    return {
        "_is_below": _below(table, was, ladder, transition),
        "_since": since,
        "_runs": runs,
        "_entered": entered,
        "_is_stay_over": ends(was, entered, [hold.minimum_days for hold in transition.holds]) <= today,
        "_is_grace_over": (ends(was, since, [hold.grace_days for hold in transition.holds]) <= today)
        & (runs >= by_rung(was, [hold.grace_runs for hold in transition.holds])),
    }


def _below(table: ir.Table, rung: ir.IntegerValue, ladder: Ladder, transition: Transition) -> ir.BooleanValue:
    """Whether whoever stands on a rung doesn't meet what it takes to stay there."""
    is_worse = table["_position"] > rung
    is_limited = table["_cap"] > rung
    return (is_worse & (is_limited | ~is_kept(table, rung, ladder, transition))).fill_null(False)


def _move(table: ir.Table, ladder: Ladder, transition: Transition) -> dict[str, ir.Value]:
    """What happens to the standing (out, new, reversed, promoted, demoted, held) and the rung it leads to."""
    import ibis

    was, position, is_due = table.was_rung, table["_position"], table["_is_due"]
    may_rise = ibis.literal(True) if transition.promotes_at_once else is_due
    ends_now = table["_is_below"] & is_due & table["_is_stay_over"] & table["_is_grace_over"]
    tiers = [(table.was_rose_from == step.tier, ibis.literal(number, "int64"))
             for number, step in enumerate(ladder.steps, start=1)]  # fmt: skip
    before = ibis.cases(*tiers, else_=ibis.literal(len(ladder.steps) + 1, "int64"))
    back = ibis.least(position, ibis.greatest(before, was + 1))
    is_one_rung = by_rung(was, [int(hold.is_one_rung) for hold in transition.holds]) == 1
    cases = (
        (position.isnull(), "out", ibis.null("int64")),
        (was.isnull(), "new", position),
        (table["_is_reversed"] & (position > was), "reversed", back),
        ((table["_up"] < was) & may_rise, "promoted", table["_up"]),
        (ends_now, "demoted", ibis.ifelse(is_one_rung, was + 1, position)),
    )
    return {
        "_kind": ibis.cases(*((when, ibis.literal(kind)) for when, kind, _ in cases), else_="held"),
        "_target": ibis.cases(*((when, rung) for when, _, rung in cases), else_=was),
    }


def _settled(table: ir.Table, ladder: Ladder, transition: Transition) -> dict[str, ir.Value]:
    """The rung that holds after limits, and what that means; NULL outside of the ladder."""
    import ibis

    rung = ibis.greatest(table["_target"], table["_cap_now"])
    is_out = table["_position"].isnull() | (rung > len(ladder.steps))
    rung = ibis.ifelse(is_out, ibis.null("int64"), rung)
    return {
        "_rung": rung,
        "_has_moved": (table["_kind"] == "new") | (rung != table.was_rung).fill_null(True),
        "_is_below_now": _below(table, rung, ladder, transition),
        "_is_by_margin": is_within_margin(table, rung, ladder, transition),
    }


def _grade(table: ir.Table, ladder: Ladder) -> dict[str, ir.Value]:
    """Rung, tier and reason; wherever the tier is not the system's, the reason says what holds it."""
    import ibis

    rung, position, kind = table["_rung"], table["_position"], table["_kind"]
    is_better = position < rung
    reason = ibis.cases(
        (rung.isnull(), table.system_reason),
        ((kind == "reversed") & (rung == table["_target"]), ibis.literal("reversed:").concat(table.was_tier)),
        (rung == position, table.system_reason),
        (table["_cap_now"] > table["_target"], table["_cap_reason"]),
        (kind == "demoted", ibis.literal("stepped:").concat(table.was_tier)),
        ((kind == "held") & is_better & (table["_up"] < rung), ibis.literal("held:not_evaluated")),
        (is_better | (~table["_is_below_now"] & table["_is_by_margin"]), ibis.literal("held:hysteresis")),
        (~table["_is_below_now"], ibis.literal("held:keep")),
        (~table["_is_due"], ibis.literal("held:not_evaluated")),
        (~table["_is_stay_over"], ibis.literal("held:minimum_stay")),
        else_=ibis.literal("held:grace"),
    )
    tiers = ((rung == number, ibis.literal(step.tier)) for number, step in enumerate(ladder.steps, start=1))
    tier = ibis.cases(*tiers, else_=ibis.null("string"))
    return {"rung": small(rung), "tier": tier, "reason": reason, "standing_tier": tier}


def _state(table: ir.Table) -> dict[str, ir.Value]:
    """What the next run needs to know: since when, from where, and how long below the standard."""
    import ibis

    rung, was, today = table["_rung"], table.was_rung, slot("last_day")
    is_out, moved, is_due, below = rung.isnull(), table["_has_moved"], table["_is_due"], table["_is_below_now"]
    no_day, no_number, no_tier = ibis.null("date"), ibis.null("int64"), ibis.null("string")
    is_first_tier = (table["_kind"] == "new") & table.was_tier.isnull()
    return {
        "entered_on": ibis.cases((is_out, no_day), (moved, today), else_=table["_entered"]),
        "rose_from": ibis.cases(
            (is_out, no_tier),
            (is_first_tier, ibis.literal(NOWHERE)),
            (rung < was, table.was_tier),
            (rung == was, table.was_rose_from),
            else_=no_tier,
        ),
        "below_since": ibis.cases(
            (is_out, no_day),
            (moved & below, today),
            (moved, no_day),
            (~is_due, table.was_below_since),
            (below, table["_since"]),
            else_=no_day,
        ),
        "_below_runs": ibis.cases(
            (is_out, no_number),
            (moved & below, ibis.literal(0, "int64")),
            (moved, no_number),
            (~is_due, table.was_below_runs.cast("int64")),
            (below, table["_runs"]),
            else_=no_number,
        ),
    }


def _ahead(table: ir.Table, transition: Transition) -> dict[str, ir.Value]:
    """When the tier ends if nothing changes, and whether its holder is to be warned by now."""
    import ibis

    rung, today, calendar, count = table["_rung"], slot("last_day"), transition.calendar, transition.evaluations
    holds, below = transition.holds, table["_is_below_now"]
    granted = by_rung(rung, [hold.grace_runs for hold in holds])
    left = ibis.greatest(granted - table["_below_runs"].coalesce(ibis.literal(0, "int64")), ibis.literal(1, "int64"))
    left = ibis.ifelse(below & (granted > 0), left, ibis.null("int64"))
    first = today if calendar.every == "run" else calendar.at_or_after(slot("next_day"), table, count)
    since = table.below_since.coalesce(first)
    stay = ibis.greatest(ends(rung, table.entered_on, [hold.minimum_days for hold in holds]), slot("next_day"))
    grace = ends(rung, since, [hold.grace_days for hold in holds])
    by_days = calendar.at_or_after(ibis.greatest(stay, grace), table, count)
    counted = calendar.in_so_many(left, table, count)
    by_runs = ibis.ifelse(counted.isnull(), counted, ibis.greatest(counted, calendar.at_or_after(stay, table, count)))
    leaves = ibis.ifelse(below, ibis.ifelse(granted > 0, by_runs, by_days), ibis.null("date"))
    warned = ibis.ifelse(table["_has_moved"], ibis.null("date"), table.was_warned_on).coalesce(today)
    is_near = (leaves <= days_after(today, transition.warn_days)).fill_null(False)
    return {
        "below_runs": table["_below_runs"].cast("int32"),
        "runs_left": left.cast("int32"),
        "leaves_on": leaves,
        "warned_on": ibis.ifelse(is_near, warned, ibis.null("date")) if transition.warn_days else ibis.null("date"),
    }


def ends(rung: ir.IntegerValue, since: ir.DateValue, days: list[int]) -> ir.DateValue:
    """The day on which so many days, a setting of the tier on that rung, are over."""
    import ibis

    found = [(rung == number, days_after(since, length)) for number, length in enumerate(days, start=1) if length]
    return ibis.cases(*found, else_=since) if found else since
