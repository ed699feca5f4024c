"""Standing: the tier a customer holds from run to run, since when, and what is carried on to the next run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.grades.ladder import Ladder

STANDING = {
    "standing_tier": "string",
    "entered_on": "date",
    "rose_from": "string",
    "below_since": "date",
    "below_runs": "int32",
    "runs_left": "int32",
    "leaves_on": "date",
    "warned_on": "date",
}
"""What a run keeps of every customer under transition rules, for the next one; NULL where there is none.

standing_tier: the tier held, a person's word left aside. entered_on: the as-of day it was reached. rose_from: the tier
it was a promotion from, `-` for none; NULL where it was none. below_since, below_runs: the first evaluation in a row at
which its standard was not met, and how many. runs_left: evaluations until it ends, where they are counted. leaves_on:
the day it ends if nothing changes, where that is known. warned_on: when `warn_days` before that were first reached.
"""
NOWHERE = "-"
CARRIED = ("entered_on", "rose_from", "below_since", "below_runs", "warned_on")


def carried(rows: ir.Table, ladder: Ladder) -> ir.Table:
    """What an earlier run hands on, as `transition.stand` reads it: was_for, was_tier, was_rung, was_<column>.

    `rows` are the earlier run's; of one without transition rules only the system's tier is known. A tier that the
    ladder hasn't any more is no standing.
    """
    import ibis

    tier = next(rows[name] for name in ("standing_tier", "system_tier", "tier") if name in rows.columns)
    rung = ibis.cases(*((tier == step.tier, ibis.literal(number, "int64"))
                        for number, step in enumerate(ladder.steps, start=1)), else_=ibis.null("int64"))  # fmt: skip
    kept = {
        f"was_{name}": rows[name].cast(STANDING[name]) if name in rows.columns else ibis.null(STANDING[name])
        for name in CARRIED
    }
    return rows.select(was_for="customer_id", was_tier=tier, was_rung=rung, **kept)


def by_rung(rung: ir.IntegerValue, values: list[int]) -> ir.IntegerValue:
    """A setting of the tier that stands on a rung, 1 the best; one value for all where they are the same."""
    import ibis

    if len(set(values)) == 1:
        return ibis.literal(values[0], "int64")
    told = ((rung == number, ibis.literal(value, "int64")) for number, value in enumerate(values, start=1))
    return ibis.cases(*told, else_=ibis.literal(0, "int64"))
