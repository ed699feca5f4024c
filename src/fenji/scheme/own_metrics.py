"""Metrics that a standard defines itself: a formula over metrics, or what is taken of a table's rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    model_serializer,
)

from fenji.language import Text
from fenji.metrics.aggregate import DAYS, Aggregate, Rows, Take
from fenji.metrics.custom import Words as MetricWords
from fenji.metrics.custom import own_aggregate, own_formula
from fenji.metrics.fade import LONGEST_HALF_LIFE
from fenji.metrics.formula import FormulaError, Node, read_formula, references, say_formula
from fenji.metrics.metric import UNITS, OwnName, Unit
from fenji.metrics.row_rule import WrittenRowRule
from fenji.scheme.parts import NONE, Part, Words
from fenji.scores.bands import Number
from fenji.tables import CANONICAL

OWN_UNIT = "own"
_NAME = re.compile(r"[^\W\d]\w{0,39}")
_TYPES: Mapping[int, str] = {0: "int64", 2: "decimal(18, 2)", 4: "decimal(18, 4)"}


def _name(value: Any) -> str:
    name = str(value)
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"'{name}' is no metric's name: a letter or a Chinese character first, then letters, digits or _"
        )
    return name


def _unit(value: Any) -> Unit:
    if isinstance(value, Unit):
        return value
    if isinstance(value, str) and value in UNITS:
        return UNITS[value]
    if not isinstance(value, Mapping):
        raise ValueError(f"unknown unit '{value}'")  # noqa: TRY004 - pydantic collects value errors
    decimals = value.get("decimals", 0)
    if not {"zh", "en"} <= set(value) <= {"zh", "en", "decimals"} or decimals not in _TYPES:
        raise ValueError("a unit of its own is {zh: 件, en: pieces, decimals: 0}, with 0, 2 or 4 decimals")
    return Unit(OWN_UNIT, _TYPES[int(decimals)], Text(str(value["en"]), str(value["zh"])))


def _write_unit(unit: Unit) -> Any:
    if unit.name != OWN_UNIT:
        return unit.name
    decimals = next(digits for digits, kind in _TYPES.items() if kind == unit.type)
    return {"zh": unit.text.zh, "en": unit.text.en} | ({"decimals": decimals} if decimals else {})


MetricName = Annotated[str, BeforeValidator(_name)]
WrittenUnit = Annotated[Unit, BeforeValidator(_unit), PlainSerializer(_write_unit)]


class OwnMetric(Part):
    """A metric of the standard's own: either `formula`, or `table` with `take`.

    `formula`: metrics (over a window of their own in brackets, net_revenue[90 days]), numbers, + - * /, min, max,
    round, coalesce; what a metric it names is unknown, or it divides by 0, its value is `unknown` (left out: unknown).
    `table`, `take` (sum, count, max, min, distinct), `column`, `where` (conditions on rows), `rows` (of orders and
    lines: sales, net, refunds), `half_life` (days after which a row counts half); `never` is the value of who has no
    such row (left out: 0 for sums and counts, unknown for ends; `never: unknown`). `unit` is one of the units of the
    metrics, or {zh: 件, en: pieces, decimals: 0}. `retired: true`: kept for older versions, no longer to be used.
    """

    name: MetricName
    label: Words
    about: Words = NONE
    unit: WrittenUnit
    better: Literal["higher", "lower", "neither"] = "higher"
    formula: str | None = None
    unknown: Number | None = None
    table: str | None = None
    take: Take | None = None
    column: str | None = None
    where: WrittenRowRule | None = None
    rows: Rows | None = None
    half_life: int | None = Field(default=None, ge=1, le=LONGEST_HALF_LIFE)
    never: Number | Literal["unknown"] | None = None
    retired: bool = False

    @model_serializer(mode="wrap")
    def _written(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = write(self)
        usual = type(self).model_fields
        return {name: value for name, value in written.items()
                if usual[name].is_required() or getattr(self, name) != usual[name].default}  # fmt: skip

    def tree(self) -> Node | None:
        """The formula as a tree; None where there is none or it cannot be read."""
        try:
            return None if self.formula is None else read_formula(self.formula)
        except FormulaError:
            return None

    def aggregate(self) -> Aggregate | None:
        """What is taken of which rows; None where that is not said whole, or names what does not exist."""
        if self.table is None or self.table not in DAYS or self.take is None:
            return None
        if self.column is None and self.take != "count":
            return None
        asked = {self.column} - {None} | {test.column for test in (self.where.tests() if self.where else ())}
        if not asked <= {column.name for column in CANONICAL[self.table].columns}:
            return None
        return Aggregate(self.table, self.take, self.column, self.where, self.rows, self.half_life)

    @property
    def nothing(self) -> Decimal | None:
        """The value of who has no such row."""
        if self.never is None:
            return Decimal(0) if self.take in {"sum", "count", "distinct"} else None
        return None if self.never == "unknown" else self.never

    def words(self) -> MetricWords:
        """What people read of it."""
        meaning = self.about if self.about.en or self.about.zh else self.say()
        return MetricWords(self.label, meaning, self.unit, self.better, self.retired)

    def say(self, labels: Mapping[str, Text] | None = None) -> Text:
        """How it is computed, in words; `labels`: what the metrics a formula names are called."""
        if self.formula is not None:
            return say_formula(self.formula, labels or {})
        aggregate = self.aggregate()
        return NONE if aggregate is None else aggregate.say()


def own_names(metrics: Sequence[OwnMetric]) -> dict[str, OwnName]:
    """The metrics a standard defines, by name; those that cannot be understood, and circles, are left out."""
    found: dict[str, OwnName] = {}
    for one in metrics:
        aggregate = one.aggregate()
        if aggregate is not None and one.formula is None:
            found[one.name] = own_aggregate(one.name, aggregate, one.words(), never=one.nothing)
    waiting = {one.name: (one, tree) for one in metrics if (tree := one.tree()) is not None and one.table is None}
    while ready := [name for name, (_, tree) in waiting.items() if not _names(tree) & waiting.keys()]:
        for name in ready:
            one, tree = waiting.pop(name)
            found[name] = own_formula(name, tree, one.words(), unknown=one.unknown, known=found)
    return found


def circles(metrics: Sequence[OwnMetric]) -> list[tuple[str, ...]]:
    """Formulas that lead back to themselves, each circle once, from its first name in the order written."""
    trees = {one.name: _names(tree) for one in metrics if (tree := one.tree()) is not None}
    found: list[tuple[str, ...]] = []
    for name in trees:
        way = _way(name, name, trees, ())
        if way is not None and not any(set(way) == set(other) for other in found):
            found.append(way)
    return found


def bound(value: Any, own: Mapping[str, OwnName]) -> Any:
    """A part of a standard in which every name of one of its own metrics brings its definition along."""
    if isinstance(value, tuple):
        inner = tuple(bound(each, own) for each in value)
        return value if all(new is old for new, old in zip(inner, value, strict=True)) else inner
    if isinstance(value, dict):
        return {key: bound(each, own) for key, each in value.items()}
    if not isinstance(value, BaseModel):
        return value
    kept = {name: getattr(value, name) for name in type(value).model_fields}
    changes = {name: new for name, old in kept.items() if (new := bound(old, own)) is not old}
    if isinstance(kept.get("metric"), str) and kept["metric"] in own:
        changes["metric"] = own[kept["metric"]]
    return value.model_copy(update=changes) if changes else value


def _names(tree: Node) -> set[str]:
    return {reference.metric for reference in references(tree)}


def _way(start: str, here: str, trees: Mapping[str, set[str]], way: tuple[str, ...]) -> tuple[str, ...] | None:
    """The names from a formula back to itself; None where there is no such way."""
    for following in sorted(trees.get(here, ())):
        if following == start:
            return (*way, here)
        if following in trees and following not in way and following != here:
            found = _way(start, following, trees, (*way, here))
            if found is not None:
                return found
    return None
