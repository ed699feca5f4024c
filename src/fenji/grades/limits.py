"""Limits: whoever meets the condition never stands above a tier, whatever the score says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji.grades.rule import Rule

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Cap:
    """One limit on an engine: its name, the best rung it allows, and whether it holds."""

    name: str
    rung: int
    holds: ir.BooleanValue


def caps(table: ir.Table, limits: Sequence[tuple[str, int, Rule]]) -> list[Cap]:
    """The limits as (name, best rung allowed, rule) over a measured table; unknown does not cap."""
    return [Cap(name, rung, rule.expression(table)) for name, rung, rule in limits]


def caps_of(row: Mapping[str, Any], limits: Sequence[tuple[str, int, Rule]]) -> list[tuple[str, int]]:
    """The limits that hold for one measured row."""
    return [(name, rung) for name, rung, rule in limits if rule.holds(row)]
