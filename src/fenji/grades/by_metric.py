"""Tiers by rules on metrics: the highest tier all of whose conditions hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fenji.grades.rule import Rule
from fenji.grades.rung import NO_RUNG, Grade, Rung

if TYPE_CHECKING:
    import ibis.expr.types as ir


def by_metric(table: ir.Table, tiers: Sequence[tuple[str, Rule | None]]) -> list[Rung]:
    """The rungs of (tier, rule), best first; without a rule a tier takes the rest. Unknown does not hold."""
    return [
        Rung(number, tier, "rule", None if rule is None else rule.expression(table))
        for number, (tier, rule) in enumerate(tiers, start=1)
    ]


def by_metric_of(row: Mapping[str, Any], tiers: Sequence[tuple[str, Rule | None]]) -> Grade:
    """The same for one measured row."""
    for number, (tier, rule) in enumerate(tiers, start=1):
        if rule is None:
            return Grade(number, tier, f"rest:{tier}")
        if rule.holds(row):
            return Grade(number, tier, f"rule:{tier}")
    return Grade(None, None, f"ungraded:{NO_RUNG}")
