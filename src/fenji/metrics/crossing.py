"""What crosses a border when the as-of day moves: the columns compared with it, and a condition as it was before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

SLOT = "$fenji:"
WAS = "$fenji:was_"

_BORDERS = (ops.Less, ops.LessEqual, ops.Greater, ops.GreaterEqual)


@dataclass(frozen=True)
class Border:
    """A column that is compared with a day or instant of the period: rows cross it when the as-of day moves."""

    column: str
    slot: str
    type: str
    is_end_included: bool


class NotSlidable(Exception):
    """A sum that does not follow from the day before; its table is summed up in one pass."""


def slots_of(node: ops.Node) -> list[ops.Literal]:
    """The places in an expression that are filled with a period's days."""
    return [one for one in node.find(ops.Literal) if isinstance(one.value, str) and one.value.startswith(SLOT)]


def as_before(expression: Any) -> Any:
    """The expression as it was on the day before."""
    node = expression.op()
    fresh = {one: ops.Literal(one.value.replace(SLOT, WAS), one.dtype) for one in slots_of(node)}
    return node.replace(fresh).to_expr() if fresh else expression


def borders_of(where: ir.BooleanValue) -> list[Border]:
    """Where rows enter or leave a condition; NotSlidable where a place is used in another way."""
    node = where.op()
    found: list[Border] = []
    plain: dict[ops.Node, ops.Node] = {}
    for one in node.find(ops.Comparison):
        slots = slots_of(one)
        if not slots:
            continue
        if not (isinstance(one, _BORDERS) and isinstance(one.left, ops.Field) and isinstance(one.right, ops.Cast)):
            continue
        is_end_included = isinstance(one, ops.LessEqual | ops.Greater)
        found.append(Border(one.left.name, slots[0].value, str(one.right.dtype), is_end_included))
        plain[one] = ops.Literal(True, "bool")
    if slots_of(node.replace(plain)):
        raise NotSlidable(str(node))
    return found


def crossing_of(table: ir.Table, border: Border) -> ir.BooleanValue:
    """Whether a row lies between the border as it was and as it is."""
    column = table[border.column]
    new = ibis.literal(border.slot).cast(border.type)
    old = ibis.literal(border.slot.replace(SLOT, WAS)).cast(border.type)
    if border.is_end_included:
        return (column > old) & (column <= new)
    return (column >= old) & (column < new)
