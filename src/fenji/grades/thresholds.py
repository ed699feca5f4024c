"""The values at which a customer's grade would change, for every customer in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fenji.grades.rule import AllOf, Comparison, Rule
from fenji.scores import compare
from fenji.scores.total import border

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.grades.ladder import Ladder
    from fenji.scores.total import Scored

MISSING = "missing_total"
RISES = "rises_at_"
KEEPS = "keeps_at_"


def thresholds(graded: ir.Table, ladder: Ladder, scored: Sequence[Scored]) -> ir.Table:
    """The graded table with what would change each grade, one figure at a time, all others as they are.

    `missing_total`: millionths of a score point to the next tier; NULL in the best tier and for the ungraded.
    `rises_at_<criterion>` (of rules: `_<column>`): the value nearest to the customer's own that gives a better tier;
    `keeps_at_<criterion>`: the value furthest from good that still keeps the tier. NULL where this figure alone can't
    do it, where nothing can (a limit holds the customer down), and for criteria without cut points (a straight scale,
    a total that is no weighted sum). Limits and protection are not asked again: the tier meant is the standard's own.
    """
    if ladder.is_by_rules:
        return graded.mutate(**_by_rules(graded, ladder))
    if any(one.ideal is not None for one in scored):
        return graded
    named = _by_score(graded, ladder)
    table = graded.mutate(**{MISSING: named.missing})
    found: dict[str, ir.Value] = {}
    for one in scored:
        steps = _Steps.of(one)
        if steps is None or not one.weight_bp:
            continue
        column, points = table[one.column], table[f"points_{one.name}"]
        wanted = points + (named.missing + (one.weight_bp - 1)) // one.weight_bp
        enough = points - named.spare // one.weight_bp
        found[f"{RISES}{one.name}"] = steps.reaching(column, wanted)
        found[f"{KEEPS}{one.name}"] = steps.reaching(column, enough)
    return table.mutate(**found)


@dataclass(frozen=True)
class _Room:
    """How far a customer's total is from the tier above, and how far above the border of its own."""

    missing: ir.IntegerColumn
    spare: ir.IntegerColumn


def _by_score(graded: ir.Table, ladder: Ladder) -> _Room:
    import ibis

    borders = [None if step.from_score is None else border(step.from_score) for step in ladder.steps]
    rung, nothing = _rung(graded), ibis.null("int64")
    above = [(rung == number + 1, ibis.literal(at, "int64")) for number, at in enumerate(borders, 1) if at is not None]
    own = [(rung == number, ibis.literal(at, "int64")) for number, at in enumerate(borders, 1) if at is not None]
    missing = (ibis.cases(*above, else_=nothing) if above else nothing) - graded.total
    spare = graded.total - (ibis.cases(*own, else_=nothing) if own else nothing)
    return _Room(
        ibis.ifelse((missing > 0) & ~_is_held_down(graded), missing, nothing),
        ibis.ifelse(spare >= 0, spare, nothing),
    )


@dataclass(frozen=True)
class _Steps:
    """The reachable bins of a criterion whose points only rise, or only fall, with its value.

    `values[i]` is the value nearest to the worse end that earns `points[i]`; the worst bin has none, everybody who is
    known earns it.
    """

    values: tuple[Decimal | None, ...]
    points: tuple[int, ...]
    is_rising: bool

    @classmethod
    def of(cls, one: Scored) -> _Steps | None:
        """The bins, worst first; None where points neither only rise nor only fall, or there are no cut points."""
        learned = one.learned
        if not one.scorer.has_steps or not learned.cuts or len(learned.points) != len(learned.cuts) + 1:
            return None
        pairs = zip(learned.cuts, learned.points[1:], strict=True)
        bins = [(None, learned.points[0]), *((cut, points) for cut, points in pairs if cut is not None)]
        earned = [points for _, points in bins]
        if earned == sorted(earned):
            return cls(tuple(cut for cut, _ in bins), tuple(earned), is_rising=True)
        if earned == sorted(earned, reverse=True):
            ends = [cut for cut, _ in bins[1:]]  # a bin ends below the next one's start
            return cls((None, *reversed(ends)), tuple(reversed(earned)), is_rising=False)
        return None

    def reaching(self, column: ir.NumericColumn, wanted: ir.IntegerColumn) -> ir.NumericValue:
        """The value that earns so many points; NULL where every value does, none does, or the number is unknown."""
        import ibis

        kind = column.type()
        nothing = ibis.null(kind)
        unit = Decimal(1).scaleb(-compare.scale_of(column))
        steps = []
        for value, points in zip(self.values, self.points, strict=True):
            at = nothing
            if value is not None:
                fitted = compare.round_to(value, compare.scale_of(column), "ROUND_CEILING")
                at = compare.literal(column, fitted if self.is_rising else fitted - unit).cast(kind)
            steps.append((wanted <= points, at))
        return ibis.cases(*steps, else_=nothing)


def _by_rules(graded: ir.Table, ladder: Ladder) -> dict[str, ir.Value]:
    """For each figure the next tier asks for: its limit, where all else that the tier asks for holds."""
    import ibis

    rung, free = _rung(graded), ~_is_held_down(graded)
    found: dict[str, list[tuple[ir.BooleanValue, ir.Value]]] = {}
    for number, step in enumerate(ladder.steps, 1):
        parts = list(_parts(step.rule))
        for part in parts:
            column = graded[part.column]
            others = [other.expression(graded) for other in parts if other is not part]
            is_next = (rung == number + 1) & free & ~part.expression(graded)
            for other in others:
                is_next &= other
            limit = _nearest(part, column)
            if limit is not None:
                found.setdefault(part.column, []).append((is_next, limit))
    return {f"{RISES}{name}": ibis.cases(*ways, else_=ibis.null(graded[name].type())) for name, ways in found.items()}


def _parts(rule: Rule | None) -> Iterator[Comparison]:
    """The comparisons of a rule that asks for all of them; of other rules none, there is no single way to meet them."""
    parts = rule.all if isinstance(rule, AllOf) else (rule,)
    if all(isinstance(part, Comparison) for part in parts):
        yield from (part for part in parts if isinstance(part, Comparison))


def _nearest(part: Comparison, column: ir.NumericColumn) -> ir.Value | None:
    """The first value that meets a comparison with one limit; None for those with several."""
    limits = part.limits()
    if len(limits) != 1:
        return None
    (operator, number), scale = limits[0], compare.scale_of(column)
    unit = Decimal(1).scaleb(-scale)
    up, down = compare.round_to(number, scale, "ROUND_CEILING"), compare.round_to(number, scale, "ROUND_FLOOR")
    value = {"at_least": up, "above": down + unit, "at_most": down, "below": up - unit, "is": number}[operator]
    return compare.literal(column, value).cast(column.type())


def _rung(graded: ir.Table) -> ir.IntegerColumn:
    """The rung by the standard alone, where a result tells it from the one in force."""
    return graded["system_rung" if "system_rung" in graded.columns else "rung"]


def _is_held_down(graded: ir.Table) -> ir.BooleanValue:
    reason = graded["system_reason" if "system_reason" in graded.columns else "reason"]
    return reason.startswith("limit:").fill_null(False)
