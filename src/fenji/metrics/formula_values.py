"""What a formula comes to: as columns, one named step a level, and for one customer in Python; both agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from fenji.metrics.formula import DIGITS, Choice, Node, Number, Operation, Reference, Rounded, parts_of
from fenji.metrics.ratio import decimals_of, ratio
from fenji.metrics.stage import staged

Place = Callable[[Reference], str]
MOST = Decimal(10) ** 14  # what a step can hold: beyond, the result is unknown
_EXACT = Context(prec=60)


@dataclass(frozen=True)
class Asked:
    """One formula's column: its tree, its unit's type, what unknown counts.

    `place` says in which column a metric it names stands, `digits` how many decimals that has.
    """

    column: str
    tree: Node
    place: Place
    digits: Callable[[Reference], int]
    decimals: int
    type: str
    unknown: Decimal | None = None


def computed(table: ir.Table, asked: list[Asked]) -> ir.Table:
    """The table with the columns of formulas whose metrics are columns already; steps in between stand beside them.

    Between steps values are decimals of at most four places, rounded halves away from zero; what a sum, a product or
    a quotient cannot hold (10^14; a dividend of 10^14 smallest units) is unknown, as is what is divided by 0.
    """
    steps = _Steps()
    for one in asked:
        steps.add(one.tree, one.place)
    for level in range(1, steps.height + 1):
        columns = {name: _column(table, node, steps) for name, node in steps.at(level)}
        table = staged(table.mutate(**columns))
    return table.mutate(**{one.column: _final(steps.value(table, one.tree, one.place), one) for one in asked})


def value_of(asked: Asked, row: Mapping[str, Any]) -> Decimal | int | None:
    """The same for one customer, from a row with the metrics."""
    found = _known(_value(asked.tree, asked, row), asked.decimals)
    value = asked.unknown if found is None else found
    if value is None:
        return None
    return int(value) if asked.type == "int64" else _round(value, asked.decimals)


class _Steps:
    """Every operation of some formulas, by how many operations it stands above metrics and numbers."""

    def __init__(self) -> None:
        self.names: dict[tuple[Node, tuple[str, ...]], str] = {}
        self.levels: dict[str, tuple[int, Node, Place]] = {}

    @property
    def height(self) -> int:
        return max((level for level, _, _ in self.levels.values()), default=0)

    def add(self, node: Node, place: Place) -> int:
        below = max((self.add(part, place) for part in parts_of(node)), default=-1)
        if isinstance(node, Number | Reference):
            return 0
        key = (node, _places(node, place))
        if key not in self.names:
            self.names[key] = f"step_{len(self.names)}"
            self.levels[self.names[key]] = (below + 1, node, place)
        return below + 1

    def at(self, level: int) -> list[tuple[str, tuple[Node, Place]]]:
        return [(name, (node, place)) for name, (found, node, place) in self.levels.items() if found == level]

    def value(self, table: ir.Table, node: Node, place: Place) -> ir.NumericValue:
        if isinstance(node, Number):
            scale = max(0, -int(node.value.normalize().as_tuple().exponent))
            return ibis.literal(node.value, f"decimal(18, {scale})")
        if isinstance(node, Reference):
            column = table[place(node)]
            return column.cast(f"decimal(18, {decimals_of(column)})")
        return table[self.names[node, _places(node, place)]]


def _places(node: Node, place: Place) -> tuple[str, ...]:
    if isinstance(node, Reference):
        return (place(node),)
    return tuple(name for part in parts_of(node) for name in _places(part, place))


def _column(table: ir.Table, step: tuple[Node, Place], steps: _Steps) -> ir.DecimalValue:
    node, place = step
    parts = [steps.value(table, part, place) for part in parts_of(node)]
    if isinstance(node, Rounded):
        return parts[0].cast(f"decimal(18, {min(node.digits, decimals_of(parts[0]))})")
    if isinstance(node, Operation) and node.sign == "*":
        digits = decimals_of(parts[0]) + decimals_of(parts[1])
        finer, other = sorted(parts, key=decimals_of, reverse=True)
        product = finer.cast(f"decimal(19, {decimals_of(finer)})") * other
        return _held(product, min(DIGITS, digits))
    if isinstance(node, Operation) and node.sign == "/":
        return _divided(*parts)
    digits = max(map(decimals_of, parts))
    same = [part.cast(f"decimal(18, {digits})") for part in parts]
    if isinstance(node, Operation):
        return _held(same[0] + same[1] if node.sign == "+" else same[0] - same[1], digits)
    if not isinstance(node, Choice) or node.call == "coalesce":
        return ibis.coalesce(*same)
    chosen = ibis.least(*same) if node.call == "min" else ibis.greatest(*same)
    is_unknown = reduce(lambda one, other: one | other, (part.isnull() for part in same))
    return ibis.ifelse(is_unknown, ibis.null(f"decimal(18, {digits})"), chosen)


def _held(value: ir.DecimalValue, digits: int) -> ir.DecimalValue:
    kind = f"decimal(18, {digits})"
    limit = ibis.literal(MOST, "decimal(18, 0)")
    return ibis.ifelse(value.abs() < limit, value, ibis.null(value.type())).cast(kind)


def _divided(part: ir.DecimalValue, whole: ir.DecimalValue) -> ir.DecimalValue:
    limit = ibis.literal(_dividend(max(decimals_of(part), decimals_of(whole))), "decimal(18, 0)")
    signed = ibis.ifelse(whole < 0, -part, part)
    held = ibis.ifelse(part.abs() < limit, signed, ibis.null(part.type())).cast(part.type())
    return ratio(held, whole.abs().cast(whole.type()), digits=DIGITS)


def _dividend(digits: int) -> Decimal:
    return MOST.scaleb(-digits)


def _final(value: ir.DecimalValue, one: Asked) -> ir.Value:
    limit = ibis.literal(MOST, "decimal(18, 0)")
    held = ibis.ifelse(value.abs() < limit, value, ibis.null(value.type())).cast(f"decimal(18, {one.decimals})")
    if one.unknown is not None:
        held = held.fill_null(ibis.literal(one.unknown, f"decimal(18, {one.decimals})"))
    return held.cast(one.type)


def _value(node: Node, asked: Asked, row: Mapping[str, Any]) -> Decimal | None:
    if isinstance(node, Number):
        return node.value.normalize()
    if isinstance(node, Reference):
        value = row[asked.place(node)]
        return None if value is None else _round(Decimal(value), asked.digits(node))
    parts = [_value(part, asked, row) for part in parts_of(node)]
    known = [part for part in parts if part is not None]
    is_coalesce = isinstance(node, Choice) and node.call == "coalesce"
    if not known or (len(known) < len(parts) and not is_coalesce):
        return None
    if isinstance(node, Choice):
        chosen = {"coalesce": known[0], "min": min(known), "max": max(known)}[node.call]
        return _round(chosen, max(_scale(part, asked.digits) for part in node.parts))
    if isinstance(node, Operation):
        return _operated(node.sign, *known)
    return _round(known[0], min(node.digits, _digits(known[0])))


def _scale(node: Node, digits: Callable[[Reference], int]) -> int:
    """How many decimals a part has, whatever its value."""
    if isinstance(node, Number):
        return _digits(node.value.normalize())
    if isinstance(node, Reference):
        return digits(node)
    scales = [_scale(part, digits) for part in parts_of(node)]
    if isinstance(node, Rounded):
        return min(node.digits, scales[0])
    if isinstance(node, Operation) and node.sign in "*/":
        return DIGITS if node.sign == "/" else min(DIGITS, sum(scales))
    return max(scales)


def _operated(sign: str, left: Decimal, right: Decimal) -> Decimal | None:
    if sign == "/":
        if not right or abs(left) >= _dividend(max(_digits(left), _digits(right))):
            return None
        return _round(_EXACT.divide(left, right), DIGITS)
    exact = {"+": _EXACT.add, "-": _EXACT.subtract, "*": _EXACT.multiply}[sign](left, right)
    return _known(exact, min(DIGITS, _digits(exact)))


def _known(value: Decimal | None, digits: int) -> Decimal | None:
    return None if value is None or abs(value) >= MOST else _round(value, digits)


def _digits(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _round(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP, context=_EXACT)
