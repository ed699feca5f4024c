"""Metrics that a standard defines itself, made into entries like the built-in ones, and what measuring them takes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.language import Text
from fenji.metrics.aggregate import Aggregate
from fenji.metrics.formula import Node, Number, Operation, Reference, parts_of, references
from fenji.metrics.formula_values import Asked
from fenji.metrics.metric import METRICS, Better, Metric, OwnName, Part, Unit, identity
from fenji.metrics.window import ALL

if TYPE_CHECKING:
    from fenji.metrics.measure import Measure
    from fenji.metrics.period import Period

WHOLE_LIFE = frozenset({"recency_days", "last_ordered_on", "first_ordered_on", "tenure_days", "historic_clv"})


@dataclass(frozen=True)
class Words:
    """What people read of a metric of one's own: its name, what it says, its unit, which end is better."""

    label: Text
    meaning: Text
    unit: Unit
    better: Better
    is_retired: bool = False


@dataclass(frozen=True)
class OwnFormula(Metric):
    """A metric computed from the finished values of others; `unknown` is its value where it cannot be computed."""

    tree: Node = field(default_factory=lambda: Number(Decimal(0)))
    unknown: Decimal | None = None

    def part(self, reference: Reference) -> Part:
        """The metric a reference means, over the window it says."""
        return self.parts[_key(reference)]


def own_aggregate(name: str, aggregate: Aggregate, words: Words, *, never: Decimal | None) -> OwnName:
    """The name of a metric that takes something of a table; `never`: the value of who has no such row."""

    def described(table: Any, period: Period) -> Any:
        return aggregate.describe(table, period, never=never)

    described.__doc__ = aggregate.say().en
    entry = Metric(
        name=name,
        function=described,
        tables=aggregate.tables,
        unit=words.unit,
        better=words.better,
        never=never if words.unit.type != "int64" or never is None else int(never),
        label=words.label,
        meaning=words.meaning,
        is_retired=words.is_retired,
    )
    return OwnName(entry, _digest(repr(aggregate), str(words.unit), str(never)))


def own_formula(
    name: str, tree: Node, words: Words, *, unknown: Decimal | None, known: Mapping[str, OwnName]
) -> OwnName:
    """The name of a metric that is a formula over others; `known`: those the standard defines itself."""
    parts = {}
    for reference in references(tree):
        window = reference.window or (ALL if reference.metric in WHOLE_LIFE else None)
        parts[_key(reference)] = Part(known.get(reference.metric, reference.metric), window)

    def described(values: Any, period: Period) -> Any:
        raise TypeError(f"{name} is computed from finished values ({values}, {period})")

    entry = OwnFormula(
        name=name,
        function=described,
        tables=(),
        unit=words.unit,
        better=words.better,
        never=None,
        label=words.label,
        meaning=words.meaning,
        parts=parts,
        is_retired=words.is_retired,
        tree=tree,
        unknown=unknown,
    )
    inside = sorted(f"{key}={identity(part.metric)}" for key, part in parts.items())
    return OwnName(entry, _digest(repr(tree), str(words.unit), str(unknown), *inside))


@dataclass(frozen=True)
class Planned:
    """What is measured of tables first, and the formulas computed from it, those that need others after them."""

    inputs: tuple[Measure, ...]
    levels: tuple[tuple[Asked, ...], ...] = ()


def planned(measures: Sequence[Measure]) -> Planned:
    """The measures without formulas, with everything that formulas need, and the formulas by level."""
    if not any(isinstance(METRICS.get(one.metric), OwnFormula) for one in measures):
        return Planned(tuple(measures))
    places: dict[tuple[str, str, str], Measure] = {}
    for one in measures:
        places.setdefault(_question(one), one)
    levels: dict[str, int] = {}
    for one in measures:
        _settle(one, places, levels)
    every = {one.column: one for one in (*measures, *places.values())}
    grouped = [
        tuple(_asked(one, places) for column, one in every.items() if levels.get(column) == level)
        for level in sorted(set(levels.values()))
    ]
    return Planned(tuple(one for column, one in every.items() if column not in levels), tuple(grouped))


def dimension(node: Node, of: Mapping[str, Metric]) -> str:
    """What a formula comes to: `money`, `plain`, `any` for a number alone, `mixed` where money meets what is none."""
    if isinstance(node, Number):
        return "any"
    if isinstance(node, Reference):
        entry = of[node.metric]
        return "money" if entry.is_money else "plain"
    kinds = [dimension(part, of) for part in parts_of(node)]
    if "mixed" in kinds:
        return "mixed"
    if isinstance(node, Operation) and node.sign in "*/":
        return _scaled(node.sign, *kinds)
    told = {kind for kind in kinds if kind != "any"}
    return "mixed" if len(told) > 1 else next(iter(told), "any")


def _scaled(sign: str, left: str, right: str) -> str:
    if left == right == "any":
        return "any"
    if sign == "/":
        return "plain" if left == right == "money" else "plain" if right == "money" else left
    return "mixed" if left == right == "money" else "money" if "money" in (left, right) else "plain"


def _settle(one: Measure, places: dict[tuple[str, str, str], Measure], levels: dict[str, int]) -> int:
    """Notes on which level a formula stands, and what it needs that isn't asked for yet; 0 for what is measured."""
    entry = METRICS.get(one.metric)
    if not isinstance(entry, OwnFormula):
        return 0
    if one.column not in levels:
        below = 0
        for part in entry.parts.values():
            window = part.over(one.window)
            wanted = replace(one, column=f"part_{len(places)}", metric=part.metric, window=window, options={})
            below = max(below, _settle(places.setdefault(_question(wanted), wanted), places, levels))
        levels[one.column] = below + 1
    return levels[one.column]


def _asked(one: Measure, places: Mapping[tuple[str, str, str], Measure]) -> Asked:
    entry = METRICS.get(one.metric)
    assert isinstance(entry, OwnFormula)

    def place(reference: Reference) -> str:
        part = entry.part(reference)
        return places[_question(replace(one, metric=part.metric, window=part.over(one.window), options={}))].column

    def digits(reference: Reference) -> int:
        return METRICS.get(entry.part(reference).metric).decimals

    return Asked(one.column, entry.tree, place, digits, entry.decimals, entry.type, entry.unknown)


def _question(one: Measure) -> tuple[str, str, str]:
    return identity(one.metric), one.window.slug, repr(sorted(one.options.items()))


def _key(reference: Reference) -> str:
    return reference.metric if reference.window is None else f"{reference.metric}[{reference.window.slug}]"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
