"""All segmentations over all customers: measured once, cut points found in rounds, a column each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fenji.metrics.measure import measure
from fenji.metrics.origin import COLUMN as STATED
from fenji.scores.calibrate import Ask
from fenji.segments.attributes import attributes, null_of
from fenji.segments.lifecycle import Lifecycle
from fenji.segments.rhythm import COLUMNS as RHYTHM
from fenji.segments.rhythm import rhythm
from fenji.segments.segmentation import Learned, Segmentation

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.metrics.measure import Measure
    from fenji.metrics.period import Period
    from fenji.metrics.window import Window


def measures_of(segmentations: Sequence[Segmentation]) -> tuple[Measure, ...]:
    """Every column to measure, each once."""
    return tuple({one.column: one for each in segmentations for one in each.measures()}.values())


def windows_of(segmentations: Sequence[Segmentation]) -> tuple[Window, ...]:
    """Every window in use: what `Period.slots` needs."""
    return tuple(dict.fromkeys(one.window for one in measures_of(segmentations)))


def described(
    tables: Mapping[str, ir.Table],
    segmentations: Sequence[Segmentation],
    period: Period,
    *,
    recorded: Collection[str],
) -> ir.Table:
    """One row for every customer known on the as-of day, with all that the segmentations look at.

    The same customers as a grading has. Values of the period are slots, filled by `period.slots(windows_of(…))`.
    """
    import ibis

    found = measure(tables, measures_of(segmentations), period, recorded=recorded)
    found = found.drop(STATED) if STATED in found.columns else found
    if any(each.needs_rhythm for each in segmentations):
        percentile = next((each.percentile for each in segmentations if isinstance(each, Lifecycle)), None)
        habits = rhythm(tables, period, recorded=recorded, percentile=percentile)
        if habits is None:
            found = found.mutate(**{name: ibis.null(kind) for name, kind in RHYTHM.items()})
        else:
            found = _beside(found, habits)
    names = tuple(dict.fromkeys(name for each in segmentations for name in each.fields()))
    own = attributes(tables, names, period, recorded=recorded)
    if own is not None:
        return _beside(found, own)
    return found.mutate(**{name: null_of(name) for name in names}) if names else found


def in_order(segmentations: Sequence[Segmentation]) -> list[Segmentation]:
    """The same, each after those it rests on; a ring of them is a ValueError that names them."""
    waiting, placed = list(segmentations), [each for each in segmentations if not each.rests_on()]
    names = {each.name for each in waiting}
    waiting = [each for each in waiting if each.rests_on()]
    while waiting:
        done = {each.name for each in placed}
        ready = [each for each in waiting if set(each.rests_on()) & names <= done]
        if not ready:
            raise ValueError(", ".join(sorted(each.name for each in waiting)))
        placed += ready
        waiting = [each for each in waiting if each not in ready]
    return placed


def learn(table: ir.Table, segmentations: Sequence[Segmentation], ask: Ask) -> dict[str, dict[str, Any]]:
    """The cut points of all segmentations, found on these customers: one aggregate for all of them a round."""
    answers: dict[str, dict[str, Any]] = {each.name: {} for each in segmentations}
    while asked := _questions(table, segmentations, answers):
        (row,) = ask(table.aggregate(**{f"a{number}": question for number, (_, _, question) in enumerate(asked)}))
        for number, (name, key, _) in enumerate(asked):
            answers[name][key] = row[f"a{number}"]
    return {each.name: each.learn(answers[each.name]) for each in segmentations}


def place(table: ir.Table, segmentations: Sequence[Segmentation], learned: Mapping[str, Learned]) -> ir.Table:
    """Every customer's segments: `customer_id`, and of each segmentation the columns it keeps."""
    kept: list[str] = []
    found = table
    for each in in_order(segmentations):
        columns = each.columns(found, learned[each.name])
        kept += columns
        found = found.mutate(**columns)
    return found.select("customer_id", *kept)


def _questions(
    table: ir.Table, segmentations: Sequence[Segmentation], answers: Mapping[str, Mapping[str, Any]]
) -> list[tuple[str, str, ir.Scalar]]:
    return [
        (each.name, key, question)
        for each in segmentations
        for key, question in each.questions(table, answers[each.name]).items()
    ]


def _beside(left: ir.Table, right: ir.Table) -> ir.Table:
    """The left customers with the right columns where there are any."""
    columns = [name for name in right.columns if name != "customer_id" and name not in left.columns]
    renamed = right.select(whose="customer_id", **{name: right[name] for name in columns})
    return left.left_join(renamed, left.customer_id == renamed.whose).drop("whose")
