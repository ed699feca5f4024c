"""The ladder: the first rung that holds is the grade; every grade carries its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.grades.by_metric import by_metric, by_metric_of
from fenji.grades.by_score import by_score, by_score_of
from fenji.grades.limits import Cap, caps, caps_of
from fenji.grades.rule import Rule
from fenji.grades.rung import NO_RUNG, Grade, Rung, Ungraded
from fenji.metrics.stage import staged

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Step:
    """A tier as the ladder needs it: reached from a score, by a rule, or (neither) by everyone who is left."""

    tier: str
    from_score: Decimal | None = None
    rule: Rule | None = None


@dataclass(frozen=True)
class Ladder:
    """The steps, best first, with the ungraded states asked before them and the limits applied after them.

    `unknown` names the criteria whose missing points leave a customer ungraded. `limits` are (name, the best tier
    allowed, rule). Every step is reached by its score or every step by its rule. `delayed` names the limits that
    transition rules may hold back; the others hold at once.
    """

    steps: tuple[Step, ...]
    ungraded: tuple[tuple[str, Rule], ...] = ()
    unknown: tuple[str, ...] = ()
    limits: tuple[tuple[str, str, Rule], ...] = ()
    delayed: frozenset[str] = frozenset()

    @property
    def is_by_rules(self) -> bool:
        """Whether tiers are reached by rules rather than by the score."""
        return any(step.rule is not None for step in self.steps)

    def rung_of(self, tier: str) -> int:
        """The rung a tier stands on, 1 the best."""
        return [step.tier for step in self.steps].index(tier) + 1

    def numbered_limits(self) -> list[tuple[str, int, Rule]]:
        """The limits with the rung they allow."""
        return [(name, self.rung_of(tier), rule) for name, tier, rule in self.limits]


_GIVEN = ("rung", "tier", "reason")


def grade(scored: ir.Table, ladder: Ladder) -> ir.Table:
    """The table with every customer's `rung` (int16, 1 the best), `tier` and `reason`.

    Ungraded states are asked first, then the rungs from the best down, then the limits: a limit moves a customer
    down to its tier and becomes the reason; of several the lowest wins, of equals the first written.
    """
    states = [Ungraded(name, rule.expression(scored)) for name, rule in ladder.ungraded]
    states += [Ungraded(f"unknown_{name}", scored[f"points_{name}"].isnull()) for name in ladder.unknown]
    if ladder.is_by_rules:
        rungs = by_metric(scored, [(step.tier, step.rule) for step in ladder.steps])
    else:
        rungs = by_score(scored.total, [(step.tier, step.from_score) for step in ladder.steps])
    import ibis

    number, reason = _columns(rungs, states, caps(scored, ladder.numbered_limits()))
    told = staged(scored.mutate(rung=number.cast("int16"), reason=reason))
    names = [(told.rung == ibis.literal(rung.number, "int16"), ibis.literal(rung.tier)) for rung in rungs]
    tier = ibis.cases(*names).cast("string").name("tier")
    return told.select(*(name for name in scored.columns if name not in _GIVEN), "rung", tier, "reason")


def grade_of(row: Mapping[str, Any], ladder: Ladder) -> Grade:
    """The grade of one customer from its row with metrics, points and total; the same as `grade` on any engine."""
    for name, rule in ladder.ungraded:
        if rule.holds(row):
            return Grade(None, None, f"ungraded:{name}")
    for name in ladder.unknown:
        if row[f"points_{name}"] is None:
            return Grade(None, None, f"ungraded:unknown_{name}")
    if ladder.is_by_rules:
        first = by_metric_of(row, [(step.tier, step.rule) for step in ladder.steps])
    else:
        first = by_score_of(row["total"], [(step.tier, step.from_score) for step in ladder.steps])
    worst = max(caps_of(row, ladder.numbered_limits()), key=lambda cap: cap[1], default=None)
    if first.rung is None or worst is None or worst[1] <= first.rung:
        return first
    return Grade(worst[1], ladder.steps[worst[1] - 1].tier, f"limit:{worst[0]}")


def _columns(
    rungs: Sequence[Rung], states: Sequence[Ungraded], capping: Sequence[Cap]
) -> tuple[ir.IntegerValue, ir.StringValue]:
    import ibis

    number, reason = _first(rungs, states)
    lowest = _lowest(capping)
    if lowest is not None:
        is_capped = (lowest[0] > number).fill_null(False)
        number = ibis.ifelse(is_capped, lowest[0], number)
        reason = ibis.ifelse(is_capped, lowest[1], reason)
    return number, reason


def _first(rungs: Sequence[Rung], ungraded: Sequence[Ungraded]) -> tuple[ir.IntegerValue, ir.StringValue]:
    import ibis

    nowhere = ibis.null("int16")
    numbers = [(state.holds, nowhere) for state in ungraded]
    reasons = [(state.holds, ibis.literal(f"ungraded:{state.name}")) for state in ungraded]
    last_number, last_reason = nowhere, ibis.literal(f"ungraded:{NO_RUNG}")
    for rung in rungs:
        number, reason = ibis.literal(rung.number, "int16"), ibis.literal(rung.reason)
        if rung.holds is None:
            last_number, last_reason = number, reason
            break
        numbers.append((rung.holds, number))
        reasons.append((rung.holds, reason))
    if not numbers:
        return last_number, last_reason
    return ibis.cases(*numbers, else_=last_number), ibis.cases(*reasons, else_=last_reason)


def _lowest(caps: Sequence[Cap]) -> tuple[ir.IntegerValue, ir.StringValue] | None:
    import ibis

    worst_first = sorted(caps, key=lambda cap: -cap.rung)
    if not worst_first:
        return None
    numbers = [(cap.holds, ibis.literal(cap.rung, "int16")) for cap in worst_first]
    reasons = [(cap.holds, ibis.literal(f"limit:{cap.name}")) for cap in worst_first]
    return ibis.cases(*numbers, else_=ibis.null("int16")), ibis.cases(*reasons, else_=ibis.null("string"))
